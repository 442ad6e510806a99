"""Unlocking a room: with a reason, and after a structural fault with a new acceptance record."""

from datetime import datetime

from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from ashilms.actor import Actor
from ashilms.audit import services as audit
from ashilms.errors import Clash, Missing, Unacceptable
from ashilms.formats import local
from ashilms.sites.models import RoomLock, RoomOpening, TreatmentRoom
from ashilms.sites.services.rooms import lock_room, refuse_stranger
from ashilms.texts import find_identity

MIN_REASON, MAX_REASON = 10, 1_000
TAKEN = "Somebody has unlocked it meanwhile; the room's page says who and why."
NEEDS_RECORD = (
    "What failed bears weight. Have the room inspected and record it first: a record made after the lock, with "
    "working loads, opens it."
)


def get_lock(db: Session, lock_id: int) -> RoomLock:
    """Return a lock by id; raises `Missing`. Everybody who uses a room may see its locks."""
    lock = db.get(RoomLock, lock_id)
    if lock is None:
        raise Missing("There is no such lock.")
    return lock


def lock_after_incident(
    db: Session, actor: Actor, room_id: int, *, reason: str, structural: bool, now: datetime
) -> RoomLock:
    """Lock a room because of what happened in it, whoever reported that; `structural` as of what bears weight."""
    room = lock_room(db, room_id)
    lock = RoomLock(at=now, by_id=actor.id, structural=structural, reason=reason)
    room.locks.append(lock)
    db.flush()
    after = {"lock": lock.id, "reason": reason}
    audit.record(db, actor, "sites.lock-room", f"room:{room.id}", now=now, after=after)
    return lock


def needs_new_record(lock: RoomLock, room: TreatmentRoom, actor: Actor, *, now: datetime) -> bool:
    """Return whether a lock stays until a new acceptance record is kept: made after it, and holding today."""
    locked_on, today = local(lock.at, actor.zone).date(), local(now, actor.zone).date()
    return lock.structural and not any(
        row.recorded_at > lock.at and row.inspected_on >= locked_on and row.as_inspection().holds(today)
        for row in room.inspections
    )


def unlock_room(db: Session, actor: Actor, lock_id: int, *, reason: str, now: datetime) -> RoomOpening:
    """Open one lock of a room; sessions count from now on if no other lock is left, after a new check.

    Raises `Missing`, `Unacceptable` for a reason that says nothing and without the record that a structural fault
    asks for, and `Clash` when somebody was quicker.
    """
    refuse_stranger(actor)
    lock = get_lock(db, lock_id)
    room = lock_room(db, lock.room_id)
    db.refresh(lock)
    if lock.opening is not None:
        raise Clash(TAKEN)
    _check_reason(reason, now)
    if needs_new_record(lock, room, actor, now=now):
        raise Unacceptable(NEEDS_RECORD, "reason")
    opening = RoomOpening(lock_id=lock.id, at=now, by_id=actor.id, reason=reason.strip())
    try:
        with db.begin_nested():
            db.add(opening)
            db.flush()
    except IntegrityError as clash:
        raise Clash(TAKEN) from clash
    db.refresh(lock)
    after = {"lock": lock.id, "reason": opening.reason}
    audit.record(db, actor, "sites.unlock-room", f"room:{room.id}", now=now, after=after)
    return opening


def _check_reason(reason: str, now: datetime) -> None:
    if not MIN_REASON <= len(reason.strip()) <= MAX_REASON:
        raise Unacceptable("Say in a sentence what was mended, and by whom.", "reason")
    if identity := find_identity(reason, now.date()):
        raise Unacceptable(identity, "reason")
