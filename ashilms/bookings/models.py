"""What can be booked, who has booked it and came, and the addresses of calendars."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from ashilms.bookings.rules.slots import KINDS, Span, why_not_bookable, why_not_cancellable
from ashilms.courses.models import Course
from ashilms.db import Base, Moment
from ashilms.formats import day, local
from ashilms.sites.models import TreatmentRoom


class Slot(Base):
    """An observation or a live session with places: who leads it, where and when. Called off, it stays as a row."""

    __tablename__ = "ashilms_booking_slot"
    __table_args__ = (
        CheckConstraint("kind IN ('observation', 'live')", name="kind"),
        CheckConstraint("(kind = 'live') = (live_id IS NOT NULL)", name="live"),
        CheckConstraint("ends > starts", name="order"),
        CheckConstraint("cancel_until <= starts", name="notice"),
        CheckConstraint("taken >= 0 AND taken <= capacity", name="places"),
        CheckConstraint("(ended_at IS NULL) = (ended_reason IS NULL)", name="ended"),
        Index(
            "uq_ashilms_booking_slot_live", "live_id", unique=True,
            sqlite_where=text("ended_at IS NULL"), postgresql_where=text("ended_at IS NULL"),
        ),
        Index(None, "assessor_id", "starts"),
        Index(None, "room_id", "starts"),
        Index(None, "course_id", "starts"),
    )  # fmt: skip

    id: Mapped[int] = mapped_column(primary_key=True)
    course_id: Mapped[int] = mapped_column(ForeignKey("ashilms_course.id"))
    kind: Mapped[str] = mapped_column(String(20))
    title: Mapped[str] = mapped_column(String(120))
    assessor_id: Mapped[int] = mapped_column(ForeignKey("ashilms_person.id"))
    """Who leads it, and observes."""
    room_id: Mapped[int] = mapped_column(ForeignKey("ashilms_practicum_room.id"))
    live_id: Mapped[int | None] = mapped_column(ForeignKey("ashilms_live_session.id"))
    """The cohort's class whose places these are; its register lists who booked one."""
    zone: Mapped[str] = mapped_column(String(64))
    """Whose clock its times were read from."""
    starts: Mapped[datetime] = mapped_column(Moment)
    ends: Mapped[datetime] = mapped_column(Moment)
    capacity: Mapped[int]
    taken: Mapped[int] = mapped_column(default=0)
    """How many places are held; counted here so that the database itself refuses one too many."""
    cancel_until: Mapped[datetime] = mapped_column(Moment)
    version: Mapped[int] = mapped_column(default=1)
    """Counts every change of its times and its end; calendars go by it."""
    created_at: Mapped[datetime] = mapped_column(Moment)
    created_by: Mapped[int] = mapped_column(ForeignKey("ashilms_person.id"))
    ended_at: Mapped[datetime | None] = mapped_column(Moment)
    """When it was called off."""
    ended_reason: Mapped[str | None] = mapped_column(Text)
    room: Mapped[TreatmentRoom] = relationship(lazy="joined", innerjoin=True)
    course: Mapped[Course] = relationship(lazy="joined", innerjoin=True)

    @property
    def span(self) -> Span:
        """From when until when."""
        return Span(self.starts, self.ends)

    @property
    def what(self) -> str:
        """What it is, in a word or two."""
        return KINDS[self.kind]

    @property
    def where(self) -> str:
        """The room and its house."""
        return f"{self.room.name}, {self.room.site}"

    @property
    def free(self) -> int:
        """How many places are left."""
        return self.capacity - self.taken

    def when(self, zone: str) -> str:
        """Return its day and times as a clock of `zone` shows them."""
        starts, ends = local(self.starts, zone), local(self.ends, zone)
        return f"{day(self.starts, zone)}, {starts:%H:%M} to {ends:%H:%M} {ends.tzname()}"

    def why_not(self, now: datetime) -> str:
        """Return why nobody can book a place any more; empty while somebody can."""
        return why_not_bookable(
            ended=self.ended_at is not None,
            taken=self.taken,
            capacity=self.capacity,
            starts=self.starts,
            now=now,
        )


class Booking(Base):
    """A trainee's place; one that was given back stays as a row. Whether they came is said once."""

    __tablename__ = "ashilms_booking"
    __table_args__ = (
        Index(
            "uq_ashilms_booking_held", "slot_id", "person_id", unique=True,
            sqlite_where=text("cancelled_at IS NULL"), postgresql_where=text("cancelled_at IS NULL"),
        ),
        CheckConstraint("(came IS NULL) = (marked_at IS NULL)", name="marked"),
        CheckConstraint("came IS NULL OR cancelled_at IS NULL", name="one_end"),
        CheckConstraint("marked_by <> person_id", name="not_own"),
    )  # fmt: skip

    id: Mapped[int] = mapped_column(primary_key=True)
    slot_id: Mapped[int] = mapped_column(ForeignKey("ashilms_booking_slot.id"))
    person_id: Mapped[int] = mapped_column(ForeignKey("ashilms_person.id"), index=True)
    booked_at: Mapped[datetime] = mapped_column(Moment)
    cancelled_at: Mapped[datetime | None] = mapped_column(Moment)
    came: Mapped[bool | None]
    """Whether the trainee was there; nothing while nobody has said, and of a live session, whose register says it."""
    marked_at: Mapped[datetime | None] = mapped_column(Moment)
    marked_by: Mapped[int | None] = mapped_column(ForeignKey("ashilms_person.id"))
    slot: Mapped[Slot] = relationship(lazy="joined", innerjoin=True)

    def why_kept(self, now: datetime, zone: str) -> str:
        """Return why the place can't be given back; empty while it can."""
        return why_not_cancellable(self.slot.cancel_until, now, zone)


class CalendarFeed(Base):
    """The secret address of somebody's calendar; another one takes its place, or none."""

    __tablename__ = "ashilms_calendar_feed"

    person_id: Mapped[int] = mapped_column(ForeignKey("ashilms_person.id"), primary_key=True)
    hash: Mapped[str] = mapped_column(String(64), unique=True)
    """SHA-256 of the token in the address, which is kept nowhere."""
    made_at: Mapped[datetime] = mapped_column(Moment)
