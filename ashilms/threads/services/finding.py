"""Finding questions: those of an entry, those that wait for somebody, and what may still be taken back."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, exists, select
from sqlalchemy.orm import Session, aliased

from ashilms.accounts import services as people
from ashilms.actor import Actor
from ashilms.practicum.models import Entry
from ashilms.practicum.rules.states import State
from ashilms.supervision import services as supervision
from ashilms.threads.models import Remark
from ashilms.waiting import ON_ITS_WAY, UNDO, Offer, Undoable, Waiting, listed

SHOWN = 120
"""Characters of a question in the queue."""
REPLY = aliased(Remark)
OPEN = (
    Remark.answers_id.is_(None)
    & Remark.withdrawn_at.is_(None)
    & ~exists().where(REPLY.answers_id == Remark.id, REPLY.withdrawn_at.is_(None))
)
"""Questions that nobody has answered."""


@dataclass(frozen=True, slots=True)
class Thread:
    """What was asked and answered about an entry, who said it, and how many questions are open."""

    remarks: Sequence[Remark]
    names: dict[int, str]
    open: frozenset[int]


def find_remarks(db: Session, entry_id: int) -> Sequence[Remark]:
    """Return what was said about an entry, in order; the caller may see the entry."""
    return db.scalars(select(Remark).where(Remark.entry_id == entry_id).order_by(Remark.number)).all()


def tell_of_questions(db: Session, actor: Actor, entry: Entry) -> Thread:
    """Return what was asked and answered about an entry that somebody may see."""
    remarks = find_remarks(db, entry.id)
    answered = {row.answers_id for row in remarks if row.withdrawn_at is None}
    waits = {row.id for row in remarks if row.answers_id is None and row.withdrawn_at is None}
    return Thread(remarks, people.names_of(db, {row.by_id for row in remarks}), frozenset(waits - answered))


def offer_waiting(db: Session, actor: Actor, *, now: datetime) -> Offer:
    """Return the questions that wait for the actor, and what they may take back, as the queue takes it."""
    return listed(waiting_for(db, actor, now=now), find_undoable(db, actor, now=now))


def waiting_for(db: Session, actor: Actor, *, now: datetime) -> Sequence[Waiting]:
    """Return the trainees' questions that wait for whoever decides on their sessions, as the inbox shows them."""
    stands_in = supervision.find_stand_ins(db, actor.id, now.date())
    mine: ColumnElement[bool] = Entry.supervisor_id.in_({actor.id, *stands_in.supervisors})
    mine = mine | Entry.id.in_(stands_in.entries)
    query = select(Remark).join(Entry, Entry.id == Remark.entry_id).where(mine, OPEN)
    query = query.where(
        Remark.by_id == Entry.person_id, Entry.state != State.VOID, Entry.person_id != actor.id
    )
    rows = db.scalars(query.order_by(Remark.at)).all()
    names = people.names_of(db, [row.by_id for row in rows])
    return [
        Waiting(
            "question", row.id, row.by_id, names[row.by_id], row.at, f"Question · {_short(row.text)}", False,
            "ashilms.threads.answer_question", {"id": row.id},
        )
        for row in rows
    ]  # fmt: skip


def _short(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= SHOWN else f"{line[: SHOWN - 1]}…"


def find_open_for(db: Session, person_id: int) -> Sequence[int]:
    """Return the ids of the questions about their own sessions that a trainee has to answer, the oldest first."""
    query = select(Remark.id).join(Entry, Entry.id == Remark.entry_id).order_by(Remark.at, Remark.id)
    mine = Entry.person_id == person_id, Remark.by_id != person_id, Entry.state != State.VOID
    return db.scalars(query.where(*mine, OPEN)).all()


def find_undoable(db: Session, actor: Actor, *, now: datetime) -> Sequence[Undoable]:
    """Return what the actor asked or answered in the last ten seconds, the latest first."""
    mine = select(Remark).where(Remark.by_id == actor.id, Remark.withdrawn_at.is_(None))
    rows = db.scalars(mine.where(Remark.at > now - UNDO - ON_ITS_WAY).order_by(Remark.id.desc()))
    return [
        Undoable(
            f"{'Answered' if row.answers_id else 'Asked'}: “{_short(row.text)}”", row.at + UNDO,
            "ashilms.threads.withdraw", {"id": row.id},
        )
        for row in rows
    ]  # fmt: skip
