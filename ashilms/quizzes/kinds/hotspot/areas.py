"""The areas that may be marked: the regions of the body map, or those that an item draws on a figure of its own."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import shapely
from shapely import Point, Polygon
from shapely.affinity import rotate, scale
from shapely.geometry.base import BaseGeometry

from ashilms.bodymap.geometry import Place, places, places_at
from ashilms.plugins import Plain
from ashilms.quizzes.kinds.spots import OUTSIDE, Spot, label_of

TENTHS = 10
"""Units in one of a figure's own: a point of a figure is in whole tenths, as one of the body map is."""
QUARTER = 32
"""Corners in a quarter of the polygon that stands for a circle."""


@dataclass(frozen=True, slots=True)
class Area:
    """Something that may be marked; an item may call it by any of its names."""

    id: str
    names: frozenset[str]
    label: str
    shape: BaseGeometry


def all_areas(asked: Plain, key: Plain) -> list[Area]:
    """Return every area of a question."""
    if asked["map"]:
        return [_of_map(place) for place in places()]
    return [_of_figure(area) for area in key["areas"]]


def areas_under(asked: Plain, key: Plain, spot: Spot) -> list[Area]:
    """Return the areas that a mark lies in: the strictest ones of the body map, all of a figure's, or the one named."""
    if spot == OUTSIDE:
        return []
    if isinstance(spot, str):
        return [area for area in all_areas(asked, key) if area.id == spot]
    if asked["map"]:
        return [_of_map(place) for place in _strictest(places_at(*spot))]
    return [area for area in all_areas(asked, key) if area.shape.intersects(Point(spot))]


def label_in(asked: Plain, spot: Spot) -> str:
    """Return what a mark that was chosen from the list is called."""
    labels = {area["id"]: area["label"] for area in asked.get("areas", ())}
    return str(labels.get(str(spot)) or label_of(str(spot)))


def _of_map(place: Place) -> Area:
    return Area(place.id, frozenset({place.id, place.region.id}), label_of(place.id), place.shape)


def _strictest(found: list[Place]) -> list[Place]:
    worst = max((place.region.zone for place in found), default=None)
    return [place for place in found if place.region.zone == worst]


def _of_figure(area: Plain) -> Area:
    name = next(name for name in SHAPES if name in area)
    return Area(area["id"], frozenset({area["id"]}), area["label"], _shape(name, _frozen(area[name])))


def _frozen(numbers: Sequence[Any]) -> tuple[Any, ...]:
    return tuple(tuple(one) if isinstance(one, list) else one for one in numbers)


@lru_cache(maxsize=512)
def _shape(name: str, numbers: tuple[Any, ...]) -> BaseGeometry:
    found: BaseGeometry = scale(SHAPES[name](*numbers), TENTHS, TENTHS, origin=(0, 0))
    return found


def _polygon(*corners: tuple[float, float]) -> BaseGeometry:
    return Polygon(corners)


def _circle(x: float, y: float, radius: float) -> BaseGeometry:
    return Point(x, y).buffer(radius, quad_segs=QUARTER)


def _ellipse(x: float, y: float, across: float, along: float, turn: float = 0) -> BaseGeometry:
    round_one = Point(x, y).buffer(1, quad_segs=QUARTER)
    return rotate(scale(round_one, across, along, origin=(x, y)), turn, origin=(x, y))


SHAPES: Mapping[str, Callable[..., BaseGeometry]] = {
    "polygon": _polygon,
    "circle": _circle,
    "ellipse": _ellipse,
}
"""By the name that an item gives: corners; centre and radius; centre, two radii and a turn in degrees."""


def is_drawn(area: Plain, frame: Sequence[int]) -> bool:
    """Return whether an area of a figure has a sound shape that lies on it."""
    if sum(name in area for name in SHAPES) != 1 or ("polygon" in area and len(area["polygon"]) < 3):
        return False
    left, top, width, height = (number * TENTHS for number in frame)
    shape = _of_figure(area).shape
    return bool(
        shape.is_valid and shape.area > 0 and shapely.box(left, top, left + width, top + height).covers(shape)
    )
