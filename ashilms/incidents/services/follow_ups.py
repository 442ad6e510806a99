"""Follow-ups: made after each session, answered once by its trainee, seen by who supervised when nobody answers."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, func, select
from sqlalchemy.orm import Session

from ashilms.actor import Actor
from ashilms.audit import services as audit
from ashilms.db import add_once
from ashilms.errors import Clash, Missing, Unacceptable
from ashilms.incidents.models import FollowUp, Incident
from ashilms.incidents.rules.follow_ups import CATCH_UP, GRACE, Answer, due_times, needs_follow_up
from ashilms.practicum.models import Entry
from ashilms.practicum.rules.states import State
from ashilms.texts import find_identity

ASKED = (State.SUBMITTED, State.COUNTERSIGNED, State.AMENDED)
RECENT = 20


def make_follow_ups(db: Session, *, now: datetime) -> int:
    """Make the follow-ups of sessions that have none yet, and return of how many: as often as one likes.

    An amendment is the same session, so it gets none. Where a returned session was sent again with another end,
    what nobody has answered yet moves with it.
    """
    known = select(FollowUp.id).where(FollowUp.entry_id == Entry.id).exists()
    query = select(Entry).where(
        Entry.state.in_(ASKED), Entry.amends_id.is_(None), Entry.ends > now - CATCH_UP, ~known
    )
    made = 0
    for entry in db.scalars(query.order_by(Entry.id)).all():
        if entry.ends and needs_follow_up(entry.strokes, entry.client, entry.ends, now):
            made += any([add_once(db, row) for row in _rows(entry, entry.ends)])
    _move(db, now)
    return made


def _rows(entry: Entry, ends: datetime) -> list[FollowUp]:
    return [
        FollowUp(entry_id=entry.id, person_id=entry.person_id, hours=hours, due_at=due_at)
        for hours, due_at in due_times(ends)
    ]


def _move(db: Session, now: datetime) -> None:
    query = select(FollowUp).join(Entry).where(FollowUp.answered_at.is_(None), Entry.ends > now - CATCH_UP)
    for row in db.scalars(query):
        due_at = dict(due_times(row.entry.ends))[row.hours] if row.entry.ends else row.due_at
        if row.due_at != due_at:
            row.due_at = due_at
    db.flush()


def _open(*where: ColumnElement[bool]) -> Select[Any]:
    """Return the query for what nobody has answered; nobody asks about a session that was declared void."""
    query = (
        select(FollowUp).join(Entry).where(FollowUp.answered_at.is_(None), Entry.state != State.VOID, *where)
    )
    return query.order_by(FollowUp.due_at, FollowUp.id)


def find_due(db: Session, actor: Actor, *, now: datetime) -> Sequence[FollowUp]:
    """Return what somebody has to answer now, the longest due first."""
    return db.scalars(_open(FollowUp.person_id == actor.id, FollowUp.due_at <= now)).all()


def count_due(db: Session, person_id: int, *, now: datetime) -> int:
    """Return how much a trainee has to answer now."""
    due = _open(FollowUp.person_id == person_id, FollowUp.due_at <= now)
    return db.scalar(due.with_only_columns(func.count(FollowUp.id)).order_by(None)) or 0


def find_coming(db: Session, actor: Actor, *, now: datetime) -> Sequence[FollowUp]:
    """Return what somebody will have to answer, the next first."""
    return db.scalars(_open(FollowUp.person_id == actor.id, FollowUp.due_at > now).limit(RECENT)).all()


def find_answered(db: Session, actor: Actor) -> Sequence[FollowUp]:
    """Return what somebody has answered, the latest first."""
    query = select(FollowUp).where(FollowUp.person_id == actor.id, FollowUp.answered_at.is_not(None))
    return db.scalars(query.order_by(FollowUp.answered_at.desc(), FollowUp.id.desc()).limit(RECENT)).all()


def find_unreported(db: Session, actor: Actor) -> Sequence[FollowUp]:
    """Return where somebody said "something else" and has not reported what."""
    told = select(Incident.id).where(
        Incident.entry_id == FollowUp.entry_id,
        Incident.reporter_id == actor.id,
        Incident.sent_at.is_not(None),
    )
    query = select(FollowUp).where(
        FollowUp.person_id == actor.id, FollowUp.answer == Answer.OTHER, ~told.exists()
    )
    return db.scalars(query.order_by(FollowUp.id)).all()


def find_overdue(db: Session, actor: Actor, *, now: datetime) -> Sequence[FollowUp]:
    """Return what trainees have not answered for a day about sessions that the actor supervised."""
    late = and_(Entry.supervisor_id == actor.id, FollowUp.due_at <= now - GRACE)
    return db.scalars(_open(late)).all()


def follow_ups_of(db: Session, entry_id: int) -> Sequence[FollowUp]:
    """Return the follow-ups of a session that the caller may see, in their order."""
    return db.scalars(select(FollowUp).where(FollowUp.entry_id == entry_id).order_by(FollowUp.hours)).all()


def find_follow_up(db: Session, actor: Actor, follow_up_id: int) -> FollowUp:
    """Return one's own follow-up; raises `Missing`."""
    row = db.get(FollowUp, follow_up_id)
    if row is None or row.person_id != actor.person_id:
        raise Missing("There is no such follow-up.")
    return row


def answer_follow_up(
    db: Session, actor: Actor, follow_up_id: int, answer: Answer, *, note: str = "", now: datetime
) -> FollowUp:
    """Let a trainee answer what is due, once.

    Raises `Missing` for somebody else's, `Clash` for one that is not due, was answered, or whose session is void,
    and `Unacceptable` for a note that tells who somebody is.
    """
    find_follow_up(db, actor, follow_up_id)
    query = select(FollowUp).where(FollowUp.id == follow_up_id).with_for_update(of=FollowUp)
    row = db.scalars(query.execution_options(populate_existing=True)).one()
    if row.answered_at is not None:
        raise Clash("This was answered already. What has come up since is an incident report.")
    if row.due_at > now or row.entry.state == State.VOID:
        raise Clash("This is not asked now.")
    if identity := find_identity(note, now.date()):
        raise Unacceptable(identity, "note")
    row.answer, row.note, row.answered_at = answer, note.strip(), now
    db.flush()
    audit.record(
        db,
        actor,
        "incidents.answer",
        f"follow-up:{row.id}",
        now=now,
        about=actor.id,
        after={"answer": answer},
    )
    return row
