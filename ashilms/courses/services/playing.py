"""Recordings in lessons: who may have them, and what is heard of their being played."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from ashilms.accounts import services as people
from ashilms.actor import Actor
from ashilms.courses.models import Lesson, Media, MediaPlay
from ashilms.courses.rules.playing import Playing, left_to_play
from ashilms.courses.services.reading import open_lesson
from ashilms.db import add_once
from ashilms.errors import Clash, Missing, NotAllowed


def get_recording(db: Session, actor: Actor, slug: str, module_key: str, lesson_key: str, name: str) -> Media:
    """Return a recording that a lesson shows, for whoever may read it; raises as `open_lesson`, and `Missing`."""
    lesson = open_lesson(db, actor, slug, module_key, lesson_key).lesson
    _refuse_strange(lesson, name)
    return db.scalars(select(Media).where(Media.course_id == lesson.course_id, Media.key == name)).one()


def files_of(db: Session) -> list[tuple[str, str]]:
    """Return every recording that a course shows now: its title, and the hash of its file."""
    query = select(Media.title, Media.file).where(Media.active).order_by(Media.id)
    return [(title, sha256) for title, sha256 in db.execute(query)]


def note_playing(
    db: Session, actor: Actor, slug: str, module_key: str, lesson_key: str, name: str, what: Playing,
    *, now: datetime,
) -> None:  # fmt: skip
    """Take note that a recording began, was played to its end, or that its transcript was read instead.

    Raises as `open_lesson` does, `NotAllowed` for whoever does not take the course, and `Clash` for an end that has
    come sooner than the recording takes. What was done stays done.
    """
    people.lock_people(db, [actor.id])
    opened = open_lesson(db, actor, slug, module_key, lesson_key)
    if not opened.enrolled:
        raise NotAllowed("Only those who take the course play its recordings for it.")
    _refuse_strange(opened.lesson, name)
    row = _play_of(db, actor, opened.lesson, name, now)
    if row.done_at is not None or what is Playing.BEGAN:
        return
    if what is Playing.ENDED and left_to_play(row.began_at, now, opened.lesson.recordings[name]):
        raise Clash("It takes longer than that. Play it to its end, or read its transcript and say so.")
    row.done_at, row.how = now, what
    db.flush()


def _refuse_strange(lesson: Lesson, name: str) -> None:
    if name not in lesson.recordings:
        raise Missing("There is no such recording in this lesson.")


def _play_of(db: Session, actor: Actor, lesson: Lesson, name: str, now: datetime) -> MediaPlay:
    """Return what is known of a recording's being played; the first sign of it begins now."""
    query = select(MediaPlay).where(
        MediaPlay.person_id == actor.id, MediaPlay.lesson_id == lesson.id, MediaPlay.media_key == name
    )
    if (row := db.scalar(query)) is not None:
        return row
    add_once(db, MediaPlay(person_id=actor.id, lesson_id=lesson.id, media_key=name, began_at=now))
    return db.scalars(query).one()
