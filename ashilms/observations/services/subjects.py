"""What may be observed, and by whom: an entry that somebody was asked to look at too, or a place that was booked."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from ashilms.actor import INSTRUCTOR, Actor
from ashilms.bookings import services as bookings
from ashilms.bookings.models import Booking
from ashilms.bookings.rules.slots import LIVE
from ashilms.errors import Clash, Missing, NotAllowed
from ashilms.formats import day, local
from ashilms.observations.models import SecondLook
from ashilms.practicum import services as practicum
from ashilms.practicum.models import Entry
from ashilms.practicum.rules.states import SIGNED, State
from ashilms.screenings.models import PracticumPlan
from ashilms.supervision import services as supervision
from ashilms.supervision.rules.credentials import Entitlement

NONE = "There is no such observation, or none that you may see."
OBSERVABLE = (State.SUBMITTED, *SIGNED)
"""The states of an entry that may be observed."""


@dataclass(frozen=True, slots=True)
class Subject:
    """One session that is observed: whose, when, on whom, and what it belongs to."""

    trainee_id: int
    plan: PracticumPlan
    zone: str
    starts: datetime
    ends: datetime
    client: str = ""
    """Empty for a place that was booked: whoever observes puts it in."""
    where: str = ""
    category: str | None = None
    entry: Entry | None = None
    booking: Booking | None = None

    @property
    def name(self) -> str:
        """What it is called: day and times."""
        starts, ends = local(self.starts, self.zone), local(self.ends, self.zone)
        return f"{day(self.starts, self.zone)}, {starts:%H:%M} to {ends:%H:%M}"


def subject_of_entry(entry: Entry) -> Subject:
    """Return an entry as what is observed; raises `Missing` for one that was never sent."""
    if entry.span is None or entry.state not in OBSERVABLE:
        raise Missing(NONE)
    where = f"{entry.room.name}, {entry.room.site}" if entry.room else ""
    return Subject(
        entry.person_id, entry.plan, entry.zone, entry.span.starts, entry.span.ends, entry.client or "", where,
        entry.category, entry=entry,
    )  # fmt: skip


def find_entry_subject(db: Session, actor: Actor, entry_id: int) -> Subject:
    """Return a session that the actor was asked to look at too; raises `Missing`."""
    asked = select(SecondLook).where(SecondLook.entry_id == entry_id, SecondLook.assessor_id == actor.id)
    found = db.scalar(asked)
    if found is None:
        raise Missing(NONE)
    refuse_non_assessor(actor)
    return subject_of_entry(found.entry)


def find_booking_subject(db: Session, actor: Actor, booking_id: int, *, now: datetime) -> Subject:
    """Return a booked observation that the actor leads; raises `Missing`, and `Clash` before it begins or once it is
    known that nobody came."""
    row = bookings.get_booking(db, actor, booking_id)
    refuse_non_assessor(actor)
    slot = row.slot
    if slot.assessor_id != actor.person_id or slot.kind == LIVE or row.cancelled_at is not None:
        raise Missing(NONE)
    if slot.ended_at is not None or row.came is False or now < slot.starts:
        raise Clash("It has not begun yet." if now < slot.starts else "This observation did not take place.")
    plan = practicum.get_plan(db, slot.course_id)
    return Subject(row.person_id, plan, slot.zone, slot.starts, slot.ends, where=slot.where, booking=row)


def refuse_non_assessor(actor: Actor) -> None:
    """Raise `NotAllowed` for somebody who observes nobody by the rubric."""
    if not actor.has(INSTRUCTOR):
        raise NotAllowed("Only instructors observe by the rubric.")


def judge_assessor(db: Session, actor: Actor, subject: Subject, *, now: datetime) -> Entitlement:
    """Return what entitles the actor to observe this session on its day and to sign now, or why nothing does."""
    if subject.entry is not None:
        return practicum.judge_signer(db, actor, subject.entry, now=now)
    days = [local(moment, subject.zone).date() for moment in (subject.starts, now)]
    return supervision.judge_signing(db, subject.trainee_id, actor.id, days)
