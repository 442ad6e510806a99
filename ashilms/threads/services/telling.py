"""Whom a mail tells that something was asked or answered, and of what."""

from collections.abc import Collection, Sequence
from datetime import datetime

from sqlalchemy import and_, or_, select, update
from sqlalchemy.orm import Session

from ashilms.practicum.models import Entry
from ashilms.practicum.rules.states import State
from ashilms.threads.models import Remark
from ashilms.threads.services.finding import OPEN
from ashilms.waiting import UNTOLD


def untold_for(db: Session, person_id: int, *, now: datetime) -> Sequence[Remark]:
    """Return what somebody was not told of and can't be taken back any more: said to them, by somebody else."""
    query = select(Remark).where(
        Remark.told_at.is_(None),
        Remark.withdrawn_at.is_(None),
        Remark.at <= now - UNTOLD,
        Remark.by_id != person_id,
    )
    return [row for row in db.scalars(query.order_by(Remark.id)) if reader_of(db, row) == person_id]


def reader_of(db: Session, row: Remark) -> int | None:
    """Return to whom something was said: an answer to who asked, a question to the other side."""
    if row.answers_id is not None:
        return db.get_one(Remark, row.answers_id).by_id
    return row.entry.supervisor_id if row.by_id == row.entry.person_id else row.entry.person_id


def waits_for(db: Session, person_id: int) -> bool:
    """Return whether a question that somebody else asked waits for this person's answer."""
    other = (Remark.by_id == Entry.person_id, Entry.supervisor_id == person_id)
    own = (Remark.by_id != Entry.person_id, Entry.person_id == person_id)
    query = select(Remark.id).join(Entry, Entry.id == Remark.entry_id).where(OPEN, Entry.state != State.VOID)
    return db.scalar(query.where(or_(and_(*other), and_(*own))).limit(1)) is not None


def mark_told(db: Session, ids: Collection[int], *, now: datetime) -> None:
    """Note that a mail said so."""
    db.execute(update(Remark).where(Remark.id.in_(ids), Remark.told_at.is_(None)).values(told_at=now))
