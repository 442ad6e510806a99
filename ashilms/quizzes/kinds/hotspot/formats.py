"""Reading a hotspot item of a pack."""

from collections.abc import Iterator
from typing import Any

import shapely

from ashilms.plugins import Plain
from ashilms.quizzes.kinds.hotspot import rules
from ashilms.quizzes.kinds.hotspot.areas import TENTHS, Area, all_areas, is_drawn
from ashilms.quizzes.kinds.options import asked_stem, said_twice

MOST = 8
"""How many places one question asks for."""


def split(item: Plain) -> tuple[dict[str, Any], dict[str, Any]]:
    """Return what is asked, and its key: the shapes of a figure's areas belong to it."""
    asked = {**asked_stem(item), "map": item.get("map", ""), "choose": item["choose"]}
    key = {name: item[name] for name in ("accept", "choose", "feedback", "otherwise")} | {
        "why": item["rationale"]
    }
    if "areas" not in item:
        return asked, key
    areas = [{"id": area["id"], "label": area["label"]} for area in item["areas"]]
    return {**asked, "areas": areas, "frame": item["frame"]}, {**key, "areas": item["areas"]}


def problems(item: Plain) -> list[str]:
    """Return what is wrong with the item: an answer that nobody can give, or that everybody gives."""
    found = _wrong_figure(item) if "areas" in item else []
    if found:
        return found
    if ("map" in item) == ("areas" in item):
        return ["Give map, or areas on a figure; not both."]
    return [*_unanswerable(item), *_unmissable(item)]


def _wrong_figure(item: Plain) -> list[str]:
    if not {"figure", "frame"} <= set(item):
        return ["Areas lie on a figure: give its name as figure, and the numbers of its viewBox as frame."]
    return said_twice(item["areas"], "id", "areas") + [
        f"The area {area['id']!r} needs one shape, a polygon, circle or ellipse, that lies inside the frame."
        for area in item["areas"]
        if not is_drawn(area, item["frame"])
    ]


def _unanswerable(item: Plain) -> Iterator[str]:
    asked, key = split(item)
    names = {name for area in all_areas(asked, key) for name in area.names}
    named = [*item["accept"], *(said["region"] for said in item["feedback"])]
    if unknown := [name for name in named if name not in names]:
        yield f"Nobody can mark {', '.join(map(repr, unknown))}; name areas that are drawn."
    elif not 1 <= item["choose"] <= min(MOST, len(item["accept"])):
        most = min(MOST, len(item["accept"]))
        yield f"Nobody can answer it: {item['choose']} places are to be marked; ask for 1 to {most}."
    elif right_answer(item) is None:
        yield "Nobody can answer it: stricter areas cover an accepted one. Accept those, or another."


def _unmissable(item: Plain) -> Iterator[str]:
    asked, key = split(item)
    if all(area.names & set(item["accept"]) for area in all_areas(asked, key)):
        yield "Nobody who marks an area can miss it: every one is accepted. Accept fewer, or draw others."


def right_answer(item: Plain) -> list[Any] | None:
    """Return marks that earn full marks, or `None` when the search finds none: each is tried by grading it."""
    asked, key = split(item)
    marks: list[Any] = []
    for area in _accepted(item):
        point = shapely.point_on_surface(area.shape)
        more = [*marks, [round(point.x), round(point.y)]]
        if not area.shape.is_empty and all(mark.right for mark in rules.judge(asked, key, more)):
            marks = more
        if len(marks) == item["choose"]:
            return marks
    return None


def share(item: Plain) -> float:
    """Return how much of the map, or of the figure, is right."""
    right = shapely.union_all([area.shape for area in _accepted(item)])
    asked, key = split(item)
    if asked["map"]:
        return float(right.area / shapely.union_all([area.shape for area in all_areas(asked, key)]).area)
    return float(right.area / (item["frame"][2] * item["frame"][3] * TENTHS**2))


def _accepted(item: Plain) -> list[Area]:
    asked, key = split(item)
    return [area for area in all_areas(asked, key) if area.names & set(item["accept"])]
