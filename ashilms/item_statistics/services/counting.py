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

Said = tuple[int, str, str]
"""What is counted by, a question version or a place, the mark as JSON, and what was earned in all."""


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


def _marks(db: Session) -> tuple[FromClause, ColumnElement[int], ColumnElement[str]]:
    """Return the marks inside a grade as rows, the place of each counted from 1, and the mark as JSON."""
    if db.get_bind().dialect.name == "sqlite":
        rows = func.json_each(AttemptGrade.content, "$.marks").table_valued("key", "value", name="mark")
        return rows, rows.c.key + 1, cast(rows.c.value, Text)
    inner = func.json_array_elements(AttemptGrade.content["marks"])
    rows = inner.table_valued("value", with_ordinality="place", name="mark").render_derived()
    return rows, rows.c.place, cast(rows.c.value, Text)


def count_paper(db: Session, quiz_id: int) -> tuple[Tallies, Tallies]:
    """Return what was earned and in all: by question version, and by place in the paper.

    Places are what drawn papers have in common, where not everybody was asked the same.
    """
    totals, by_question, by_place = count_totals(db, quiz_id), Counter[Said](), Counter[Said]()
    for version_id, place, mark, earned, n in _count_marks(db, quiz_id):
        by_question[version_id, mark, earned] += n
        by_place[place, mark, earned] += n
    return Tallies(_tallies(by_question), totals), Tallies(_tallies(by_place), totals)


def _count_marks(db: Session, quiz_id: int) -> Iterable[Any]:
    """Return how many attempts earned a mark at a question version in a place, and this in all."""
    marks, place, mark = _marks(db)
    query = standing_grades().where(Attempt.quiz_id == quiz_id).join(marks, literal_column("true"))
    # An outer join, though every mark has its question: else SQLite reads all marks of an attempt for each of them.
    asked = and_(AttemptItem.attempt_id == Attempt.id, AttemptItem.number == place)
    columns = (AttemptItem.question_version_id, place, mark, AttemptGrade.earned)
    query = query.outerjoin(AttemptItem, asked).group_by(*columns)
    return db.execute(query.with_only_columns(*columns, func.count()))


def _tallies(counts: Counter[Said]) -> dict[str, Tally]:
    pairs: defaultdict[str, Counter[tuple[Fraction, Fraction]]] = defaultdict(Counter)
    maxima: dict[str, Fraction] = {}
    for (one, said, earned), n in sorted(counts.items(), key=lambda row: row[0][0]):
        mark, possible = map(Fraction, json.loads(said))
        maxima[str(one)] = max(possible, maxima.get(str(one), Fraction(0)))
        pairs[str(one)][mark, Fraction(earned)] += n
    return {one: Tally(maxima[one], counts) for one, counts in pairs.items()}


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
