"""Earning a level anew: what was revoked, or lapsed until nothing renews it, is given again on the whole programme."""

from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session, aliased

from ashilms.accounts import services as people
from ashilms.actor import Actor
from ashilms.certificates.models import Certificate, CertificateEvent
from ashilms.certificates.rules import Status
from ashilms.certificates.rules.reviewing import ANEW
from ashilms.certificates.services.finding import get_certificate
from ashilms.certificates.services.living import SAY_WHY, announce, refuse_involved, remember
from ashilms.errors import Clash, Unacceptable
from ashilms.programs import services as programs
from ashilms.programs.rules import Kinds


def begin_anew(
    db: Session, actor: Actor, number: str, kinds: Kinds, *, reason: str, now: datetime
) -> Certificate:
    """Put the holder of a certificate on the way to earn its level again, in a cycle of its own; return the old one.

    That stays what it is, at its address. What was done before counts as far as the programme takes what is so old;
    approvals never do. Raises `NotAllowed` for the holder and for whoever is close to them, `Unacceptable` without a
    reason, `Clash` where it stands, can still be renewed, was followed, or was begun anew already.
    """
    row = get_certificate(db, number, lock=True)
    refuse_involved(db, actor, row)
    if not reason.strip():
        raise Unacceptable(SAY_WHY, "reason")
    people.lock_people(db, [row.person_id])
    refuse_anew(db, row, kinds, today=now.date())
    programs.end_award(db, number, now=now)
    cycle = programs.current_cycle(db, row.person_id, row.program_id)
    remember(
        db, actor, row, "certificates.begin_anew", now=now, reason=reason.strip(), as_status=ANEW, cycle=cycle
    )
    announce(db, row, step=ANEW, now=now)
    return row


def refuse_anew(db: Session, row: Certificate, kinds: Kinds, *, today: date) -> None:
    """Raise `Clash` when the level of a certificate is not to be earned anew, with what is to be done instead."""
    if why := _why_not(db, row, kinds, today):
        raise Clash(why)


def may_begin_anew(db: Session, row: Certificate, kinds: Kinds, *, today: date) -> bool:
    """Return whether the level of a certificate may be earned anew."""
    return not _why_not(db, row, kinds, today)


def was_begun_anew(db: Session, number: str) -> bool:
    """Return whether the way to earn its level again was opened after the certificate of this number."""
    query = select(CertificateEvent.id).join(Certificate, Certificate.id == CertificateEvent.certificate_id)
    query = query.where(Certificate.number == number, CertificateEvent.status == ANEW)
    return db.scalar(query.limit(1)) is not None


def find_begun_anew(db: Session) -> list[tuple[int, int]]:
    """Return who is on the way to earn a level again, and of which program: no certificate followed yet."""
    later = aliased(Certificate)
    follows = select(later.id).where(
        later.person_id == Certificate.person_id,
        later.program_id == Certificate.program_id,
        later.id > Certificate.id,
    )
    query = (
        select(Certificate.person_id, Certificate.program_id)
        .join(CertificateEvent, CertificateEvent.certificate_id == Certificate.id)
        .where(CertificateEvent.status == ANEW, ~follows.exists())
    )
    return [(row.person_id, row.program_id) for row in db.execute(query)]


def _why_not(db: Session, row: Certificate, kinds: Kinds, today: date) -> str:
    award = programs.last_award(db, row.person_id, row.program_id)
    if award is None or award.number != row.number:
        return "Another certificate came after this one. Look at that."
    if was_begun_anew(db, row.number):
        return "Its holder is on the way to earn it again already."
    if row.status == Status.REVOKED:
        return ""
    if row.status != Status.VALID or row.ends_on is None or row.ends_on >= today:
        return "This certificate neither was revoked nor has run out, so nothing is earned anew."
    renewal = programs.renewal_of(db, award, kinds, on=today)
    if renewal and renewal.is_possible:
        return "This certificate can still be renewed. Its holder reads on their page what that takes."
    return ""
