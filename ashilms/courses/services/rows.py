"""What the other services stand on: how far somebody is in a lesson."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from ashilms.courses.models import Lesson, LessonProgress
from ashilms.db import add_once


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
