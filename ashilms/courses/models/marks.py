"""What people mark on lessons for themselves alone."""

from datetime import datetime

from sqlalchemy import ForeignKey, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from ashilms.db import Base, Moment


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
