"""Taking back a return within ten seconds: a step of its own, so that nothing that was done is hidden."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from ashilms.accounts import services as people
from ashilms.actor import Actor
from ashilms.audit import services as audit
from ashilms.errors import Clash, Missing
from ashilms.practicum.models import Entry, EntryEvent, Review
from ashilms.practicum.rules.states import State, Step, take_step
from ashilms.practicum.services.entries import lock_entry
from ashilms.waiting import ON_ITS_WAY, UNDO, Undoable, is_undoable

TOO_LATE = "The ten seconds are over, so the session stays with its trainee. They can send it again at once."
MEANWHILE = "The trainee has taken it up already, so it can’t be taken back."


def take_back(db: Session, actor: Actor, entry_id: int, *, now: datetime) -> Entry:
    """Let who returned an entry just now take that back: it waits for them again, as if it had been sent once more.

    Raises `Missing` for anybody else, and `Clash` after ten seconds or when the trainee has sent it anew.
    """
    entry = db.get(Entry, entry_id)
    if entry is None or _last_return(entry, actor) is None:
        raise Missing("There is no such entry.")
    entry = lock_entry(db, entry.id, entry.person_id, actor.id)
    review, after = _last_return(entry, actor), take_step(entry.standing(now), Step.TAKE_BACK)
    if review is None or after is None:
        raise Clash(MEANWHILE)
    if not is_undoable(review.at, now):
        raise Clash(TOO_LATE)
    entry.state, entry.version, entry.round = after, entry.version + 1, entry.round + 1
    entry.events.append(EntryEvent(at=now, by_id=actor.id, step=Step.TAKE_BACK, reason="", changes=[]))
    db.flush()
    audit.record(
        db, actor, "practicum.take-back", f"entry:{entry.id}", now=now, about=entry.person_id,
        before={"state": State.RETURNED}, after={"state": after, "round": entry.round},
    )  # fmt: skip
    return entry


def _last_return(entry: Entry, actor: Actor) -> Review | None:
    """Return the actor's return that an entry stands at, or `None`."""
    last = entry.reviews[-1] if entry.reviews else None
    mine = last is not None and last.reviewer_id == actor.person_id and last.verdict == Step.RETURN
    return last if mine and last is not None and last.round == entry.round else None


def find_undoable(db: Session, actor: Actor, *, now: datetime) -> Sequence[Undoable]:
    """Return what the actor returned in the last ten seconds and nobody has taken up, the latest first."""
    just_now = select(Review, Entry).join(Entry, Entry.id == Review.entry_id)
    just_now = just_now.where(
        Review.reviewer_id == actor.id,
        Review.at > now - UNDO - ON_ITS_WAY,
        Review.verdict == Step.RETURN,
        Review.round == Entry.round,
        Entry.state == State.RETURNED,
    )
    rows = db.execute(just_now.order_by(Review.id.desc())).all()
    names = people.names_of(db, [entry.person_id for _, entry in rows])
    return [
        Undoable(
            f"Returned to {names[entry.person_id]}: {entry.when}",
            review.at + UNDO,
            "ashilms.practicum.take_back",
            {"id": entry.id},
        )
        for review, entry in rows
    ]
