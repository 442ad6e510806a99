"""What people have done in courses."""

from datetime import datetime

from sqlalchemy import JSON, ForeignKey, Index, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from ashilms.courses.rules.time import Place
from ashilms.db import Base, Moment


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
    active_seconds: Mapped[int] = mapped_column(default=0)
    """Active time by the server's clock: see `ashilms.courses.rules.time`; never study minutes, never CE."""


class ReadingPlace(Base):
    """Where a person is reading: one row, whatever tabs and devices are open, so that time runs in one place."""

    __tablename__ = "ashilms_reading_place"

    person_id: Mapped[int] = mapped_column(ForeignKey("ashilms_person.id"), primary_key=True)
    lesson_id: Mapped[int] = mapped_column(ForeignKey("ashilms_course_lesson.id"), index=True)
    at: Mapped[datetime] = mapped_column(Moment)
    """Since when the present stretch runs."""
    until: Mapped[datetime] = mapped_column(Moment)
    """Until when silence counts."""

    def as_place(self) -> Place:
        """Return it as a value."""
        return Place(self.lesson_id, self.at, self.until)


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


class MediaPlay(Base):
    """A person began to play a recording in a lesson, and played it to its end or read its transcript."""

    __tablename__ = "ashilms_media_play"
    __table_args__ = (UniqueConstraint("person_id", "lesson_id", "media_key"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("ashilms_person.id"))
    lesson_id: Mapped[int] = mapped_column(ForeignKey("ashilms_course_lesson.id"), index=True)
    media_key: Mapped[str] = mapped_column(Text)
    began_at: Mapped[datetime] = mapped_column(Moment)
    done_at: Mapped[datetime | None] = mapped_column(Moment)
    how: Mapped[str | None] = mapped_column(Text)
    """`ended` or `read`; see `ashilms.courses.rules.playing`."""


class Milestone(Base):
    """Something in a course was passed, and opens other things; never taken back by a new version; a regrade may."""

    __tablename__ = "ashilms_milestone"
    __table_args__ = (UniqueConstraint("person_id", "course_id", "kind", "ref"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("ashilms_person.id"))
    course_id: Mapped[int] = mapped_column(ForeignKey("ashilms_course.id"), index=True)
    kind: Mapped[str] = mapped_column(Text)
    ref: Mapped[str] = mapped_column(Text)
    reached_at: Mapped[datetime] = mapped_column(Moment)
    minutes: Mapped[int | None]
    """CE minutes as they were when they were earned; only of `credit_earned`, whose `ref` is the module."""


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
