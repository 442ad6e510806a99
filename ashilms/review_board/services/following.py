"""What follows from a decision, carried out by the rooms that it concerns, together with it or not at all."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import replace
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from ashilms.actor import REGISTRAR, Actor
from ashilms.appeals import services as appeals
from ashilms.certificates import services as certificates
from ashilms.certificates.models import Certificate
from ashilms.certificates.rules import Status
from ashilms.courses import services as courses
from ashilms.errors import Clash
from ashilms.observations import services as observations
from ashilms.practicum import services as practicum
from ashilms.practicum.models import Entry
from ashilms.practicum.rules.states import Step, take_step
from ashilms.review_board.models import BoardCase
from ashilms.review_board.rules.deciding import Opinion
from ashilms.review_board.rules.kinds import MEASURES_OF, Finding, Kind, Measure, Sort

PAUSED = "The review board has paused your sessions. Its reasons say what is needed before they go on."


def as_board(actor: Actor) -> Actor:
    """Return whoever gave the deciding vote, acting for the board: it may do what a registrar may."""
    return replace(actor, roles=actor.roles | {REGISTRAR})


def find_possible(db: Session, row: BoardCase) -> frozenset[Measure]:
    """Return what can follow as things stand now, of what may follow in a case of its kind."""
    stand = {certificate.status for certificate in _certificates(db, row)}
    can = {
        Measure.VOID: bool(_voidable(db, row)),
        Measure.PAUSE: True,
        Measure.SUSPEND: Status.VALID in stand,
        Measure.REVOKE: not stand.isdisjoint({Status.VALID, Status.SUSPENDED}),
    }
    return frozenset(measure for measure in MEASURES_OF[Kind(row.kind)] if can[measure])


def carry_out(
    db: Session, actor: Actor, row: BoardCase, decision: Opinion, reason: str, *, now: datetime
) -> None:
    """Do what follows from a decision; raises what the rooms raise, such as `Clash`, and then nothing is to be kept."""
    board = as_board(actor)
    if decision.finding is Finding.SET_ASIDE and row.disputed:
        SET_ASIDE[row.disputed](db, board, row.ids(row.disputed)[0], reason, now)
    for measure in sorted(decision.measures):
        CARRY[measure](db, board, row, reason, now)
    if row.hold_id and Measure.PAUSE not in decision.measures:
        courses.clear_hold(db, board, row.hold_id, now=now)


def _certificates(db: Session, row: BoardCase) -> Collection[Certificate]:
    query = select(Certificate).where(Certificate.id.in_(row.ids(Sort.CERTIFICATE))).order_by(Certificate.id)
    return db.scalars(query).all()


def _voidable(db: Session, row: BoardCase) -> list[Entry]:
    """Return the sessions among the evidence that can be declared void still."""
    query = select(Entry).where(Entry.id.in_(row.ids(Sort.ENTRY))).order_by(Entry.id)
    return [entry for entry in db.scalars(query) if take_step(entry.standing(), Step.VOID)]


def _void(db: Session, board: Actor, row: BoardCase, reason: str, now: datetime) -> None:
    for entry in _voidable(db, row):
        practicum.void_entry(db, board, entry.id, reason=reason, now=now)


def _pause(db: Session, board: Actor, row: BoardCase, _reason: str, now: datetime) -> None:
    if row.hold_id is None:
        row.hold_id = courses.place_hold(db, board, row.person_id, practicum.PAUSE, PAUSED, now=now).id


def _change(to: Status, *changed: Status) -> Callable[[Session, Actor, BoardCase, str, datetime], None]:
    def carry(db: Session, board: Actor, row: BoardCase, reason: str, now: datetime) -> None:
        for certificate in _certificates(db, row):
            if certificate.status in changed:
                certificates.change_status(
                    db, board, certificate.number, to, reason=reason, reviewed=True, now=now
                )

    return carry


CARRY: Mapping[Measure, Callable[[Session, Actor, BoardCase, str, datetime], None]] = {
    Measure.VOID: _void,
    Measure.PAUSE: _pause,
    Measure.SUSPEND: _change(Status.SUSPENDED, Status.VALID),
    Measure.REVOKE: _change(Status.REVOKED, Status.VALID, Status.SUSPENDED),
}
"""How each measure is carried out."""


def _let_certificate_stand(db: Session, board: Actor, id: int, reason: str, now: datetime) -> None:
    """Let a suspended certificate be valid again; a revoked one stays so, and a new one may be approved."""
    certificate = db.get_one(Certificate, id)
    if certificate.status == Status.SUSPENDED:
        certificates.change_status(db, board, certificate.number, Status.VALID, reason=reason, now=now)
    elif certificate.status != Status.REVOKED:
        raise Clash(
            "This certificate is neither suspended nor revoked any more. Nothing is left to set aside."
        )


SET_ASIDE: Mapping[Sort, Callable[[Session, Actor, int, str, datetime], object]] = {
    Sort.ENTRY: lambda db, board, id, reason, now: practicum.reconsider_entry(
        db, board, id, reason=reason, now=now
    ),
    Sort.OBSERVATION: lambda db, board, id, reason, now: observations.set_aside_fail(
        db, board, id, reason=reason, now=now
    ),
    Sort.APPEAL: lambda db, board, id, reason, now: appeals.reopen_appeal(
        db, board, id, reason=reason, now=now
    ),
    Sort.CERTIFICATE: _let_certificate_stand,
}
"""How a decision is set aside, by what is disputed."""
