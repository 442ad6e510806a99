"""Reading a placement item of a pack."""

from collections.abc import Iterator, Mapping
from typing import Any

from ashilms.bodymap.geometry import best_room, place_ids, places_of, share_of_map, spot_in
from ashilms.plugins import Plain
from ashilms.quizzes.kinds.options import asked_stem
from ashilms.quizzes.kinds.placement import rules
from ashilms.quizzes.kinds.spots import NO_FOOT

DIRECTIONS = {
    "head": "to the head", "feet": "to the feet", "in": "to the midline", "out": "outward", "stay": "stays",
}  # fmt: skip
SIDES = ("left", "right")
LOADS = (1, 2, 3, 4, 5)


def split(item: Plain) -> tuple[dict[str, Any], dict[str, Any]]:
    """Return what is asked, and its key."""
    limits = {
        "load": item.get("load", {}).get("at_most"),
        "foot": item.get("foot"),
        "travel": item.get("direction"),
    }
    limits = {name: limit for name, limit in limits.items() if limit is not None}
    asked = {**asked_stem(item), "map": item["map"], "stroke": "stroke" in item, "asks": ["part", *limits]}
    key = {"accept": _accepted(item), "parts": item["parts"], **limits}
    return asked, {
        **key, "why": item["rationale"], "feedback": item["feedback"], "otherwise": item["otherwise"],
    }  # fmt: skip


def _accepted(item: Plain) -> list[list[str]]:
    """Return the regions that are right, for each end of the item."""
    if "stroke" in item:
        return [item["stroke"]["from"], item["stroke"]["to"]]
    return [item["accept"]]


def problems(item: Plain) -> list[str]:
    """Return what is wrong with the item: an answer that nobody can give, or that everybody gives."""
    if ("accept" in item) == ("stroke" in item):
        return ["Give accept, the regions that are right, or stroke with from and to; not both."]
    if item.get("accept") == [NO_FOOT]:
        return []
    if unknown := [id_ for ids in _accepted(item) for id_ in ids if not places_of([id_])]:
        names = ", ".join(map(repr, unknown))
        return [f"A foot can't be placed on {names}; name regions that are drawn on the map."]
    return [*_unsolvable(item), *_unmissable(item)]


def _unsolvable(item: Plain) -> Iterator[str]:
    """Tell that no placement earns full marks, proved by grading one that should."""
    if right_answer(item) is None:
        where = " to ".join(" or ".join(ids) for ids in _accepted(item))
        parts = " or ".join(item["parts"])
        yield (
            f"Nobody can answer it: no placement of the {parts} on {where} earns full marks. The peak of the load is "
            "larger than the room there, or never allowed. Accept a region with room for it, or another part."
        )


def _unmissable(item: Plain) -> Iterator[str]:
    """Tell that wherever a foot may rest at all, it earns full marks."""
    asked, key = split(item)
    for spots in [[id_, id_] for id_ in sorted(place_ids())] if not asked["stroke"] else []:
        for part in rules.PARTS:
            judged = rules.judge(asked, key, _answer(item, part, spots[:1]))
            if judged and not judged.unsafe and judged.earned < 1:
                return
    if not asked["stroke"]:
        yield "Nobody can miss it: every region that bears this part earns full marks. Accept fewer regions or parts."


def right_answer(item: Plain) -> dict[str, Any] | None:
    """Return a placement on the map that earns full marks, or `None` when the search finds none."""
    asked, key = split(item)
    for part in item["parts"]:
        ends = [_spots(ids, part) for ids in _accepted(item)]
        for spots in ([start] if len(ends) == 1 else [start, end] for start in ends[0] for end in ends[-1]):
            answer = _answer(item, part, [list(spot[:2]) for spot in spots], spots[0][2])
            judged = rules.judge(asked, key, answer)
            if judged and judged.earned == 1:
                return answer
    return None


def _spots(region_ids: list[str], part: str) -> list[tuple[int, int, int]]:
    """Return a spot in all these places together, and one in each of them."""
    together = places_of(region_ids)
    found = [spot_in(ids, part) for ids in (together, *(frozenset({id_}) for id_ in sorted(together)))]
    return [spot for spot in found if spot]


def share(item: Plain) -> float:
    """Return how much of the map earns full marks, at least: where the whole patch lies inside what is accepted.

    Of a stroke it is the end with less room.
    """
    ends = [places_of(regions) for regions in _accepted(item)]
    if not all(ends):
        return 0
    return max(min(share_of_map(best_room(end, part)[1]) for end in ends) for part in item["parts"])


def _answer(item: Plain, part: str, spots: list[Any], turn: int = 0) -> dict[str, Any]:
    """Return an answer there that is right in all else."""
    extras: Mapping[str, Any] = {
        "load": item.get("load", {}).get("at_most"), "foot": item.get("foot"), "travel": item.get("direction"),
    }  # fmt: skip
    return {
        "at": spots[0], **({"end": spots[1]} if len(spots) > 1 else {}), "part": part, "turn": turn,
        **{name: value for name, value in extras.items() if value is not None},
    }  # fmt: skip
