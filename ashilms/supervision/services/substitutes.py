"""Substitutes: assigned by a registrar for a span of days or for one session, and asked for before anybody decides."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from ashilms.accounts import services as people
from ashilms.actor import REGISTRAR, Actor
from ashilms.audit import services as audit
from ashilms.errors import Missing, Unacceptable
from ashilms.supervision.models import Substitute
from ashilms.supervision.services.credentials import SUPERVISING

NONE = "There is no such supervisor, or none that you may change."
LONGEST_DAYS = 92
"""A substitute for longer than three months is a change of supervisor."""


@dataclass(frozen=True, slots=True)
class Span:
    """From which day to which, both included, somebody decides in a supervisor's place."""

    starts_on: date
    ends_on: date


@dataclass(frozen=True, slots=True)
class StandsIn:
    """In whose place somebody decides now: of these supervisors everything that waits, and these sessions."""

    supervisors: frozenset[int] = frozenset()
    entries: frozenset[int] = frozenset()

    def covers(self, entry_id: int, supervisor_id: int | None) -> bool:
        """Return whether they may decide on this session, which names that supervisor."""
        return entry_id in self.entries or supervisor_id in self.supervisors


def assign_substitute(
    db: Session, actor: Actor, supervisor_id: int, substitute_id: int, scope: Span | int, *, now: datetime
) -> Substitute:
    """Let somebody decide in a supervisor's place, for a span of days or on one session (its id).

    Whether they may sign a session is judged when they do. Raises `Missing` for anybody but a registrar, and
    `Unacceptable` for who does not supervise, for days that can't be, and for what is assigned already.
    """
    if not actor.has(REGISTRAR):
        raise Missing(NONE)
    if substitute_id == supervisor_id or substitute_id not in people.names_in_roles(db, SUPERVISING):
        raise Unacceptable("Choose another supervisor or instructor.", "substitute")
    row = Substitute(
        supervisor_id=supervisor_id, substitute_id=substitute_id, assigned_at=now, assigned_by=actor.id
    )
    if isinstance(scope, Span):
        _refuse_span(scope, now.date())
        row.starts_on, row.ends_on = scope.starts_on, scope.ends_on
    else:
        row.entry_id = scope
    try:
        with db.begin_nested():
            db.add(row)
            db.flush()
    except IntegrityError as clash:
        raise Unacceptable("They stand in for this session already.", "substitute") from clash
    audit.record(
        db, actor, "supervision.substitute", f"person:{supervisor_id}", now=now,
        after={"substitute": substitute_id, "entry": row.entry_id, "from": row.starts_on, "until": row.ends_on},
    )  # fmt: skip
    return row


def _refuse_span(span: Span, today: date) -> None:
    if span.ends_on < max(span.starts_on, today):
        raise Unacceptable("The last day is the first one or later, and has not passed.", "ends_on")
    if (span.ends_on - span.starts_on).days > LONGEST_DAYS:
        raise Unacceptable("At most three months. Let trainees name somebody else after that.", "ends_on")


def find_stand_ins(db: Session, person_id: int, today: date) -> StandsIn:
    """Return in whose place a person decides on a day."""
    rows = db.scalars(select(Substitute).where(Substitute.substitute_id == person_id)).all()
    spans = {row.supervisor_id for row in rows if row.spans(today)}
    return StandsIn(frozenset(spans), frozenset(row.entry_id for row in rows if row.entry_id is not None))


def substitutes_of(db: Session, supervisor_id: int, today: date) -> Sequence[Substitute]:
    """Return who stands in for a supervisor today or later, spans alone, the earliest first."""
    query = select(Substitute).where(Substitute.supervisor_id == supervisor_id, Substitute.ends_on >= today)
    return db.scalars(query.order_by(Substitute.starts_on, Substitute.id)).all()


def who_decides(db: Session, entry_id: int, supervisor_id: int, today: date) -> list[int]:
    """Return who may be reminded of a session: its supervisor, and whoever stands in today."""
    query = select(Substitute).where(Substitute.supervisor_id == supervisor_id)
    return [supervisor_id] + [
        row.substitute_id
        for row in db.scalars(query.order_by(Substitute.id))
        if row.entry_id == entry_id or row.spans(today)
    ]
