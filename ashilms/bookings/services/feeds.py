"""Calendars by a secret address: made, made anew, taken back, and read by whoever holds the address."""

import hashlib
import secrets
from collections.abc import Iterator
from datetime import datetime, timedelta
from urllib.parse import urlsplit

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from ashilms.accounts import services as people
from ashilms.actor import Actor
from ashilms.audit import services as audit
from ashilms.bookings.models import Booking, CalendarFeed, Slot
from ashilms.bookings.rules.calendar import Appointment, write_calendar
from ashilms.cohorts.models import Cohort, CohortPlace, LiveSession
from ashilms.errors import Missing

KEPT = timedelta(days=30)
"""How long what is over stays in a calendar."""
NONE = "There is no such calendar. Its address may have been taken back."


def find_feed(db: Session, actor: Actor) -> CalendarFeed | None:
    """Return what is kept of the actor's address, if they have one."""
    return db.get(CalendarFeed, actor.id)


def make_feed(db: Session, actor: Actor, *, now: datetime) -> str:
    """Return the token of a new address of the actor's calendar; the one before leads nowhere from now on."""
    token = secrets.token_urlsafe(32)
    people.lock_people(db, [actor.id])
    db.execute(delete(CalendarFeed).where(CalendarFeed.person_id == actor.id))
    db.add(CalendarFeed(person_id=actor.id, hash=_digest(token), made_at=now))
    db.flush()
    audit.record(db, actor, "bookings.make-feed", f"person:{actor.id}", now=now)
    return token


def revoke_feed(db: Session, actor: Actor, *, now: datetime) -> None:
    """Take the actor's address back; raises `Missing` when there is none."""
    gone = delete(CalendarFeed).where(CalendarFeed.person_id == actor.id).returning(CalendarFeed.person_id)
    if db.scalar(gone) is None:
        raise Missing(NONE)
    audit.record(db, actor, "bookings.revoke-feed", f"person:{actor.id}", now=now)


def read_feed(db: Session, token: str, *, site: str, now: datetime) -> bytes:
    """Return the calendar behind an address, by its owner's clock; raises `Missing` for any other address."""
    feed = db.scalar(select(CalendarFeed).where(CalendarFeed.hash == _digest(token)))
    person = people.get_person(db, feed.person_id) if feed else None
    if person is None or not person.active:
        raise Missing(NONE)
    host = urlsplit(site).hostname or "localhost"
    found = [*_booked(db, person.id, now), *_led(db, person.id, now), *_classes(db, person.id, now)]
    return write_calendar(found, name="Bookings", zone=person.zone, host=host)


def _booked(db: Session, person_id: int, now: datetime) -> Iterator[Appointment]:
    query = select(Booking).join(Booking.slot).where(
        Booking.person_id == person_id, Booking.cancelled_at.is_(None), Slot.ends > now - KEPT
    )  # fmt: skip
    yield from (_appointment(row.slot) for row in db.scalars(query.order_by(Booking.id)))


def _led(db: Session, person_id: int, now: datetime) -> Iterator[Appointment]:
    query = select(Slot).where(Slot.assessor_id == person_id, Slot.ends > now - KEPT)
    for slot in db.scalars(query.order_by(Slot.id)):
        yield _appointment(slot, f", {slot.taken} of {slot.capacity} booked")


def _appointment(slot: Slot, more: str = "") -> Appointment:
    return Appointment(
        f"slot-{slot.id}", f"{slot.title}{more}", slot.where, slot.starts, slot.ends, slot.ended_at or slot.created_at,
        slot.version, slot.ended_at is not None,
    )  # fmt: skip


def _classes(db: Session, person_id: int, now: datetime) -> Iterator[Appointment]:
    """Yield the classes that somebody teaches, or belongs to where nobody books places."""
    places = select(CohortPlace.cohort_id).where(
        CohortPlace.person_id == person_id, CohortPlace.until.is_(None)
    )
    offered = select(Slot.live_id).where(Slot.live_id.is_not(None), Slot.ended_at.is_(None))
    theirs = (Cohort.instructor_id == person_id) | Cohort.id.in_(places)
    query = select(LiveSession).join(LiveSession.cohort).where(
        theirs, LiveSession.id.not_in(offered), LiveSession.ends > now - KEPT
    )  # fmt: skip
    for live in db.scalars(query.order_by(LiveSession.id)):
        yield Appointment(
            f"class-{live.id}",
            live.title,
            live.cohort.name,
            live.starts,
            live.ends,
            live.created_at,
            live.version,
        )


def _digest(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
