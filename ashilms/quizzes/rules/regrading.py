"""What another key, or none, makes of a grade that was given: one mark changes, and what follows from it."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Any

from ashilms.plugins import Mark, Plain
from ashilms.quizzes.rules.grading import Grade, Item, Missed

VOID = Mark(Fraction(0), Fraction(0))
"""The mark of a question that counts for nobody: nothing of nothing, so it is neither earned nor missed."""
SHOWN_ALONE = frozenset({"stem", "figure"})
"""What of a question no answer is graded by."""


@dataclass(frozen=True, slots=True)
class Answered:
    """One question of a graded attempt: by which key it was graded, by which it is to be, and what was answered."""

    item: Item
    key: Plain | None
    """`None`: the question counts for nobody."""
    answer: Any


def mark_anew(grade: Grade, asked: Answered) -> Grade | None:
    """Return the grade with the question marked by the other key; `None` where a person had set its mark.

    A mark that differs from what its key gives was set by a person, whom no machine overrules; but a question
    that counts for nobody counts for them neither. A key that only says anew which answers are unsafe changes no
    mark, and still which rules were missed.
    """
    item, at = asked.item, asked.item.number - 1
    if asked.key is None:
        return with_mark(grade, item.number, VOID, None)
    was, anew = item.mark(asked.answer), item.kind.grade(item.asked, asked.key, asked.answer)
    if was is None or anew is None or not _alike(grade.marks[at], was):
        return None
    return grade if anew == was else with_mark(grade, item.number, anew, item.missed_by(anew))


def _alike(one: Mark, other: Mark) -> bool:
    """Return whether two marks are as much: a grade keeps no more of them."""
    return (one.earned, one.possible) == (other.earned, other.possible)


def with_mark(grade: Grade, number: int, mark: Mark, missed: Missed | None) -> Grade:
    """Return the grade with another mark for one question, by which this must-pass rule is missed, or none."""
    kept = Mark(mark.earned, mark.possible)  # that it was unsafe is kept as a rule that was missed
    marks = (*grade.marks[: number - 1], kept, *grade.marks[number:])
    others = [one for one in grade.missed if one.number != number]
    found = sorted([*others, missed] if missed else others, key=lambda one: one.number)
    return replace(grade, marks=marks, missed=tuple(found))


def missed_at(grade: Grade, number: int) -> Missed | None:
    """Return the must-pass rule that was missed at one question, if one was."""
    return next((one for one in grade.missed if one.number == number), None)


def restore(grade: Grade, before: Grade, number: int) -> Grade:
    """Return the grade with one question as it stood in the grade `before` it counted for nobody."""
    return with_mark(grade, number, before.marks[number - 1], missed_at(before, number))


def asks_the_same(one: Mapping[str, Any], other: Mapping[str, Any]) -> bool:
    """Return whether an answer to one version of a question can be graded by the key of the other.

    All must be alike but the wording of the stem, and the figure.
    """
    return _graded_by(one) == _graded_by(other)


def _graded_by(asked: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in asked.items() if name not in SHOWN_ALONE}
