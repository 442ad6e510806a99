"""Counts of what attempts earned, added up by the database: however many there are, few rows come back.

Counted is each person's first attempt at the quiz, once it is graded, by the grade that stands; whoever was more than
a trainee when they started is left out.
"""

import json
from collections import Counter, defaultdict
from collections.abc import Iterable
from fractions import Fraction
from typing import Any

from sqlalchemy import ColumnElement, FromClause, Select, Text, and_, cast, func, literal_column, select
from sqlalchemy.orm import Session, aliased

from ashilms.item_statistics.rules.choices import Given
from ashilms.quizzes.models import GRADED, AnswerStep, Attempt, AttemptGrade, AttemptItem
from ashilms.quizzes.rules.tallies import Tallies, Tally

Row = tuple[Any, str, str, int]
"""What is counted by, the mark as JSON, what was earned in all, and how many attempts."""


def counted() -> ColumnElement[bool]:
    """Return what an attempt must be to be counted."""
    return and_(Attempt.number == 1, Attempt.state == GRADED, ~Attempt.staff)


def standing_grades() -> Select[Any]:
    """Return a query from counted attempts to the grade of each that stands; the caller adds columns and quiz."""
    later = aliased(AttemptGrade)
    last = select(func.max(later.number)).where(later.attempt_id == Attempt.id).scalar_subquery()
    query = select(func.count()).select_from(Attempt)
    query = query.join(AttemptGrade, and_(AttemptGrade.attempt_id == Attempt.id, AttemptGrade.number == last))
    # What was written while the code before was still running has no sums yet, and is left out.
    return query.where(counted(), AttemptGrade.earned.is_not(None))


def count_totals(db: Session, quiz_id: int) -> Counter[tuple[Fraction, Fraction]]:
    """Return how many attempts earned this of that."""
    columns = (AttemptGrade.earned, AttemptGrade.possible)
    query = standing_grades().where(Attempt.quiz_id == quiz_id).group_by(*columns)
    found: Counter[tuple[Fraction, Fraction]] = Counter()
    rows: Iterable[Any] = db.execute(query.with_only_columns(*columns, func.count()))
    for earned, possible, n in rows:
        found[Fraction(earned), Fraction(possible)] += n
    return found


def count_questions(db: Session, quiz_id: int) -> dict[str, Tally]:
    """Return by question version what was earned at it, and in all."""
    marks, place, mark = _marks(db)
    query = standing_grades().where(Attempt.quiz_id == quiz_id).join(marks, literal_column("true"))
    query = query.join(AttemptItem, and_(AttemptItem.attempt_id == Attempt.id, AttemptItem.number == place))
    return _tallies(_grouped(db, query, AttemptItem.question_version_id, mark))


def count_places(db: Session, quiz_id: int) -> dict[str, Tally]:
    """Return by place in the paper what was earned there, and in all: of a drawn paper what all have in common."""
    marks, place, mark = _marks(db)
    query = standing_grades().where(Attempt.quiz_id == quiz_id).join(marks, literal_column("true"))
    return _tallies(_grouped(db, query, place, mark))


def _marks(db: Session) -> tuple[FromClause, ColumnElement[int], ColumnElement[str]]:
    """Return the marks inside a grade as rows, the place of each counted from 1, and the mark as JSON."""
    if db.get_bind().dialect.name == "sqlite":
        rows = func.json_each(AttemptGrade.content, "$.marks").table_valued("key", "value", name="mark")
        return rows, rows.c.key + 1, cast(rows.c.value, Text)
    inner = func.json_array_elements(AttemptGrade.content["marks"])
    rows = inner.table_valued("value", with_ordinality="place", name="mark").render_derived()
    return rows, rows.c.place, cast(rows.c.value, Text)


def _grouped(
    db: Session, query: Select[Any], by: ColumnElement[Any] | Any, mark: ColumnElement[str]
) -> list[Row]:
    columns = (by, mark, AttemptGrade.earned)
    rows = db.execute(query.group_by(*columns).with_only_columns(*columns, func.count()))
    return [(one, said, earned, n) for one, said, earned, n in rows]


def _tallies(rows: Iterable[Row]) -> dict[str, Tally]:
    pairs: defaultdict[str, Counter[tuple[Fraction, Fraction]]] = defaultdict(Counter)
    maxima: dict[str, Fraction] = {}
    for one, said, earned, n in sorted(rows, key=lambda row: int(row[0])):
        mark, possible = map(Fraction, json.loads(said))
        maxima[str(one)] = max(possible, maxima.get(str(one), Fraction(0)))
        pairs[str(one)][mark, Fraction(earned)] += n
    return {one: Tally(maxima[one], counts) for one, counts in pairs.items()}


def count_paper(db: Session, quiz_id: int) -> tuple[Tallies, Tallies]:
    """Return the counts of a quiz by question version, and by place where not everybody was asked the same."""
    totals = count_totals(db, quiz_id)
    by_question = Tallies(count_questions(db, quiz_id), totals)
    return by_question, Tallies(count_places(db, quiz_id), totals)


def count_answers(db: Session, quiz_id: int, version_id: int) -> list[Given]:
    """Return how often each answer to a question version was given, by what the attempt earned in all."""
    step = aliased(AnswerStep)
    last = select(func.max(step.id)).where(
        step.attempt_id == AttemptItem.attempt_id, step.number == AttemptItem.number
    )
    query = standing_grades().where(Attempt.quiz_id == quiz_id)
    query = query.join(AttemptItem, AttemptItem.attempt_id == Attempt.id)
    query = query.where(AttemptItem.question_version_id == version_id)
    query = query.outerjoin(AnswerStep, AnswerStep.id == last.scalar_subquery())
    columns = (cast(AnswerStep.answer, Text), AttemptGrade.earned, AttemptGrade.possible)
    rows: Iterable[Any] = db.execute(query.group_by(*columns).with_only_columns(*columns, func.count()))
    return [
        Given(json.loads(answer) if answer else None, 100 * Fraction(earned) / Fraction(possible), n)
        for answer, earned, possible, n in rows
        if Fraction(possible)
    ]
