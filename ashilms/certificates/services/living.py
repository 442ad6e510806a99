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
from ashilms.certificates.rules import Payload, Status, canonical, digest
from ashilms.certificates.rules.reviewing import KEPT, review_by
from ashilms.certificates.services.finding import WAITING, get_certificate
from ashilms.certificates.services.listing import keep_credential, reserve_place
from ashilms.certificates.services.wording import School, not_before, word_certificate
from ashilms.errors import Clash, NotAllowed, Unacceptable
from ashilms.programs import services as programs
from ashilms.programs.rules import Kinds
from ashilms.programs.rules.frozen import freeze
from ashilms.supervision import services as supervision

SAY_WHY = "Say why. Only the holder and the school will read it."


@dataclass(frozen=True, slots=True)
class Pressed:
    """A certificate drawn, signed, checked and stored: the file's SHA-256 and the key that signed it.

    `document` and `token` are the credential in its two forms; none of one that was reserved before there were any.
    """

    file: str
    key: str
    document: str | None = None
    token: str | None = None


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
    row = reserve(db, payload, person_id, program_id, now=now)
    renews = proof.renews.number if proof.renews else None
    programs.grant_award(
        db, person_id, program_id, payload.number, proof.standing, frozen, renews=renews, now=now
    )
    held: dict[str, Any] = {"boards": dict(worded.rules)} if worded.rules else {}
    remember(db, actor, row, "certificates.issue", now=now, reason=None, digest=row.digest, **held)
    return row


def reserve(db: Session, payload: Payload, person_id: int, program_id: int, *, now: datetime) -> Certificate:
    """Keep number, payload, its digest and whose it is, before anything is drawn; nothing stands under it yet."""
    row = Certificate(
        number=payload.number, token=payload.token, person_id=person_id, program_id=program_id,
        payload=canonical(payload).decode(), digest=digest(payload), ends_on=payload.valid_until,
        status=Status.ISSUING, created_at=now, changed_at=now,
    )  # fmt: skip
    db.add(row)
    db.flush()
    reserve_place(db, row)
    return row


def payload_to_press(row: Certificate) -> Payload:
    """Return what a reserved certificate is to say; raises `Clash` when that is not what was approved any more."""
    payload = row.as_payload()
    if (digest(payload), payload.number, payload.token) != (row.digest, row.number, row.token):
        raise Clash(f"What {row.number} would say is not what was approved. It is not signed.")
    return payload


def finish(db: Session, actor: Actor, number: str, pressed: Pressed, *, now: datetime) -> bool:
    """Let a drawn certificate stand, and take the place of the one that it renews or corrects, if any.

    Return whether it was this call that did it; twice does no harm. Raises `Clash` while that one is suspended. Where
    that was revoked since the approval, nothing follows it: this one is given up.
    """
    before = _find_renewed(db, number)
    if before is not None and before.status == Status.REVOKED:
        _give_up(db, actor, before, number, now=now)
        return False
    change = update(Certificate).where(Certificate.number == number, Certificate.status.in_(WAITING))
    done = db.execute(
        change.values(status=Status.VALID, file=pressed.file, key=pressed.key, failure=None, changed_at=now)
    )
    if done.rowcount != 1:  # type: ignore[attr-defined]
        return False
    row = get_certificate(db, number)
    db.refresh(row)
    keep_credential(db, row, pressed.document, pressed.token)
    if before is not None:
        _supersede(db, actor, before, row, now=now)
    remember(db, actor, row, "certificates.finish", now=now, reason=None, file=pressed.file, key=pressed.key)
    _note_key(db, actor, pressed.key, now=now)
    signals.certificate_issued.send(
        db, person_id=row.person_id, certificate_id=row.id, number=number, now=now
    )
    return True


def _note_key(db: Session, actor: Actor, kid: str, *, now: datetime) -> None:
    """Write a key into the record at its first certificate, if nobody did: it is made without being asked for.

    To be called when something was recorded already: from then on nobody else records, so that it is there once.
    """
    if not audit.find_records(db, subject=f"key:{kid}", limit=1):
        audit.record(db, actor, "keys.begin", f"key:{kid}", now=now)


def _find_renewed(db: Session, number: str) -> Certificate | None:
    """Return the certificate that a number renews or corrects, locked against others."""
    before = programs.find_number_before(db, number)
    return get_certificate(db, before, lock=True) if before else None


def _supersede(db: Session, actor: Actor, before: Certificate, after: Certificate, *, now: datetime) -> None:
    if before.status != Status.VALID:
        what = "corrects" if after.as_payload().replaces else "renews"
        raise Clash(f"{before.number}, which it {what}, is {before.status}. Nothing follows it meanwhile.")
    before.status, before.changed_at = Status.SUPERSEDED, now
    why = "Corrected" if after.as_payload().replaces else "Renewed"
    reason = f"{why}: {after.number} took its place."
    remember(db, actor, before, "certificates.supersede", now=now, reason=reason, by=after.number)
    announce(db, before, now=now)


def _give_up(db: Session, actor: Actor, before: Certificate, number: str, *, now: datetime) -> None:
    """Revoke what was approved to renew `before` and is not drawn; its award ends, so that another may be approved.

    Nobody saw it but its holder, who is told of the one before: so nothing is announced.
    """
    row = get_certificate(db, number, lock=True)
    if row.status not in WAITING:
        return
    was, row.status, row.failure, row.changed_at = row.status, Status.REVOKED, None, now
    programs.end_award(db, number, now=now)
    reason = f"{before.number}, which it was to follow, was revoked before this one was drawn."
    remember(db, actor, row, f"certificates.{DEEDS[Status.REVOKED]}", now=now, reason=reason, was=was)


def fail(db: Session, actor: Actor, number: str, why: str, *, now: datetime) -> None:
    """Remember that drawing, signing or storing failed; the number can never verify as valid meanwhile."""
    row = get_certificate(db, number, lock=True)
    if row.status not in WAITING:
        return
    row.status, row.failure, row.changed_at = Status.FAILED, why, now
    remember(db, actor, row, "certificates.fail", now=now, reason=None)


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
    db: Session, actor: Actor, number: str, to: Status, *, reason: str, reviewed: bool = False, now: datetime
) -> Certificate:
    """Suspend, reinstate or revoke, with a private reason; the public page says so from this moment on.

    What is suspended is set aside until somebody named has looked into it, unless that is what has happened
    (`reviewed`), as on the review board. What was approved to follow it and is not drawn is given up when it is
    revoked. Raises `Unacceptable` without a reason, `Clash` when the certificate is in no state for it, `NotAllowed`
    for the holder and for whoever is close to them.
    """
    row = get_certificate(db, number, lock=True)
    refuse_involved(db, actor, row)
    if not reason.strip():
        raise Unacceptable(SAY_WHY, "reason")
    refuse_change(row, to)
    before = row.status
    row.status, row.changed_at = to, now
    row.review_by = review_by(now.date()) if to is Status.SUSPENDED and not reviewed else None
    if to is Status.REVOKED:
        programs.end_award(db, number, now=now)
    remember(db, actor, row, f"certificates.{DEEDS[to]}", now=now, reason=reason.strip(), was=before)
    if to is Status.SUSPENDED and reviewed:
        db.add(CertificateEvent(certificate_id=row.id, at=now, status=KEPT, by=actor.label, reason=None))
    if to is Status.REVOKED and (following := programs.find_number_after(db, number)):
        _give_up(db, actor, row, following, now=now)
    announce(db, row, now=now)
    return row


DEEDS = {Status.SUSPENDED: "suspend", Status.VALID: "reinstate", Status.REVOKED: "revoke"}
"""What bringing a certificate to a state is called in the record."""


def refuse_involved(db: Session, actor: Actor, row: Certificate) -> None:
    """Raise `NotAllowed` where a person would decide on a certificate of their own, or of somebody close."""
    if actor.person_id is not None and (bar := supervision.why_barred(db, actor, row.person_id)):
        raise NotAllowed(bar)


def remember(
    db: Session, actor: Actor, row: Certificate, action: str, *, now: datetime, reason: str | None,
    as_status: str | None = None, **facts: Any,
) -> CertificateEvent:  # fmt: skip
    """Write into a certificate's history and into the record what was done; there by its status, or `as_status`."""
    event = CertificateEvent(
        certificate_id=row.id, at=now, status=as_status or row.status, by=actor.label, reason=reason
    )
    db.add(event)
    db.flush()
    after = facts | {"status": str(row.status)} | ({"reason": reason} if reason else {})
    audit.record(db, actor, action, f"certificate:{row.number}", now=now, after=after, about=row.person_id)
    return event


def announce(db: Session, row: Certificate, *, now: datetime, step: str = "") -> None:
    """Let whoever listens know what became of a certificate: its status, or a `step` that leaves that as it is."""
    signals.certificate_changed.send(
        db, person_id=row.person_id, certificate_id=row.id, number=row.number, status=str(row.status), step=step,
        now=now,
    )  # fmt: skip
