"""How the drawn figures draw: the sheet, lines, bodies, zones, labels and arrows. See `parts`."""

import math
from html import escape

Point = tuple[float, float]

LINE, INK, HAIR, TEXT = 2, 4, 1.3, 19
"""Widths of a body's outline, of ink and of a detail, and the size of text, for a viewBox about 500 wide."""


def figure(name: str, title: str, desc: str, box: tuple[float, float, float, float], body: str) -> str:
    """Return a whole figure; `name` begins its ids."""
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" class="al-bm" viewBox="{" ".join(f"{v:g}" for v in box)}"'
        f' role="img" aria-labelledby="{name}-t {name}-d">\n<title id="{name}-t">{escape(title)}</title>\n'
        f'<desc id="{name}-d">{escape(desc)}</desc>\n{body}\n</svg>'
    )


def points(text: str) -> list[Point]:
    """Read points written as `x y, x y, …`."""
    return [(float(x), float(y)) for x, y in (pair.split() for pair in text.split(","))]


def smooth(points: list[Point], *, closed: bool = True, tension: float = 1.0) -> str:
    """Return path data through `points` (Catmull-Rom); `tension` 0 gives straight lines."""
    n = len(points)
    pick = (lambda i: points[i % n]) if closed else (lambda i: points[min(max(i, 0), n - 1)])
    x, y = round(points[0][0], 1), round(points[0][1], 1)
    out = [f"M{x:g} {y:g}"]
    for i in range(n if closed else n - 1):
        (ax, ay), (bx, by), (cx, cy), (dx, dy) = (pick(i + s) for s in (-1, 0, 1, 2))
        p = tension / 6
        run = (bx + (cx - ax) * p, by + (cy - ay) * p, cx - (dx - bx) * p, cy - (dy - by) * p, cx, cy)
        steps = [round(value - (y if odd % 2 else x), 1) + 0.0 for odd, value in enumerate(run)]
        out.append("c" + " ".join(f"{step:g}" for step in steps).replace(" -", "-"))
        x, y = x + steps[4], y + steps[5]
    return "".join(out) + ("Z" if closed else "")


def flip(svg: str, about: float) -> str:
    """Return a drawing mirrored left to right about x = `about` (do not mirror text)."""
    return f'<g transform="translate({2 * about:g} 0) scale(-1 1)">{svg}</g>'


def move(svg: str, x: float, y: float, scale: float = 1, turn: float = 0) -> str:
    """Return a drawing scaled, turned (degrees, clockwise) and moved to x, y."""
    return f'<g transform="translate({x:g} {y:g}) rotate({turn:g}) scale({scale:g})">{svg}</g>'


def ink(d: str, width: float = INK, *, dash: str = "", opacity: float = 1) -> str:
    """Return path data as a line of ink."""
    extra = (f' stroke-dasharray="{dash}"' if dash else "") + (
        f' stroke-opacity="{opacity:g}"' if opacity < 1 else ""
    )
    return (
        f'<path d="{d}" fill="none" stroke="currentColor" stroke-width="{width:g}" stroke-linecap="round"'
        f' stroke-linejoin="round"{extra}/>'
    )


def dye(d: str, width: float = LINE, *, dash: str = "") -> str:
    """Return path data as a line in the therapist's indigo."""
    return ink(d, width, dash=dash).replace("currentColor", "var(--al-dye,#1f4068)")


def skin(*paths: str, width: float = LINE) -> str:
    """Return closed paths as one grey body: overlapping paths run together inside one outline."""
    return _body('class="al-bm__skin" fill="#ebe8e3" stroke="#56626d"', paths, width, "", "")


def slab(x: float, y: float, wide: float, high: float, round: float = 0) -> str:
    """Return a grey rectangle with its corners rounded: padding, wood, a card."""
    place = f'x="{x:g}" y="{y:g}" width="{wide:g}" height="{high:g}" rx="{round:g}"'
    return f'<rect class="al-bm__skin" {place} fill="#ebe8e3" stroke="#56626d" stroke-width="{LINE}"/>'


def body_ink(*paths: str, width: float = LINE) -> str:
    """Return closed paths as one indigo body, the therapist's: like `skin`, with a pale wash."""
    return _body(
        'fill="var(--al-dye-wash)" stroke="var(--al-dye)"',
        paths,
        width,
        '<g fill="#e3ebf4" stroke="#1f4068">',
        "</g>",
    )


def loaded(d: str) -> str:
    """Return path data filled with indigo: the part that carries the load."""
    return f'<path class="al-foot__part--loaded" d="{d}" fill="#1f4068"/>'


def _body(style: str, paths: tuple[str, ...], width: float, before: str, after: str) -> str:
    def drawn(each: float) -> str:
        return "".join(
            f'<path {style} d="{d}" stroke-width="{each:g}" stroke-linejoin="round"/>' for d in paths
        )

    return f"{before}{drawn(2 * width)}{drawn(0)}{after}"


def go(d: str) -> str:
    """Return path data as the heavy indigo line of a movement or a course."""
    return f'<path class="al-foot__go" d="{d}" fill="none" stroke="#1f4068" stroke-width="4" stroke-linecap="round"/>'


def cut(name: str, x: float, y: float, wide: float, high: float) -> str:
    """Return a rectangle to which `clip-path="url(#name)"` cuts a drawing."""
    return f'<clipPath id="{name}"><rect x="{x:g}" y="{y:g}" width="{wide:g}" height="{high:g}"/></clipPath>'


def zone(word: str, d: str, width: float = 2) -> str:
    """Return path data washed as safe, caution or never: a plain, a dashed and a double edge."""
    fill, edge = {
        "safe": ("#dcefe7", "#17604c"),
        "caution": ("#fcecc8", "#7d4f00"),
        "never": ("#f9e0de", "#9a2027"),
    }[word]
    dash = ' stroke-dasharray="7 5"' if word == "caution" else ""
    twice = f'<path class="al-bm__wash" d="{d}" fill="{fill}" stroke="{edge}" stroke-width="{width * 3:g}"/>'
    twice += f'<path d="{d}" fill="none" stroke="var(--al-sheet,#fff)" stroke-width="{width:g}"/>'
    once = f'<path class="al-bm__wash" d="{d}" fill="{fill}" stroke="{edge}" stroke-width="{width:g}"{dash}/>'
    return f'<g class="al-bm__region--{word}">{twice if word == "never" else once}</g>'


def text(
    x: float, y: float, words: str, *, size: float = TEXT, anchor: str = "start", bold: bool = False
) -> str:
    """Return a label; `anchor` is start, middle or end."""
    weight = ' font-weight="700"' if bold else ""
    place = f'x="{x:g}" y="{y:g}" font-size="{size:g}" text-anchor="{anchor}"'
    return f'<text {place} fill="currentColor"{weight}>{escape(words)}</text>'


def leader(x1: float, y1: float, x2: float, y2: float) -> str:
    """Return the thin line from a label to the thing, which ends in a dot at x2, y2."""
    return (
        ink(f"M{x1:g} {y1:g}L{x2:g} {y2:g}", HAIR)
        + f'<circle cx="{x2:g}" cy="{y2:g}" r="2.6" fill="currentColor"/>'
    )


def pin(x: float, y: float, words: str) -> str:
    """Return a number in a circle of radius 15."""
    return (
        f'<g class="al-bm__pin"><circle cx="{x:g}" cy="{y:g}" r="15" fill="#fff" stroke="#16212c"/><text x="{x:g}" '
        f'y="{y + 5.5:g}" font-size="16" font-weight="700" text-anchor="middle">{escape(words)}</text></g>'
    )


def arrow(
    x1: float, y1: float, x2: float, y2: float, width: float = INK, *, dye: bool = False, dash: str = ""
) -> str:
    """Return a straight arrow to x2, y2; `dye` draws it in the therapist's indigo."""
    size, a = 4 + 1.8 * width, math.atan2(y2 - y1, x2 - x1)
    ends = [(x2 - size * math.cos(a + s), y2 - size * math.sin(a + s)) for s in (0.55, -0.55)]
    (px, py), (qx, qy) = ends
    head = f"M{px:.1f} {py:.1f}L{x2:g} {y2:g}L{qx:.1f} {qy:.1f}"
    line = ink(f"M{x1:g} {y1:g}L{x2:g} {y2:g}", width, dash=dash) + ink(head, width)
    return line.replace("currentColor", "var(--al-dye,#1f4068)") if dye else line
