"""What waits for a supervisor: how much, in which order, and the few that a page shows."""

from collections.abc import Collection, Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, and_, case, false, func, or_, select
from sqlalchemy.orm import Session

from ashilms.accounts.models import Person
from ashilms.actor import LINK, Actor
from ashilms.formats import day, hours
from ashilms.practicum.models import Entry
from ashilms.practicum.rules.spans import Span
from ashilms.practicum.rules.states import State
from ashilms.practicum.services.sending import SIGNERS
from ashilms.practicum.services.undoing import find_undoable
from ashilms.supervision import services as supervision
from ashilms.waiting import Counts, Offer, Turn, Waiting

SOON = timedelta(days=7)
"""How long before it lapses an entry is put in front."""
KIND = "entry"
SHOWN = (
    Entry.id, Entry.person_id, Entry.first_sent_at, Entry.sent_at, Entry.created_at, Entry.lapses_at, Entry.zone,
    Entry.amends_id, Entry.category, Entry.starts, Entry.ends, Entry.flags, Entry.decision,
)  # fmt: skip


def offer_waiting(db: Session, actor: Actor, *, now: datetime) -> Offer:
    """Return what waits for the actor, as the queue takes it: flagged and lapsing ones first, then by age."""
    mine = _mine(db, actor, now)
    return Offer(
        _count(db, mine, now),
        lambda most: _line_up(db, mine, now, most),
        lambda turns: _describe(db, actor, mine, [turn.id for turn in turns if turn.kind == KIND], now),
        find_undoable(db, actor, now=now),
    )


def count_waiting(db: Session, actor: Actor, *, now: datetime) -> Counts:
    """Return how many entries wait for the actor, and how many of them are flagged or lapse soon."""
    return _count(db, _mine(db, actor, now), now)


def describe_waiting(db: Session, actor: Actor, ids: Collection[int], *, now: datetime) -> Sequence[Waiting]:
    """Return these entries as the queue shows them, of those that wait for the actor, in the queue's order."""
    return _describe(db, actor, _mine(db, actor, now), ids, now)


def waiting_for(db: Session, actor: Actor, *, now: datetime, most: int | None = None) -> Sequence[Waiting]:
    """Return what waits for the actor, in order: all of it, or so much of the first."""
    mine = _mine(db, actor, now)
    return _describe(db, actor, mine, [turn.id for turn in _line_up(db, mine, now, most)], now)


def _mine(db: Session, actor: Actor, now: datetime) -> ColumnElement[bool]:
    """Return what makes an entry wait for the actor."""
    stands_in = supervision.find_stand_ins(db, actor.id, now.date())
    mine: ColumnElement[bool] = Entry.supervisor_id.in_({actor.id, *stands_in.supervisors})
    if stands_in.entries:  # without, one index answers it all
        mine = mine | Entry.id.in_(stands_in.entries)
    alive = or_(Entry.lapses_at.is_(None), Entry.lapses_at > now)
    waits = and_(mine, Entry.person_id != actor.id, Entry.state == State.SUBMITTED, alive)
    return waits if actor.has(*SIGNERS) else false()


def _count(db: Session, mine: ColumnElement[bool], now: datetime) -> Counts:
    flagged = func.sum(case((_is_flagged(now), 1), else_=0))
    waiting, of_them = db.execute(select(func.count(), flagged).where(mine)).one()
    return Counts(waiting, of_them or 0)


def _line_up(
    db: Session, mine: ColumnElement[bool], now: datetime, most: int | None = None
) -> Sequence[Turn]:
    flagged = case((_is_flagged(now), 1), else_=0)
    query = select(Entry.id, Entry.sent_at, flagged).where(mine)
    query = query.order_by(flagged.desc(), Entry.sent_at, Entry.id).limit(most)
    return [Turn(True, not first, since, KIND, id) for id, since, first in db.execute(query)]


def _describe(
    db: Session, actor: Actor, mine: ColumnElement[bool], ids: Collection[int], now: datetime
) -> Sequence[Waiting]:
    query = select(*SHOWN, Person.name).join(Person, Person.id == Entry.person_id)
    rows = db.execute(query.where(mine, Entry.id.in_(ids)))
    found = (_waiting(row, actor, now) for row in rows)
    return sorted(found, key=lambda item: item.turn)


def _is_flagged(now: datetime) -> ColumnElement[bool]:
    return or_(Entry.flagged.is_(True), Entry.lapses_at < now + SOON)


def _waiting(row: Any, actor: Actor, now: datetime) -> Waiting:
    why, flagged = _why(row, now)
    since = row.sent_at or row.created_at
    endpoint = "ashilms.practicum.review_entry"
    return Waiting(
        KIND, row.id, row.person_id, row.name, since, why, flagged, endpoint, {"id": row.id},
        together=not flagged and actor.via != LINK,
    )  # fmt: skip


def _why(row: Any, now: datetime) -> tuple[str, bool]:
    if row.flags:
        return row.flags[0], True
    if row.lapses_at is not None and row.lapses_at - now < SOON:
        return f"Lapses on {day(row.lapses_at, row.zone)} if unsigned", True
    kind = "Amendment" if row.amends_id else "Sent again" if row.first_sent_at != row.sent_at else "Session"
    minutes = Span(row.starts, row.ends).minutes if row.starts and row.ends else 0
    outcome = (row.decision or {}).get("outcome", "").lower()
    return f"{kind} · {row.category}, {hours(minutes)}, {outcome}", False
