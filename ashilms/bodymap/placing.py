"""Feet and marks on the body map: what is drawn over it, and where that is in words."""

from bisect import bisect_right
from collections.abc import Iterable
from dataclasses import dataclass

import shapely
from shapely.geometry.base import BaseGeometry

from ashilms.bodymap.drawing import MID, TOP, WASH, foot_shape
from ashilms.bodymap.geometry import PATCHES, Place
from ashilms.bodymap.regions import Zone

ANCHORS = {"heel": (1, -53), "arch": (2, -3), "ball": (1, 48), "sole": (2, -3)}
"""Where on the drawn sole the peak of the load lies, by the loaded part; see `art.FOOT`."""

LOADED = {"heel": ("heel",), "arch": ("arch",), "ball": ("ball",), "sole": ("heel", "arch", "ball")}

CM = 170 / 10_000
"""Centimetres of one unit, on a figure of 170 cm."""


def _column(name: str, first: int, last: int, top: int, bottom: int) -> list[tuple[int, str]]:
    """Return where each of several vertebrae begins, all of the same height."""
    step = (bottom - top) / (last - first + 1)
    return [(round(top + step * at), f"{name}{first + at}") for at in range(last - first + 1)]


LEVELS: list[tuple[int, str]] = [
    (-10_000, "the head"),
    (1050, "the neck"),
    *_column("T", 1, 9, 1500, 2650),
    *_column("T", 10, 12, 2650, 3150),
    *_column("L", 1, 3, 3150, 3780),
    *_column("L", 4, 5, 3780, 4210),
    (4210, "the sacrum"),
    (4520, "the buttocks"),
    (5300, "the thighs"),
    (6700, "the knees"),
    (7600, "the calves"),
    (8450, "the ankles"),
    (9700, "the feet"),
]
"""What is level with a y, from that y on; of the reviewed column: T9 ends at 0.265, T12 at 0.315, L5 at 0.421."""


@dataclass(frozen=True, slots=True)
class Foot:
    """A foot as it was placed: where the peak of its load lies, in units, and what it is like."""

    part: str
    x: int
    y: int
    turn: int = 0
    """Degrees clockwise; at 0 the toes point to the head."""
    side: str = "right"


def words_for(x: int, y: int) -> str:
    """Return where a point is, as one would say it: "4.6 cm right of the midline, level with T6"."""
    level = LEVELS[bisect_right([top for top, _ in LEVELS], y) - 1][1]
    across = f"{abs(x) * CM:.1f} cm {'right' if x > 0 else 'left'} of the midline" if x else "on the midline"
    return f"{across}, level with {level}"


def turned(turn: int) -> str:
    """Return where the toes point, in words."""
    plain = {0: "to the head", 90: "to the right", 180: "to the feet", 270: "to the left"}
    return f"toes {plain.get(turn, f'turned {turn}° clockwise from the head')}"


def draw_placed(foot: Foot) -> str:
    """Return the foot with the patch that counts, as SVG that lies over the map."""
    anchor_x, anchor_y = ANCHORS[foot.part]
    mirror = " scale(-1 1)" if foot.side == "right" else ""
    return (
        f'<g transform="translate({MID + foot.x / 10:g} {TOP + foot.y / 10:g}) rotate({180 + foot.turn})'
        f'{mirror} translate({-anchor_x} {-anchor_y})">{foot_shape(LOADED[foot.part])}</g>'
        f"{draw_peak(foot)}"
    )


def draw_peak(foot: Foot) -> str:
    """Return the outline of the patch that counts."""
    patch = PATCHES[foot.part]
    return (
        f'<ellipse class="al-foot__peak" fill="none" stroke="#fff" stroke-width="1.5" rx="{patch.across / 20:g}"'
        f' ry="{patch.along / 20:g}" transform="translate({MID + foot.x / 10:g} {TOP + foot.y / 10:g})'
        f' rotate({foot.turn})"/>'
    )


def draw_way(start: tuple[int, int], end: tuple[int, int]) -> str:
    """Return the line of a stroke, with a ring at its end."""
    (x1, y1), (x2, y2) = ((MID + x / 10, TOP + y / 10) for x, y in (start, end))
    return (
        f'<path class="al-foot__go" fill="none" stroke="#1f4068" stroke-width="4" d="M{x1:g} {y1:g}L{x2:g} {y2:g}"/>'
        f'<circle class="al-foot__go" fill="none" stroke="#1f4068" stroke-width="4" cx="{x2:g}" cy="{y2:g}" r="6"/>'
    )


def draw_mark(x: int, y: int) -> str:
    """Return a mark at a point."""
    at_x, at_y = MID + x / 10, TOP + y / 10
    return (
        f'<path class="al-foot__go" fill="none" stroke="#1f4068" stroke-width="3" d="M{at_x - 8:g} {at_y:g}h16'
        f'M{at_x:g} {at_y - 8:g}v16"/>'
    )


def draw_places(places: Iterable[Place]) -> str:
    """Return places in the look of their class, exactly as they are graded; the map's own pictures lie inside them."""
    return "".join(
        f'<g class="al-bm__region al-bm__region--{place.region.zone.word}"><path class="al-bm__wash"'
        f' fill="{WASH[place.region.zone]}" stroke-width="1.5" d="{path_of(place.shape)}"/></g>'
        for place in places
    )


def ring_places(places: Iterable[Place]) -> str:
    """Return the outlines of places, to lie over what covers them."""
    style = 'class="al-bm__target" fill="none" stroke="#1f4068" stroke-width="2" stroke-dasharray="2 5"'
    return "".join(f'<path {style} d="{path_of(place.shape)}"/>' for place in places)


def path_of(shape: BaseGeometry) -> str:
    """Return a shape in units as a path on the map."""
    rings = [
        shapely.get_coordinates(ring)
        for polygon in shapely.get_parts(shape)
        for ring in (polygon.exterior, *polygon.interiors)
    ]
    return "".join(
        "M" + "L".join(f"{MID + x / 10:g} {TOP + y / 10:g}" for x, y in ring[:-1]) + "Z" for ring in rings
    )


def view_of(points: Iterable[tuple[int, int]]) -> str:
    """Return which view of the map shows all of these points close to."""
    levels = [y for _, y in points]
    if levels and min(levels) >= 1100 and max(levels) <= 4900:
        return "back"
    return "legs" if levels and min(levels) >= 5200 else "whole"


def zone_word(zone: Zone) -> str:
    """Return a class as it is said of a place."""
    return {Zone.SAFE: "safe", Zone.CAUTION: "caution", Zone.NEVER: "no foot"}[zone]


def patch_words(part: str) -> str:
    """Return how large the patch of a part is, on a figure of 170 cm."""
    patch = PATCHES[part]
    if patch.is_round:
        return f"{patch.across * CM:.1f} cm across"
    return f"{patch.across * CM:.1f} × {patch.along * CM:.1f} cm"
