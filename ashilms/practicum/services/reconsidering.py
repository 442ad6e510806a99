"""A rejected session waits again, since the rejection was set aside: another round, and the first stays beside it."""

from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from ashilms import signals
from ashilms.actor import REGISTRAR, Actor
from ashilms.audit import services as audit
from ashilms.errors import Clash, Missing
from ashilms.practicum.models import Entry, EntryEvent
from ashilms.practicum.rules.sheet import sheet_as_json
from ashilms.practicum.rules.states import TAKES_TIME, State, Step, take_step
from ashilms.practicum.services.entries import check_reason, lock_entry, sheet_of

STOOD = "This entry is not rejected any more, so there is no rejection to set aside."
TAKEN = "The trainee has logged another session at that time since. Declare that one void first."


def reconsider_entry(db: Session, actor: Actor, entry_id: int, *, reason: str, now: datetime) -> Entry:
    """Let a rejected entry wait for whom it names once more, for as long as one that was just sent.

    A registrar may let somebody else decide on it. Raises `Missing` for anybody but a registrar, `Clash` for one that
    is not rejected or whose time is taken by now, `Unacceptable` for a reason that says nothing.
    """
    entry = db.get(Entry, entry_id)
    if entry is None or not actor.has(REGISTRAR):
        raise Missing("There is no such entry.")
    entry = lock_entry(db, entry.id, entry.person_id, entry.supervisor_id or entry.person_id)
    after = take_step(State(entry.state), Step.RECONSIDER)
    if after is None:
        raise Clash(STOOD)
    if _is_taken(db, entry):
        raise Clash(TAKEN)
    check_reason(reason, now)
    entry.state, entry.version, entry.round = after, entry.version + 1, entry.round + 1
    entry.sheet = sheet_as_json(sheet_of(entry))
    entry.sent_at, entry.lapses_at = now, now + timedelta(days=entry.plan.as_plan().caps.lapse_days)
    said = reason.strip()
    entry.events.append(
        EntryEvent(at=now, by_id=actor.person_id, step=Step.RECONSIDER, reason=said, changes=[])
    )
    db.flush()
    audit.record(
        db, actor, "practicum.reconsider", f"entry:{entry.id}", now=now, about=entry.person_id,
        before={"state": State.REJECTED}, after={"state": after, "round": entry.round, "reason": said},
    )  # fmt: skip
    signals.entry_submitted.send(
        db, person_id=entry.person_id, entry_id=entry.id, supervisor_id=entry.supervisor_id, now=now
    )
    return entry


def _is_taken(db: Session, entry: Entry) -> bool:
    """Return whether another session of the same trainee takes its time by now."""
    query = select(Entry.id).where(
        Entry.person_id == entry.person_id, Entry.id != entry.id, Entry.state.in_(TAKES_TIME),
        Entry.starts < entry.ends, Entry.ends > entry.starts,
    )  # fmt: skip
    return db.scalar(query.limit(1)) is not None
