"""What the other services stand on: adding a row that may exist once, and how far somebody is in a lesson."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from ashilms.courses.models import Lesson, LessonProgress


def add_once(db: Session, row: object) -> bool:
    """Add a row that a constraint allows once, and flush; `False` when somebody was faster."""
    try:
        with db.begin_nested():
            db.add(row)
    except IntegrityError:
        return False
    return True


def progress_in(db: Session, person_id: int, lesson: Lesson, now: datetime) -> LessonProgress:
    """Return how far a person is in a lesson; made if there is no such row."""
    query = select(LessonProgress).where(
        LessonProgress.person_id == person_id, LessonProgress.lesson_id == lesson.id
    )
    row = db.scalar(query)
    if row is not None:
        return row
    add_once(
        db,
        LessonProgress(
            person_id=person_id, course_id=lesson.course_id, lesson_id=lesson.id, started_at=now, last_at=now
        ),
    )
    return db.scalars(query).one()
