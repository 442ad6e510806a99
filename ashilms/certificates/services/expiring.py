"""Writing down that a certificate's time is over: it says so by itself, but its history and its holder should know."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from ashilms.actor import Actor
from ashilms.certificates.models import Certificate, CertificateEvent
from ashilms.certificates.rules import Status
from ashilms.certificates.rules.reviewing import EXPIRED
from ashilms.certificates.services.living import announce, remember

AT_ONCE = 200
"""Certificates in one go; the others are found the next time."""


def note_expired(db: Session, actor: Actor, *, now: datetime) -> int:
    """Write down of each certificate that stands and whose last day is over that it is, once; return how many.

    Whoever checks one is answered by the date, whether this has run or not.
    """
    rows = _find_expired(db, now)
    for row in rows:
        remember(db, actor, row, "certificates.expire", now=now, reason=None, as_status=EXPIRED)
        announce(db, row, step=EXPIRED, now=now)
    return len(rows)


def _find_expired(db: Session, now: datetime) -> Sequence[Certificate]:
    noted = select(CertificateEvent.id).where(
        CertificateEvent.certificate_id == Certificate.id, CertificateEvent.status == EXPIRED
    )
    query = select(Certificate).where(
        Certificate.ends_on < now.date(), Certificate.status == Status.VALID, ~noted.exists()
    )
    return db.scalars(query.order_by(Certificate.id).limit(AT_ONCE)).all()
