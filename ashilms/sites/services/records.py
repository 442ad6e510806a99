"""Keeping acceptance records: once for an installation, then every year."""

from dataclasses import asdict
from datetime import datetime

from sqlalchemy.orm import Session

from ashilms.actor import Actor
from ashilms.audit import services as audit
from ashilms.errors import Unacceptable
from ashilms.formats import local
from ashilms.sites.models import RoomInspection, TreatmentRoom
from ashilms.sites.rules.records import Acceptance, find_acceptance_problem
from ashilms.sites.services.rooms import get_room, refuse_stranger


def record_acceptance(
    db: Session, actor: Actor, room_id: int, record: Acceptance, *, now: datetime
) -> RoomInspection:
    """Keep an acceptance record, also one that found no working load: the room can't be used on it, and says so.

    Raises `Unacceptable` for what makes no sense, and `Missing` for a room that does not exist.
    """
    refuse_stranger(actor)
    room = get_room(db, room_id)
    if problem := find_acceptance_problem(record, local(now, actor.zone).date()):
        field, sentence = problem
        raise Unacceptable(sentence, field)
    row = RoomInspection(room_id=room.id, recorded_by=actor.person_id, recorded_at=now, **asdict(record))
    room.inspections.append(row)
    db.flush()
    audit.record(
        db, actor, "sites.record-acceptance", f"room:{room.id}", now=now,
        after={
            "on": record.inspected_on, "until": record.valid_until, "load": record.load_kind, "kg": record.load_kg,
            "table": record.table_kind, "table_kg": record.table_kg,
        },
    )  # fmt: skip
    return row


def last_record(room: TreatmentRoom) -> RoomInspection | None:
    """Return the room's latest record, from which the next one is begun; `None` for a room without any."""
    return room.inspections[-1] if room.inspections else None
