"""Answers that wait for their marks, every mark as it was given, and who was asked to give one."""

from datetime import datetime
from fractions import Fraction
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from ashilms.db import Base, Moment
from ashilms.marking.rules import Given, State
from ashilms.plugins import Mark
from ashilms.quizzes.models import Attempt

STATES = ", ".join(f"'{state}'" for state in State)


class MarkingPiece(Base):
    """One answer of an attempt that people mark; there is one from handing in on."""

    __tablename__ = "ashilms_marking_piece"
    __table_args__ = (
        UniqueConstraint("attempt_id", "number"),
        CheckConstraint(f"state IN ({STATES})", name="state"),
        CheckConstraint("needed IN (1, 2)", name="needed"),
        Index(None, "state", "since"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    attempt_id: Mapped[int] = mapped_column(ForeignKey("ashilms_attempt.id"))
    number: Mapped[int]
    """The number of the question in the paper."""
    person_id: Mapped[int] = mapped_column(ForeignKey("ashilms_person.id"), index=True)
    """Whose answer it is."""
    course_id: Mapped[int] = mapped_column(ForeignKey("ashilms_course.id"))
    since: Mapped[datetime] = mapped_column(Moment)
    """When it was handed in."""
    state: Mapped[str] = mapped_column(String(10))
    """Follows from the marks, and is settled if the question counts for nobody; here so that the queue is one index."""
    needed: Mapped[int]
    """How many people mark it: two, once a second was asked."""
    attempt: Mapped[Attempt] = relationship(lazy="joined", innerjoin=True)
    marks: Mapped[list["GivenMark"]] = relationship(order_by="GivenMark.number")

    def as_given(self) -> list[Given]:
        """Return the marks as rules know them."""
        return [mark.as_given() for mark in self.marks]


class GivenMark(Base):
    """One mark that somebody gave; only ever added."""

    __tablename__ = "ashilms_marking_mark"
    __table_args__ = (
        UniqueConstraint("piece_id", "number"),
        Index(
            "uq_ashilms_marking_mark_settles", "piece_id", unique=True,
            sqlite_where=text("settles"), postgresql_where=text("settles"),
        ),
    )  # fmt: skip

    id: Mapped[int] = mapped_column(primary_key=True)
    piece_id: Mapped[int] = mapped_column(ForeignKey("ashilms_marking_piece.id"))
    number: Mapped[int]
    marker_id: Mapped[int] = mapped_column(ForeignKey("ashilms_person.id"), index=True)
    levels: Mapped[dict[str, Any]] = mapped_column(JSON)
    """The level of each criterion by its id, counted from nought."""
    earned: Mapped[str] = mapped_column(String(20))
    """What the levels earn of 1, exact: `7/12`."""
    settles: Mapped[bool]
    """Whether it decides between two that differ."""
    text: Mapped[str] = mapped_column(Text)
    """What the marker says to the trainee."""
    at: Mapped[datetime] = mapped_column(Moment)

    def as_given(self) -> Given:
        """Return the mark as rules know it."""
        return Given(self.marker_id, self.levels, self.settles)

    def as_mark(self) -> Mark:
        """Return what it earns."""
        return Mark(Fraction(self.earned))


class MarkerAsked(Base):
    """Somebody who was asked to mark an answer: in the place of a cohort's instructor, or as a second."""

    __tablename__ = "ashilms_marking_request"
    __table_args__ = (
        UniqueConstraint("piece_id", "marker_id"),
        Index(
            "uq_ashilms_marking_request_second", "piece_id", unique=True,
            sqlite_where=text("second"), postgresql_where=text("second"),
        ),
    )  # fmt: skip

    id: Mapped[int] = mapped_column(primary_key=True)
    piece_id: Mapped[int] = mapped_column(ForeignKey("ashilms_marking_piece.id"))
    marker_id: Mapped[int] = mapped_column(ForeignKey("ashilms_person.id"), index=True)
    second: Mapped[bool]
    """Whether two are needed from then on."""
    asked_by: Mapped[int] = mapped_column(ForeignKey("ashilms_person.id"))
    at: Mapped[datetime] = mapped_column(Moment)
