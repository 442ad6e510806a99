"""Credentials as they are kept: a place on the status lists for each, and what the lists say today."""

import secrets
from collections.abc import Sequence

from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from ashilms.actor import Actor
from ashilms.certificates.models import Certificate, Credential
from ashilms.certificates.rules import Listed, Status
from ashilms.certificates.services.finding import own_certificate
from ashilms.credentials.status_lists import REVOCATION, SIZE, SUSPENSION
from ashilms.errors import Clash, Missing

FULL = SIZE // 2
"""How many certificates share a pair of lists: half the places, so that a free one is soon drawn."""
_DRAWS = 64
"""At most half the places are taken, so that this many draws in vain happen to nobody."""
MARKED = {REVOCATION: (Status.REVOKED, Status.SUPERSEDED), SUSPENSION: (Status.SUSPENDED,)}
"""What each list says of a certificate. One that another took the place of must not be relied on either, for good."""


def reserve_place(db: Session, row: Certificate) -> None:
    """Draw the place at which a certificate's status is told: among the free ones of the newest list, by chance."""
    number = db.scalar(select(func.max(Credential.list_number))) or 1
    taken = db.scalar(select(func.count()).where(Credential.list_number == number)) or 0
    if taken >= FULL:
        number += 1
    for _ in range(_DRAWS):
        listed = Listed(number, secrets.randbelow(SIZE))
        if not _is_taken(db, listed) and _took(db, row, listed):
            return
    raise Clash("No free place was found on the status lists. Try again.")


def _is_taken(db: Session, listed: Listed) -> bool:
    query = select(Credential.place).where(Credential.list_number == listed.number)
    return db.scalar(query.where(Credential.place == listed.place)) is not None


def _took(db: Session, row: Certificate, listed: Listed) -> bool:
    """Return whether the place is the certificate's now, or another took it in between."""
    try:
        with db.begin_nested():
            db.add(Credential(certificate_id=row.id, list_number=listed.number, place=listed.place))
    except IntegrityError:
        return False
    return True


def keep_credential(db: Session, row: Certificate, document: str | None, token: str | None) -> None:
    """Keep what was signed beside the certificate; nothing where it was reserved before there were credentials."""
    kept = db.get(Credential, row.id)
    if kept is not None:
        kept.document, kept.token = document, token
        db.flush()


def find_listed(db: Session, number: str) -> Listed | None:
    """Return where the status of a certificate is told, or `None` for one from before there were credentials."""
    query = select(Credential).join(Certificate, Certificate.id == Credential.certificate_id)
    kept = db.scalar(query.where(Certificate.number == number))
    return kept.as_listed() if kept else None


def find_credential(db: Session, certificate_id: int) -> Credential | None:
    """Return the credential of a certificate, or `None` where there is none, or none yet."""
    kept = db.get(Credential, certificate_id)
    return kept if kept and kept.document and kept.token else None


def own_credential(db: Session, actor: Actor, number: str) -> Credential:
    """Return the credential of a certificate that the actor holds, or of any for a registrar; raises `Missing`."""
    kept = find_credential(db, own_certificate(db, actor, number).id)
    if kept is None:
        raise Missing("This certificate has no digital credential. Its PDF verifies all the same.")
    return kept


def marked_places(db: Session, number: int, purpose: str) -> Sequence[int]:
    """Return the places that a list marks today, in order. Raises `Missing` for a list that there is not."""
    if db.scalar(select(Credential.place).where(Credential.list_number == number).limit(1)) is None:
        raise Missing("There is no such list.")
    query = select(Credential.place).join(Certificate, Certificate.id == Credential.certificate_id)
    query = query.where(Credential.list_number == number, Certificate.status.in_(MARKED[purpose]))
    return db.scalars(query.order_by(Credential.place)).all()
