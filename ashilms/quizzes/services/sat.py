"""Somebody's last sittings, question by question."""

from collections.abc import Collection
from datetime import UTC, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from ashilms.courses.models import Module
from ashilms.quizzes.models import GRADED, Attempt, Quiz
from ashilms.quizzes.rules.grading import Grade
from ashilms.quizzes.rules.sat import Answered, Sat


def find_last_sat(db: Session, person_id: int, course_id: int) -> list[Sat]:
    """Return a person's last whole graded sitting of each quiz of a course that is still sat, in their order.

    By the grade that stands. Re-tests are left out: they ask again what is known to have been missed.
    """
    query = select(Attempt).join(Quiz, Quiz.id == Attempt.quiz_id)
    query = query.where(Attempt.person_id == person_id, Attempt.state == GRADED, Attempt.retests_id.is_(None))
    query = query.where(Quiz.course_id == course_id, Quiz.open).order_by(Quiz.place, Attempt.number)
    found = db.scalars(query.options(selectinload(Attempt.grades), selectinload(Attempt.items)))
    last = {attempt.quiz_id: attempt for attempt in found}
    modules = set(db.scalars(select(Module.key).where(Module.course_id == course_id)))
    return [
        _sat(attempt, attempt.grade, attempt.submitted_at, modules)
        for attempt in last.values()
        if attempt.grade and attempt.submitted_at
    ]


def _sat(attempt: Attempt, grade: Grade, submitted_at: datetime, modules: Collection[str]) -> Sat:
    questions = tuple(
        Answered(
            item.question.pool if item.question.pool in modules else item.question.topic,
            mark.right,
            item.question.critical,
        )
        for item, mark in zip(attempt.items, grade.marks, strict=True)
    )
    return Sat(attempt.id, attempt.version.title, submitted_at.astimezone(UTC).date(), questions)
