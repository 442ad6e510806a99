"""Keeping treatment rooms and the records of their inspections."""

from collections.abc import Sequence
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from ashilms.actor import INSTRUCTOR, REGISTRAR, Actor
from ashilms.audit import services as audit
from ashilms.errors import Missing, NotAllowed, Unacceptable
from ashilms.practicum.models import RoomInspection, TreatmentRoom
from ashilms.practicum.rules.rooms import Inspection, find_inspection_problem


def find_rooms(db: Session, *, only_open: bool = False) -> Sequence[TreatmentRoom]:
    """Return the treatment rooms by site and name, each with its inspections."""
    query = select(TreatmentRoom).order_by(TreatmentRoom.site, TreatmentRoom.name)
    return db.scalars(query.where(TreatmentRoom.open) if only_open else query).all()


def get_room(db: Session, room_id: int) -> TreatmentRoom:
    """Return a treatment room by id; raises `Missing`."""
    room = db.get(TreatmentRoom, room_id)
    if room is None:
        raise Missing("There is no such treatment room.")
    return room


def add_room(db: Session, actor: Actor, *, name: str, site: str, now: datetime) -> TreatmentRoom:
    """Add a treatment room, which may be used once an inspection is recorded; raises `Unacceptable`."""
    _refuse_stranger(actor)
    room = TreatmentRoom(name=name.strip(), site=site.strip(), created_at=now)
    _keep(db, room)
    audit.record(db, actor, "practicum.add-room", f"room:{room.id}", now=now, after=_facts(room))
    return room


def change_room(
    db: Session, actor: Actor, room_id: int, *, name: str, site: str, open: bool, now: datetime
) -> TreatmentRoom:
    """Rename a room, or close it for new sessions; what was logged there stays. Raises `Unacceptable`."""
    _refuse_stranger(actor)
    room = get_room(db, room_id)
    before = _facts(room)
    room.name, room.site, room.open = name.strip(), site.strip(), open
    _keep(db, room)
    audit.record(
        db, actor, "practicum.change-room", f"room:{room.id}", now=now, before=before, after=_facts(room)
    )
    return room


def record_inspection(
    db: Session,
    actor: Actor,
    room_id: int,
    *,
    inspected_on: date,
    valid_until: date,
    load_kind: str,
    load_kg: int | None,
    note: str = "",
    now: datetime,
) -> RoomInspection:
    """Record an inspection, also one that found no working load: the room can't be used on it, and says so.

    Raises `Unacceptable` for days that make no sense, and `Missing` for a room that does not exist.
    """
    _refuse_stranger(actor)
    room = get_room(db, room_id)
    found = Inspection(inspected_on, valid_until, load_kind, load_kg)
    if problem := find_inspection_problem(found, now.date()):
        field, sentence = problem
        raise Unacceptable(sentence, field)
    row = RoomInspection(
        room_id=room.id, inspected_on=inspected_on, valid_until=valid_until, load_kind=load_kind, load_kg=load_kg,
        note=note.strip(), recorded_by=actor.person_id, recorded_at=now,
    )  # fmt: skip
    room.inspections.append(row)
    db.flush()
    after = {"on": inspected_on, "until": valid_until, "load": load_kind, "kg": load_kg}
    audit.record(db, actor, "practicum.inspect-room", f"room:{room.id}", now=now, after=after)
    return row


def _refuse_stranger(actor: Actor) -> None:
    if not actor.has(INSTRUCTOR, REGISTRAR):
        raise NotAllowed("Instructors and registrars keep the treatment rooms.")


def _keep(db: Session, room: TreatmentRoom) -> None:
    """Flush a room; raises `Unacceptable` when the site has one of that name, which a constraint holds."""
    name, site = room.name, room.site
    try:
        with db.begin_nested():
            db.add(room)
            db.flush()
    except IntegrityError as clash:
        raise Unacceptable(
            f"{site} already has a room called {name}. Give it another name.", "name"
        ) from clash


def _facts(room: TreatmentRoom) -> dict[str, object]:
    return {"room": room.name, "site": room.site, "open": room.open}
