"""Adding another grade to an attempt: what was said before stays, and what a pass opens follows."""

from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from ashilms import signals
from ashilms.errors import Clash
from ashilms.quizzes.models import GRADED, Attempt, AttemptGrade
from ashilms.quizzes.rules.grading import Grade, freeze
from ashilms.quizzes.services.passing import follow_passes


def append_grade(
    db: Session, attempt: Attempt, grade: Grade, *, reason: str, now: datetime, regrade_id: int | None = None
) -> AttemptGrade:
    """Give a graded attempt another grade, with the reason, and return it; it stands from then on.

    A pass that is gained or lost carries over to the milestone at once, unless another attempt passes; a
    certificate is never touched. The caller audits. Raises `Clash` for an attempt that has no grade yet.
    """
    db.scalar(select(Attempt.id).where(Attempt.id == attempt.id).with_for_update())
    last = db.scalar(select(func.max(AttemptGrade.number)).where(AttemptGrade.attempt_id == attempt.id))
    if attempt.state != GRADED or last is None:
        raise Clash("This attempt has no grade yet, so there is none to change. Wait until it is graded.")
    row = AttemptGrade(
        attempt_id=attempt.id, number=last + 1, content=freeze(grade), passed=grade.passed, at=now,
        reason=reason, regrade_id=regrade_id,
    )  # fmt: skip
    db.add(row)
    db.flush()
    db.expire(attempt, ["grades"])
    follow_passes(db, attempt.quiz_id, [attempt.person_id], now=now)
    signals.attempt_graded.send(
        db, person_id=attempt.person_id, quiz_id=attempt.quiz_id, attempt_id=attempt.id, passed=grade.passed
    )
    return row
