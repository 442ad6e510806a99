"""Giving an attempt its first grade, once, and what follows from it."""

from datetime import datetime

from sqlalchemy.orm import Session

from ashilms import signals
from ashilms.actor import Actor
from ashilms.audit import services as audit
from ashilms.quizzes.models import Attempt, AttemptGrade
from ashilms.quizzes.rules.grading import Grade, freeze
from ashilms.quizzes.services.passing import follow_passes


def record_grade(db: Session, actor: Actor, attempt: Attempt, graded: Grade, *, now: datetime) -> None:
    """Write down the first grade of an attempt, and let what hangs on it know."""
    db.add(
        AttemptGrade(attempt_id=attempt.id, number=1, content=freeze(graded), passed=graded.passed, at=now)
    )
    db.flush()
    db.refresh(attempt)
    audit.record(
        db, actor, "quizzes.grade", f"attempt:{attempt.id}", now=now,
        after={"earned": graded.earned, "possible": graded.possible, "needed": graded.needed,
               "missed": [missed.rule for missed in graded.missed], "passed": graded.passed},
    )  # fmt: skip
    if graded.passed:
        follow_passes(db, attempt.quiz_id, [attempt.person_id], now=now)
    signals.attempt_graded.send(
        db, person_id=attempt.person_id, quiz_id=attempt.quiz_id, attempt_id=attempt.id, passed=graded.passed
    )
