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
from ashilms.practicum.rules.states import State, Step, take_step
from ashilms.practicum.services.entries import check_reason, find_open_amendment, lock_entry, sheet_of
from ashilms.practicum.services.sending import takes_time_beside

STOOD = "This entry is not rejected any more, so there is no rejection to set aside."
AMENDS_NOTHING = "The session that this one amends is countersigned no more, so it can’t be amended."
AMENDED_AGAIN = "The trainee amends the same session anew. Declare that amendment void first."
TAKEN = "The trainee has logged another session at that time since. Declare that one void first."


def reconsider_entry(db: Session, actor: Actor, entry_id: int, *, reason: str, now: datetime) -> Entry:
    """Let a rejected entry wait for whom it names once more, for as long as one that was just sent.

    A registrar may let somebody else decide on it. Raises `Missing` for anybody but a registrar, `Clash` for one that
    is not rejected, whose time is taken by now or that amends what can't be amended now, `Unacceptable` for a reason
    that says nothing.
    """
    entry = db.get(Entry, entry_id)
    if entry is None or not actor.has(REGISTRAR):
        raise Missing("There is no such entry.")
    entry = lock_entry(db, entry.id, entry.person_id, entry.supervisor_id or entry.person_id)
    after = take_step(State(entry.state), Step.RECONSIDER)
    if after is None:
        raise Clash(STOOD)
    if reason_against := _why_not(db, entry):
        raise Clash(reason_against)
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


def _why_not(db: Session, entry: Entry) -> str:
    """Return why an entry can't wait once more as things stand now, in a sentence; empty where it can."""
    amended = db.get(Entry, entry.amends_id) if entry.amends_id else None
    if amended is not None and take_step(State(amended.state), Step.AMEND) is None:
        return AMENDS_NOTHING
    if amended is not None and find_open_amendment(db, amended) is not None:
        return AMENDED_AGAIN
    taken = select(Entry.id).where(
        Entry.person_id == entry.person_id, takes_time_beside(entry),
        Entry.starts < entry.ends, Entry.ends > entry.starts,
    )  # fmt: skip
    return TAKEN if db.scalar(taken.limit(1)) is not None else ""
