"""Active time: what is heard of people in their lessons, added up under each person's lock."""

from datetime import datetime

from sqlalchemy import and_, select
from sqlalchemy.orm import Session

from ashilms.accounts import services as people
from ashilms.actor import Actor
from ashilms.courses.models import Course, Lesson, LessonProgress, Module, ReadingPlace
from ashilms.courses.rules.time import Place, Sign, added, hear
from ashilms.errors import Clash


def note_reading(
    db: Session, actor: Actor, slug: str, module_key: str, lesson_key: str, sign: Sign, *, now: datetime
) -> None:
    """Take note that a lesson's page is in view and in use, or no longer; as many queries however long the course.

    Who has opened the lesson was let in then. Raises `Clash` for whoever has not; there is nothing to go on with.
    """
    people.lock_people(db, [actor.id])
    query = select(Lesson.id).join(LessonProgress, LessonProgress.lesson_id == Lesson.id)
    query = query.join(Module, Module.id == Lesson.module_id).join(Course, Course.id == Lesson.course_id)
    query = query.where(Course.slug == slug, Module.key == module_key, Lesson.key == lesson_key)
    lesson_id = db.scalar(query.where(LessonProgress.person_id == actor.id, Lesson.active, Module.active))
    if lesson_id is None:
        raise Clash("Open the lesson first; your time in it runs from then.")
    note_sign(db, actor, lesson_id, sign, now=now)


def note_sign(db: Session, actor: Actor, lesson_id: int, sign: Sign, *, now: datetime) -> None:
    """Move a person to a lesson, and credit the lesson where they were; the caller holds their lock."""
    row = ReadingPlace
    own = and_(LessonProgress.lesson_id == row.lesson_id, LessonProgress.person_id == row.person_id)
    query = select(row, Lesson.minutes, LessonProgress).join(Lesson, Lesson.id == row.lesson_id)
    query = query.outerjoin(LessonProgress, own).where(row.person_id == actor.id)
    found = db.execute(query.execution_options(populate_existing=True)).first()
    heard = hear(found[0].as_place() if found else None, lesson_id, sign, now)
    if found and found[2] is not None:
        found[2].active_seconds = added(found[2].active_seconds, heard.seconds, found[1])
    _put(db, actor.id, found[0] if found else None, heard.place)


def _put(db: Session, person_id: int, row: ReadingPlace | None, place: Place) -> None:
    if row is None:
        row = ReadingPlace(person_id=person_id, lesson_id=place.lesson)
        db.add(row)
    row.lesson_id, row.at, row.until = place.lesson, place.at, place.until
    db.flush()
