"""Geometry of the body map: where the load of a foot lies, which places it touches, and how much room each has for it.

Everything is in whole ten-thousandths of figure height (0.17 mm on 170 cm), so that an answer is exact and the size
of a screen does not matter. x runs from the midline to the client's right, y from the crown down.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from math import cos, pi, sin

import shapely
from shapely import Polygon
from shapely.affinity import rotate, scale, translate
from shapely.geometry.base import BaseGeometry
from shapely.ops import polylabel

from ashilms.bodymap.regions import REGIONS, Region, Zone

UNITS = 10_000
"""Units in one figure height."""
CORNERS = 64
"""Of the polygon that stands for an ellipse; its axes are exact."""
TURNS = (0, 45, 90, 135)
"""Degrees that are tried when room is looked for: a patch is the same after half a turn."""


@dataclass(frozen=True, slots=True)
class Patch:
    """The part of a foot that carries the peak of the load, an ellipse; the rest is drawn as resting."""

    across: int
    along: int

    @property
    def is_round(self) -> bool:
        """Whether turning it changes nothing."""
        return self.across == self.along


PATCHES = {"heel": Patch(180, 180), "arch": Patch(200, 300), "ball": Patch(180, 180), "sole": Patch(200, 300)}
"""By the loaded part: 3.4 × 5 cm for the arch and 3 cm for heel and ball, on 170 cm.

A whole sole can't fit the thoracic lane. A flat one has its peak under the arch, and that is what counts.
"""


@dataclass(frozen=True, slots=True)
class Place:
    """A region of the map on one side, by an id such as `calf-left` or `spine`."""

    id: str
    region: Region
    side: str
    shape: BaseGeometry
    """What it decides: without what a stricter region covers, and without what another refines."""


@dataclass(frozen=True, slots=True)
class Touch:
    """What the load of a foot touches: a place, or what lies outside of all."""

    place: str
    """Empty: in no place of the map."""
    zone: Zone
    share: int
    """How much of the load lies there, in millionths; a touch of an edge alone is none, and a touch."""


def zone_for(region: Region, part: str) -> Zone:
    """Return what a region allows a part of the foot: `NEVER` for one that it does not name."""
    return region.zone if part in region.parts else Zone.NEVER


def patch_at(part: str, x: int, y: int, turn: int = 0) -> Polygon:
    """Return the patch of a loaded part centred on a point and turned clockwise by `turn` degrees."""
    return translate(rotate(_patch(PATCHES[part]), turn, origin=(0, 0)), x, y)


def touched(part: str, shape: BaseGeometry) -> list[Touch]:
    """Return what a shape under load touches, the worst first: by class, then by the share of the load."""
    found = []
    for at in _tree().query(shape, predicate="intersects"):
        place = places()[at]
        found.append((place, _share(shape.intersection(place.shape), shape)))
    touches = [Touch(place.id, zone_for(place.region, part), share) for place, share in found]
    if not _whole().covers(shape):
        touches.append(Touch("", Zone.NEVER, _share(shape.difference(_whole()), shape)))
    return sorted(touches, key=lambda touch: (-touch.zone, -touch.share, touch.place == "", touch.place))


def zone_under(part: str, x: int, y: int, turn: int = 0) -> Zone:
    """Return the strictest class that the load of a part touches."""
    return touched(part, patch_at(part, x, y, turn))[0].zone


def swept(part: str, start: tuple[int, int], end: tuple[int, int], turn: int = 0) -> BaseGeometry:
    """Return what the patch passes over from `start` to `end`, in a straight line."""
    ends = [patch_at(part, *start, turn), patch_at(part, *end, turn)]
    return shapely.union_all(ends).convex_hull


def places_at(x: int, y: int) -> list[Place]:
    """Return the places that hold a point, edges included, in the order of the map."""
    return [places()[at] for at in sorted(_tree().query(shapely.Point(x, y), predicate="intersects"))]


@cache
def places() -> tuple[Place, ...]:
    """Return every place of the map, in the map's order, left before right."""
    whole = [(region, side, _outline(region, side)) for region in REGIONS for side in _sides(region)]
    return tuple(
        Place(f"{region.id}-{side}" if side else region.id, region, side, shape - _above(region, whole))
        for region, side, shape in whole
    )


@cache
def place_ids() -> frozenset[str]:
    """Return the id of every place."""
    return frozenset(place.id for place in places())


def places_of(region_ids: Iterable[str]) -> frozenset[str]:
    """Return the places that ids of regions name, of which one without a side names both."""
    wanted = set(region_ids)
    return frozenset(place.id for place in places() if wanted & {place.id, place.region.id})


def place_called(place_id: str) -> Place:
    """Return the place of that id; raises KeyError when there is none."""
    return _by_id()[place_id]


@cache
def room_in(place_ids: frozenset[str], part: str, turn: int) -> BaseGeometry:
    """Return the points on which the patch may be centred so that all of it lies inside these places.

    Exact but for the corners of the ellipse: the places without all that the patch, carried along their edge, covers.
    """
    inside = shapely.union_all([_by_id()[id_].shape for id_ in sorted(place_ids)])
    patch = rotate(_patch(PATCHES[part]), turn, origin=(0, 0))
    return inside.difference(_carried_along(inside.boundary, patch))


@cache
def best_room(place_ids: frozenset[str], part: str) -> tuple[int, BaseGeometry]:
    """Return the turn that leaves the patch most room in these places, and that room."""
    turns = (0,) if PATCHES[part].is_round else TURNS
    rooms = [(turn, room_in(place_ids, part, turn)) for turn in turns]
    return max(rooms, key=lambda found: found[1].area)


@cache
def spot_in(place_ids: frozenset[str], part: str) -> tuple[int, int, int] | None:
    """Return a centre and a turn with which the patch lies inside these places, or `None` where it has no room."""
    turn, room = best_room(place_ids, part)
    if room.is_empty:
        return None
    largest = max(shapely.get_parts(room), key=shapely.area)
    middle = largest.centroid if largest.contains(largest.centroid) else polylabel(largest, tolerance=1)
    x, y = round(middle.x), round(middle.y)
    patch = patch_at(part, x, y, turn)
    return (x, y, turn) if {t.place for t in touched(part, patch)} <= place_ids else None


def share_of_map(shape: BaseGeometry) -> float:
    """Return how much of all places a shape takes up, from 0 to 1."""
    return float(shape.area / _whole().area)


@cache
def _patch(patch: Patch) -> Polygon:
    angles = [2 * pi * at / CORNERS for at in range(CORNERS)]
    return Polygon([(patch.across / 2 * cos(a), patch.along / 2 * sin(a)) for a in angles])


def _sides(region: Region) -> Collection[str]:
    if not region.polygon:
        return ()
    return ("left", "right") if region.sided else ("",)


def _outline(region: Region, side: str) -> BaseGeometry:
    right = Polygon([(round(x * UNITS), round(y * UNITS)) for x, y in region.polygon])
    left = scale(right, -1, 1, origin=(0, 0))
    return {"left": left, "right": right, "": shapely.union_all([left, right])}[side]


def _above(region: Region, whole: Iterable[tuple[Region, str, BaseGeometry]]) -> BaseGeometry:
    """Return what a region does not decide: where a stricter one lies, or one that refines it."""
    return shapely.union_all(
        [shape for other, _, shape in whole if other.zone > region.zone or other.refines == region.id]
    )


def _carried_along(boundary: BaseGeometry, patch: Polygon) -> BaseGeometry:
    """Return what a convex patch, the same after half a turn, covers when its centre is carried along lines."""
    covered = []
    for line in shapely.get_parts(shapely.line_merge(boundary)):
        ends = shapely.get_coordinates(line)
        for (x1, y1), (x2, y2) in pairwise(ends):
            both = [translate(patch, x1, y1), translate(patch, x2, y2)]
            covered.append(shapely.union_all(both).convex_hull)
    return shapely.union_all(covered)


def _share(piece: BaseGeometry, shape: BaseGeometry) -> int:
    share: float = piece.area / shape.area
    return round(share * 1_000_000)


@cache
def _tree() -> shapely.STRtree:
    return shapely.STRtree([place.shape for place in places()])


@cache
def _whole() -> BaseGeometry:
    whole = shapely.union_all([place.shape for place in places()])
    shapely.prepare(whole)
    return whole


@cache
def _by_id() -> dict[str, Place]:
    return {place.id: place for place in places()}
