"""Grading marked places: each accepted area that is marked earns its share, once."""

from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction

from ashilms.plugins import Mark, Plain
from ashilms.quizzes.kinds.hotspot.areas import Area, areas_under
from ashilms.quizzes.kinds.spots import Spot

STATED = (
    "Each right place earns its share of the mark. Where areas lie over each other, the strictest counts."
)
"""The marking as the page states it."""


@dataclass(frozen=True, slots=True)
class Marked:
    """One mark, with the area that decides it, if it is in any."""

    spot: Spot
    area: Area | None
    hit: str | None
    """The name of the accepted area that it is in."""
    right: bool
    """Whether it earns something: an area counts once."""


def grade(asked: Plain, key: Plain, answer: list[Spot] | None) -> Mark:
    """Return the mark: each accepted area that is marked earns an equal share, once."""
    return Mark(Fraction(sum(mark.right for mark in judge(asked, key, answer)), key["choose"]))


def judge(asked: Plain, key: Plain, answer: Iterable[Spot] | None) -> list[Marked]:
    """Return what became of each mark, in the order in which they were given."""
    found: list[Marked] = []
    for spot in answer or []:
        under = areas_under(asked, key, spot)
        hit = next((name for name in key["accept"] for area in under if name in area.names), None)
        area = next((area for area in under if hit in area.names), under[0] if under else None)
        found.append(Marked(spot, area, hit, hit is not None and all(mark.hit != hit for mark in found)))
    return found
