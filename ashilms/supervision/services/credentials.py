"""Credentials: recorded, verified and withdrawn by a registrar; shown to whose they are."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from ashilms.accounts import services as people
from ashilms.actor import INSTRUCTOR, REGISTRAR, SUPERVISOR, Actor
from ashilms.audit import services as audit
from ashilms.errors import Clash, Missing, NotAllowed, Unacceptable
from ashilms.formats import day
from ashilms.supervision.models import Credential
from ashilms.supervision.rules import credentials as rules

SUPERVISING = (INSTRUCTOR, SUPERVISOR)
NONE = "There is no such credential, or none that you may see."
SHORTEST_REASON = 10
"""Characters; enough that something is said."""


@dataclass(frozen=True, slots=True)
class Typed:
    """A credential as a registrar types it in; `level` for a level in this programme alone."""

    kind: str
    title: str
    issuer: str
    number: str
    valid_from: date
    valid_until: date | None
    level: int | None = None


def record_credential(
    db: Session, actor: Actor, person_id: int, typed: Typed, *, evidence: str | None = None, now: datetime
) -> Credential:
    """Record somebody's licence, first aid or level; it counts once it is verified. `evidence` is a kept file's hash.

    Raises `Missing` for anybody but a registrar, and `Unacceptable` for days that can't be, or for a paper that is
    on record already.
    """
    _refuse_stranger(actor)
    person = people.get_person(db, person_id)
    level = typed.level if typed.kind == rules.LEVEL else None
    as_rule = rules.Credential(0, typed.kind, level, typed.valid_from, typed.valid_until)
    if fault := rules.find_fault(as_rule, now.date()):
        raise Unacceptable(fault[1], fault[0])
    row = Credential(
        person_id=person.id, kind=typed.kind, level=level, title=typed.title.strip(), issuer=typed.issuer.strip(),
        number=typed.number.strip(), valid_from=typed.valid_from, valid_until=typed.valid_until,
        evidence=evidence, recorded_at=now, recorded_by=actor.id,
    )  # fmt: skip
    _keep(db, row)
    audit.record(
        db, actor, "supervision.record", f"credential:{row.id}", now=now, about=person.id, after=_facts(row)
    )
    return row


def verify_credential(db: Session, actor: Actor, credential_id: int, *, now: datetime) -> Credential:
    """Vouch that a credential was looked up where it was issued; it counts for its whole time from now on.

    Raises `NotAllowed` for one's own, `Clash` for one that is verified or withdrawn.
    """
    row = _locked(db, actor, credential_id)
    if row.person_id == actor.id:
        raise NotAllowed("Nobody verifies their own credentials. Ask another registrar.")
    if row.verified_at is not None or row.withdrawn_from is not None:
        raise Clash(
            "This credential was verified or withdrawn meanwhile. Open it again to see how it stands."
        )
    row.verified_at, row.verified_by = now, actor.id
    db.flush()
    audit.record(db, actor, "supervision.verify", f"credential:{row.id}", now=now, after=_facts(row))
    return row


def withdraw_credential(
    db: Session, actor: Actor, credential_id: int, *, since: date, reason: str, now: datetime
) -> Credential:
    """Let a credential count for nothing from the day `since` on, which may have passed.

    Raises `Clash` for one that is withdrawn already, `Unacceptable` for a day or a reason that can't be.
    """
    row = _locked(db, actor, credential_id)
    if row.withdrawn_from is not None:
        raise Clash("This credential was withdrawn meanwhile, and stays so.")
    refuse_withdrawal(row, since, reason, today=now.date())
    row.withdrawn_from, row.withdrawn_at, row.withdrawn_by = since, now, actor.id
    row.withdrawn_reason = reason.strip()
    db.flush()
    audit.record(
        db, actor, "supervision.withdraw", f"credential:{row.id}", now=now, about=row.person_id,
        after={"from": since, "reason": row.withdrawn_reason},
    )  # fmt: skip
    return row


def refuse_withdrawal(row: Credential, since: date, reason: str, *, today: date) -> None:
    """Raise `Unacceptable` for a day on which the credential didn't hold, or a reason that says nothing."""
    if since < row.valid_from or (row.valid_until is not None and since > row.valid_until):
        until = f" to {day(row.valid_until)}" if row.valid_until else " on"
        raise Unacceptable(
            f"It was to hold from {day(row.valid_from)}{until}. Put in a day of these.", "since"
        )
    if since > today:
        raise Unacceptable("It is withdrawn from a day that has come. Wait for it.", "since")
    if len(reason.strip()) < SHORTEST_REASON:
        raise Unacceptable("Say what turned out, in a sentence.", "reason")


def get_credential(db: Session, actor: Actor, credential_id: int) -> Credential:
    """Return a credential to a registrar or to whose it is; raises `Missing`."""
    row = db.get(Credential, credential_id)
    if row is None or not (actor.has(REGISTRAR) or row.person_id == actor.person_id):
        raise Missing(NONE)
    return row


def credentials_of(db: Session, actor: Actor, person_id: int) -> Sequence[Credential]:
    """Return a person's credentials, the latest first, to a registrar or to the person; raises `Missing`."""
    if not (actor.has(REGISTRAR) or actor.person_id == person_id):
        raise Missing(NONE)
    query = select(Credential).where(Credential.person_id == person_id)
    return db.scalars(query.order_by(Credential.valid_from.desc(), Credential.id.desc())).all()


def find_named(db: Session, ids: Sequence[int]) -> Mapping[int, Credential]:
    """Return credentials by id, for a page that shows what a signature stood on."""
    found = db.scalars(select(Credential).where(Credential.id.in_(ids))) if ids else ()
    return {row.id: row for row in found}


def papers_of(db: Session) -> Sequence[tuple[int, str]]:
    """Return each credential's id with the hash of its paper, for whoever looks whether all of them are there."""
    query = select(Credential.id, Credential.evidence).where(Credential.evidence.is_not(None))
    return [(id, sha256) for id, sha256 in db.execute(query.order_by(Credential.id)) if sha256]


def _refuse_stranger(actor: Actor) -> None:
    if not actor.has(REGISTRAR):
        raise Missing(NONE)


def _locked(db: Session, actor: Actor, credential_id: int) -> Credential:
    """Return a credential as it is now, while nobody signs by it."""
    _refuse_stranger(actor)
    person_id = get_credential(db, actor, credential_id).person_id
    people.lock_people(db, {person_id})
    return db.get_one(Credential, credential_id, populate_existing=True)


def _keep(db: Session, row: Credential) -> None:
    try:
        with db.begin_nested():
            db.add(row)
            db.flush()
    except IntegrityError as clash:
        raise Unacceptable("This paper is on record already, from the same day.", "number") from clash


def _facts(row: Credential) -> dict[str, Any]:
    return {
        "person": row.person_id, "kind": row.kind, "level": row.level, "from": row.valid_from,
        "until": row.valid_until, "evidence": row.evidence,
    }  # fmt: skip
