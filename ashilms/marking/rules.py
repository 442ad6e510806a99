"""Who has marked an answer, whose turn it is, what somebody may see of the others' marks, and which mark stands."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from ashilms.plugins import Mark
from ashilms.quizzes.rules.rubric import Rubric

LONGEST = 4_000
"""Characters of what a marker says to the trainee."""
SHORTEST = 10


class State(StrEnum):
    """How an answer stands."""

    WAITING = "waiting"
    """A marker has still to give theirs."""
    DIFFER = "differ"
    """Two gave different levels; one of the two settles it, having seen both."""
    SETTLED = "settled"


class Turn(StrEnum):
    """What somebody's next mark would be."""

    MARK = "mark"
    """Their own, without having seen another."""
    CORRECT = "correct"
    """Their own once more, while they have seen no other's."""
    SETTLE = "settle"
    """The one that stands, having seen both."""
    NONE = "none"


@dataclass(frozen=True, slots=True)
class Given:
    """One mark: who gave it, which level of each criterion, and whether it settles what two saw differently."""

    marker: int
    levels: Mapping[str, int]
    settles: bool = False


def stand(given: Sequence[Given], needed: int) -> State:
    """Return how an answer stands after these marks, in their order, when so many markers are needed."""
    latest = {one.marker: dict(one.levels) for one in given}
    if any(one.settles for one in given):
        return State.SETTLED
    if len(latest) < needed:
        return State.WAITING
    levels = list(latest.values())
    return State.SETTLED if levels.count(levels[0]) == len(levels) else State.DIFFER


def turn_of(marker: int, given: Sequence[Given], needed: int) -> Turn:
    """Return what a mark by this marker would be now."""
    state = stand(given, needed)
    mine, others = sees_others(marker, given), any(one.marker != marker for one in given)
    if state is State.DIFFER:
        return Turn.SETTLE if mine else Turn.NONE
    if not mine:
        return Turn.NONE if state is State.SETTLED else Turn.MARK
    return Turn.NONE if others else Turn.CORRECT


def sees_others(marker: int, given: Sequence[Given]) -> bool:
    """Return whether a marker may see what others gave: once they have given theirs."""
    return any(one.marker == marker for one in given)


@dataclass(frozen=True, slots=True)
class Compared:
    """One criterion as two people saw it: their levels in words, counted from 1."""

    text: str
    critical: bool
    first: int
    second: int

    @property
    def alike(self) -> bool:
        """Whether both chose the same level."""
        return self.first == self.second


def compare(rubric: Rubric, given: Sequence[Given]) -> list[Compared]:
    """Return how far the two who did not see each other's marks agree; empty while there are not two."""
    own = {one.marker: one.levels for one in given if not one.settles}
    if len(own) < 2:
        return []
    first, second, *_ = own.values()
    return [Compared(c.text, c.critical, first[c.id] + 1, second[c.id] + 1) for c in rubric.criteria]


def needs_text(mark: Mark, turn: Turn) -> bool:
    """Return whether a mark has to say why: whatever is less than all, and whatever changes or decides."""
    return not mark.right or turn in (Turn.CORRECT, Turn.SETTLE)
