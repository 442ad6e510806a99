"""Offering places, calling them off, and saying who did not come: whoever leads them, or a registrar."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from ashilms import signals
from ashilms.accounts import services as people
from ashilms.actor import INSTRUCTOR, REGISTRAR, Actor
from ashilms.audit import services as audit
from ashilms.bookings.models import Booking, Slot
from ashilms.bookings.rules.slots import (
    LIVE,
    MOST_PLACES,
    NOTICE,
    OBSERVATION,
    SlotFault,
    Span,
    read_span,
    refuse_time,
)
from ashilms.bookings.services.busy import refuse_clash
from ashilms.cohorts import services as cohorts
from ashilms.cohorts.models import LiveSession
from ashilms.courses import services as courses
from ashilms.db import add_once
from ashilms.errors import Clash, Missing, NotAllowed, Unacceptable
from ashilms.formats import local
from ashilms.sites import services as sites
from ashilms.supervision import services as supervision

OFF, MOVED = "off", "moved"
"""What becomes of places that people hold."""
NONE = "There is nothing like that to be booked, or none that you may see."


@dataclass(frozen=True, slots=True)
class Typed:
    """Places as they are offered: times of the clock, or the class of a cohort whose times they are."""

    course_id: int
    assessor_id: int
    room_id: int
    capacity: int
    notice: int
    """Hours before the beginning up to which a place may be given back."""
    live_id: int | None = None
    day: date | None = None
    start: time | None = None
    end: time | None = None


def offer_slot(db: Session, actor: Actor, typed: Typed, *, now: datetime) -> Slot:
    """Offer places in an observation or a cohort's class; an instructor leads them, a registrar may name one.

    Raises `Unacceptable` for times, people, rooms and figures that can't be, and `Clash` where the room, or whoever
    leads it, is taken then.
    """
    _refuse_stranger(actor, typed.assessor_id)
    live = cohorts.get_session(db, actor, typed.live_id) if typed.live_id is not None else None
    course_id = live.cohort.course_id if live else courses.get_course_by_id(db, typed.course_id).id
    span = _span(actor, typed, live, now)
    _refuse_figures(typed)
    people.lock_people(db, [typed.assessor_id])
    _refuse_unfit(db, typed, span, live, actor.zone, now)
    row = Slot(
        course_id=course_id, kind=LIVE if live else OBSERVATION, title=live.title if live else "Observation",
        assessor_id=typed.assessor_id, room_id=typed.room_id, live_id=typed.live_id,
        zone=live.zone if live else actor.zone, starts=span.starts, ends=span.ends, capacity=typed.capacity, taken=0,
        cancel_until=span.starts - timedelta(hours=typed.notice), version=1, created_at=now, created_by=actor.id,
    )  # fmt: skip
    if not add_once(db, row):
        raise Clash("The places of this class are offered already.")
    audit.record(
        db, actor, "bookings.offer", f"slot:{row.id}", now=now,
        after={"kind": row.kind, "assessor": row.assessor_id, "room": row.room_id, "starts": row.starts,
               "ends": row.ends, "places": row.capacity},
    )  # fmt: skip
    return row


def _refuse_stranger(actor: Actor, assessor_id: int) -> None:
    if not actor.has(REGISTRAR) and not (actor.has(INSTRUCTOR) and assessor_id == actor.person_id):
        raise NotAllowed("An instructor offers places that they lead themselves; a registrar anybody’s.")


def _span(actor: Actor, typed: Typed, live: LiveSession | None, now: datetime) -> Span:
    try:
        if live is not None:
            return refuse_time(Span(live.starts, live.ends), now)
        if typed.day is None or typed.start is None or typed.end is None:
            raise SlotFault("day", "Put in the day and both times, or choose a class.")
        return read_span(typed.day, typed.start, typed.end, actor.zone, now=now)
    except SlotFault as fault:
        raise Unacceptable(str(fault), fault.field) from fault


def _refuse_figures(typed: Typed) -> None:
    if not 1 <= typed.capacity <= MOST_PLACES:
        raise Unacceptable(f"There are 1 to {MOST_PLACES} places.", "capacity")
    if typed.notice not in NOTICE:
        raise Unacceptable("Choose one from the list.", "notice")


def _refuse_unfit(
    db: Session, typed: Typed, span: Span, live: LiveSession | None, zone: str, now: datetime
) -> None:
    on = local(span.starts, zone).date()
    name = find_assessors(db).get(typed.assessor_id)
    if name is None:
        raise Unacceptable("Choose an instructor.", "assessor_id")
    if live is None and not (fit := supervision.find_entitlement(db, typed.assessor_id, on)):
        raise Unacceptable(fit.explain(f"{name}’s"), "assessor_id")
    room = sites.lock_room(db, typed.room_id)
    if why := sites.why_unfit(room, on):
        raise Unacceptable(why, "room_id")
    refuse_clash(db, span, who=f"{room.name} has", room_id=room.id)
    refuse_clash(db, span, who=f"{name} has", person_id=typed.assessor_id, live_id=typed.live_id)


def find_assessors(db: Session) -> dict[int, str]:
    """Return who may lead an observation: names of instructors, by id."""
    return people.names_in_roles(db, [INSTRUCTOR])


def keeps(actor: Actor, slot: Slot) -> bool:
    """Return whether somebody sees to these places: who leads them, or a registrar."""
    return actor.has(REGISTRAR) or (actor.has(INSTRUCTOR) and slot.assessor_id == actor.person_id)


def get_slot(db: Session, actor: Actor, slot_id: int, *, lock: bool = False) -> Slot:
    """Return what somebody sees to, locked if asked; raises `Missing`."""
    found = db.get(Slot, slot_id, with_for_update={"of": Slot} if lock else None, populate_existing=lock)
    if found is None or not keeps(actor, found):
        raise Missing(NONE)
    return found


def call_off(db: Session, actor: Actor, slot_id: int, *, reason: str, now: datetime) -> Slot:
    """Call off what has not begun, with a reason that whoever booked reads.

    Raises `Missing`, `Clash` when it has begun or was called off before, `Unacceptable` for a reason that says nothing.
    """
    slot = get_slot(db, actor, slot_id, lock=True)
    if slot.ended_at is not None or now >= slot.starts:
        raise Clash("This was called off before." if slot.ended_at else "This has begun.")
    if len(reason.strip()) < 10:
        raise Unacceptable("Say why, in a sentence.", "reason")
    slot.ended_at, slot.ended_reason, slot.version = now, reason.strip(), slot.version + 1
    db.flush()
    audit.record(
        db, actor, "bookings.call-off", f"slot:{slot.id}", now=now, after={"reason": slot.ended_reason}
    )
    signals.places_changed.send(db, slot_id=slot.id, what=OFF, now=now)
    return slot


def get_booking(db: Session, actor: Actor, booking_id: int) -> Booking:
    """Return a place in something that somebody sees to; raises `Missing`."""
    row = db.get(Booking, booking_id)
    if row is None or not keeps(actor, row.slot):
        raise Missing(NONE)
    return row


def mark_booking(db: Session, actor: Actor, booking_id: int, *, came: bool, now: datetime) -> Booking:
    """Say once whether a trainee came to an observation, after it began.

    Raises `Missing`, and `Clash` when it was said before, when the place was given back, or too early.
    """
    row = get_booking(db, actor, booking_id)
    if row.slot.kind == LIVE:
        raise Clash("Its register says who came.")
    if row.person_id == actor.person_id:
        raise NotAllowed("Nobody keeps their own attendance.")
    if row.slot.ended_at is not None or now < row.slot.starts:
        raise Clash("This was called off." if row.slot.ended_at else "It has not begun yet.")
    once = update(Booking).where(Booking.id == row.id, Booking.came.is_(None), Booking.cancelled_at.is_(None))
    once = once.values(came=came, marked_at=now, marked_by=actor.id).returning(Booking.id)
    if db.scalar(once.execution_options(synchronize_session=False)) is None:
        raise Clash("That was said before, or the place was given back.")
    db.refresh(row)
    audit.record(
        db, actor, "bookings.mark", f"booking:{row.id}", now=now, about=row.person_id, after={"came": came}
    )
    return row


def move_with_class(db: Session, *, live_id: int, now: datetime) -> None:
    """Let the places of a cohort's class follow its times; raises `Clash` where the room is taken then."""
    slot = db.scalar(
        select(Slot).where(Slot.live_id == live_id, Slot.ended_at.is_(None)).with_for_update(of=Slot)
    )
    if slot is None:
        return
    live = db.get_one(LiveSession, live_id)
    notice = slot.starts - slot.cancel_until
    room = sites.lock_room(db, slot.room_id)
    refuse_clash(db, Span(live.starts, live.ends), who=f"{room.name} has", room_id=room.id, but=slot.id)
    moved = slot.span != Span(live.starts, live.ends)
    slot.title, slot.starts, slot.ends = live.title, live.starts, live.ends
    slot.cancel_until, slot.version = live.starts - notice, slot.version + 1
    db.flush()
    if moved:
        signals.places_changed.send(db, slot_id=slot.id, what=MOVED, now=now)
