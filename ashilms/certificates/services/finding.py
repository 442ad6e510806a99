"""Finding certificates, and what happened to them."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from datetime import UTC, date

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from ashilms.actor import REGISTRAR, Actor
from ashilms.certificates.models import Certificate, CertificateEvent, CertificateFile
from ashilms.certificates.rules import Status
from ashilms.certificates.rules.history import ISSUED, public_history
from ashilms.errors import Missing
from ashilms.plugins import Fact
from ashilms.programs.models import Award, Program
from ashilms.supervision.rules.doubts import Dependent

WAITING = (Status.ISSUING, Status.FAILED)
"""A number is reserved, and nothing stands under it yet."""
WAS_ISSUED = Certificate.file.is_not(None) & Certificate.status.not_in(WAITING)
"""Something was issued under the number, whatever became of it: it does not wait, and was not given up while it did."""

_BY_NUMBER = select(Certificate).where(Certificate.number == bindparam("number"), WAS_ISSUED)
_BY_TOKEN = select(Certificate).where(Certificate.token == bindparam("token"), WAS_ISSUED)
"""Made once: building a query takes longer than the database does to answer it, and these are asked by anybody."""


def get_certificate(db: Session, number: str, *, lock: bool = False) -> Certificate:
    """Return a certificate by its number as printed, locked against others if asked; raises `Missing`."""
    query = select(Certificate).where(Certificate.number == number)
    if lock:
        query = query.with_for_update().execution_options(populate_existing=True)
    row = db.scalar(query)
    if row is None:
        raise Missing("There is no certificate with that number.")
    return row


def find_by_number(db: Session, number: str | None) -> Certificate | None:
    """Return the certificate that was issued under a number, or `None`; one that was never finished is none."""
    return db.scalar(_BY_NUMBER, {"number": number or ""})


def find_by_token(db: Session, token: str) -> Certificate | None:
    """Return the certificate whose link this is, or `None`; one that was never finished is none."""
    return db.scalar(_BY_TOKEN, {"token": token})


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
    """Return certificates whose drawing is still to be done or has failed, the oldest first."""
    query = select(Certificate).where(Certificate.status.in_(WAITING))
    return db.scalars(query.order_by(Certificate.id)).all()


def files_of(db: Session) -> Sequence[tuple[str, str]]:
    """Return the number and the file of every certificate that was drawn, then the files that others followed."""
    query = select(Certificate.number, Certificate.file).where(Certificate.file.is_not(None))
    earlier = select(Certificate.number, CertificateFile.file).where(
        CertificateFile.certificate_id == Certificate.id
    )
    found = [*db.execute(query.order_by(Certificate.id)), *db.execute(earlier.order_by(CertificateFile.id))]
    return [(number, file or "") for number, file in found]


def find_earned(db: Session, *, entries: Sequence[Dependent]) -> list[Dependent]:
    """Return the certificates, withdrawn for good or not, whose proof names one of these sessions or its review."""
    people, sessions = {entry.person_id for entry in entries}, {f"entry:{entry.id}" for entry in entries}
    query = select(Certificate, Award.standing).join(Award, Award.number == Certificate.number)
    query = query.where(Certificate.person_id.in_(people)).order_by(Certificate.id.desc())
    return [
        Dependent(
            row.id, row.person_id, row.number, "ashilms.certificates.show_certificate", {"number": row.number}
        )
        for row, standing in db.execute(query)
        if any(f'"{session}"' in standing for session in sessions)
    ]


def find_facts(db: Session, *, person_ids: Collection[int]) -> Mapping[int, Sequence[Fact]]:
    """Return the certificates of these people as facts for a programme, with each change of status: two queries."""
    query = select(Certificate, Program.key).join(Program, Program.id == Certificate.program_id)
    found = db.execute(query.where(Certificate.person_id.in_(person_ids)).order_by(Certificate.id)).all()
    changes: defaultdict[int, list[tuple[str, str]]] = defaultdict(list)
    happened = select(CertificateEvent).where(
        CertificateEvent.certificate_id.in_([row.id for row, _ in found]), CertificateEvent.status.in_(Status)
    )
    for event in db.scalars(happened.order_by(CertificateEvent.id)) if found else ():
        changes[event.certificate_id].append((event.at.astimezone(UTC).date().isoformat(), event.status))
    facts: defaultdict[int, list[Fact]] = defaultdict(list)
    for row, program in found:
        if Status.VALID in (status for _, status in changes[row.id]):  # others were never drawn
            facts[row.person_id].append(_fact(row, program, changes[row.id]))
    return facts


def _fact(row: Certificate, program: str, changes: Sequence[tuple[str, str]]) -> Fact:
    said = row.as_payload()
    until = said.valid_until.isoformat() if said.valid_until else None
    values = {
        "program": program, "until": until, "completed": said.completed_on.isoformat(), "changes": changes,
    }  # fmt: skip
    return Fact(f"certificate:{row.number}", "certificate", said.issued_on, values)


def history_of(db: Session, certificate_id: int) -> Sequence[CertificateEvent]:
    """Return what happened to a certificate, oldest first."""
    query = select(CertificateEvent).where(CertificateEvent.certificate_id == certificate_id)
    return db.scalars(query.order_by(CertificateEvent.id)).all()


def find_public_history(db: Session, row: Certificate, issued: date) -> tuple[tuple[date, str], ...]:
    """Return what the public may know of the history of a certificate that says it was `issued` then.

    One that stands as it was issued costs no query.
    """
    if row.status == Status.VALID and row.changed_at.astimezone(UTC).date() == issued:
        return ((issued, ISSUED),)
    query = select(CertificateEvent.at, CertificateEvent.status).where(
        CertificateEvent.certificate_id == row.id
    )
    changes = db.execute(query.order_by(CertificateEvent.id))
    return tuple(public_history((at.astimezone(UTC).date(), status) for at, status in changes))


def find_earlier_files(db: Session, certificate_id: int) -> Sequence[CertificateFile]:
    """Return the files that a certificate had until it was signed anew, the oldest first."""
    query = select(CertificateFile).where(CertificateFile.certificate_id == certificate_id)
    return db.scalars(query.order_by(CertificateFile.id)).all()
