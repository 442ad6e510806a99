"""Issuing a certificate once, finishing it however often it takes, and changing whether it stands."""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from ashilms import signals
from ashilms.accounts import services as people
from ashilms.actor import REGISTRAR, Actor
from ashilms.audit import services as audit
from ashilms.certificates.models import Certificate, CertificateEvent
from ashilms.certificates.rules import (
    Edition,
    Hours,
    Payload,
    Provider,
    Signer,
    Status,
    Unfit,
    canonical,
    digest,
    link_token,
    new_number,
    tidy,
)
from ashilms.courses import services as courses
from ashilms.errors import Clash, Missing, Unacceptable
from ashilms.practicum import services as practicum
from ashilms.programs import services as programs
from ashilms.programs.rules import Kinds, Standing, assessors


@dataclass(frozen=True, slots=True)
class School:
    """Who issues, and what the links on its certificates begin with (the token follows)."""

    provider: Provider
    links: str


@dataclass(frozen=True, slots=True)
class Pressed:
    """A certificate drawn, signed, checked and stored: the file's SHA-256 and the key that signed it."""

    file: str
    key: str


def issue(
    db: Session, actor: Actor, person_id: int, program_id: int, kinds: Kinds, school: School, *, now: datetime
) -> Certificate:
    """Approve, work everything out again, freeze what the certificate will say, and reserve its number.

    The certificate is not one yet: `finish` makes it so once it is drawn. Raises `NotAllowed` and `Clash` as
    `programs.services.approve`, `Unacceptable` when the holder's name cannot be printed as it stands.
    """
    standing = programs.approve(db, actor, person_id, program_id, kinds, now=now)
    payload = _payload(db, actor, person_id, program_id, standing, school, now=now)
    row = Certificate(
        number=payload.number, token=payload.token, person_id=person_id, program_id=program_id,
        payload=canonical(payload).decode(), digest=digest(payload), status=Status.ISSUING,
        created_at=now, changed_at=now,
    )  # fmt: skip
    db.add(row)
    db.flush()
    programs.grant_award(db, person_id, program_id, payload.number, standing, now=now)
    _remember(db, actor, row, "certificates.issue", now=now, reason=None, digest=row.digest)
    return row


def finish(db: Session, actor: Actor, number: str, pressed: Pressed, *, now: datetime) -> bool:
    """Let a drawn certificate stand; return whether it was this call that did it. Twice does no harm."""
    waiting = (Status.ISSUING, Status.FAILED)
    change = update(Certificate).where(Certificate.number == number, Certificate.status.in_(waiting))
    done = db.execute(
        change.values(status=Status.VALID, file=pressed.file, key=pressed.key, failure=None, changed_at=now)
    )
    if done.rowcount != 1:  # type: ignore[attr-defined]
        return False
    row = get_certificate(db, number)
    db.refresh(row)
    _remember(db, actor, row, "certificates.finish", now=now, reason=None, file=pressed.file, key=pressed.key)
    signals.certificate_issued.send(
        db, person_id=row.person_id, certificate_id=row.id, number=number, now=now
    )
    return True


def fail(db: Session, actor: Actor, number: str, why: str, *, now: datetime) -> None:
    """Remember that drawing, signing or storing failed; the number can never verify as valid meanwhile."""
    row = get_certificate(db, number)
    if row.status not in (Status.ISSUING, Status.FAILED):
        return
    row.status, row.failure, row.changed_at = Status.FAILED, why, now
    _remember(db, actor, row, "certificates.fail", now=now, reason=None, failure=why)


CHANGES: dict[Status, tuple[Status, ...]] = {
    Status.SUSPENDED: (Status.VALID,),
    Status.VALID: (Status.SUSPENDED,),
    Status.REVOKED: (Status.VALID, Status.SUSPENDED),
}
"""From which states a registrar may bring a certificate to which; a revoked one stays revoked."""


def change_status(
    db: Session, actor: Actor, number: str, to: Status, *, reason: str, now: datetime
) -> Certificate:
    """Suspend, reinstate or revoke, with a private reason; the public page says so from this moment on.

    Raises `Unacceptable` without a reason, `Clash` when the certificate is in no state for it.
    """
    row = get_certificate(db, number)
    if not reason.strip():
        raise Unacceptable("Say why. Only the holder and the school will read it.", "reason")
    if Status(row.status) not in CHANGES[to]:
        raise Clash(f"This certificate is {row.status}; it can't become {to}.")
    before = row.status
    row.status, row.changed_at = to, now
    if to is Status.REVOKED:
        programs.end_award(db, number, now=now)
    _remember(db, actor, row, f"certificates.{to}", now=now, reason=reason.strip(), before=before)
    signals.certificate_changed.send(
        db, person_id=row.person_id, certificate_id=row.id, number=number, status=str(to), now=now
    )
    return row


def get_certificate(db: Session, number: str) -> Certificate:
    """Return a certificate by its number as printed; raises `Missing`."""
    row = db.scalar(select(Certificate).where(Certificate.number == number))
    if row is None:
        raise Missing("There is no certificate with that number.")
    return row


def find_by_token(db: Session, token: str) -> Certificate | None:
    """Return the certificate whose link this is, or `None`."""
    return db.scalar(select(Certificate).where(Certificate.token == token))


def own_certificate(db: Session, actor: Actor, number: str) -> Certificate:
    """Return a certificate that the actor holds, or any for a registrar; raises `Missing`."""
    row = get_certificate(db, number)
    if row.person_id != actor.person_id and not actor.has(REGISTRAR):
        raise Missing("There is no certificate with that number.")
    return row


def certificates_of(db: Session, person_id: int) -> Sequence[Certificate]:
    """Return what a person holds or held, newest first."""
    query = select(Certificate).where(Certificate.person_id == person_id)
    return db.scalars(query.order_by(Certificate.id.desc())).all()


def all_certificates(db: Session, *, limit: int = 200, before: int | None = None) -> Sequence[Certificate]:
    """Return certificates, newest first; older than the id `before` if given."""
    query = select(Certificate).order_by(Certificate.id.desc()).limit(limit)
    return db.scalars(query.where(Certificate.id < before) if before else query).all()


def unfinished(db: Session) -> Sequence[Certificate]:
    """Return certificates whose drawing is still to be done or has failed."""
    return db.scalars(
        select(Certificate).where(Certificate.status.in_((Status.ISSUING, Status.FAILED)))
    ).all()


def history_of(db: Session, certificate_id: int) -> Sequence[CertificateEvent]:
    """Return what happened to a certificate, oldest first."""
    query = select(CertificateEvent).where(CertificateEvent.certificate_id == certificate_id)
    return db.scalars(query.order_by(CertificateEvent.id)).all()


def valid_until(issued: date, months: int | None) -> date | None:
    """Return the last day of `months` calendar months from `issued`: the day before the same date.

    Where that month is shorter (29 February, the 31st), its last day stands in for the same date.
    """
    if months is None:
        return None
    year, month = divmod(issued.month - 1 + months, 12)
    year, month = issued.year + year, month + 1
    following = date(year + month // 12, month % 12 + 1, 1)
    longest = (following - date(year, month, 1)).days
    same = date(year, month, min(issued.day, longest))
    return date.fromordinal(same.toordinal() - 1)


def _remember(
    db: Session,
    actor: Actor,
    row: Certificate,
    action: str,
    *,
    now: datetime,
    reason: str | None,
    **facts: Any,
) -> None:
    db.add(CertificateEvent(certificate_id=row.id, at=now, status=row.status, by=actor.label, reason=reason))
    db.flush()
    after = facts | {"status": str(row.status)} | ({"reason": reason} if reason else {})
    audit.record(db, actor, action, f"certificate:{row.number}", now=now, after=after, about=row.person_id)


def _payload(
    db: Session, actor: Actor, person_id: int, program_id: int, standing: Standing, school: School, *, now: datetime
) -> Payload:  # fmt: skip
    holder = people.get_person(db, person_id)
    if not holder.printed_name:
        raise Unacceptable(
            f"{holder.name} hasn't confirmed the name to be printed yet. They can do so on their own checklist."
        )
    version = programs.bound_version(db, person_id, program_id)
    words, today, token = version.content, now.date(), link_token(secrets.token_bytes(16))
    evidence = programs.evidence_of(db, person_id, program_id)
    names = people.names_of(db, [*assessors(evidence), actor.id])
    signers = [Signer(tidy(names[p]), "Instructor") for p in sorted(assessors(evidence)) if p in names][:3]
    course = courses.get_course_by_id(db, version.program.course_id)
    try:
        return Payload(
            number=new_number(words["number_prefix"], secrets.token_bytes(10)),
            holder=tidy(holder.printed_name),
            level=words["level"],
            title=tidy(words["title"]),
            award=tidy(words["name"]),
            scope=tidy(words["scope"]),
            statement="who met every requirement of the programme and was assessed in practice",
            issued_on=today,
            completed_on=max((fact.on for fact in evidence), default=today),
            valid_until=valid_until(today, words["validity_months"]),
            hours=_hours(db, person_id),
            course=Edition(tidy(course.title), str(course.version)),
            program=Edition(tidy(words["name"]), str(version.number)),
            provider=school.provider,
            signers=(*signers, Signer(tidy(names[actor.id]), "Approved for the school")),
            standing_digest=standing.digest(),
            verify_url=school.links + token,
            token=token,
        )
    except Unfit as problem:
        raise Unacceptable(str(problem)) from problem


def _hours(db: Session, person_id: int) -> Hours:
    ledger = practicum.ledger_of(db, person_id)
    return Hours(0, 0, ledger.credited_minutes)
