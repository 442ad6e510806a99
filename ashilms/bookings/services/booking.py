"""A trainee's side: what can be booked, booking it, and giving the place back."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from ashilms.accounts import services as people
from ashilms.actor import REGISTRAR, TRAINEE, Actor
from ashilms.audit import services as audit
from ashilms.bookings.models import Booking, Slot
from ashilms.bookings.rules.slots import LIVE
from ashilms.bookings.services.busy import refuse_clash
from ashilms.bookings.services.keeping import NONE
from ashilms.cohorts import services as cohorts
from ashilms.cohorts.models import LiveSession
from ashilms.courses import services as courses
from ashilms.db import add_once
from ashilms.errors import Clash, Missing
from ashilms.formats import local
from ashilms.supervision import services as supervision


def find_slots(db: Session, actor: Actor, *, now: datetime) -> Sequence[Slot]:
    """Return what a trainee may book a place in, the soonest first: of their courses, and their cohort's classes."""
    mine = [course.id for course in courses.enrolled_courses(db, actor.id)]
    query = select(Slot).where(Slot.course_id.in_(mine), Slot.starts > now, Slot.ended_at.is_(None))
    found = db.scalars(query.order_by(Slot.starts, Slot.id)).all()
    own = {cohort.id for id in mine if (cohort := cohorts.own_cohort(db, actor.id, id))}
    classes = select(LiveSession.id).where(LiveSession.cohort_id.in_(own))
    ours = set(db.scalars(classes)) if any(slot.kind == LIVE for slot in found) else set()
    return [
        slot for slot in found if slot.assessor_id != actor.id and (slot.kind != LIVE or slot.live_id in ours)
    ]


def find_led(db: Session, actor: Actor, *, since: datetime, now: datetime) -> Sequence[Slot]:
    """Return what somebody leads that ends after `since`, a registrar everything; what is to come first."""
    query = select(Slot).where(Slot.ends > since)
    if not actor.has(REGISTRAR):
        query = query.where(Slot.assessor_id == actor.id)
    return db.scalars(query.order_by(Slot.ends <= now, Slot.starts, Slot.id).limit(MOST_SHOWN)).all()


MOST_SHOWN = 100


def find_unmarked(db: Session, actor: Actor, *, now: datetime) -> Sequence[Booking]:
    """Return the places in observations of the actor's that began, of which nobody has said who came."""
    query = select(Booking).join(Booking.slot).where(
        Slot.assessor_id == actor.id, Slot.starts <= now, Slot.ended_at.is_(None), Slot.kind != LIVE,
        Booking.came.is_(None), Booking.cancelled_at.is_(None),
    )  # fmt: skip
    return db.scalars(query.order_by(Slot.starts, Booking.id)).all()


def own_bookings(db: Session, person_id: int, *, since: datetime) -> Sequence[Booking]:
    """Return somebody's places in what ends after `since`, the soonest first, those called off among them."""
    query = select(Booking).join(Booking.slot).where(
        Booking.person_id == person_id, Booking.cancelled_at.is_(None), Slot.ends > since
    )  # fmt: skip
    return db.scalars(query.order_by(Slot.starts, Booking.id)).all()


def bookings_of(db: Session, slot_id: int) -> Sequence[Booking]:
    """Return the places that are held, in the order in which they were booked."""
    query = select(Booking).where(Booking.slot_id == slot_id, Booking.cancelled_at.is_(None))
    return db.scalars(query.order_by(Booking.id)).all()


def book_place(db: Session, actor: Actor, slot_id: int, *, now: datetime) -> Booking:
    """Let a trainee book a place.

    Raises `Missing` for what is none of their course's, and `Clash`, with the reason, when no place is left, whoever
    was faster; when they have something else then; or when whoever leads it may not assess them.
    """
    people.lock_people(db, [actor.id])
    slot = next((one for one in find_slots(db, actor, now=now) if one.id == slot_id), None)
    if slot is None or not actor.has(TRAINEE):
        raise Missing(NONE)
    if why := slot.why_not(now):
        raise Clash(why)
    on = local(slot.starts, slot.zone).date()
    if slot.kind != LIVE and (unfit := supervision.judge_naming(db, actor.id, slot.assessor_id, on)):
        raise Clash(unfit)
    refuse_clash(db, slot.span, who="You have", person_id=actor.id, live_id=slot.live_id)
    _take_place(db, slot)
    row = Booking(slot_id=slot.id, slot=slot, person_id=actor.id, booked_at=now)
    if not add_once(db, row):
        raise Clash("You have a place already.")
    audit.record(db, actor, "bookings.book", f"slot:{slot.id}", now=now, after={"booking": row.id})
    return row


def _take_place(db: Session, slot: Slot) -> None:
    """Count one place more; of two who ask for the last one, the database lets one have it."""
    free = Slot.ended_at.is_(None) & (Slot.taken < Slot.capacity)
    counted = update(Slot).where(Slot.id == slot.id, free).values(taken=Slot.taken + 1).returning(Slot.id)
    if db.scalar(counted.execution_options(synchronize_session=False)) is None:
        raise Clash("Every place is taken.")
    db.refresh(slot, ["taken"])


def cancel_booking(db: Session, actor: Actor, booking_id: int, *, now: datetime) -> Booking:
    """Let a trainee give their place back, as long as that is possible.

    Raises `Missing` for somebody else's, `Clash` when it is too late or was done before.
    """
    row = db.get(Booking, booking_id)
    if row is None or row.person_id != actor.person_id:
        raise Missing(NONE)
    if why := row.why_kept(now, actor.zone):
        raise Clash(why)
    held = update(Booking).where(Booking.id == row.id, Booking.cancelled_at.is_(None), Booking.came.is_(None))
    if db.scalar(held.values(cancelled_at=now).returning(Booking.id)) is None:
        raise Clash("This place was given back before.")
    db.execute(update(Slot).where(Slot.id == row.slot_id).values(taken=Slot.taken - 1))
    db.refresh(row)
    db.refresh(row.slot, ["taken"])
    audit.record(db, actor, "bookings.cancel", f"slot:{row.slot_id}", now=now, before={"booking": row.id})
    return row


def find_booked(db: Session, live_id: int) -> frozenset[int] | None:
    """Return who booked a place in a cohort's class; `None` where its whole cohort comes."""
    slot = db.scalar(select(Slot.id).where(Slot.live_id == live_id, Slot.ended_at.is_(None)))
    if slot is None:
        return None
    held = select(Booking.person_id).where(Booking.slot_id == slot, Booking.cancelled_at.is_(None))
    return frozenset(db.scalars(held))
