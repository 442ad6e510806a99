"""What a piece of evidence says, for whoever looks at a case and can open nothing else of it."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from ashilms.accounts import services as people
from ashilms.actor import REGISTRAR, Actor
from ashilms.appeals.models import Appeal
from ashilms.certificates.models import Certificate
from ashilms.formats import clock, day, hours
from ashilms.observations.models import Observation, Remediation
from ashilms.practicum.models import Entry
from ashilms.quizzes.models import Attempt
from ashilms.review_board.models import BoardCase, BoardPiece
from ashilms.review_board.rules.kinds import Sort

NONE = "–"
"""Stands where there is nothing to say."""
Facts = Sequence[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Shown:
    """A piece as a page shows it: what it is, what it says line by line, and where the reader may open it."""

    piece: BoardPiece
    title: str
    facts: Facts = ()
    endpoint: str = ""
    values: Mapping[str, Any] | None = None


def show_pieces(db: Session, actor: Actor, row: BoardCase) -> Sequence[Shown]:
    """Return the pieces of a case in their order; whom it is about and registrars may open what they are of."""
    opens = row.person_id == actor.person_id or actor.has(REGISTRAR)
    return [_shown(db, piece, actor.zone, opens) for piece in row.pieces]


def _shown(db: Session, piece: BoardPiece, zone: str, opens: bool) -> Shown:
    if piece.ref_id is None:
        return Shown(piece, "Answer" if piece.sort == Sort.ANSWER else "Note")
    title, facts, endpoint, values = SHOW[Sort(piece.sort)](db, piece.ref_id, zone)
    return Shown(piece, title, facts, endpoint if opens else "", values)


Told = tuple[str, Facts, str, Mapping[str, Any]]


def _entry(db: Session, id: int, _zone: str) -> Told:
    row = db.get_one(Entry, id)
    facts = [
        ("State", row.state.capitalize()), ("Category", row.category or NONE), ("Client", row.client or NONE),
        ("Length", hours(row.minutes or 0)), ("Room", row.room.name if row.room else NONE),
        ("Supervisor", _name(db, row.supervisor_id)), ("Sent", _clock(row.first_sent_at, row.zone)),
        *((f"{review.verdict.capitalize()} by {_name(db, review.reviewer_id)}", review.text or NONE)
          for review in row.reviews),
        ("Reflection", row.reflection or NONE),
    ]  # fmt: skip
    return f"Session: {row.name}", facts, "ashilms.practicum.show_entry", {"id": id}


def _observation(db: Session, id: int, zone: str) -> Told:
    row = db.get_one(Observation, id)
    known = row.plan.as_plan().rubric.auto_fails
    facts = [
        ("Outcome", row.words), *(("Automatic fail", known.get(fail, fail)) for fail in row.auto_fails),
        *(("Set aside", clock(at, zone)) for at in db.scalars(_aside(id)) if at),
        ("Assessor", _name(db, row.assessor_id)), ("Client", row.client), ("What was seen", row.comment or NONE),
    ]  # fmt: skip
    return (
        f"Observation: {clock(row.starts, zone)}",
        facts,
        "ashilms.observations.show_observation",
        {"id": id},
    )


def _aside(observation_id: int) -> Select[datetime | None]:
    """Return a query for when an automatic fail was set aside, if it was."""
    query = select(Remediation.closed_at).where(Remediation.aside)
    return query.where(Remediation.observation_id == observation_id)


def _attempt(db: Session, id: int, zone: str) -> Told:
    row = db.get_one(Attempt, id)
    facts = [
        ("Outcome", row.outcome or NONE), ("Begun", clock(row.started_at, zone)),
        ("Handed in", _clock(row.submitted_at, zone)),
    ]  # fmt: skip
    return f"Attempt: {row.version.title}", facts, "", {}


def _appeal(db: Session, id: int, zone: str) -> Told:
    row = db.get_one(Appeal, id)
    told = [(answer["by"], answer["text"]) for answer in row.earlier or ()]
    told += [(row.answered_by, row.answer)] if row.answered_by else []
    facts = [
        ("Asked", row.words), ("Mark then", row.earned),
        *((f"Answer of {_name(db, by)}", text) for by, text in told),
    ]  # fmt: skip
    return (
        f"Review of a mark: {row.attempt.version.title}, question {row.number}",
        facts,
        "ashilms.appeals.show_appeal",
        {"id": id},
    )


def _certificate(db: Session, id: int, _zone: str) -> Told:
    row = db.get_one(Certificate, id)
    said = row.as_payload()
    facts = [("Award", said.award), ("Status", row.status.capitalize()), ("Issued", day(said.issued_on))]
    return f"Certificate {row.number}", facts, "ashilms.certificates.show_certificate", {"number": row.number}


def _name(db: Session, person_id: int | None) -> str:
    return people.names_of(db, [person_id])[person_id] if person_id else NONE


def _clock(moment: datetime | None, zone: str) -> str:
    return clock(moment, zone) if moment else NONE


SHOW: Mapping[Sort, Callable[[Session, int, str], Told]] = {
    Sort.ENTRY: _entry,
    Sort.OBSERVATION: _observation,
    Sort.ATTEMPT: _attempt,
    Sort.APPEAL: _appeal,
    Sort.CERTIFICATE: _certificate,
}
"""What evidence of each sort says."""
