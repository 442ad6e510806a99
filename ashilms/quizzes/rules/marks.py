"""The marks of a paper as a table: who earned what of how much, read from CSV with exact arithmetic."""

import csv
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from fractions import Fraction

COLUMNS = ["attempt", "question", "mark", "maxmark"]
MOST_ROWS = 1_000_000
LONGEST = 200
"""Characters of a name: an attempt's or a question's."""
_NUMBER = re.compile(r"-?[0-9]{1,9}(?:\.[0-9]{1,12}|/[1-9][0-9]{0,8})?")


class BadMarks(ValueError):
    """A table that can't be reckoned with; says the line and what would be right."""

    def __init__(self, line: int, sentence: str) -> None:
        """Take the line, counted from 1, and the sentence."""
        super().__init__(f"Line {line}: {sentence}")
        self.line = line


@dataclass(frozen=True, slots=True)
class MarkRow:
    """What one attempt earned at one question."""

    attempt: str
    question: str
    mark: Fraction
    maximum: Fraction


@dataclass(frozen=True, slots=True)
class Marks:
    """The marks of a paper: by question and attempt, questions and attempts in the order in which they came."""

    by_question: dict[str, dict[str, Fraction]]
    maxima: dict[str, Fraction]
    totals: dict[str, Fraction]
    """What each attempt earned in all."""
    possible: dict[str, Fraction]
    """What each attempt could have earned in all."""

    @property
    def complete(self) -> bool:
        """Whether every attempt has a mark for every question."""
        return all(len(marks) == len(self.totals) for marks in self.by_question.values())


def collect(rows: Iterable[MarkRow]) -> Marks:
    """Return the table that rows make; each pair of attempt and question may come once."""
    made = Marks({}, {}, {}, {})
    for row in rows:
        made.by_question.setdefault(row.question, {})[row.attempt] = row.mark
        made.maxima[row.question] = row.maximum
        made.totals[row.attempt] = made.totals.get(row.attempt, Fraction(0)) + row.mark
        made.possible[row.attempt] = made.possible.get(row.attempt, Fraction(0)) + row.maximum
    return made


def read_marks(text: str) -> Marks:
    """Return the marks in a CSV with the columns attempt, question, mark, maxmark.

    Numbers are decimals with a point, or fractions such as 1/3. Raises `BadMarks` at the first line that is wrong.
    """
    lines = csv.reader(text.removeprefix("\ufeff").splitlines(keepends=True), strict=True)
    try:
        found = [*_checked(lines)]
    except csv.Error as problem:
        raise BadMarks(
            lines.line_num, f"this is no CSV ({problem}). Put quotes around text in pairs."
        ) from problem
    if not found:
        raise BadMarks(1, "there is no mark below the heading. Add a line for each attempt and question.")
    marks = collect(found)
    for attempt, possible in marks.possible.items():
        if not possible:
            raise BadMarks(lines.line_num, f"attempt {attempt} could earn nothing: every maxmark of it is 0.")
    return marks


def _checked(lines: Iterator[list[str]]) -> Iterator[MarkRow]:
    heading = next(lines, [])
    if [name.strip().lower() for name in heading] != COLUMNS:
        raise BadMarks(1, f"the heading must be {','.join(COLUMNS)}.")
    known: dict[tuple[str, str], int] = {}
    maxima: dict[str, tuple[Fraction, int]] = {}
    for cells in lines:
        line: int = lines.line_num  # type: ignore[attr-defined]
        if not any(cell.strip() for cell in cells):
            continue
        row = _row(cells, line)
        before = known.setdefault((row.attempt, row.question), line)
        if before != line:
            raise BadMarks(
                line,
                f"attempt {row.attempt} has a mark for question {row.question} on line {before} already.",
            )
        maximum, where = maxima.setdefault(row.question, (row.maximum, line))
        if maximum != row.maximum:
            raise BadMarks(
                line, f"question {row.question} had another maxmark on line {where}. Give one for all."
            )
        if len(known) > MOST_ROWS:
            raise BadMarks(line, f"these are more than {MOST_ROWS:,} marks. Reckon a part of them at a time.")
        yield row


def _row(cells: list[str], line: int) -> MarkRow:
    if len(cells) != len(COLUMNS):
        raise BadMarks(line, f"there are {len(cells)} values; {', '.join(COLUMNS)} are four.")
    attempt, question, *numbers = (cell.strip() for cell in cells)
    for name, value in (("attempt", attempt), ("question", question)):
        if not 0 < len(value) <= LONGEST:
            raise BadMarks(line, f"{name} must be a name of 1 to {LONGEST} characters.")
    mark, maximum = (_number(name, value, line) for name, value in zip(COLUMNS[2:], numbers, strict=True))
    if maximum < 0:
        raise BadMarks(line, "maxmark must be 0 or more.")
    if abs(mark) > maximum:
        raise BadMarks(line, "the mark lies beyond maxmark. Correct one of the two.")
    return MarkRow(attempt, question, mark, maximum)


def _number(name: str, value: str, line: int) -> Fraction:
    if not _NUMBER.fullmatch(value):
        raise BadMarks(line, f"{name} must be a number such as 1, 0.5 or 1/3.")
    return Fraction(value)


def write_number(number: Fraction) -> str:
    """Return a number as `read_marks` takes it: a decimal where that is exact, else a fraction."""
    places = next((p for p in range(13) if not 10**p % number.denominator), None)
    return str(number) if places is None else f"{float(number):.{places}f}"
