"""Certificates whose files are signed anew, since their key is not to be relied on, and what came before."""

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from ashilms.actor import Actor
from ashilms.audit import services as audit
from ashilms.certificates.models import Certificate, CertificateFile
from ashilms.certificates.rules import Status
from ashilms.certificates.services.finding import get_certificate
from ashilms.certificates.services.listing import keep_credential
from ashilms.certificates.services.living import Pressed, announce
from ashilms.jobs import services as jobs

AGAIN = "certificates.press"
"""The job that signs one certificate anew."""
STAND = (Status.VALID, Status.SUSPENDED)
"""What is signed anew: nobody is shown any other to rely on."""
SIGNED_ANEW = "signed-anew"


def find_borne(db: Session, kids: Collection[str]) -> list[str]:
    """Return the numbers of the certificates that stand, or may stand again, and bear one of these keys."""
    query = select(Certificate.number).where(Certificate.key.in_(kids), Certificate.status.in_(STAND))
    return list(db.scalars(query.order_by(Certificate.id)))


def press_again(db: Session, kid: str, *, now: datetime) -> int:
    """Ask for every certificate that stands and bears this key to be signed anew; return how many there are."""
    numbers = find_borne(db, [kid])
    for number in numbers:
        jobs.enqueue(db, AGAIN, {"number": number, "key": kid}, key=f"{AGAIN}:{number}:{kid}", now=now)
    return len(numbers)


def replace_file(db: Session, actor: Actor, number: str, pressed: Pressed, *, now: datetime) -> bool:
    """Let a certificate have a file that says the same, signed by another key; return whether it has it now only.

    What it had stays known as an earlier one, and its credential is the new one alone. Whether the certificate stands
    is not touched by that.
    """
    row = get_certificate(db, number, lock=True)
    if row.status not in STAND or row.file is None or row.key in (None, pressed.key):
        return False
    db.add(CertificateFile(certificate_id=row.id, file=row.file, key=row.key, until=now))
    before = {"file": row.file, "key": row.key}
    row.file, row.key = pressed.file, pressed.key
    db.flush()
    keep_credential(db, row, pressed.document, pressed.token)
    audit.record(
        db, actor, "certificates.press", f"certificate:{number}", now=now, before=before,
        after={"file": pressed.file, "key": pressed.key}, about=row.person_id,
    )  # fmt: skip
    announce(db, row, step=SIGNED_ANEW, now=now)
    return True


def find_earlier(db: Session, certificate_id: int, sha256: str) -> CertificateFile | None:
    """Return the earlier file of a certificate with this hash, or `None` where it never had such a one."""
    query = select(CertificateFile).where(CertificateFile.certificate_id == certificate_id)
    return db.scalar(query.where(CertificateFile.file == sha256))
