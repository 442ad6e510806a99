"""The targeted re-test: of each must-pass rule that was missed, other questions, all of which have to be right."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from enum import Enum

from ashilms.quizzes.rules.grading import Grade, mark_text
from ashilms.quizzes.rules.paper import Blueprint, PoolItem, shuffle

PER_RULE = 2
"""Other questions on each rule that was missed."""
PERCENT = 100
"""All of them have to be right."""
SHORTEST = 5
"""Minutes that a re-test has at least."""


class RetestState(Enum):
    """How the re-test of an attempt stands."""

    OFFERED = "offered"
    SITTING = "sitting"
    MARKING = "marking"
    """It is handed in, and people mark some of it."""
    PASSED = "passed"
    FAILED = "failed"
    EXAMINATION = "examination"
    """An examination has none: there a missed must-pass rule decides."""
    CLOSED = "closed"
    """The quiz may not be sat on these days."""
    SHORT = "short"
    """The pool has not enough other questions on some rule."""
    LAPSED = "lapsed"
    """Another attempt has begun since, or the quiz has new rules."""


@dataclass(frozen=True, slots=True)
class Retest:
    """The re-test of one attempt, as its person finds it."""

    state: RetestState
    questions: int
    minutes: int
    attempt_id: int | None = None
    """The attempt that it is, once it has begun."""


def may_be_retested(grade: Grade) -> bool:
    """Return whether nothing but must-pass rules stood between an attempt and its pass."""
    return grade.reached and bool(grade.missed)


def missed_rules(grade: Grade) -> list[str]:
    """Return the rules that were missed, each once."""
    return list(dict.fromkeys(missed.rule for missed in grade.missed))


def completes(attempt: Grade, retest: Grade, asked: Collection[str]) -> bool:
    """Return whether a re-test that asked these rules makes its attempt pass, by the grades that stand now.

    It was passed, the attempt reaches the mark, and every rule that the attempt missed was asked again.
    """
    return retest.passed and attempt.reached and set(missed_rules(attempt)) <= set(asked)


@dataclass(frozen=True, slots=True)
class Pair:
    """A graded attempt and its graded re-test, with the rules that this asked."""

    attempt_id: int
    attempt: Grade
    retest_id: int
    retest: Grade
    asked: frozenset[str]

    @property
    def passes(self) -> frozenset[int]:
        """The ids of those of the two by which the quiz is passed."""
        completed = completes(self.attempt, self.retest, self.asked)
        return frozenset(
            id_
            for id_, passes in ((self.attempt_id, self.attempt.passed), (self.retest_id, completed))
            if passes
        )

    def with_grade(self, id_: int, grade: Grade) -> "Pair":
        """Return the pair with another grade for one of the two."""
        return replace(self, attempt=grade) if id_ == self.attempt_id else replace(self, retest=grade)


def draw_retest(rules: Collection[str], pool: Iterable[PoolItem], seed: bytes) -> tuple[int, ...]:
    """Return the ids of two questions of `pool` on each of `rules`, in order; empty when it has not two of each.

    `pool` is without what the attempt asked. Only here may two questions on one rule stand in one paper.
    """
    found = list(pool)
    chosen: list[int] = []
    for rule in rules:
        ids = shuffle((item.id for item in found if item.rule == rule), seed, "item")[:PER_RULE]
        if len(ids) < PER_RULE:
            return ()
        chosen += ids
    return tuple(shuffle(chosen, seed, "place"))


def minutes_for(blueprint: Blueprint, questions: int) -> int:
    """Return how long so many questions may take: their share of the quiz's time, rounded up; five minutes at least."""
    return max(-(-blueprint.minutes * questions // blueprint.draw), SHORTEST)


def retest_outcome(grade: Grade) -> str:
    """Return in one sentence what a re-test earned and what it needed."""
    return f"{mark_text(grade.earned)} of {mark_text(grade.possible)} in the re-test, which needs every question right."
