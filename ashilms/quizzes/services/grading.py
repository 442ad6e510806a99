"""Giving an attempt its first grade, once, and what follows from it."""

from datetime import datetime

from sqlalchemy.orm import Session

from ashilms import signals
from ashilms.actor import Actor
from ashilms.audit import services as audit
from ashilms.courses import services as courses
from ashilms.courses.rules import QUIZ_PASSED
from ashilms.quizzes.models import Attempt, AttemptGrade
from ashilms.quizzes.rules.grading import Grade, freeze


def record_grade(db: Session, actor: Actor, attempt: Attempt, graded: Grade, *, now: datetime) -> None:
    """Write down the first grade of an attempt, and let what hangs on it know."""
    content, quiz = freeze(graded), attempt.version.quiz
    db.add(AttemptGrade(attempt_id=attempt.id, number=1, content=content, passed=graded.passed, at=now))
    db.flush()
    db.refresh(attempt)
    audit.record(
        db, actor, "quizzes.grade", f"attempt:{attempt.id}", now=now,
        after={"earned": graded.earned, "possible": graded.possible, "needed": graded.needed,
               "missed": [missed.rule for missed in graded.missed], "passed": graded.passed},
    )  # fmt: skip
    if graded.passed:
        courses.reach_milestone(db, attempt.person_id, quiz.course_id, QUIZ_PASSED, quiz.key, now=now)
    signals.attempt_graded.send(
        db, person_id=attempt.person_id, quiz_id=quiz.id, attempt_id=attempt.id, passed=graded.passed
    )
