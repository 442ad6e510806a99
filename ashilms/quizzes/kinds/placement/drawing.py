"""The map of a placement: empty when it is asked, and with what was placed over what decided when it is told."""

from collections.abc import Mapping
from functools import cache
from typing import Any

from ashilms.bodymap.drawing import draw_map, foot_shape
from ashilms.bodymap.geometry import place_called, place_ids, places_of
from ashilms.bodymap.placing import Foot, draw_placed, draw_places, draw_way, ring_places, view_of
from ashilms.plugins import Plain
from ashilms.quizzes.kinds.placement.rules import Judged, centre_of


@cache
def blank_map() -> str:
    """Return the map as it is shown while a question is asked: no region, no word that tells one."""
    return draw_map(
        title="The back of a body",
        desc="A body seen from behind, the head at the top; the client's right is on the right.",
        show=(),
        name="ask",
    )


@cache
def blank_foot() -> str:
    """Return the shapes of a left sole, which the page's script places, turns and mirrors."""
    return foot_shape()


def told_map(key: Plain, answer: Mapping[str, Any], judged: Judged | None, *, whole: bool) -> str:
    """Return the map with the foot over the region that decided, and where it would have been right if `whole`."""
    centres = [spot for spot in _centres(answer) if spot]
    shown = _right_places(key) if whole else set()
    if judged and judged.deciding.place in place_ids():
        shown |= {judged.deciding.place}
    places = [place_called(id_) for id_ in sorted(shown)]
    over = draw_places(places) + "".join(_feet(answer, centres)) + ring_places(places)
    tops = [(0, int(place_called(id_).shape.bounds[at])) for id_ in shown for at in (1, 3)]
    return draw_map(
        title="What was placed", desc=_desc(judged), show=(), over=over, view=view_of([*centres, *tops])
    )  # fmt: skip


def _desc(judged: Judged | None) -> str:
    if judged is None:
        return "The body map."
    return "The foot as it was placed, over the region that decided. The sentences beside it say the same."


def _right_places(key: Plain) -> set[str]:
    return {id_ for regions in key["accept"] for id_ in places_of(regions)}


def _centres(answer: Mapping[str, Any]) -> list[tuple[int, int] | None]:
    if "part" not in answer:
        return []
    return [centre_of(answer[name], answer["part"]) for name in ("at", "end") if name in answer]


def _feet(answer: Mapping[str, Any], centres: list[tuple[int, int]]) -> list[str]:
    side, turn = answer.get("foot", "right"), answer.get("turn", 0)
    feet = [draw_placed(Foot(answer["part"], x, y, turn, side)) for x, y in centres[:1]]
    return [*feet, *([draw_way(centres[0], centres[1])] if len(centres) == 2 else [])]
