"""Notes and bookmarks on lessons: each person's own, and nobody else's.

They stand in no record: that somebody noted something concerns nobody but them.
"""

from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, delete, select, update
from sqlalchemy.orm import Session

from ashilms.actor import Actor
from ashilms.courses.models import Bookmark, Course, Lesson, Module, Note
from ashilms.courses.rules.notes import COMES_BACK, Marked, NoteText, latest_first
from ashilms.courses.services.reading import open_lesson
from ashilms.db import add_once
from ashilms.errors import Clash, Missing


class NoteChanged(Clash):
    """The note was saved elsewhere meanwhile; `kept` is what is saved now, `typed` what was not."""

    def __init__(self, kept: NoteText, typed: str, *, is_removed: bool) -> None:
        super().__init__(
            "This note was changed in another window meanwhile. Nothing is lost: both texts are here."
        )
        self.kept, self.typed, self.is_removed = kept, typed, is_removed


def marks_of(db: Session, person_id: int, lesson_id: int) -> tuple[Note | None, bool]:
    """Return a person's note on a lesson (also one that was taken away), and whether they bookmarked it."""
    query = select(Note, Bookmark.id).select_from(Lesson)
    query = query.outerjoin(Note, (Note.lesson_id == Lesson.id) & (Note.person_id == person_id))
    query = query.outerjoin(Bookmark, (Bookmark.lesson_id == Lesson.id) & (Bookmark.person_id == person_id))
    note, bookmark = db.execute(query.where(Lesson.id == lesson_id)).one()
    return note, bookmark is not None


def save_note(
    db: Session, actor: Actor, slug: str, module_key: str, lesson_key: str, text: str, version: int,
    *, now: datetime,
) -> None:  # fmt: skip
    """Keep the actor's note on a lesson; `version` is the one they had before them, 0 for none.

    Raises as `open_lesson` does, and `NoteChanged` when there is another version by now.
    """
    lesson = open_lesson(db, actor, slug, module_key, lesson_key).lesson
    query = select(Note).where(Note.person_id == actor.id, Note.lesson_id == lesson.id)
    kept = db.scalar(query)
    first = Note(person_id=actor.id, lesson_id=lesson.id, text=text, version=1, saved_at=now)
    if kept is None and add_once(db, first):
        return
    _put(db, kept or db.scalars(query).one(), text, version, now)


def change_note(db: Session, actor: Actor, note_id: int, text: str, version: int, *, now: datetime) -> None:
    """Keep a changed text of the actor's note; raises `Missing`, and `NoteChanged` as `save_note` does."""
    _put(db, get_note(db, actor, note_id), text, version, now)


def get_note(db: Session, actor: Actor, note_id: int) -> Note:
    """Return the actor's own note, also one that was taken away; raises `Missing` for everybody else's."""
    note = db.scalar(select(Note).where(Note.id == note_id, Note.person_id == actor.id))
    if note is None:
        raise Missing("There is no such note.")
    return note


def remove_note(db: Session, actor: Actor, note_id: int, *, now: datetime) -> None:
    """Take the actor's note away; it can be brought back for a week. Raises `Missing`."""
    note = get_note(db, actor, note_id)
    if note.removed_at is None:
        note.removed_at, note.version = now, note.version + 1
    db.flush()


def bring_back_note(db: Session, actor: Actor, note_id: int) -> None:
    """Bring the actor's note back, as it was; doing it twice changes nothing. Raises `Missing`."""
    note = get_note(db, actor, note_id)
    if note.removed_at is not None:
        note.removed_at, note.version = None, note.version + 1
    db.flush()


def forget_notes(db: Session, *, now: datetime) -> int:
    """Forget the notes that were taken away a week ago, and return how many."""
    gone = delete(Note).where(Note.removed_at < now - COMES_BACK).returning(Note.id)
    return len(db.scalars(gone).all())


def set_bookmark(
    db: Session, actor: Actor, slug: str, module_key: str, lesson_key: str, *, keep: bool, now: datetime
) -> None:
    """Bookmark a lesson for the actor, or not; either may be asked for twice. Raises as `open_lesson` does."""
    lesson = open_lesson(db, actor, slug, module_key, lesson_key).lesson
    theirs = (Bookmark.person_id == actor.id, Bookmark.lesson_id == lesson.id)
    if not keep:
        db.execute(delete(Bookmark).where(*theirs))
    elif db.scalar(select(Bookmark.id).where(*theirs)) is None:
        add_once(db, Bookmark(person_id=actor.id, lesson_id=lesson.id, at=now))


def find_marked(db: Session, person_id: int, slug: str = "") -> list[Marked]:
    """Return a person's notes and bookmarks by lesson, the latest first; with `slug`, those of one course."""
    found = _noted(db, Note.person_id == person_id, Note.removed_at.is_(None))
    bookmarks = _of(Bookmark, Bookmark.at).where(Bookmark.person_id == person_id)
    for *where, at in db.execute(bookmarks):
        found.setdefault(where[0], _place(where))["bookmarked_at"] = at
    return latest_first(Marked(**values) for values in found.values() if slug in ("", values["course"]))


def find_removed(db: Session, person_id: int) -> list[Marked]:
    """Return the notes that a person took away and can bring back, the latest first."""
    found = _noted(db, Note.person_id == person_id, Note.removed_at.is_not(None))
    return latest_first(Marked(**values) for values in found.values())


def _noted(db: Session, *which: ColumnElement[bool]) -> dict[int, dict[str, Any]]:
    """Return notes by lesson, each with where it is."""
    query = _of(Note, Note.id, Note.text, Note.version, Note.saved_at).where(*which)
    return {
        where[0]: _place(where) | {"note": NoteText(note, text, version, at)}
        for *where, note, text, version, at in db.execute(query)
    }


def _of(kind: Any, *columns: Any) -> Select[Any]:
    place = (
        Lesson.id, Course.slug, Course.title, Module.key, Module.title, Lesson.key, Lesson.title,
        Lesson.active & Module.active,
    )  # fmt: skip
    query = select(*place, *columns).select_from(kind).join(Lesson, Lesson.id == kind.lesson_id)
    return query.join(Module, Module.id == Lesson.module_id).join(Course, Course.id == Lesson.course_id)


def _place(where: list[Any]) -> dict[str, Any]:
    names = ("course", "course_title", "module", "module_title", "lesson", "title", "is_taught")
    return dict(zip(names, where[1:], strict=True))


def _put(db: Session, note: Note, text: str, version: int, now: datetime) -> None:
    """Change a note if it is still the version that was shown; of two at once the database lets one through."""
    this = (Note.id == note.id, Note.version == version)
    values = {"text": text, "version": version + 1, "saved_at": now, "removed_at": None}
    changed = db.scalars(update(Note).where(*this).values(values).returning(Note.id)).all()
    db.refresh(note)
    if not changed and (note.text != text or note.removed_at is not None):
        kept = NoteText(note.id, note.text, note.version, note.saved_at)
        raise NoteChanged(kept, text, is_removed=note.removed_at is not None)
