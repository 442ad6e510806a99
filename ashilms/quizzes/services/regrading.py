"""Adding another grade to an attempt: what was said before stays, and what a pass opens follows."""

from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from ashilms import signals
from ashilms.courses import services as courses
from ashilms.courses.rules import QUIZ_PASSED
from ashilms.errors import Clash
from ashilms.quizzes.models import GRADED, Attempt, AttemptGrade
from ashilms.quizzes.rules.grading import Grade, freeze


def append_grade(db: Session, attempt: Attempt, grade: Grade, *, reason: str, now: datetime) -> AttemptGrade:
    """Give a graded attempt another grade and return it; it stands from then on.

    A pass that is gained opens what waits for it. The caller audits, with the `reason`. Raises `Clash` for an attempt
    that has no grade yet.
    """
    db.scalar(select(Attempt.id).where(Attempt.id == attempt.id).with_for_update())
    last = db.scalar(select(func.max(AttemptGrade.number)).where(AttemptGrade.attempt_id == attempt.id))
    if attempt.state != GRADED or last is None:
        raise Clash("This attempt has no grade yet, so there is none to change. Wait until it is graded.")
    row = AttemptGrade(
        attempt_id=attempt.id, number=last + 1, content=freeze(grade), passed=grade.passed, at=now
    )
    db.add(row)
    db.flush()
    db.expire(attempt, ["grades"])
    quiz = attempt.version.quiz
    if grade.passed:
        courses.reach_milestone(db, attempt.person_id, quiz.course_id, QUIZ_PASSED, quiz.key, now=now)
    signals.attempt_graded.send(
        db, person_id=attempt.person_id, quiz_id=quiz.id, attempt_id=attempt.id, passed=grade.passed
    )
    return row
