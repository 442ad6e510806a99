"""What the result page may see of marks: where they lie, over the areas that decided, and why."""

from collections.abc import Iterable
from typing import Any

from ashilms.bodymap.drawing import draw_map
from ashilms.bodymap.geometry import place_called, place_ids
from ashilms.bodymap.placing import draw_mark, draw_places, view_of
from ashilms.plugins import Plain
from ashilms.quizzes.kinds.hotspot.areas import Area, all_areas, label_in
from ashilms.quizzes.kinds.hotspot.figure import draw_over
from ashilms.quizzes.kinds.hotspot.rules import Marked, judge
from ashilms.quizzes.kinds.spots import Spot, feedback_for, said_spot


def told(asked: Plain, key: Plain, answer: list[Spot], *, whole: bool) -> dict[str, Any]:
    """Return what may be told of marks; what was right, and why, if `whole`."""
    marks = judge(asked, key, answer)
    right = [area for area in all_areas(asked, key) if area.names & set(key["accept"])] if whole else []
    said: dict[str, Any] = {
        "stem": asked["stem"],
        "marks": [
            {"said": _said(asked, mark), "right": mark.right, "why": _why(key, mark)} for mark in marks
        ],
        "map": "",
        "over": "",
    }
    if marks or whole:
        said["map" if asked["map"] else "over"] = _drawn(asked, marks, right)
    return said | ({"key": sorted({area.label for area in right}), "rationale": key["why"]} if whole else {})


def _said(asked: Plain, mark: Marked) -> str:
    if isinstance(mark.spot, str):
        return label_in(asked, mark.spot)
    where = mark.area.label if mark.area else "outside every area"
    return f"{where} ({said_spot(mark.spot)})" if asked["map"] else where


def _why(key: Plain, mark: Marked) -> str:
    if mark.right:
        return ""
    if mark.hit:
        return "That was marked already; it counts once."
    return feedback_for(key, mark.area.id if mark.area else "")


def _drawn(asked: Plain, marks: list[Marked], right: Iterable[Area]) -> str:
    """Return the map, or what lies over the figure: the areas that decided, and those that are right; the marks."""
    areas = {area.id: area for area in [*right, *(mark.area for mark in marks if mark.area)]}
    points = [(mark.spot[0], mark.spot[1]) for mark in marks if isinstance(mark.spot, list)]
    if not asked["map"]:
        return draw_over(asked["frame"], areas.values(), points)
    shown = [place_called(id_) for id_ in sorted(areas) if id_ in place_ids()]
    over = draw_places(shown) + "".join(draw_mark(x, y) for x, y in points)
    tops = [(0, int(place.shape.bounds[at])) for place in shown for at in (1, 3)]
    desc = "The marks, over the regions that decided. The sentences beside it say the same."
    return draw_map(title="What was marked", desc=desc, show=(), over=over, view=view_of([*points, *tops]))
