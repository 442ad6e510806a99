"""A remediation from the automatic fail that opens it to the passing observation that closes it."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from ashilms import signals
from ashilms.actor import INSTRUCTOR, REGISTRAR, Actor
from ashilms.audit import services as audit
from ashilms.courses import services as courses
from ashilms.db import add_once
from ashilms.errors import Clash, Missing, NotAllowed, Unacceptable
from ashilms.formats import day, local
from ashilms.observations.models import Contract, Observation, Remediation, dump_terms
from ashilms.observations.rules.remediation import LONGEST, SHORTEST, State, Terms, find_problems
from ashilms.practicum.services import PAUSE
from ashilms.texts import find_identity

NONE = "There is no such remediation, or none that you may see."
CLOSED = "This remediation is closed."


class Refused(Unacceptable):
    """A contract with everything that is wrong with it: field and sentence of each."""

    def __init__(self, problems: Sequence[tuple[str, str]]) -> None:
        super().__init__(problems[0][1], problems[0][0])
        self.problems = tuple(problems)


def open_remediation(db: Session, actor: Actor, seen: Observation, *, now: datetime) -> Remediation:
    """Pause a trainee after an automatic fail, and open what ends the pause; whoever saw it writes the contract."""
    when = day(seen.starts, seen.zone)
    reason = f"The observation of {when} ended by an automatic fail. Sessions go on once its remediation is closed."
    hold = courses.place_hold(db, actor, seen.trainee_id, PAUSE, reason, now=now)
    row = Remediation(
        trainee_id=seen.trainee_id, owner_id=seen.assessor_id, observation_id=seen.id, hold_id=hold.id, opened_at=now
    )  # fmt: skip
    db.add(row)
    db.flush()
    _tell(db, actor, row, "open", {"observation": seen.id}, now)
    return row


def handles(actor: Actor, row: Remediation) -> bool:
    """Return whether somebody writes and closes a remediation: who saw the fail, or a registrar; never its trainee."""
    near = actor.has(REGISTRAR) or (actor.has(INSTRUCTOR) and row.owner_id == actor.person_id)
    return near and row.trainee_id != actor.person_id


def get_remediation(db: Session, actor: Actor, remediation_id: int, *, lock: bool = False) -> Remediation:
    """Return a remediation to its trainee and to whoever handles it, locked if asked; raises `Missing`."""
    row = db.get(
        Remediation,
        remediation_id,
        with_for_update={"of": Remediation} if lock else None,
        populate_existing=lock,
    )
    if row is None or not (row.trainee_id == actor.person_id or handles(actor, row)):
        raise Missing(NONE)
    return row


def manage_remediation(db: Session, actor: Actor, remediation_id: int, *, lock: bool = False) -> Remediation:
    """Return an open remediation that somebody handles; raises `Missing`, `NotAllowed`, `Clash` once it is closed."""
    row = get_remediation(db, actor, remediation_id, lock=lock)
    if not handles(actor, row):
        raise NotAllowed("Whoever observed you sees to this, or a registrar.")
    if row.closed_at is not None:
        raise Clash(CLOSED)
    return row


def find_remediations(db: Session, actor: Actor) -> Sequence[Remediation]:
    """Return the remediations that are somebody's own or that they handle, open ones first, the latest first."""
    query = select(Remediation)
    if not actor.has(REGISTRAR):
        query = query.where((Remediation.trainee_id == actor.id) | (Remediation.owner_id == actor.id))
    order = (Remediation.closed_at.is_not(None), Remediation.opened_at.desc(), Remediation.id.desc())
    return db.scalars(query.order_by(*order).limit(200)).all()


def find_open(db: Session, person_id: int) -> Sequence[Remediation]:
    """Return a trainee's remediations that are not closed, the earliest first."""
    query = select(Remediation).where(Remediation.trainee_id == person_id, Remediation.closed_at.is_(None))
    return db.scalars(query.order_by(Remediation.id)).all()


def write_contract(
    db: Session, actor: Actor, remediation_id: int, terms: Terms, *, number: int, now: datetime
) -> Contract:
    """Write the contract, or another in its place, which the trainee acknowledges anew.

    `number` is that of the last one that was seen, 0 for none. Raises as `manage_remediation`, `Clash` when somebody
    was faster, and `Refused` with everything that can't be.
    """
    row = manage_remediation(db, actor, remediation_id, lock=True)
    problems = list(find_problems(terms, local(now, actor.zone).date()))
    if problems:
        raise Refused(problems)
    contract = Contract(
        remediation_id=row.id, number=number + 1, written_at=now, written_by=actor.id, **dump_terms(terms)
    )
    if number != len(row.contracts) or not add_once(db, contract):
        raise Clash("Somebody wrote another contract meanwhile. Look at it before you go on.")
    db.refresh(row, ["contracts"])
    said = {"text": f"{contract.issue}\n{contract.steps}\n{contract.success}", "due_on": contract.due_on}
    _tell(db, actor, row, "write", {"number": contract.number, **said}, now)
    return contract


def acknowledge(db: Session, actor: Actor, remediation_id: int, *, number: int, now: datetime) -> Contract:
    """Let the trainee acknowledge the contract that they have read, by its number.

    Raises `Missing` for somebody else's, `Clash` for another than the last, or one acknowledged before.
    """
    row = get_remediation(db, actor, remediation_id, lock=True)
    if row.trainee_id != actor.person_id:
        raise NotAllowed("The trainee acknowledges the contract.")
    contract = row.contract
    if contract is None or contract.number != number or row.state is not State.WRITTEN:
        raise Clash("This contract was acknowledged before, or another has taken its place.")
    contract.agreed_at = now
    db.flush()
    _tell(db, actor, row, "acknowledge", {"number": number}, now)
    return contract


def find_proofs(db: Session, row: Remediation) -> Sequence[Observation]:
    """Return the observations since the contract was acknowledged, the latest first: one of them has to pass."""
    since = row.contract.agreed_at if row.contract else None
    if since is None:
        return []
    query = select(Observation).where(Observation.trainee_id == row.trainee_id, Observation.starts >= since)
    return db.scalars(query.order_by(Observation.starts.desc(), Observation.id.desc())).all()


def close_remediation(
    db: Session, actor: Actor, remediation_id: int, observation_id: int, *, result: str, now: datetime
) -> Remediation:
    """Close a remediation with an observation that passes; the pause ends with it.

    Raises as `manage_remediation`; `Clash` before the contract is acknowledged; `Unacceptable` for an observation that
    did not pass or came before, or a result that says nothing.
    """
    row = manage_remediation(db, actor, remediation_id, lock=True)
    if row.state is not State.AGREED:
        raise Clash("The trainee acknowledges the contract first; the observation comes after it.")
    proof = next((seen for seen in find_proofs(db, row) if seen.id == observation_id), None)
    if proof is None or not proof.passed:
        raise Unacceptable("Choose an observation since then that passes.", "observation")
    if not SHORTEST <= len(result.strip()) <= LONGEST:
        raise Unacceptable("Say how it went, in a sentence.", "result")
    if identity := find_identity(result, now.date()):
        raise Unacceptable(identity, "result")
    row.passed_id, row.result, row.closed_at, row.closed_by = proof.id, result.strip(), now, actor.id
    db.flush()
    courses.clear_hold(db, actor, row.hold_id, now=now)
    _tell(db, actor, row, "close", {"observation": proof.id, "text": row.result}, now)
    return row


def set_aside_fail(
    db: Session, actor: Actor, observation_id: int, *, reason: str, now: datetime
) -> Remediation:
    """Set an automatic fail aside: its observation counts nowhere, and its remediation and pause end.

    Raises `Missing` for anybody but a registrar, and `Clash` for one that is closed already.
    """
    opened = select(Remediation.id).where(Remediation.observation_id == observation_id)
    remediation_id = db.scalar(opened) if actor.has(REGISTRAR) else None
    if remediation_id is None:
        raise Missing(NONE)
    row = manage_remediation(db, actor, remediation_id, lock=True)
    row.aside, row.result, row.closed_at, row.closed_by = True, reason.strip(), now, actor.id
    db.flush()
    courses.clear_hold(db, actor, row.hold_id, now=now)
    _tell(db, actor, row, "set-aside", {"observation": observation_id, "text": row.result}, now)
    return row


def find_fails(db: Session, person_id: int) -> Sequence[Remediation]:
    """Return what a trainee's automatic fails have opened, but for those that were set aside, the earliest first."""
    query = select(Remediation).where(Remediation.trainee_id == person_id, Remediation.aside.is_(False))
    return db.scalars(query.order_by(Remediation.id)).all()


def _tell(
    db: Session, actor: Actor, row: Remediation, step: str, facts: dict[str, object], now: datetime
) -> None:
    audit.record(
        db, actor, f"observations.{step}-remediation", f"remediation:{row.id}", now=now, about=row.trainee_id,
        after=facts,
    )  # fmt: skip
    signals.remediation_changed.send(db, remediation_id=row.id, step=step, now=now)
