"""Taking a check of a room that was done without a network."""

from datetime import datetime

from sqlalchemy.orm import Session

from ashilms.actor import Actor
from ashilms.errors import Unacceptable
from ashilms.formats import local
from ashilms.offline.rules.answers import read_id
from ashilms.offline.rules.parcels import Item
from ashilms.offline.services.taken import Taken
from ashilms.sites import services as sites
from ashilms.sites.models import RoomCheck


def take_check(db: Session, actor: Actor, item: Item, *, key: str, now: datetime) -> Taken:
    """Record a check as of when it was done, by the points and locks of that moment; a fault locks the room now."""
    body = item.body
    answers, note = _answers(body.get("answers")), body.get("note", "")
    room, plan = read_id(body.get("room_id")), read_id(body.get("plan_id"))
    if room is None or plan is None or answers is None or not isinstance(note, str):
        raise Unacceptable("This check can't be read. Do it again on the room's page.")
    check = sites.record_check(
        db, actor, room, plan, answers, form_key=item.key, refused=body.get("refused") is True, note=note,
        now=now, done_at=item.captured_at,
    )  # fmt: skip
    return Taken(tuple(_changed_since(check, actor)), check_id=check.id)


def _answers(data: object) -> dict[str, bool] | None:
    whole = isinstance(data, dict) and all(type(held) is bool for held in data.values())
    return data if isinstance(data, dict) and whole else None


def _changed_since(check: RoomCheck, actor: Actor) -> list[str]:
    """Return what happened to the room between the check and its arrival."""
    return [
        f"The room was locked at {local(lock.at, actor.zone):%H:%M}, after this check. {lock.reason}"
        for lock in check.room.open_locks
        if lock.at > check.at and lock.check_id != check.id
    ]
