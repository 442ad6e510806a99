"""Courses as loaded from packs, and what people have done in them."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from ashilms.courses.rules import ModuleOutline, module_outline
from ashilms.db import Base, Moment


class Course(Base):
    """A course; its id is what other rooms' rows point at, its slug what a pack is called."""

    __tablename__ = "ashilms_course"

    id: Mapped[int] = mapped_column(primary_key=True)
    slug: Mapped[str] = mapped_column(Text, unique=True)
    title: Mapped[str] = mapped_column(Text)
    description: Mapped[str] = mapped_column(Text)
    language: Mapped[str] = mapped_column(Text)
    level: Mapped[int]
    version: Mapped[int]
    """The version that the pack says of itself."""
    licence: Mapped[str | None] = mapped_column(Text)
    outline: Mapped[list[dict[str, Any]]] = mapped_column(JSON, default=list)
    """The active modules and their lessons in order, without text: what every page of the course lists."""

    @property
    def is_english(self) -> bool:
        """Whether its words are cut as English ones when they are looked for."""
        return self.language.split("-")[0].lower() == "en"

    def as_outline(self) -> tuple[ModuleOutline, ...]:
        """Return the modules and lessons as values."""
        return tuple(module_outline(module) for module in self.outline)


class Module(Base):
    """A module; one that a later version of the pack drops is kept, and no longer `active`."""

    __tablename__ = "ashilms_course_module"
    __table_args__ = (UniqueConstraint("course_id", "key"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    course_id: Mapped[int] = mapped_column(ForeignKey("ashilms_course.id"))
    key: Mapped[str] = mapped_column(Text)
    number: Mapped[int]
    title: Mapped[str] = mapped_column(Text)
    summary: Mapped[str] = mapped_column(Text)
    objectives: Mapped[list[dict[str, Any]]] = mapped_column(JSON)
    requires: Mapped[list[dict[str, Any]]] = mapped_column(JSON)
    """Gates as the pack gives them, each with the title of what it names."""
    quizzes: Mapped[list[dict[str, Any]]] = mapped_column(JSON)
    """The quizzes that examine the module, by key and title: what to say when its lessons are finished."""
    review: Mapped[dict[str, Any]] = mapped_column(JSON)
    active: Mapped[bool] = mapped_column(default=True)


class Lesson(Base):
    """A lesson, rendered when its pack was loaded; a page only puts the parts together."""

    __tablename__ = "ashilms_course_lesson"
    __table_args__ = (UniqueConstraint("course_id", "key"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    course_id: Mapped[int] = mapped_column(ForeignKey("ashilms_course.id"))
    module_id: Mapped[int] = mapped_column(ForeignKey("ashilms_course_module.id"), index=True)
    key: Mapped[str] = mapped_column(Text)
    number: Mapped[int]
    title: Mapped[str] = mapped_column(Text)
    minutes: Mapped[int]
    """Study minutes; never CE."""
    objectives: Mapped[list[str]] = mapped_column(JSON)
    conditions: Mapped[list[str]] = mapped_column(JSON)
    parts: Mapped[list[dict[str, Any]]] = mapped_column(JSON)
    """The text as safe HTML in parts, figures included: see `ashilms.courses.parts.Rendered`."""
    terms: Mapped[list[dict[str, Any]]] = mapped_column(JSON)
    """The glossary terms that it opens: id, term, definition as safe HTML."""
    sources: Mapped[list[dict[str, Any]]] = mapped_column(JSON)
    words: Mapped[int]
    active: Mapped[bool] = mapped_column(default=True)

    @property
    def checks(self) -> list[str]:
        """The ids of the self-checks, in order."""
        return [part["id"] for part in self.parts if part["kind"] == "check"]


class Passage(Base):
    """A stretch of a lesson that can be found: made anew when the lesson changes, and indexed by the database."""

    __tablename__ = "ashilms_course_passage"
    __table_args__ = (UniqueConstraint("lesson_id", "number"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    course_id: Mapped[int] = mapped_column(ForeignKey("ashilms_course.id"), index=True)
    lesson_id: Mapped[int] = mapped_column(ForeignKey("ashilms_course_lesson.id"))
    number: Mapped[int]
    """From 0, in reading order."""
    anchor: Mapped[str] = mapped_column(Text)
    """The id on the lesson's page at which it begins; empty: at the top."""
    heading: Mapped[str] = mapped_column(Text)
    text: Mapped[str] = mapped_column(Text)
    english: Mapped[bool]
    """Whether other forms of its words are found, too: “pressed” for “pressing”."""


class Figure(Base):
    """A drawing of a course, fit to be put into a page as it is."""

    __tablename__ = "ashilms_course_figure"
    __table_args__ = (UniqueConstraint("course_id", "key"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    course_id: Mapped[int] = mapped_column(ForeignKey("ashilms_course.id"))
    key: Mapped[str] = mapped_column(Text)
    title: Mapped[str] = mapped_column(Text)
    description: Mapped[str] = mapped_column(Text)
    svg: Mapped[str] = mapped_column(Text)
    active: Mapped[bool] = mapped_column(default=True)


class Term(Base):
    """A word of the course's glossary; `definition` is safe HTML."""

    __tablename__ = "ashilms_course_term"
    __table_args__ = (UniqueConstraint("course_id", "key"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    course_id: Mapped[int] = mapped_column(ForeignKey("ashilms_course.id"))
    key: Mapped[str] = mapped_column(Text)
    term: Mapped[str] = mapped_column(Text)
    definition: Mapped[str] = mapped_column(Text)
    active: Mapped[bool] = mapped_column(default=True)


class Source(Base):
    """Where something that the course says comes from."""

    __tablename__ = "ashilms_course_source"
    __table_args__ = (UniqueConstraint("course_id", "key"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    course_id: Mapped[int] = mapped_column(ForeignKey("ashilms_course.id"))
    key: Mapped[str] = mapped_column(Text)
    title: Mapped[str] = mapped_column(Text)
    place: Mapped[str | None] = mapped_column(Text)
    kind: Mapped[str] = mapped_column(Text)
    note: Mapped[str | None] = mapped_column(Text)
    active: Mapped[bool] = mapped_column(default=True)


class Enrolment(Base):
    """A person takes a course."""

    __tablename__ = "ashilms_enrolment"
    __table_args__ = (UniqueConstraint("person_id", "course_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("ashilms_person.id"))
    course_id: Mapped[int] = mapped_column(ForeignKey("ashilms_course.id"), index=True)
    since: Mapped[datetime] = mapped_column(Moment)


class LessonProgress(Base):
    """How far a person is in a lesson: when they began, were here last, and finished."""

    __tablename__ = "ashilms_lesson_progress"
    __table_args__ = (UniqueConstraint("person_id", "lesson_id"), Index(None, "person_id", "course_id"))

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("ashilms_person.id"))
    course_id: Mapped[int] = mapped_column(ForeignKey("ashilms_course.id"))
    lesson_id: Mapped[int] = mapped_column(ForeignKey("ashilms_course_lesson.id"), index=True)
    started_at: Mapped[datetime] = mapped_column(Moment)
    last_at: Mapped[datetime] = mapped_column(Moment)
    finished_at: Mapped[datetime | None] = mapped_column(Moment)
    finished_version: Mapped[int | None]
    """The pack's version when it was finished; a later version takes nothing back."""


class CheckAnswer(Base):
    """A person's last answer to a self-check; it counts for nothing, and may be given again."""

    __tablename__ = "ashilms_check_answer"
    __table_args__ = (UniqueConstraint("person_id", "lesson_id", "check_key"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("ashilms_person.id"))
    lesson_id: Mapped[int] = mapped_column(ForeignKey("ashilms_course_lesson.id"), index=True)
    check_key: Mapped[str] = mapped_column(Text)
    chosen: Mapped[list[str]] = mapped_column(JSON)
    at: Mapped[datetime] = mapped_column(Moment)


class Note(Base):
    """What a person noted on a lesson, for themselves alone; kept when the lesson is no longer taught."""

    __tablename__ = "ashilms_lesson_note"
    __table_args__ = (UniqueConstraint("person_id", "lesson_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("ashilms_person.id"))
    lesson_id: Mapped[int] = mapped_column(ForeignKey("ashilms_course_lesson.id"), index=True)
    text: Mapped[str] = mapped_column(Text)
    version: Mapped[int]
    """Counts each change, so that a page which shows an older one is told so."""
    saved_at: Mapped[datetime] = mapped_column(Moment)
    removed_at: Mapped[datetime | None] = mapped_column(Moment, index=True)
    """Since when it is taken away; it can be brought back for a while, and is forgotten then."""


class Bookmark(Base):
    """A person wants to find this lesson again."""

    __tablename__ = "ashilms_lesson_bookmark"
    __table_args__ = (UniqueConstraint("person_id", "lesson_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("ashilms_person.id"))
    lesson_id: Mapped[int] = mapped_column(ForeignKey("ashilms_course_lesson.id"), index=True)
    at: Mapped[datetime] = mapped_column(Moment)


class Milestone(Base):
    """Something in a course was passed, and opens other things; never taken back by a new version."""

    __tablename__ = "ashilms_milestone"
    __table_args__ = (UniqueConstraint("person_id", "course_id", "kind", "ref"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("ashilms_person.id"))
    course_id: Mapped[int] = mapped_column(ForeignKey("ashilms_course.id"), index=True)
    kind: Mapped[str] = mapped_column(Text)
    ref: Mapped[str] = mapped_column(Text)
    reached_at: Mapped[datetime] = mapped_column(Moment)


class Hold(Base):
    """Something has to be cleared by a person in charge before the trainee goes on."""

    __tablename__ = "ashilms_hold"

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("ashilms_person.id"), index=True)
    kind: Mapped[str] = mapped_column(Text)
    reason: Mapped[str] = mapped_column(Text)
    placed_at: Mapped[datetime] = mapped_column(Moment)
    placed_by: Mapped[int | None] = mapped_column(ForeignKey("ashilms_person.id"))
    cleared_at: Mapped[datetime | None] = mapped_column(Moment)
    cleared_by: Mapped[int | None] = mapped_column(ForeignKey("ashilms_person.id"))
