"""Courses as loaded from packs."""

from typing import Any

from sqlalchemy import JSON, ForeignKey, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from ashilms.courses.rules import ModuleOutline, module_outline
from ashilms.db import Base


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
    ce_minutes: Mapped[int] = mapped_column(default=0)
    """Continuing-education minutes that its content supports, and no more than it claims where it claims any."""
    digest: Mapped[str] = mapped_column(Text, default="")
    """SHA-256 over what a reviewer reads: see `ashilms.courses.content.digest_of`."""
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

    @property
    def recordings(self) -> dict[str, int]:
        """How many seconds each recording takes, by name, in order."""
        return {part["name"]: part["seconds"] for part in self.parts if part["kind"] == "media"}


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


class Media(Base):
    """A recording of a course; its bytes lie among the kept files."""

    __tablename__ = "ashilms_course_media"
    __table_args__ = (UniqueConstraint("course_id", "key"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    course_id: Mapped[int] = mapped_column(ForeignKey("ashilms_course.id"))
    key: Mapped[str] = mapped_column(Text)
    title: Mapped[str] = mapped_column(Text)
    seconds: Mapped[int]
    type: Mapped[str] = mapped_column(Text)
    file: Mapped[str] = mapped_column(Text)
    """The SHA-256 under which it is kept."""
    captions: Mapped[str] = mapped_column(Text)
    """WebVTT, written anew from its cues."""
    transcript: Mapped[str] = mapped_column(Text)
    """Safe HTML."""
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
