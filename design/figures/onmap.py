"""A sole laid on the posterior body map, at its true size, and the check that no load lies where none may.

Places are thousandths of figure height on the map of `ashilms.bodymap`: x from the midline, negative on the client's
left (the viewer's left), y from the crown. A sole is the left one of the design, mirrored for a right; at turn 0 its
toes point down the page. Filled: carries the load. Outlined: rests. Dotted: lifted, or carries nothing.
"""

import re
from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from math import cos, radians, sin

from pen import dye, smooth, text

from ashilms.bodymap import art
from ashilms.bodymap.drawing import MID, TOP, draw_map
from ashilms.bodymap.rules import PATCHES, REGIONS, Point, Zone, _inside, zone_under

SIZE = 0.8
"""Map units per unit of the drawn foot: 23 cm long on a client of 170 cm."""

LOADS = {
    "arch": ("arch", "arch", 0, 0),
    "anchor": ("disc", "arch", 0, 0),
    "ball": ("disc", "ball", 8, 40),
    "heel": ("disc", "heel", 1, -52),
}
"""How a part bears its load: the patch and the part of the rules, and its middle in units of the foot."""


@dataclass(frozen=True)
class Sole:
    """A foot on the map: where its arch is, how it is turned, what is loaded, what rests and what does not touch."""

    x: float
    y: float
    turn: float = 0
    side: str = "left"
    loaded: tuple[str, ...] = ("arch",)
    rests: tuple[str, ...] = ("arch", "ball")
    shift: Point = (0, 0)
    """By how much the load lies off the middle of its part, in units of the foot."""

    def place(self, points: Iterable[Point]) -> list[Point]:
        """Return points of the drawn foot as points of the map."""
        c, s, m = cos(radians(self.turn)), sin(radians(self.turn)), SIZE * (-1 if self.side == "right" else 1)
        return [
            (self.x + m * px * c - SIZE * py * s, self.y + m * px * s + SIZE * py * c) for px, py in points
        ]

    def load(self, part: str) -> Point:
        """Return the middle of the patch that carries the load of `part`."""
        _, _, px, py = LOADS[part]
        return self.place([(px + self.shift[0], py + self.shift[1])])[0]

    def to(self, **changes: object) -> "Sole":
        """Return this foot, moved."""
        return replace(self, **changes)  # type: ignore[arg-type]


def between(one: Sole, other: Sole, steps: int = 12) -> list[Sole]:
    """Return the foot at even steps from one place to another."""
    shares = [i / steps for i in range(steps + 1)]
    return [
        one.to(
            x=one.x + (other.x - one.x) * t,
            y=one.y + (other.y - one.y) * t,
            turn=one.turn + (other.turn - one.turn) * t,
        )
        for t in shares
    ]


LANE_ENDS = 255
"""The level of the lower angle of the shoulder blade: at level 1 nothing in the lane is loaded below it."""


def faults(soles: Iterable[Sole], zone: Zone) -> list[str]:
    """Return what is wrong: a load where the map is stricter than `zone`, or a resting part in a never region."""
    found = []
    for sole in soles:
        for part in sole.loaded:
            x, y = sole.load(part)
            patch, name, *_ = LOADS[part]
            worst = zone_under(PATCHES[patch], x / 1000, y / 1000, sole.turn, name)
            if worst > zone:
                found.append(f"{part} at {x:.0f}, {y:.0f} bears on {worst.word}")
            if LANE_ENDS - PATCHES[patch].height * 500 < y < 290:
                found.append(f"{part} at {x:.0f}, {y:.0f} bears below the lower angle")
        for part in sole.rests:
            for x, y in sole.place(_dense(art.FOOT_PARTS[part])):
                names = [
                    r.id
                    for r in REGIONS
                    if r.zone is Zone.NEVER and _inside(abs(x) / 1000, y / 1000, r.polygon)
                ]
                found += [f"{part} rests on {name}" for name in names]
    return sorted(set(found))


def _dense(points: list[Point]) -> list[Point]:
    pairs = zip(points, points[1:] + points[:1], strict=True)
    return [
        (ax + (bx - ax) * t / 4, ay + (by - ay) * t / 4) for (ax, ay), (bx, by) in pairs for t in range(4)
    ]


@dataclass(frozen=True)
class Detail:
    """A detail of the map: its left and top edge on the map, how far it is enlarged, and its size on the sheet."""

    left: float
    top: float
    zoom: float = 1.5
    width: float = 340
    height: float = 290

    def at(self, x: float, y: float) -> Point:
        """Return a place of the map as a place on the sheet."""
        return (x - self.left) * self.zoom, (y - self.top) * self.zoom

    def map(self, name: str, show: Collection[str], under: str = "") -> str:
        """Return the detail of the map with some of its regions; `under` is drawn on the skin before them."""
        inner = (
            draw_map(title=name, desc=name, show=show, name=name)
            .partition("</desc>")[2]
            .rpartition("</svg>")[0]
        )
        inner = re.sub(
            r'stroke-width="([\d.]+)"',
            lambda m: f'stroke-width="{float(m[1]) / self.zoom * 1.15:.2f}"',
            inner,
        )
        place = f'<g clip-path="url(#{name}-body)">'
        inner = inner.replace(place, place + under, 1)
        shift = f"scale({self.zoom:g}) translate({-MID - self.left:g} {-TOP - self.top:g})"
        clip = f'<clipPath id="{name}-detail"><rect width="{self.width:g}" height="{self.height:g}" rx="6"/></clipPath>'
        return f'<defs>{clip}</defs><g clip-path="url(#{name}-detail)"><g transform="{shift}">{inner}</g></g>'

    def sole(self, sole: Sole, *, ghost: bool = False) -> str:
        """Return a foot; a `ghost` is where it was or will be: one dashed line, without toes."""

        def put(points: Iterable[Point], *, closed: bool = True) -> str:
            return smooth([self.at(*p) for p in sole.place(points)], closed=closed, tension=1.05)

        touches = set(sole.rests) | set(sole.loaded)
        raised = "heel" not in touches
        rim = [(x, y if y > -28 or not raised else -28 + (y + 28) * FORE) for x, y in art.FOOT]
        if ghost:
            lines = dye(put(rim), 2, dash="7 5")
        else:
            toes = [
                [(x + rx * cos(radians(a)), y + ry * sin(radians(a))) for a in range(0, 360, 30)]
                for x, y, rx, ry in art.TOES
            ]
            lines = "".join(
                f'<path d="{put(toe)}" fill="var(--al-sheet,#fff)" fill-opacity=".86"/>' for toe in toes
            )
            lines += "".join(dye(put(toe), 1.6, dash="3.5 4") for toe in toes)
            lines += f'<path d="{put(rim)}" fill="var(--al-sheet,#fff)" fill-opacity=".86"/>'
            if touches == {"heel"}:
                lines += dye(put(rim), 1.6, dash="3.5 4")
            elif raised:
                lines += dye(put(_between(rim, True), closed=False), 1.6, dash="3.5 4")
                lines += dye(put(_between(rim, False), closed=False), 2)
            else:
                lines += dye(put(rim), 2)
        return f"<g>{lines}{''.join(self._patch(sole, part, ghost) for part in sole.loaded)}</g>"

    def patch(self, sole: Sole) -> str:
        """Return nothing but the place that will be loaded, dashed."""
        return "".join(self._patch(sole, part, True) for part in sole.loaded)

    def _patch(self, sole: Sole, part: str, ghost: bool) -> str:
        x, y = self.at(*sole.load(part))
        look = 'class="al-foot__part--loaded" fill="#1f4068"'
        if ghost:
            look = 'fill="none" stroke="var(--al-dye,#1f4068)" stroke-width="2" stroke-dasharray="4 3"'
        if part == "heel":
            return f'<path {look} d="{smooth([self.at(*p) for p in sole.place(art.FOOT_PARTS["heel"])])}"/>'
        patch = PATCHES[LOADS[part][0]]
        w, h = patch.width * 1000 * self.zoom, patch.height * 1000 * self.zoom
        round_ = w / 2 if patch.disc else w * 0.4
        return (
            f'<rect {look} x="{x - w / 2:.1f}" y="{y - h / 2:.1f}" width="{w:.1f}" height="{h:.1f}" rx="{round_:.1f}" '
            f'transform="rotate({sole.turn:g} {x:.1f} {y:.1f})"/>'
        )


FORE = 0.66
"""How much of its length a lifted heel shows from above."""


def _between(rim: list[Point], heel: bool) -> list[Point]:
    """Return the part of the outline that is the heel, or the rest of it, from cut to cut."""
    first = next(i for i in range(len(rim)) if rim[i][1] >= -30 and rim[i][0] > 0)
    last = max(i for i in range(len(rim)) if rim[i][1] >= -30)
    return rim[last:] + rim[: first + 1] if heel else rim[first : last + 1]


def key(y: float, words: Collection[str]) -> str:
    """Return the key at the foot of a detail: what filled, outlined and dotted mean."""
    looks = {
        "loaded": '<rect class="al-foot__part--loaded" x="0" y="-14" width="18" height="18" rx="6" fill="#1f4068"/>',
        "rests": '<rect class="al-foot__sole" x="1" y="-13" width="17" height="17" rx="6" fill="#fff" stroke="#1f4068" '
        'stroke-width="2"/>',
        "lifted": '<rect x="1" y="-13" width="17" height="17" rx="6" fill="none" stroke="var(--al-dye,#1f4068)" '
        'stroke-width="2" '
        'stroke-dasharray="3.5 4" stroke-linecap="round"/>',
    }
    out, x = "", 14.0
    for word in words:
        out += f'<g transform="translate({x:g} {y:g})">{looks[word]}{text(26, 1, word, size=15)}</g>'
        x += 112
    return out
