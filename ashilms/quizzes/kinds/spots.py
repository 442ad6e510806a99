"""What kinds share that are answered on the body map: a place from a list, or a point; and what is said of it."""

import re
from collections.abc import Iterable, Mapping
from functools import cache
from typing import Any

from ashilms.bodymap.drawing import MID, TOP, VIEWS
from ashilms.bodymap.geometry import place_called, place_ids, places
from ashilms.bodymap.placing import LEVELS, words_for
from ashilms.plugins import Plain

MAP, NO_FOOT, OUTSIDE = "map", "none", "outside"
"""Choices beside the places: where the map says; the trainee would not work here; in no region."""
WIDEST, HIGHEST, LOWEST = 2_300, -200, 10_300
"""How far from the midline, and between which levels, a point may lie: the drawn map."""

Spot = str | list[int]
"""The id of a place, one of the words above, or `[x, y]` in ten-thousandths of figure height."""

GROUPS = {
    "Head and neck": ("head", "neck"),
    "Shoulder and arm": ("trap", "acro", "scap", "scapedge", "axilla", "arm-prox", "arm-rest"),
    "Back": ("spine", "tES", "tlES", "lES", "latrib-c", "latrib-n", "float", "renal"),
    "Pelvis": ("crest", "psis", "sac", "cleft", "glut", "glut-uo", "sci", "isch", "troch"),
    "Leg": ("medthigh", "ham", "pop", "fib", "calf", "ach"),
}
"""The regions of the map as the list orders them; a test holds that each is there."""

EXTRA = {OUTSIDE: "Outside every region", NO_FOOT: "No foot here: I would not work this region"}


@cache
def choices() -> tuple[tuple[str, str, str], ...]:
    """Return every place to choose from, as a group, an id and a label."""
    found = [
        (group, place.id, label_of(place.id))
        for group, regions in GROUPS.items()
        for region in regions
        for place in places()
        if place.region.id == region
    ]
    return tuple(found)


def label_of(place_id: str) -> str:
    """Return what a place is called: "Calf, left"; what lies in no place is called so, too."""
    if place_id in EXTRA or not place_id:
        return EXTRA[place_id or OUTSIDE]
    place = place_called(place_id)
    return f"{place.region.label}, {place.side}" if place.side else place.region.label


def labels_of(region_ids: Iterable[str]) -> list[str]:
    """Return what regions are called; one without a side is called so, for both."""
    by_region = {place.region.id: place.region.label for place in places()}
    return [by_region.get(id_) or label_of(id_) for id_ in region_ids]


def read_spot(place: Any, x: Any, y: Any) -> Spot | None:
    """Return where something was placed, `None` for nowhere; raises `ValueError` for what is no place of the map."""
    if place in (None, ""):
        return None
    if place == MAP:
        return read_point(x, y)
    if not isinstance(place, str) or place not in place_ids() | {NO_FOOT, OUTSIDE}:
        raise ValueError("Choose a place from the list, or place it on the map.")
    return place


def read_point(x: Any, y: Any) -> list[int]:
    """Return a point of the map; raises `ValueError` for what is none, or lies off it."""
    point = [whole(x), whole(y)]
    if None in point or not (abs(point[0] or 0) <= WIDEST and HIGHEST <= (point[1] or 0) <= LOWEST):
        raise ValueError("Place it on the map, or choose a place from the list.")
    return [number for number in point if number is not None]


def whole(text: Any) -> int | None:
    """Return the whole number that a text stands for, `None` when it is none: of ASCII digits, five at most."""
    return int(text) if isinstance(text, str) and re.fullmatch(r"-?[0-9]{1,5}", text, re.ASCII) else None


def chosen(spot: Spot | None) -> str:
    """Return which choice of the list stands for a spot."""
    return MAP if isinstance(spot, list) else spot or ""


def said_spot(spot: Spot) -> str:
    """Return where a spot is, in words."""
    return words_for(*spot) if isinstance(spot, list) else label_of(spot)


def feedback_for(key: Plain, place_id: str) -> str:
    """Return what the pack says of that place: of that side before that of both, else what it says of any other."""
    said: Mapping[str, str] = {one["region"]: one["text"] for one in key["feedback"]}
    region = place_called(place_id).region.id if place_id in place_ids() else ""
    return said.get(place_id) or said.get(region) or str(key["otherwise"])


def map_data(points: list[str]) -> dict[str, Any]:
    """Return what the page's script has to know of the map to move these points on it."""
    return {
        "points": points, "origin": [MID, TOP], "views": VIEWS, "frame": None,
        "levels": [[top, name] for top, name in LEVELS],
        "bounds": [[-WIDEST, WIDEST], [HIGHEST, LOWEST]], "start": [0, 2500], "reach": 800,
    }  # fmt: skip
