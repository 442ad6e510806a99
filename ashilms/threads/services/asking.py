"""Asking, answering, and taking back what was just sent."""

from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from ashilms import signals
from ashilms.actor import Actor
from ashilms.audit import services as audit
from ashilms.errors import Clash, Missing, NotAllowed, Unacceptable
from ashilms.practicum import services as practicum
from ashilms.practicum.models import Entry
from ashilms.practicum.rules.states import State
from ashilms.threads.models import Remark
from ashilms.threads.rules import why_not
from ashilms.waiting import is_undoable

NO_QUESTION = "There is no such question."
ANSWERED = "This question is answered already, or was taken back. Look at it again."


def may_ask(db: Session, actor: Actor, entry: Entry, *, now: datetime) -> bool:
    """Return whether the actor asks about an entry that they may see: its trainee, and whoever decides on it."""
    if entry.round == 0 or entry.state == State.VOID:
        return False
    return entry.person_id == actor.person_id or practicum.is_signer(db, actor, entry, now=now)


def ask_question(db: Session, actor: Actor, entry_id: int, text: str, *, now: datetime) -> Remark:
    """Ask about an entry: its trainee asks whoever decides on it, and they ask the trainee.

    Raises `Missing` for who may not see the entry, `NotAllowed` for who only looks at it and for one that was never
    sent, `Unacceptable` for what says nothing or tells who somebody is.
    """
    entry = practicum.find_entry(db, actor, entry_id, now=now)
    if not may_ask(db, actor, entry, now=now):
        raise NotAllowed("The trainee and whoever decides on a session ask about it, once it was sent.")
    return _say(db, actor, entry, text, None, now)


def get_open_question(db: Session, actor: Actor, question_id: int, *, now: datetime) -> Remark:
    """Return a question that waits for the actor's answer; raises `Missing`, and `Clash` for one that waits no more."""
    row = db.get(Remark, question_id)
    if row is None or row.answers_id is not None:
        raise Missing(NO_QUESTION)
    try:
        entry = practicum.find_entry(db, actor, row.entry_id, now=now)
    except Missing:
        raise Missing(NO_QUESTION) from None
    own, asked_by_trainee = entry.person_id == actor.person_id, row.by_id == entry.person_id
    if own == asked_by_trainee or not may_ask(db, actor, entry, now=now):
        raise Missing(NO_QUESTION)
    answered = select(Remark.id).where(Remark.answers_id == row.id, Remark.withdrawn_at.is_(None))
    if row.withdrawn_at is not None or db.scalar(answered) is not None:
        raise Clash(ANSWERED)
    return row


def answer_question(db: Session, actor: Actor, question_id: int, text: str, *, now: datetime) -> Remark:
    """Answer a question, once; raises as `get_open_question`, and `Unacceptable` as `ask_question`."""
    row = get_open_question(db, actor, question_id, now=now)
    practicum.lock_entry(db, row.entry_id, row.entry.person_id)
    row = get_open_question(db, actor, question_id, now=now)
    return _say(db, actor, row.entry, text, row.id, now)


def _say(db: Session, actor: Actor, entry: Entry, text: str, answers: int | None, now: datetime) -> Remark:
    if problem := why_not(text, now.date()):
        raise Unacceptable(problem, "text")
    practicum.lock_entry(db, entry.id, entry.person_id)
    count = db.scalar(select(func.max(Remark.number)).where(Remark.entry_id == entry.id)) or 0
    row = Remark(
        entry_id=entry.id, number=count + 1, answers_id=answers, by_id=actor.id, at=now, text=text.strip()
    )
    db.add(row)
    db.flush()
    signals.remark_made.send(db, remark_id=row.id, now=now)
    what = "threads.answer" if answers else "threads.ask"
    audit.record(
        db, actor, what, f"entry:{entry.id}", now=now, about=entry.person_id, after={"remark": row.id}
    )
    return row


def withdraw(db: Session, actor: Actor, remark_id: int, *, now: datetime) -> Remark:
    """Take one's own question or answer back, seconds after it was sent; it stays and says that it was taken back.

    Raises `Missing` for somebody else's, `Clash` after ten seconds and once it was answered.
    """
    row = db.get(Remark, remark_id)
    if row is None or row.by_id != actor.person_id:
        raise Missing(NO_QUESTION)
    practicum.lock_entry(db, row.entry_id, row.entry.person_id)
    db.refresh(row)
    answered = select(Remark.id).where(Remark.answers_id == row.id, Remark.withdrawn_at.is_(None))
    if row.withdrawn_at is not None or db.scalar(answered) is not None:
        raise Clash(ANSWERED)
    if not is_undoable(row.at, now):
        raise Clash("The ten seconds are over, so it stays.")
    row.withdrawn_at = now
    db.flush()
    audit.record(
        db, actor, "threads.withdraw", f"entry:{row.entry_id}", now=now, about=row.entry.person_id,
        after={"remark": row.id},
    )  # fmt: skip
    return row
