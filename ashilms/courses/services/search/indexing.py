"""Keeping what can be found in a course in step with its lessons; the database keeps its own index of that."""

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping

from sqlalchemy import Connection, delete, event, select, text
from sqlalchemy.orm import Session

from ashilms.courses.models import Course, Lesson, Module, Passage
from ashilms.courses.rules import passages
from ashilms.courses.services.search import postgresql, sqlite

Text = tuple[bool, passages.Passage]
"""A passage, and whether its words are cut as English ones."""
STATEMENTS: Mapping[str, Callable[[], Iterator[str]]] = {
    "postgresql": postgresql.statements, "sqlite": sqlite.statements,
}  # fmt: skip


def index_lessons(db: Session, course: Course) -> None:
    """Let what can be found be what the course's lessons say; a lesson that is as it was is not touched."""
    said, held = _said(db, course), _held(db, course)
    stale = [lesson for lesson in held if held[lesson] != said.get(lesson)]
    fresh = [lesson for lesson in said if held.get(lesson) != said[lesson]]
    if stale:
        db.execute(delete(Passage).where(Passage.lesson_id.in_(stale)))
    db.add_all(
        Passage(
            course_id=course.id, lesson_id=lesson, number=number, english=english,
            anchor=part.anchor, heading=part.heading, text=part.text,
        )
        for lesson in fresh
        for number, (english, part) in enumerate(said[lesson])
    )  # fmt: skip
    db.flush()


def _said(db: Session, course: Course) -> dict[int, list[Text]]:
    """Return the passages of each lesson that is taught; a word that several explain is found in the first."""
    query = select(Lesson).join(Module, Module.id == Lesson.module_id)
    query = query.where(Lesson.course_id == course.id, Lesson.active, Module.active)
    found, explained = {}, set[str]()
    for lesson in db.scalars(query.order_by(Module.number, Lesson.number, Lesson.id)):
        terms = [term for term in lesson.terms if term["id"] not in explained]
        explained.update(term["id"] for term in terms)
        parts = passages.passages_of(lesson.title, lesson.parts, terms)
        found[lesson.id] = [(course.is_english, part) for part in parts]
    return found


def _held(db: Session, course: Course) -> dict[int, list[Text]]:
    """Return the passages of each lesson as they are indexed now."""
    query = select(Passage).where(Passage.course_id == course.id).order_by(Passage.lesson_id, Passage.number)
    found: dict[int, list[Text]] = defaultdict(list)
    for row in db.scalars(query):
        found[row.lesson_id].append((row.english, passages.Passage(row.anchor, row.heading, row.text)))
    return found


@event.listens_for(Passage.__table__, "after_create")
def _make_index(_table: object, connection: Connection, **_how: object) -> None:
    """Make the index with the table where no migration does."""
    for statement in STATEMENTS[connection.dialect.name]():
        connection.execute(text(statement))
