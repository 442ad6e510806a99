"""What a paper earned: exact marks, the marks needed, and the must-pass rules that were missed."""

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from types import MappingProxyType
from typing import Any

from ashilms.plugins import Mark, Plain, QuestionKind


@dataclass(frozen=True, slots=True)
class Item:
    """One question of a paper, as it was frozen when it was drawn."""

    number: int
    kind: QuestionKind
    asked: Plain
    key: Plain
    rule: str
    rule_text: str
    critical: bool
    void: bool = False
    """Whether it counts for nobody, since it was found to be wrong."""

    def mark(self, answer: Any) -> Mark | None:
        """Return the mark for an answer; `None` when a person has to give it."""
        if self.void:
            return Mark(Fraction(0), Fraction(0))
        return self.kind.grade(self.asked, self.key, answer)

    def missed_by(self, mark: Mark) -> "Missed | None":
        """Return the must-pass rule that is missed with this mark, if one is."""
        if mark.right or not (self.critical or mark.unsafe):
            return None
        return Missed(self.number, self.rule, self.rule_text)


@dataclass(frozen=True, slots=True)
class Paper:
    """The questions of one attempt, and the percentage that passes."""

    items: tuple[Item, ...]
    percent_needed: int


@dataclass(frozen=True, slots=True)
class Missed:
    """A critical question that was not all right, or any with an answer that is not safe; and the rule it tests."""

    number: int
    rule: str
    rule_text: str


@dataclass(frozen=True, slots=True)
class Grade:
    """What an attempt earned. Passed needs both: the marks, and every critical question right."""

    marks: tuple[Mark, ...]
    """In the order of the paper."""
    percent_needed: int
    missed: tuple[Missed, ...]

    @property
    def earned(self) -> Fraction:
        """All marks added up."""
        return sum((mark.earned for mark in self.marks), Fraction(0))

    @property
    def possible(self) -> Fraction:
        """The marks of a paper without a fault."""
        return sum((mark.possible for mark in self.marks), Fraction(0))

    @property
    def needed(self) -> Fraction:
        """The marks that pass, see `marks_needed`."""
        return marks_needed(self.possible, self.percent_needed)

    @property
    def reached(self) -> bool:
        """Whether the marks suffice."""
        return self.earned >= self.needed

    @property
    def passed(self) -> bool:
        """Whether the marks suffice and no critical question was missed."""
        return self.reached and not self.missed


def find_unmarked(paper: Paper, answers: Mapping[int, Any]) -> tuple[int, ...]:
    """Return the numbers of the questions whose answers a person has to mark."""
    return tuple(item.number for item in paper.items if item.mark(answers.get(item.number)) is None)


def grade(
    paper: Paper, answers: Mapping[int, Any], by_hand: Mapping[int, Mark] = MappingProxyType({})
) -> Grade:
    """Return the grade of `answers`, which are by question number; one that is not there was left empty.

    `by_hand` are the marks that people gave, by number. Raises `ValueError` while one of them is missing.
    """
    marks = tuple(item.mark(answers.get(item.number)) or by_hand.get(item.number) for item in paper.items)
    known = tuple(mark for mark in marks if mark is not None)
    if len(known) < len(marks):
        raise ValueError("An answer of this paper has still to be marked.")
    missed = (item.missed_by(mark) for item, mark in zip(paper.items, known, strict=True))
    return Grade(known, paper.percent_needed, tuple(one for one in missed if one is not None))


def marks_needed(possible: Fraction | int, percent: int) -> Fraction:
    """Return the marks that pass: the percentage of what is possible, rounded up to a whole mark.

    70 % of 5 are 4. Compared exactly; no share is ever rounded before it is compared.
    """
    return Fraction(-(-possible * percent // 100))


def outcome(grade: Grade) -> str:
    """Return in one sentence what was earned and what was needed; never two equal figures and "not passed"."""
    earned = f"{mark_text(grade.earned)} of {mark_text(grade.possible)}"
    share = percent_text(grade.earned, grade.possible)
    if grade.needed * 100 == grade.percent_needed * grade.possible:
        return f"{earned} is {share}; this quiz needs {grade.percent_needed} %."
    needed = f"{mark_text(grade.needed)} of {mark_text(grade.possible)}"
    return (
        f"{earned} is {share}; this quiz needs {needed}: {grade.percent_needed} %, rounded up to whole marks."
    )


def freeze(grade: Grade) -> dict[str, Any]:
    """Return the grade as JSON whose numbers are exact: fractions as text."""
    return {
        "marks": [[str(mark.earned), str(mark.possible)] for mark in grade.marks],
        "percent_needed": grade.percent_needed,
        "missed": [[missed.number, missed.rule, missed.rule_text] for missed in grade.missed],
    }


def thaw(frozen: Plain) -> Grade:
    """Return the grade that `freeze` wrote down."""
    marks = tuple(Mark(Fraction(earned), Fraction(possible)) for earned, possible in frozen["marks"])
    return Grade(marks, frozen["percent_needed"], tuple(Missed(*missed) for missed in frozen["missed"]))


def mark_text(mark: Fraction) -> str:
    """Return marks as they are read, exact: `4`, `3.5`, `2 1/3`."""
    whole, rest = divmod(mark, 1)
    if not rest:
        return str(whole)
    if 100 % rest.denominator == 0:
        return f"{float(mark):g}"
    return f"{whole} {rest}" if whole else str(rest)


def percent_text(part: Fraction, of: Fraction) -> str:
    """Return a share as a percentage, cut (never rounded) after one decimal, so that it shows no more."""
    tenths = part * 1000 // of if of else 0
    return f"{tenths // 10}.{tenths % 10} %" if tenths % 10 else f"{tenths // 10} %"
