"""Draw the body map and the foot as SVG that stands alone and takes its colours from the page's style sheet.

Colours in attributes are for a viewer without the style sheet; the `al-bm__…` and `al-foot__…` classes win.
"""

from collections.abc import Collection, Iterable, Sequence
from hashlib import sha256
from html import escape

from ashilms.bodymap import art
from ashilms.bodymap.paths import curve, rounded
from ashilms.bodymap.rules import REGIONS, Region, Zone, split_id

MID, TOP = 250, 20
"""Midline and crown in the drawing; one unit is a thousandth of figure height."""

VIEWS = {"whole": (20, 0, 460, 1040), "back": (115, 120, 270, 440), "legs": (120, 500, 260, 540)}
"""Parts of the figure that a drawing may show: left, top, width, height."""

WASH = {Zone.SAFE: "#dcefe7", Zone.CAUTION: "#fcecc8", Zone.NEVER: "#f9e0de"}
EDGE = {Zone.SAFE: "#17604c", Zone.CAUTION: "#7d4f00", Zone.NEVER: "#9a2027"}

Pin = tuple[str, float, float]
"""What it says (one or two characters), and where, in figure heights."""


def draw_map(
    *,
    title: str,
    desc: str,
    show: Collection[str] | None = None,
    highlight: Collection[str] = (),
    forbidden: Collection[str] = (),
    pins: Sequence[Pin] = (),
    levels: Sequence[tuple[str, float]] = (),
    view: str = "whole",
    name: str = "",
    over: str = "",
) -> str:
    """Return the posterior body map as one SVG element.

    `show` limits the regions drawn (all by default, none with an empty collection, as in an exam);
    `highlight` rings some; `forbidden` draws some as never, whatever their class. All take ids with or
    without `-left`, `-right`, and raise KeyError for one that does not exist. `levels` are dashed lines
    across the body, a label and a y in figure heights. `over` is SVG that lies on top, see `placing`.
    `name` prefixes the ids inside the drawing; by default it comes from the drawing's content, so that
    two drawings on a page never share one.
    """
    tops = [over] if over else []
    name = name or _name_of(title, show, highlight, forbidden, pins, levels, view, *tops)
    skin = f'<path class="al-bm__skin" d="{_outline()}" fill="#ebe8e3" stroke="#56626d" stroke-width="2"/>'
    clip = f'<clipPath id="{name}-body"><path d="{_outline()}"/></clipPath>'
    rim = f'<path class="al-bm__lines" d="{_outline()}" fill="none" stroke="#56626d" stroke-width="2"/>'
    body = [
        f"<defs>{_patterns(name)}{clip}</defs>",
        skin,
        _landmarks(),
        f'<g clip-path="url(#{name}-body)">{_regions(name, show, forbidden, highlight)}',
        "".join(_ring(region_id) for region_id in highlight) + "</g>",
        rim,
        "".join(_level(text, y, view) for text, y in levels),
        "".join(_pin(*pin) for pin in pins),
        *tops,
    ]
    return _svg(name, VIEWS[view], title, desc, "\n".join(body), "al-bm")


def draw_foot(
    *, loaded: Collection[str] = ("arch",), side: str = "left", title: str, desc: str, name: str = ""
) -> str:
    """Return a sole, seen from above with the toes down the page, as one SVG element.

    `loaded` parts (heel, arch, ball) are filled; the others are dashed. `side` is `left` or `right`.
    """
    name = name or _name_of(title, loaded, side)
    mirror = ' transform="scale(-1 1)"' if side == "right" else ""
    return _svg(
        name, (-40, -84, 80, 182), title, desc, f"<g{mirror}>{foot_shape(loaded)}</g>", "al-bm al-foot"
    )


def foot_shape(loaded: Collection[str] = ()) -> str:
    """Return the shapes of a left sole, for a larger drawing: 62 by 168 units about the origin."""
    style = 'class="al-foot__sole" fill="#fff" fill-opacity=".88" stroke="#1f4068" stroke-width="2"'
    toes = "".join(f'<ellipse {style} cx="{x}" cy="{y}" rx="{rx}" ry="{ry}"/>' for x, y, rx, ry in art.TOES)
    sole = f'<path {style} d="{curve(art.FOOT, 0.55)}"/>'
    return toes + sole + "".join(_part(part, part in loaded) for part in art.FOOT_PARTS)


def draw_key(zone: Zone, *, name: str) -> str:
    """Return the swatch of a class for a legend; it is decoration beside the word."""
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" class="al-bm__region--{zone.word}" viewBox="0 0 26 18"'
        f' width="26" height="18" aria-hidden="true"><defs>{_pattern(name, zone)}</defs>'
        f'<rect class="al-bm__wash" x=".5" y=".5" width="25" height="17" {_colours(zone)}/>'
        f'<rect class="al-bm__fill" width="26" height="18" fill="url(#{name}-{zone.word})"/></svg>'
    )


def _svg(name: str, box: tuple[int, int, int, int], title: str, desc: str, body: str, css_class: str) -> str:
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" class="{css_class}" viewBox="{" ".join(map(str, box))}"'
        f' role="img" aria-labelledby="{name}-t {name}-d">\n'
        f'<title id="{name}-t">{escape(title)}</title>\n'
        f'<desc id="{name}-d">{escape(desc)}</desc>\n{body}\n</svg>'
    )


def _name_of(*content: object) -> str:
    parts = [sorted(part) if isinstance(part, set | frozenset) else part for part in content]
    return "bm-" + sha256(repr(parts).encode()).hexdigest()[:10]


def _regions(
    name: str, show: Collection[str] | None, forbidden: Collection[str], highlight: Collection[str]
) -> str:
    """Return all regions to draw, mildest first, so that the strictest lies on top."""
    shown = None if show is None else _sides_of(show)
    barred, lit = _sides_of(forbidden), _sides_of(highlight)
    found = []
    for region in REGIONS:
        for side in ("left", "right") if region.sided else ("",):
            if shown is None or (region.id, side) in shown or (region.id, side) in barred:
                zone = Zone.NEVER if (region.id, side) in barred else region.zone
                found.append(
                    (
                        zone,
                        region.refines != "",
                        _region(name, region, side, zone, bool(lit) and (region.id, side) not in lit),
                    )
                )
    return "\n".join(drawn for _, _, drawn in sorted(found, key=lambda one: one[:2]))


def _region(name: str, region: Region, side: str, zone: Zone, dim: bool) -> str:
    where = f", {side}" if side else ""
    word = "not today" if zone is not region.zone else zone.word
    path = _path(region, side)
    faint = ' opacity=".4"' if dim else ""
    return (
        f'<g class="al-bm__region al-bm__region--{zone.word}" data-region="{region.id}{side and "-" + side}"'
        f"{faint}>"
        f"<title>{escape(region.label)}{where}: {word}</title>"
        f'<path class="al-bm__wash" d="{path}" {_colours(zone)} stroke-width="1.2"/>'
        f'<path class="al-bm__fill" d="{path}" fill="url(#{name}-{zone.word})"/></g>'
    )


def _sides_of(region_ids: Iterable[str]) -> set[tuple[str, str]]:
    """Return every (region, side) that the ids name; `calf` names both calves."""
    found = set()
    for region_id in region_ids:
        region, side = split_id(region_id)
        sides = (side,) if side or not region.sided else ("left", "right")
        found |= {(region.id, one) for one in sides}
    return found


def _ring(region_id: str) -> str:
    found = sorted(_sides_of([region_id]))
    style = 'class="al-bm__target" fill="none" stroke="#1f4068" stroke-width="3" stroke-dasharray="2 5"'
    return "".join(f'<path {style} d="{_path(split_id(one)[0], side)}"/>' for one, side in found)


def _level(text: str, y: float, view: str) -> str:
    left, _, width, _ = VIEWS[view]
    at = TOP + y * 1000
    wide = 10 + 6.4 * len(text)
    return (
        f'<g class="al-bm__level"><line x1="{left + 8}" y1="{at:.1f}" x2="{left + width - 8}" y2="{at:.1f}"'
        ' stroke="currentColor" stroke-width="1" stroke-dasharray="6 4"/>'
        f'<rect class="al-bm__skin" x="{left + 4}" y="{at - 9:.1f}" width="{wide:.0f}" height="18" rx="3"'
        ' fill="#ebe8e3" stroke="#56626d"/>'
        f'<text x="{left + 9}" y="{at + 4:.1f}" font-size="12" fill="currentColor">{escape(text)}</text></g>'
    )


def _pin(text: str, x: float, y: float) -> str:
    at_x, at_y = f"{MID + x * 1000:.1f}", TOP + y * 1000
    return (
        f'<g class="al-bm__pin"><circle cx="{at_x}" cy="{at_y:.1f}" r="12" fill="#fff" stroke="#16212c"/>'
        f'<text x="{at_x}" y="{at_y + 5:.1f}" font-size="14" font-weight="700" text-anchor="middle">'
        f"{escape(text)}</text></g>"
    )


def _part(part: str, loaded: bool) -> str:
    look = (
        'class="al-foot__part al-foot__part--loaded" fill="#1f4068" fill-opacity=".92"'
        if loaded
        else 'class="al-foot__part" fill="none" stroke="#1f4068" stroke-opacity=".5" stroke-dasharray="3 3"'
    )
    return f'<path {look} d="{curve(art.FOOT_PARTS[part], 0.5)}"/>'


def _colours(zone: Zone) -> str:
    return f'fill="{WASH[zone]}" stroke="{EDGE[zone]}"'


def _patterns(name: str) -> str:
    return "".join(_pattern(name, zone) for zone in Zone)


def _pattern(name: str, zone: Zone) -> str:
    """Return the pattern of a class, which says in black and white what its colour says."""
    colour = EDGE[zone]
    size, turn, marks = {
        Zone.SAFE: (9, "", f'<circle class="al-bm__dot" cx="4.5" cy="4.5" r="1.5" fill="{colour}"/>'),
        Zone.CAUTION: (
            8,
            "rotate(45)",
            f'<rect class="al-bm__hatch" width="1.7" height="8" fill="{colour}"/>',
        ),
        Zone.NEVER: (
            7.6,
            "rotate(45)",
            f'<rect class="al-bm__cross" width="1.3" height="7.6" fill="{colour}"/>'
            f'<rect class="al-bm__cross" width="7.6" height="1.3" fill="{colour}"/>',
        ),
    }[zone]
    transform = f' patternTransform="{turn}"' if turn else ""
    return (
        f'<pattern id="{name}-{zone.word}" width="{size}" height="{size}" patternUnits="userSpaceOnUse"'
        f"{transform}>{marks}</pattern>"
    )


def _landmarks() -> str:
    lines = [art.FURROW] + [
        [(side * x, y) for x, y in line] for line in art.LINES.values() for side in (1, -1)
    ]
    paths = "".join(f'<path d="{curve(_placed(line), 0.5, closed=False)}"/>' for line in lines)
    return (
        '<g class="al-bm__lines" fill="none" stroke="#56626d" stroke-opacity=".45" stroke-width="1.3"'
        f' stroke-linecap="round">{paths}</g>'
    )


def _outline() -> str:
    right = art.HEAD + art.TORSO + art.SIDE
    return curve(_placed(right + [(-x, y) for x, y in reversed(right[1:-1])]), 0.5)


def shape_of(region: Region) -> art.Points:
    """Return the shape drawn for a region on the right, in thousandths: its own, else the region itself."""
    return art.SHAPES.get(region.id) or [(x * 1000, y * 1000) for x, y in region.polygon]


def _path(region: Region, side: str) -> str:
    points = shape_of(region)
    if not points:
        return ""
    if not side:
        return rounded(_placed(points + [(-x, y) for x, y in reversed(points) if x]))
    return rounded(_placed([(x if side == "right" else -x, y) for x, y in points]))


def _placed(points: Iterable[tuple[float, float]]) -> art.Points:
    return [(MID + x, TOP + y) for x, y in points]
