"""Keeping treatment rooms, and finding those that need somebody."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import and_, exists, func, or_, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from ashilms.actor import INSTRUCTOR, REGISTRAR, Actor
from ashilms.audit import services as audit
from ashilms.errors import Missing, NotAllowed, Unacceptable
from ashilms.sites.models import RoomInspection, RoomLock, RoomOpening, TreatmentRoom
from ashilms.sites.rules.records import SOON, WORKING


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
    refuse_stranger(actor)
    room = TreatmentRoom(name=name.strip(), site=site.strip(), created_at=now)
    _keep(db, room)
    audit.record(db, actor, "sites.add-room", f"room:{room.id}", now=now, after=_facts(room))
    return room


def change_room(
    db: Session, actor: Actor, room_id: int, *, name: str, site: str, open: bool, now: datetime
) -> TreatmentRoom:
    """Rename a room, or close it for new sessions; what was logged there stays. Raises `Unacceptable`."""
    refuse_stranger(actor)
    room = get_room(db, room_id)
    before = _facts(room)
    room.name, room.site, room.open = name.strip(), site.strip(), open
    _keep(db, room)
    audit.record(
        db, actor, "sites.change-room", f"room:{room.id}", now=now, before=before, after=_facts(room)
    )
    return room


def lock_room(db: Session, room_id: int) -> TreatmentRoom:
    """Return a room as it is now, once nobody else decides about it; raises `Missing`."""
    get_room(db, room_id)
    query = select(TreatmentRoom).where(TreatmentRoom.id == room_id).with_for_update(key_share=True)
    return db.scalars(query.execution_options(populate_existing=True)).one()


@dataclass(frozen=True, slots=True)
class Needy:
    """How many open rooms need somebody."""

    locked: int
    ending: int
    """Rooms whose acceptance record ends within 30 days, or has ended."""


def count_needy(db: Session, *, today: date) -> Needy:
    """Return how many open rooms are locked, and how many need a new record within 30 days: in one query.

    What `rules.records.needs_record` says of one room is said here of all of them; a test compares the two.
    """
    rooms = select(func.count()).select_from(TreatmentRoom).where(TreatmentRoom.open)
    shut = exists().where(
        RoomLock.room_id == TreatmentRoom.id, ~exists().where(RoomOpening.lock_id == RoomLock.id)
    )
    row = RoomInspection
    rated = and_(row.load_kind == WORKING, row.load_kg.is_not(None))
    table = or_(row.table_kind.is_(None), and_(row.table_kind == WORKING, row.table_kg.is_not(None)))
    lasts = and_(row.room_id == TreatmentRoom.id, row.inspected_on <= today, row.valid_until >= today + SOON)
    lacking = ~exists().where(lasts, rated, table)
    locked, ending = rooms.where(shut).scalar_subquery(), rooms.where(lacking).scalar_subquery()
    return Needy(*db.execute(select(locked, ending)).one())


def refuse_stranger(actor: Actor) -> None:
    """Raise `NotAllowed` unless the actor keeps treatment rooms."""
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
