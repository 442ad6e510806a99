"""Disputing a decision: whose it is brings it before the board, once and in time."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from ashilms.accounts.rules import allows
from ashilms.actor import Actor
from ashilms.appeals.models import Appeal
from ashilms.appeals.rules import Verdict
from ashilms.certificates.models import Certificate, CertificateEvent
from ashilms.certificates.rules import Status
from ashilms.certificates.rules.reviewing import KEPT
from ashilms.errors import Clash, Missing, Unacceptable
from ashilms.formats import local
from ashilms.observations.models import Observation, Remediation
from ashilms.practicum.models import Entry
from ashilms.practicum.rules.states import State
from ashilms.review_board.models import BoardCase
from ashilms.review_board.rules.deciding import DISPUTE_DAYS, problem_with_words
from ashilms.review_board.rules.kinds import DISPUTED, Finding, Kind, Sort
from ashilms.review_board.services.opening import Evidence, open_case

DISPUTE = "dispute decisions"
NONE = "There is no such decision of yours to dispute."
STOPPED = (Status.SUSPENDED, Status.REVOKED)


@dataclass(frozen=True, slots=True)
class Disputable:
    """A decision about somebody that they may bring before the board."""

    sort: Sort
    id: int
    turn: int
    """Which decision about the same thing it is, so that each may be disputed once."""
    at: datetime

    @property
    def subject(self) -> str:
        """What names it."""
        return f"{Kind.DISPUTE}:{self.sort}:{self.id}:{self.turn}"

    @property
    def words(self) -> str:
        """What it is, in words."""
        return DISPUTED[self.sort]


def find_disputable(db: Session, actor: Actor, sort: Sort, ref_id: int, *, now: datetime) -> Disputable:
    """Return a decision about the actor that they may dispute; raises `Missing`, and `Clash` where it is too late."""
    if not allows(actor, DISPUTE) or sort not in FIND:
        raise Missing(NONE)
    found = FIND[sort](db, actor, ref_id)
    if found is None:
        raise Missing(NONE)
    if _is_final(db, actor, found):
        raise Clash("The review board decided this. Its decision is final here.")
    if (local(now, actor.zone).date() - local(found.at, actor.zone).date()).days > DISPUTE_DAYS:
        raise Clash(
            f"A decision is disputed within {DISPUTE_DAYS} days, and these have passed. Talk with your registrar."
        )
    return found


def dispute(db: Session, actor: Actor, sort: Sort, ref_id: int, words: str, *, now: datetime) -> BoardCase:
    """Bring a decision about the actor before the board, with their words as their answer.

    Raises as `find_disputable`, `Unacceptable` for words that say nothing, `Clash` the second time.
    """
    found = find_disputable(db, actor, sort, ref_id, now=now)
    if sentence := problem_with_words(words, now.date()):
        raise Unacceptable(sentence, "words")
    first = [Evidence(sort, "What is disputed.", ref_id), Evidence(Sort.ANSWER, words)]
    return open_case(db, actor, Kind.DISPUTE, actor.id, found.subject, words, first, now=now)


def _entry(db: Session, actor: Actor, id: int) -> Disputable | None:
    row = db.get(Entry, id)
    if row is None or row.person_id != actor.person_id or row.state != State.REJECTED:
        return None
    return Disputable(Sort.ENTRY, id, row.round, row.reviews[-1].at)


def _observation(db: Session, actor: Actor, id: int) -> Disputable | None:
    opened = select(Remediation).where(Remediation.observation_id == id, Remediation.closed_at.is_(None))
    row, remediation = db.get(Observation, id), db.scalar(opened)
    if row is None or remediation is None or row.trainee_id != actor.person_id:
        return None
    return Disputable(Sort.OBSERVATION, id, 0, row.at)


def _appeal(db: Session, actor: Actor, id: int) -> Disputable | None:
    row = db.get(Appeal, id)
    if (
        row is None
        or row.person_id != actor.person_id
        or row.verdict != Verdict.KEPT
        or row.answered_at is None
    ):
        return None
    return Disputable(Sort.APPEAL, id, len(row.earlier or ()), row.answered_at)


def _certificate(db: Session, actor: Actor, id: int) -> Disputable | None:
    row = db.get(Certificate, id)
    if row is None or row.person_id != actor.person_id or row.status not in STOPPED:
        return None
    last = select(CertificateEvent).where(CertificateEvent.certificate_id == id)
    decided = last.where(
        CertificateEvent.status.in_((*STOPPED, KEPT))
    )  # the holder's own words decide nothing
    event = db.scalars(decided.order_by(CertificateEvent.id.desc())).first()
    return Disputable(Sort.CERTIFICATE, id, event.id, event.at) if event else None


FIND: Mapping[Sort, Callable[[Session, Actor, int], Disputable | None]] = {
    Sort.ENTRY: _entry,
    Sort.OBSERVATION: _observation,
    Sort.APPEAL: _appeal,
    Sort.CERTIFICATE: _certificate,
}
"""What may be disputed, and where its decision stands."""


def _is_final(db: Session, actor: Actor, found: Disputable) -> bool:
    """Return whether the decision was the board's own: a certificate that it suspended or revoked."""
    if found.sort is not Sort.CERTIFICATE:
        return False
    decided = select(BoardCase).where(BoardCase.person_id == actor.id, BoardCase.decided_at == found.at)
    shown = db.scalars(decided.where(BoardCase.finding == Finding.SHOWN))
    return any(found.id in row.ids(Sort.CERTIFICATE) for row in shown)
