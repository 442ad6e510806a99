"""What may be asked about a mark, and what a changed mark makes of a grade."""

import re
from enum import StrEnum
from fractions import Fraction

from ashilms.plugins import Mark
from ashilms.quizzes.rules.grading import Grade, mark_text
from ashilms.quizzes.rules.regrading import missed_at, with_mark
from ashilms.texts import problem_with_length

SHORTEST, LONGEST = 10, 2000
"""Characters of what is asked or answered."""
MARK = re.compile(r"\d{1,3}(?:[.,]\d{1,3}|/\d{1,3})?\Z", re.ASCII)


class Verdict(StrEnum):
    """What became of an appeal."""

    KEPT = "kept"
    CHANGED = "changed"


def problem_with_words(words: str) -> str | None:
    """Return what is wrong with what is asked or answered."""
    return problem_with_length(words, SHORTEST, LONGEST)


def read_mark(typed: str, before: Mark) -> Fraction:
    """Return the mark that was typed, such as `1`, `0.5` or `1/2`; raises `ValueError` with a sentence.

    An appeal never lowers a mark: nobody is to fear asking.
    """
    if not MARK.match(typed.strip()) or typed.strip().endswith(("/0", "/00", "/000")):
        raise ValueError("Put in the mark as in 1, 0.5 or 1/2.")
    earned = Fraction(typed.strip().replace(",", "."))
    if not before.earned < earned <= before.possible:
        most, least = mark_text(before.possible), mark_text(before.earned)
        raise ValueError(f"A changed mark is more than {least}, and {most} at most. Else keep it.")
    return earned


def change_mark(grade: Grade, number: int, earned: Fraction) -> Grade:
    """Return the grade with another mark for one question; a must-pass rule that is now right is missed no more."""
    mark = Mark(earned, grade.marks[number - 1].possible)
    return with_mark(grade, number, mark, None if mark.right else missed_at(grade, number))
