"""A certificate's life: issued once, finished when it is drawn, suspended, reinstated, revoked."""

import secrets
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from ashilms import signals
from ashilms.actor import Actor
from ashilms.audit import services as audit
from ashilms.certificates.models import Certificate, CertificateEvent
from ashilms.certificates.rules import Status, canonical, digest
from ashilms.certificates.services.finding import WAITING, get_certificate
from ashilms.certificates.services.wording import School, not_before, word_certificate
from ashilms.errors import Clash, Unacceptable
from ashilms.programs import services as programs
from ashilms.programs.rules import Kinds
from ashilms.programs.rules.frozen import freeze


@dataclass(frozen=True, slots=True)
class Pressed:
    """A certificate drawn, signed, checked and stored: the file's SHA-256 and the key that signed it."""

    file: str
    key: str


def issue(
    db: Session, actor: Actor, person_id: int, program_id: int, kinds: Kinds, school: School, *, now: datetime
) -> Certificate:
    """Approve, work everything out again, freeze what the certificate will say, and reserve its number.

    The certificate is not one yet: `finish` makes it so once it is drawn, and until then the one that it may renew
    stands. Raises `NotAllowed` and `Clash` as
    `programs.services.approve`, `Unacceptable` when the holder's name cannot be printed as it stands, and
    `boards.services.Rejected` when a board that the programme claims would not take it.
    """
    proof = programs.approve(db, actor, person_id, program_id, kinds, now=now)
    today = not_before(now, db.scalar(select(func.max(Certificate.created_at))))
    frozen = freeze(proof.standing, proof.evidence, secrets.token_bytes)
    worded = word_certificate(db, actor, person_id, program_id, proof, frozen, school, today=today)
    payload = worded.payload
    row = Certificate(
        number=payload.number, token=payload.token, person_id=person_id, program_id=program_id,
        payload=canonical(payload).decode(), digest=digest(payload), ends_on=payload.valid_until,
        status=Status.ISSUING, created_at=now, changed_at=now,
    )  # fmt: skip
    db.add(row)
    db.flush()
    renews = proof.renews.number if proof.renews else None
    programs.grant_award(
        db, person_id, program_id, payload.number, proof.standing, frozen, renews=renews, now=now
    )
    held = {"boards": dict(worded.rules)} if worded.rules else {}
    _remember(db, actor, row, "certificates.issue", now=now, reason=None, digest=row.digest, **held)
    return row


def finish(db: Session, actor: Actor, number: str, pressed: Pressed, *, now: datetime) -> bool:
    """Let a drawn certificate stand, and take the place of the one that it renews, if any.

    Return whether it was this call that did it; twice does no harm. Raises `Clash` while the one that it renews is
    suspended or was revoked since the approval: then nothing may follow it.
    """
    before = _find_renewed(db, number)
    change = update(Certificate).where(Certificate.number == number, Certificate.status.in_(WAITING))
    done = db.execute(
        change.values(status=Status.VALID, file=pressed.file, key=pressed.key, failure=None, changed_at=now)
    )
    if done.rowcount != 1:  # type: ignore[attr-defined]
        return False
    row = get_certificate(db, number)
    db.refresh(row)
    if before is not None:
        _supersede(db, actor, before, number, now=now)
    _remember(db, actor, row, "certificates.finish", now=now, reason=None, file=pressed.file, key=pressed.key)
    signals.certificate_issued.send(
        db, person_id=row.person_id, certificate_id=row.id, number=number, now=now
    )
    return True


def _find_renewed(db: Session, number: str) -> Certificate | None:
    """Return the certificate that a number renews, locked against others."""
    before = programs.find_number_before(db, number)
    return get_certificate(db, before, lock=True) if before else None


def _supersede(db: Session, actor: Actor, before: Certificate, number: str, *, now: datetime) -> None:
    if before.status != Status.VALID:
        raise Clash(f"{before.number}, which it renews, is {before.status}. Nothing follows it meanwhile.")
    before.status, before.changed_at = Status.SUPERSEDED, now
    reason = f"Renewed: {number} took its place."
    _remember(db, actor, before, "certificates.supersede", now=now, reason=reason, by=number)
    signals.certificate_changed.send(
        db, person_id=before.person_id, certificate_id=before.id, number=before.number,
        status=str(Status.SUPERSEDED), now=now,
    )  # fmt: skip


def fail(db: Session, actor: Actor, number: str, why: str, *, now: datetime) -> None:
    """Remember that drawing, signing or storing failed; the number can never verify as valid meanwhile."""
    row = get_certificate(db, number, lock=True)
    if row.status not in WAITING:
        return
    row.status, row.failure, row.changed_at = Status.FAILED, why, now
    _remember(db, actor, row, "certificates.fail", now=now, reason=None)


CHANGES: dict[Status, tuple[Status, ...]] = {
    Status.SUSPENDED: (Status.VALID,),
    Status.VALID: (Status.SUSPENDED,),
    Status.REVOKED: (Status.VALID, Status.SUSPENDED),
}
"""From which states a registrar may bring a certificate to which; a revoked one stays revoked."""


def refuse_change(row: Certificate, to: Status) -> None:
    """Raise `Clash` when a certificate is in no state from which it could become `to`."""
    if Status(row.status) not in CHANGES[to]:
        raise Clash(f"This certificate is {row.status}; it can’t become {to}.")


def change_status(
    db: Session, actor: Actor, number: str, to: Status, *, reason: str, now: datetime
) -> Certificate:
    """Suspend, reinstate or revoke, with a private reason; the public page says so from this moment on.

    Raises `Unacceptable` without a reason, `Clash` when the certificate is in no state for it.
    """
    row = get_certificate(db, number, lock=True)
    if not reason.strip():
        raise Unacceptable("Say why. Only the holder and the school will read it.", "reason")
    refuse_change(row, to)
    before = row.status
    row.status, row.changed_at = to, now
    if to is Status.REVOKED:
        programs.end_award(db, number, now=now)
    _remember(db, actor, row, f"certificates.{DEEDS[to]}", now=now, reason=reason.strip(), was=before)
    signals.certificate_changed.send(
        db, person_id=row.person_id, certificate_id=row.id, number=number, status=str(to), now=now
    )
    return row


DEEDS = {Status.SUSPENDED: "suspend", Status.VALID: "reinstate", Status.REVOKED: "revoke"}
"""What bringing a certificate to a state is called in the record."""


def _remember(
    db: Session, actor: Actor, row: Certificate, action: str, *, now: datetime, reason: str | None, **facts: Any
) -> None:  # fmt: skip
    db.add(CertificateEvent(certificate_id=row.id, at=now, status=row.status, by=actor.label, reason=reason))
    db.flush()
    after = facts | {"status": str(row.status)} | ({"reason": reason} if reason else {})
    audit.record(db, actor, action, f"certificate:{row.number}", now=now, after=after, about=row.person_id)
