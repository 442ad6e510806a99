"""Cohorts and the places in them, live sessions and who was there, and lists of people on their way in."""

from datetime import UTC, date, datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from ashilms.cohorts.rules.cohorts import Stage, stage_of
from ashilms.cohorts.rules.hours import Break, Earned, Timetable, contact_minutes, judge, wall
from ashilms.cohorts.rules.lists import Decision
from ashilms.cohorts.rules.times import describe_break, when
from ashilms.courses.models import Course
from ashilms.db import Base, Moment
from ashilms.formats import local


class Cohort(Base):
    """People who take a course together, with one instructor, between two days."""

    __tablename__ = "ashilms_cohort"
    __table_args__ = (
        UniqueConstraint("course_id", "name"),
        CheckConstraint("ends_on >= starts_on", name="days"),
        CheckConstraint("taken >= 0 AND taken <= capacity", name="places"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    course_id: Mapped[int] = mapped_column(ForeignKey("ashilms_course.id"))
    name: Mapped[str] = mapped_column(String(120))
    instructor_id: Mapped[int] = mapped_column(ForeignKey("ashilms_person.id"), index=True)
    starts_on: Mapped[date]
    ends_on: Mapped[date]
    capacity: Mapped[int]
    taken: Mapped[int] = mapped_column(default=0)
    """How many places are held; counted here so that the database itself refuses one too many."""
    created_at: Mapped[datetime] = mapped_column(Moment)
    ended_at: Mapped[datetime | None] = mapped_column(Moment)
    course: Mapped[Course] = relationship(lazy="joined", innerjoin=True)

    def stage(self, today: date) -> Stage:
        """Return how it stands on a day."""
        return stage_of(self.starts_on, self.ends_on, self.ended_at is not None, today)


class CohortPlace(Base):
    """A trainee's place in a cohort; one that was given up stays as a row."""

    __tablename__ = "ashilms_cohort_place"
    __table_args__ = (
        Index(
            "uq_ashilms_cohort_place_held", "person_id", "course_id", unique=True,
            sqlite_where=text("until IS NULL"), postgresql_where=text("until IS NULL"),
        ),
    )  # fmt: skip

    id: Mapped[int] = mapped_column(primary_key=True)
    cohort_id: Mapped[int] = mapped_column(ForeignKey("ashilms_cohort.id"), index=True)
    course_id: Mapped[int] = mapped_column(ForeignKey("ashilms_course.id"))
    """The cohort's course, here so that the database lets a person hold one place in it."""
    person_id: Mapped[int] = mapped_column(ForeignKey("ashilms_person.id"))
    since: Mapped[datetime] = mapped_column(Moment)
    until: Mapped[datetime | None] = mapped_column(Moment)
    reason: Mapped[str | None] = mapped_column(Text)
    """Why the trainee was removed; empty for whoever is in it, or was when it ended."""
    cohort: Mapped[Cohort] = relationship(lazy="joined", innerjoin=True)


class LiveSession(Base):
    """One day's class of a cohort. Once its register is closed, it stays as it is."""

    __tablename__ = "ashilms_live_session"
    __table_args__ = (CheckConstraint("ends > starts", name="order"), Index(None, "cohort_id", "starts"))

    id: Mapped[int] = mapped_column(primary_key=True)
    cohort_id: Mapped[int] = mapped_column(ForeignKey("ashilms_cohort.id"))
    title: Mapped[str] = mapped_column(String(120))
    zone: Mapped[str] = mapped_column(String(64))
    """Whose clock its times, and those of the register, are read by."""
    starts: Mapped[datetime] = mapped_column(Moment)
    ends: Mapped[datetime] = mapped_column(Moment)
    breaks: Mapped[list[dict[str, Any]]] = mapped_column(JSON)
    """Each break's `begins` and `ends` in UTC, and whether it is a `meal`."""
    version: Mapped[int] = mapped_column(default=1)
    """Counts every change of the session and its register, so that nobody writes over what they have not seen."""
    created_at: Mapped[datetime] = mapped_column(Moment)
    closed_at: Mapped[datetime | None] = mapped_column(Moment)
    closed_by: Mapped[int | None] = mapped_column(ForeignKey("ashilms_person.id"))
    cohort: Mapped[Cohort] = relationship(lazy="joined", innerjoin=True)

    def as_timetable(self) -> Timetable:
        """Return when it is and its breaks, as rules know them."""
        pauses = (
            Break(datetime.fromisoformat(b["begins"]), datetime.fromisoformat(b["ends"]), b["meal"])
            for b in self.breaks
        )
        return Timetable(self.starts, self.ends, tuple(pauses))

    def take_timetable(self, timetable: Timetable) -> None:
        """Take over when it is and its breaks."""
        self.starts, self.ends = timetable.starts, timetable.ends
        self.breaks = [
            {"begins": b.begins.astimezone(UTC).isoformat(), "ends": b.ends.astimezone(UTC).isoformat(), "meal": b.meal}
            for b in timetable.breaks
        ]  # fmt: skip

    @property
    def day(self) -> date:
        """The day on which it is held, by its own clock."""
        return local(self.starts, self.zone).date()

    @property
    def when(self) -> str:
        """Its day and times by its own clock."""
        return when(self.as_timetable(), self.zone)

    @property
    def pauses(self) -> list[str]:
        """Its breaks in words, by its own clock."""
        return [describe_break(pause, self.zone) for pause in self.as_timetable().breaks]

    def clock(self, moment: datetime | None) -> str:
        """Return what its own clock showed at a moment; a dash for none."""
        return wall(moment, self.zone) if moment else "–"

    @property
    def minutes(self) -> int:
        """The contact minutes that it is worth to whoever is there for all of it."""
        return contact_minutes(self.as_timetable())


class Attendance(Base):
    """When somebody came to a live session and left. Until the register is closed it may change; then a change is
    another row, with the next number and a reason."""

    __tablename__ = "ashilms_live_attendance"
    __table_args__ = (
        UniqueConstraint("session_id", "person_id", "number"),
        CheckConstraint("departed IS NULL OR departed > arrived", name="order"),
        CheckConstraint("number = 1 OR reason IS NOT NULL", name="reason"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    session_id: Mapped[int] = mapped_column(ForeignKey("ashilms_live_session.id"))
    person_id: Mapped[int] = mapped_column(ForeignKey("ashilms_person.id"), index=True)
    number: Mapped[int]
    """1 for what the register said when it was closed, more for each correction; the last one counts."""
    arrived: Mapped[datetime | None] = mapped_column(Moment)
    departed: Mapped[datetime | None] = mapped_column(Moment)
    reason: Mapped[str | None] = mapped_column(Text)
    by_id: Mapped[int | None] = mapped_column(ForeignKey("ashilms_person.id"))
    at: Mapped[datetime] = mapped_column(Moment)
    session: Mapped[LiveSession] = relationship(lazy="joined", innerjoin=True)

    def earned(self, zone: str | None = None) -> Earned:
        """Return what it earned and why, by the clock of the session, or of `zone`."""
        session = self.session
        return judge(session.as_timetable(), self.arrived, self.departed, zone or session.zone)


class EnrolmentList(Base):
    """A list of people that a registrar sent, and what was shown to become of each line; swept after a week."""

    __tablename__ = "ashilms_enrolment_list"

    id: Mapped[int] = mapped_column(primary_key=True)
    course_id: Mapped[int] = mapped_column(ForeignKey("ashilms_course.id"))
    cohort_id: Mapped[int | None] = mapped_column(ForeignKey("ashilms_cohort.id"))
    by_id: Mapped[int | None] = mapped_column(ForeignKey("ashilms_person.id"))
    at: Mapped[datetime] = mapped_column(Moment)
    shown: Mapped[list[dict[str, Any]]] = mapped_column(JSON)
    """Each line and what was shown to become of it."""
    left_out: Mapped[list[str] | None] = mapped_column(JSON)
    """What of an export was not taken over, in sentences; none for a list, which is taken whole."""
    done_at: Mapped[datetime | None] = mapped_column(Moment)
    changed: Mapped[list[dict[str, Any]]] = mapped_column(JSON, default=list)
    """The lines that were good when shown and were not done, because something had changed by then."""
    course: Mapped[Course] = relationship(lazy="joined", innerjoin=True)
    cohort: Mapped[Cohort | None] = relationship(lazy="joined")

    def as_decisions(self) -> list[Decision]:
        """Return what was shown."""
        return [Decision.from_json(kept) for kept in self.shown]

    def as_changes(self) -> list[Decision]:
        """Return what had changed when it was done."""
        return [Decision.from_json(kept) for kept in self.changed]
