"""Grading a placed foot: the worst place that the peak of its load touches, and where most of it lies."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from ashilms.bodymap.geometry import (
    Touch,
    patch_at,
    place_called,
    places_of,
    spot_in,
    swept,
    touched,
    zone_for,
)
from ashilms.bodymap.regions import Zone
from ashilms.plugins import Mark, Plain
from ashilms.quizzes.kinds.spots import NO_FOOT, OUTSIDE, Spot

PARTS = ("heel", "arch", "ball", "sole")
ALL = 1_000_000
HALF = Fraction(1, 2)


@dataclass(frozen=True, slots=True)
class Judged:
    """What became of a placement."""

    deciding: Touch
    where: str
    """`start`, `end` or `way`: where on a stroke that was; `start` for a foot that stays."""
    touches: tuple[Touch, ...]
    placed: bool
    """Whether the load lies where it was asked for."""
    faults: tuple[str, ...]
    """What else was asked and is wrong or missing: part, load, foot, travel."""
    earned: Fraction

    @property
    def unsafe(self) -> bool:
        """Whether the load touches what never bears it."""
        return self.deciding.zone is Zone.NEVER and self.deciding.place != NO_FOOT


def mark(asked: Plain, key: Plain, answer: Mapping[str, Any] | None) -> Mark:
    """Return the mark for a placement; one that touches what never bears a foot is a miss of the whole paper."""
    judged = judge(asked, key, answer or {})
    return Mark(judged.earned, unsafe=judged.unsafe) if judged else Mark(Fraction(0))


def judge(asked: Plain, key: Plain, answer: Mapping[str, Any]) -> Judged | None:
    """Return what became of a placement, or `None` when it does not say where a load lies, or of what part.

    What the load touches at the start, at the end and on the way between them is judged in this order, and the
    first place that is wrong decides. The place earns half of the mark and each other thing that is asked an equal
    share of the other half; a place that is wrong earns nothing at all.
    """
    if answer.get("at") == NO_FOOT:
        return _no_foot(key)
    if "at" not in answer or "part" not in answer or (asked["stroke"] and "end" not in answer):
        return None
    steps = [
        (where, touches, _wrong(touches, accepted)) for where, touches, accepted in _steps(asked, key, answer)
    ]
    where, touches, deciding = next((step for step in steps if step[2]), steps[0])
    faults = tuple(name for name in asked["asks"] if not CHECKS[name](key, answer))
    earned = (
        Fraction(0)
        if deciding
        else HALF + HALF * Fraction(len(asked["asks"]) - len(faults), len(asked["asks"]))
    )
    return Judged(deciding or most_of(touches), where, tuple(touches), deciding is None, faults, earned)


def most_of(touches: list[Touch]) -> Touch:
    """Return the place that bears most of the load; the stricter one of two that bear the same."""
    return max(touches, key=lambda touch: (touch.share, touch.zone))


def touches_of(spot: Spot, part: str, turn: int) -> list[Touch]:
    """Return what the load of a part touches there, the worst first; all of it lies in a place that is named."""
    if isinstance(spot, list):
        return touched(part, patch_at(part, spot[0], spot[1], turn))
    if spot == OUTSIDE:
        return [Touch("", Zone.NEVER, ALL)]
    return [Touch(spot, zone_for(place_called(spot).region, part), ALL)]


def centre_of(spot: Spot, part: str) -> tuple[int, int] | None:
    """Return where to draw the load: a named place's middle, or `None` where it has no room for this part."""
    if isinstance(spot, list):
        return spot[0], spot[1]
    found = None if spot in (OUTSIDE, NO_FOOT) else spot_in(frozenset({spot}), part)
    return found[:2] if found else None


def _no_foot(key: Plain) -> Judged:
    right = NO_FOOT in key["accept"][0]
    touch = Touch(NO_FOOT, Zone.NEVER, 0)
    return Judged(touch, "start", (touch,), right, (), Fraction(right))


def _steps(
    asked: Plain, key: Plain, answer: Mapping[str, Any]
) -> Iterator[tuple[str, list[Touch], frozenset[str] | None]]:
    """Yield what is touched at each step of the placement, and where that should be: anywhere, on the way."""
    part, turn, at = answer["part"], answer.get("turn", 0), answer["at"]
    yield "start", touches_of(at, part, turn), places_of(key["accept"][0])
    if asked["stroke"]:
        yield "end", touches_of(answer["end"], part, turn), places_of(key["accept"][1])
        ends = centre_of(at, part), centre_of(answer["end"], part)
        if ends[0] and ends[1]:
            yield "way", touched(part, swept(part, ends[0], ends[1], turn)), None


def _wrong(touches: list[Touch], accepted: frozenset[str] | None) -> Touch | None:
    """Return the touch that makes a step wrong: the worst one, or what bears most of the load elsewhere."""
    worst, most = touches[0], most_of(touches)
    if worst.zone is Zone.NEVER:
        return worst
    return next(
        (touch for touch in (worst, most) if accepted is not None and touch.place not in accepted), None
    )


def _part_is_right(key: Plain, answer: Mapping[str, Any]) -> bool:
    """Say whether that part is to be loaded; a flat sole has its peak under the arch."""
    part = answer["part"]
    return part in key["parts"] or (part == "sole" and "arch" in key["parts"])


def _load_is_right(key: Plain, answer: Mapping[str, Any]) -> bool:
    return "load" in answer and answer["load"] <= key["load"]


CHECKS: Mapping[str, Callable[[Plain, Mapping[str, Any]], bool]] = {
    "part": _part_is_right,
    "load": _load_is_right,
    "foot": lambda key, answer: answer.get("foot") == key["foot"],
    "travel": lambda key, answer: answer.get("travel") == key["travel"],
}
"""Whether each thing that may be asked besides the place is right, in the order in which it is asked."""
