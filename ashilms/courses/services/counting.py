"""Who has been somewhere in a course: what a new version of its pack asks anew, it asks of them."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from ashilms.courses.models import Lesson, LessonProgress, Milestone, Module


def find_reached(db: Session, course_id: int, kind: str, ref: str) -> frozenset[int]:
    """Return the people who have reached a milestone of a course."""
    query = select(Milestone.person_id).where(
        Milestone.course_id == course_id, Milestone.kind == kind, Milestone.ref == ref
    )
    return frozenset(db.scalars(query))


def find_begun(db: Session, course_id: int, module_key: str) -> frozenset[int]:
    """Return the people who have opened a lesson of a module."""
    query = select(LessonProgress.person_id).join(Lesson, Lesson.id == LessonProgress.lesson_id)
    query = query.join(Module, Module.id == Lesson.module_id)
    return frozenset(db.scalars(query.where(Module.course_id == course_id, Module.key == module_key)))
