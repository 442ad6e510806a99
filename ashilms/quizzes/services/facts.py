"""What programmes are told of quizzes: the attempts by which people passed."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from ashilms.plugins import Fact
from ashilms.quizzes.models import GRADED, Attempt, AttemptGrade, Quiz, QuizVersion
from ashilms.quizzes.services.passing import every_one, passes_among


def facts_of(db: Session, person_id: int) -> tuple[Fact, ...]:
    """Return the attempts by which a person passed quizzes, as facts for a programme."""
    return tuple(find_facts(db, [person_id]).get(person_id, ()))


def find_facts(
    db: Session, person_ids: Collection[int], *, known: datetime | None = None
) -> Mapping[int, Sequence[Fact]]:
    """Return `facts_of` these people, by person: as many queries for all of them as for one.

    With `known`, by the grades that had been given at that moment. Columns alone, and the sums as they were written
    down, without any mark: everybody's attempts are read when all are re-evaluated.
    """
    query = (
        select(
            Attempt.id, Attempt.person_id, Attempt.retests_id, Attempt.submitted_at, Quiz.key, QuizVersion.number,
            AttemptGrade.id.label("grade_id"), AttemptGrade.passed, AttemptGrade.earned, AttemptGrade.possible,
            AttemptGrade.content["percent_needed"].as_integer().label("percent_needed"),
            AttemptGrade.content["missed"].label("missed"),
        )
        .join(QuizVersion, QuizVersion.id == Attempt.quiz_version_id).join(Quiz, Quiz.id == QuizVersion.quiz_id)
        .join(AttemptGrade, AttemptGrade.attempt_id == Attempt.id)
        .where(Attempt.person_id.in_(person_ids), Attempt.state == GRADED)
        .order_by(Attempt.id, AttemptGrade.number)
    )  # fmt: skip
    if known:
        query = query.where(AttemptGrade.at < known)
    graded: dict[int, Any] = {
        row.id: row for row in db.execute(query)
    }  # of several grades the last one stands
    facts: defaultdict[int, list[Fact]] = defaultdict(list)
    passes = _passes(db, graded, known)
    for row in graded.values():
        if row.id in passes:
            facts[row.person_id].append(_passed(db, row, graded.get(row.retests_id)))
    return facts


def _passes(db: Session, graded: Mapping[int, Any], known: datetime | None) -> Collection[int]:
    """Return by which of these a quiz is passed; marks are read of passed re-tests and what they complete alone."""
    passed = [row for row in graded.values() if row.passed]
    pairs = [id_ for row in passed if row.retests_id for id_ in (row.id, row.retests_id)]
    query = select(Attempt).where(Attempt.id.in_(pairs)).options(selectinload(Attempt.grades))
    counts = every_one if known is None else lambda grade: grade.at < known
    completing = passes_among(db, db.scalars(query), counts) if pairs else frozenset()
    return {row.id for row in passed if not row.retests_id or row.id in completing}


def _passed(db: Session, row: Any, retested: Any | None) -> Fact:
    """Return a pass as a fact; by a re-test, with the marks of the attempt that it completes and the rules it asked."""
    stands = retested or row
    earned, possible = stands.earned, stands.possible
    if earned is None or possible is None:  # graded before the sums were written down
        grade = db.get_one(AttemptGrade, stands.grade_id).as_grade()
        earned, possible = str(grade.earned), str(grade.possible)
    values = {
        "quiz": row.key, "version": row.number, "earned": earned, "possible": possible,
        "percent_needed": stands.percent_needed,
    }  # fmt: skip
    if retested:
        rules = dict.fromkeys(rule for _, rule, _ in retested.missed)  # each once
        values |= {"retests": f"attempt:{retested.id}", "retested_rules": list(rules)}
    return Fact(f"attempt:{row.id}", "quiz_passed", row.submitted_at.date(), values)
