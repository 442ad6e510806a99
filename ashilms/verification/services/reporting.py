"""What anybody tells the school about a certificate, and what a registrar answers."""

import hashlib
import secrets
from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, or_, select
from sqlalchemy.orm import Session

from ashilms.accounts import services as people
from ashilms.actor import REGISTRAR, Actor
from ashilms.audit import services as audit
from ashilms.certificates import services as certificates
from ashilms.certificates.models import Certificate
from ashilms.certificates.rules import link_token, parse_number
from ashilms.errors import Clash, Missing, NotAllowed, Unacceptable
from ashilms.jobs import services as jobs
from ashilms.supervision import services as supervision
from ashilms.verification.models import Report
from ashilms.verification.rules.reporting import LONGEST

TELL = "verification.tell"
MOST_SHOWN = 200


def send_report(db: Session, number: str, text: str, *, now: datetime) -> str:
    """Keep what somebody tells about a certificate, and have the registrars told; return the token of its receipt.

    Whether there is a certificate of that number is not told. Raises `Unacceptable` for no text or too much of it.
    """
    said = text.strip()
    if not 0 < len(said) <= LONGEST:
        raise Unacceptable(f"Say what is wrong, in at most {LONGEST} characters.", "text")
    row = certificates.find_by_number(db, parse_number(number))
    token = link_token(secrets.token_bytes(16))
    report = Report(
        hash=_hash(token), number=number.strip(), certificate_id=row.id if row else None, text=said, at=now, answer="",
    )  # fmt: skip
    db.add(report)
    db.flush()
    jobs.enqueue(db, TELL, {"report": report.id}, key=f"{TELL}:{report.id}", now=now)
    return token


def find_receipt(db: Session, token: str) -> Report | None:
    """Return the report whose receipt this is, or `None`."""
    return db.scalar(select(Report).where(Report.hash == _hash(token)))


def find_reports(db: Session, actor: Actor) -> Sequence[Report]:
    """Return what the actor may answer or has read, what waits first; raises `NotAllowed` for who is no registrar."""
    _refuse_others(actor)
    query = select(Report).outerjoin(Certificate, Certificate.id == Report.certificate_id)
    waits_first = (Report.answered_at.is_not(None), Report.id.desc())
    return db.scalars(query.where(_theirs(db, actor)).order_by(*waits_first).limit(MOST_SHOWN)).all()


def get_report(db: Session, actor: Actor, report_id: int) -> Report:
    """Return a report; raises `Missing` also for one about the actor or somebody close, `NotAllowed` as above."""
    _refuse_others(actor)
    query = select(Report).outerjoin(Certificate, Certificate.id == Report.certificate_id)
    row = db.scalar(query.where(Report.id == report_id, _theirs(db, actor)))
    if row is None:
        raise Missing("There is no such report.")
    return row


def answer_report(db: Session, actor: Actor, report_id: int, answer: str, *, now: datetime) -> Report:
    """Answer a report, once: whoever made it reads the answer at its receipt.

    Raises as `get_report`, `Unacceptable` for no answer or too long a one, `Clash` where it has been answered.
    """
    row, said = get_report(db, actor, report_id), answer.strip()
    db.refresh(row, with_for_update=True)
    if row.answered_at is not None:
        raise Clash("This report has been answered already.")
    if not 0 < len(said) <= LONGEST:
        raise Unacceptable(f"Write an answer, in at most {LONGEST} characters.", "answer")
    row.answer, row.answered_at, row.answered_by = said, now, actor.id
    db.flush()
    audit.record(db, actor, "verification.answer", f"report:{row.id}", now=now, after={"number": row.number})
    return row


def is_answered(db: Session, report_id: int) -> bool:
    """Return whether a registrar has answered a report."""
    return db.get_one(Report, report_id).answered_at is not None


def who_is_told(db: Session, report_id: int) -> Sequence[int]:
    """Return the registrars who may answer a report: nobody whom it is about, or who is close to them."""
    row = db.get_one(Report, report_id)
    registrars = people.names_in_roles(db, [REGISTRAR])
    holder = db.get_one(Certificate, row.certificate_id).person_id if row.certificate_id else None
    barred = supervision.barred_from(db, holder) if holder else set()
    return sorted(set(registrars) - barred)


def _theirs(db: Session, actor: Actor) -> ColumnElement[bool]:
    barred = supervision.select_barred(db, actor.id)
    return or_(Certificate.person_id.is_(None), Certificate.person_id.not_in(barred))


def _refuse_others(actor: Actor) -> None:
    if not actor.has(REGISTRAR):
        raise NotAllowed("Registrars see what was reported.")


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
