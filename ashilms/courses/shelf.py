"""A course's rows by kind and key while a pack is loaded: what is new, changed, and no longer there."""

from collections import defaultdict
from collections.abc import Mapping
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from ashilms.courses.models import Course, Figure, Lesson, Media, Module, SignOff, Source, Term
from ashilms.courses.rules.review import Review, as_mark


def put_values(row: Any, values: Mapping[str, Any]) -> bool:
    """Give a row these values where they differ, and return whether any did."""
    differing = {name: value for name, value in values.items() if getattr(row, name) != value}
    for name, value in differing.items():
        setattr(row, name, value)
    return bool(differing)


def put_outline(db: Session, course: Course) -> None:
    """Write down which modules and lessons the course has now, so that a page reads one row and not all of them.

    Who writes it holds the course's row, so that a new version and a review at once lose neither.
    """
    db.refresh(course, ["outline"], with_for_update=True)
    reviews = _reviews_in(db, course.id)
    lessons: defaultdict[int, list[list[Any]]] = defaultdict(list)
    columns = (Lesson.module_id, Lesson.id, Lesson.key, Lesson.title, Lesson.minutes)
    query = select(*columns).where(Lesson.course_id == course.id, Lesson.active)
    for module_id, *lesson in db.execute(query.order_by(Lesson.number, Lesson.id)):
        lessons[module_id].append(lesson)
    fields = ("key", "number", "title", "summary", "review", "requires", "quizzes", "ce_minutes", "digest")
    modules = select(Module).where(Module.course_id == course.id, Module.active)
    modules = modules.execution_options(populate_existing=True)
    outline = [
        {name: getattr(row, name) for name in fields}
        | {"lessons": lessons[row.id], "signed": as_mark(reviews[row.id], row.digest)}
        for row in db.scalars(modules.order_by(Module.number, Module.id))
    ]
    put_values(course, {"outline": outline})


def _reviews_in(db: Session, course_id: int) -> Mapping[int, list[Review]]:
    """Return the reviews of a course's modules that stand, by module."""
    found: defaultdict[int, list[Review]] = defaultdict(list)
    query = select(SignOff).join(Module, Module.id == SignOff.module_id).where(Module.course_id == course_id)
    for row in db.scalars(query.where(SignOff.withdrawn_at.is_(None)).order_by(SignOff.id)):
        found[row.module_id].append(row.as_review())
    return found


NAMES: dict[Any, str] = {
    Module: "Modules", Lesson: "Lessons", Figure: "Figures", Media: "Recordings", Term: "Terms", Source: "Sources",
}  # fmt: skip


class Shelf:
    """The rows of one course, of every kind that a pack may give it."""

    def __init__(self, db: Session, course_id: int) -> None:
        self.db, self.course_id = db, course_id
        self.rows: dict[Any, dict[str, Any]] = {
            kind: {row.key: row for row in db.scalars(select(kind).where(kind.course_id == course_id))}
            for kind in NAMES
        }
        self.seen: dict[Any, set[str]] = defaultdict(set)
        self.tally: dict[Any, dict[str, int]] = {
            kind: {"new": 0, "changed": 0, "set aside": 0} for kind in NAMES
        }

    def put(self, kind: Any, key: str, values: Mapping[str, Any]) -> Any:
        """Store one row as it is in the pack now."""
        self.seen[kind].add(key)
        row = self.rows[kind].get(key)
        if row is None:
            row = kind(course_id=self.course_id, key=key, **values)
            self.db.add(row)
            self.tally[kind]["new"] += 1
        elif put_values(row, {**values, "active": True}):
            self.tally[kind]["changed"] += 1
        return row

    def set_aside(self) -> None:
        """Set aside the rows that the pack no longer has."""
        for kind, rows in self.rows.items():
            for key, row in rows.items():
                if key not in self.seen[kind]:
                    self.tally[kind]["set aside"] += put_values(row, {"active": False})

    def said(self) -> list[str]:
        """Return what happened, in a sentence for each kind of row."""
        told = {kind: [f"{n} {word}" for word, n in tally.items() if n] for kind, tally in self.tally.items()}
        return [f"{NAMES[kind]}: {', '.join(words)}." for kind, words in told.items() if words]
