"""What a registrar sees to in the campus so that the site stays in order: a mail given up, a record past its time."""

from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from ashilms.courses.models import Lesson, MediaPlay
from ashilms.jobs import services as jobs
from ashilms.jobs.rules import TRIES
from ashilms.notices.services import DELIVER


def give_up_a_mail(db: Session, *, now: datetime) -> None:
    """Let a mail have been given up while the mail server was away, so that a registrar may have it tried again."""
    at = now - timedelta(hours=15)
    job = jobs.enqueue(db, DELIVER, {"mail": 0}, key="mail:0", now=at)
    for tried in range(TRIES):
        jobs.take(db, job.id, "tests", now=at + timedelta(hours=tried))
        jobs.put_back(db, job.id, "ConnectionRefusedError", now=at + timedelta(hours=tried))


def keep_something_old(db: Session, person_id: int, *, now: datetime) -> None:
    """Let somebody have played a recording ten years ago, which a registrar may end."""
    lesson = db.scalars(select(Lesson.id)).first()
    at = now - timedelta(days=3653)
    db.add(MediaPlay(person_id=person_id, lesson_id=lesson, media_key="welcome", began_at=at))
