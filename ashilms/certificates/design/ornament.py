"""Draws the certificate's ornament in millimetres: woven band, corners, frame, bars, ground rosette, seal.

Run it to write the SVG files beside it, all of which follow from the figures here:
`python -m ashilms.certificates.design.ornament`. Ornament costs drawing time, so the band is one tile that
the style sheet repeats along each side, not one long path. What goes round the sheet is drawn for each paper.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from math import cos, pi, sin
from pathlib import Path

Point = tuple[float, float]

INK, MIST, BRASS, PAPER = "currentColor", "#eceeef", "#a98432", "#fffdf7"
"""The first stands for the ink that a school chose."""
LIGHT = 0.75
"""How opaque fine lines of ink are, so that the weave stays lighter than the bars."""
SWING = 2.1
BAND = 2 * SWING + 0.4


@dataclass(frozen=True, slots=True)
class Sheet:
    """A paper, landscape, and how many whole periods of the weave lie along each side."""

    name: str
    width: float
    height: float
    across: int
    down: int

    @property
    def period(self) -> float:
        """How long a period is: such that the margin is the same all round."""
        return (self.width - self.height) / (self.across - self.down)

    @property
    def radius(self) -> float:
        """A corner's arc is one period long, so that the weave goes on unbroken."""
        return 2 * self.period / pi

    @property
    def margin(self) -> float:
        """From the paper's edge to the middle of the band."""
        return (self.width - self.across * self.period) / 2 - self.radius


A4, LETTER = Sheet("a4", 297, 210, 30, 20), Sheet("letter", 279.4, 215.9, 27, 20)


def svg(width: float, height: float, body: str) -> str:
    """Return a drawing of that size in millimetres."""
    size = f'width="{width:g}mm" height="{height:g}mm" viewBox="0 0 {width:g} {height:g}"'
    return f'<svg xmlns="http://www.w3.org/2000/svg" {size} fill="none">{body}</svg>\n'


def curve(at: Callable[[float], Point], end: float, pieces: int, digits: int = 3) -> str:
    """Return the path of `at` from 0 to `end` in so many pieces, each with the curve's slopes at its ends.

    Four pieces to a period follow a sine to within 1.6 % of its swing (the Hermite error bound, h^4/384),
    a thirtieth of a millimetre here. Each piece costs drawing time.
    """
    step = end / pieces
    path = ["M" + _pair(at(0), digits)]
    for piece in range(pieces):
        start, stop = piece * step, (piece + 1) * step
        handles = _along(at, start, step / 3), _along(at, stop, -step / 3), at(stop)
        path.append("C" + " ".join(_pair(point, digits) for point in handles))
    return "".join(path)


def _along(at: Callable[[float], Point], place: float, reach: float) -> Point:
    """Return the point that lies `reach` along the tangent at `place`."""
    (x, y), (left, above), (right, below) = at(place), at(place - 1e-4), at(place + 1e-4)
    return x + reach * (right - left) / 2e-4, y + reach * (below - above) / 2e-4


def _pair(point: Point, digits: int) -> str:
    return f"{point[0]:.{digits}f} {point[1]:.{digits}f}"


def stroke(path: str, colour: str, width: float, opacity: float = 1) -> str:
    """Return a line along `path`."""
    through = f' stroke-opacity="{opacity:g}"' if opacity < 1 else ""
    return f'<path d="{path}" stroke="{colour}" stroke-width="{width:g}"{through}/>'


def box(x: float, y: float, width: float, height: float, fill: str) -> str:
    """Return a filled rectangle."""
    return f'<rect x="{x:g}" y="{y:g}" width="{width:g}" height="{height:g}" fill="{fill}"/>'


def rosette(centre: float, radius: float, swing: float, petals: int, phases: int) -> Iterator[str]:
    """Yield the closed lines of a guilloche: a circle whose radius swings so often, in so many phases."""
    for phase in range(phases):

        def at(angle: float, turn: float = 2 * pi * phase / phases) -> Point:
            reach = radius + swing * sin(petals * angle + turn)
            return centre + reach * cos(angle), centre + reach * sin(angle)

        yield curve(at, 2 * pi, 4 * petals, digits=2) + "Z"


def weave(length: float, place: Callable[[float, float], Point]) -> str:
    """Return one period of the band's strands: six phases of ink, two of brass at half the pace.

    `place` puts a point, so far along the band and so far off its middle, on the drawing. Each set of strands
    is unchanged by a shift of one period, so that tiles meet.
    """
    lines = []
    strands = ((INK, 0.13, LIGHT, length, 6), (BRASS, 0.17, 1, 2 * length, 2))
    for colour, width, opacity, period, phases in strands:
        for phase in range(phases):

            def at(along: float, period: float = period, turn: float = 2 * pi * phase / phases) -> Point:
                return place(along, SWING * sin(2 * pi * along / period + turn))

            lines.append(stroke(curve(at, length, 4), colour, width, opacity))
    return "".join(lines)


def band_across(sheet: Sheet) -> str:
    """Return one period of the band, for the upper and lower side."""
    return svg(sheet.period, BAND, weave(sheet.period, lambda along, off: (along, BAND / 2 + off)))


def band_down(sheet: Sheet) -> str:
    """Return one period of the band, for the left and right side."""
    return svg(BAND, sheet.period, weave(sheet.period, lambda along, off: (BAND / 2 + off, along)))


def corner(sheet: Sheet, which: int) -> str:
    """Return the quarter turn of the band at a corner: 0 top left, then clockwise."""
    size = round(sheet.radius + BAND / 2, 4)
    x, y = ((size, size), (0, size), (0, 0), (size, 0))[which]
    begin = pi + which * pi / 2

    def at(along: float, off: float) -> Point:
        angle = begin + along / sheet.radius
        return x + (sheet.radius + off) * cos(angle), y + (sheet.radius + off) * sin(angle)

    return svg(size, size, weave(sheet.period, at))


def frame(sheet: Sheet) -> str:
    """Return the two plain lines outside and inside the band."""
    lines = []
    for away, width in ((2.9, 0.55), (-2.9, 0.2)):
        edge = sheet.margin - away
        place = f'x="{edge:.2f}" y="{edge:.2f}" rx="{sheet.radius + away:.2f}"'
        size = f'width="{sheet.width - 2 * edge:.2f}" height="{sheet.height - 2 * edge:.2f}"'
        lines.append(f'<rect {place} {size} stroke="{INK}" stroke-width="{width}"/>')
    return svg(sheet.width, sheet.height, "".join(lines))


def bars() -> str:
    """Return the double bar with the plumb line and its bob, which points at the title."""
    bob = f'<path d="M73.3 9.3h3.4v1.4c0 1.6-1 3.2-1.7 4.8-.7-1.6-1.7-3.2-1.7-4.8z" fill="{BRASS}"/>'
    lines = box(0, 0, 150, 1.15, INK) + box(0, 2.3, 150, 0.32, INK) + box(74.87, 2.5, 0.26, 7, INK)
    return svg(150, 16, lines + bob)


def ground() -> str:
    """Return the faint rosette that the text stands on."""
    rings = ((68, 9, 24), (47, 10, 18), (27, 9, 12))
    lines = (line for radius, swing, petals in rings for line in rosette(80, radius, swing, petals, 4))
    return svg(160, 160, "".join(stroke(line, MIST, 0.16) for line in lines))


def seal() -> str:
    """Return the seal: a graduated ring with the bars, the plumb line and the bob at its heart."""
    middle = 18.0
    parts = [f'<circle cx="18" cy="18" r="17.7" fill="{PAPER}" stroke="{BRASS}" stroke-width=".5"/>']
    parts += [stroke(line, BRASS, 0.12) for line in rosette(middle, 15.4, 1.5, 30, 5)]
    parts.append(f'<circle cx="18" cy="18" r="13.4" stroke="{BRASS}" stroke-width=".35"/>')
    parts += [_tick(middle, step) for step in range(60)]
    parts += [stroke(line, INK, 0.1, LIGHT) for line in rosette(middle, 9.4, 1.5, 12, 4)]
    parts.append(f'<circle cx="18" cy="18" r="6.9" fill="{PAPER}"/>')
    parts.append(box(13, 12.8, 10, 1.1, INK) + box(13, 14.9, 10, 0.4, INK) + box(17.83, 15.2, 0.34, 3.2, INK))
    parts.append(f'<path d="M16.5 18h3v1.3c0 1.4-.9 2.8-1.5 4.1-.6-1.3-1.5-2.7-1.5-4.1z" fill="{BRASS}"/>')
    return svg(36, 36, "".join(parts))


def _tick(middle: float, step: int) -> str:
    angle, inner = step * pi / 30, 11.4 if step % 5 == 0 else 12.1
    ends = [(middle + reach * cos(angle), middle + reach * sin(angle)) for reach in (12.8, inner)]
    return stroke("M{:.2f} {:.2f}L{:.2f} {:.2f}".format(*ends[0], *ends[1]), BRASS, 0.16)


def drawings() -> dict[str, str]:
    """Return every drawing by its file's name; what depends on the paper lies in a folder of its name."""
    round_it = {f"{sheet.name}/{name}": drawn for sheet in (A4, LETTER) for name, drawn in _round(sheet)}
    return round_it | {"bars.svg": bars(), "ground.svg": ground(), "seal.svg": seal()}


def _round(sheet: Sheet) -> Iterator[tuple[str, str]]:
    yield from ((f"corner-{which}.svg", corner(sheet, which)) for which in range(4))
    yield "band-across.svg", band_across(sheet)
    yield "band-down.svg", band_down(sheet)
    yield "frame.svg", frame(sheet)


if __name__ == "__main__":
    for name, drawing in drawings().items():
        path = Path(__file__).parent / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(drawing, encoding="utf-8")
