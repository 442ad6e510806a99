"""The log of mail: what was written, what left, and what still waits."""

from dataclasses import dataclass

from sqlalchemy import String, cast, func, select
from sqlalchemy.orm import Session

from ashilms.jobs.models import Job
from ashilms.notices.models import DigestLine, Mail


@dataclass(frozen=True, slots=True)
class Line:
    """A mail in the log: the job that sends it says how often that was tried and what stopped it."""

    mail: Mail
    job: Job | None
    held: int = 0
    """How many things it holds that had waited for it."""


def find_mail(db: Session, *, waits: bool, before: int, most: int) -> list[Line]:
    """Return mails older than the one of that id, newest first and at most so many; `waits`: the unsent alone."""
    held = select(func.count()).where(DigestLine.mail_id == Mail.id).correlate(Mail).scalar_subquery()
    query = select(Mail, Job, held).outerjoin(Job, Job.key == "mail:" + cast(Mail.id, String))
    query = query.where(Mail.id < before)
    if waits:
        query = query.where(Mail.sent_at.is_(None))
    return [Line(*row) for row in db.execute(query.order_by(Mail.id.desc()).limit(most))]


def count_waiting(db: Session) -> int:
    """Return how many mails are in the outbox."""
    return db.scalar(select(func.count()).select_from(Mail).where(Mail.sent_at.is_(None))) or 0


def count_held(db: Session) -> int:
    """Return how many things wait for their readers' next digests."""
    return db.scalar(select(func.count()).select_from(DigestLine).where(DigestLine.closed_at.is_(None))) or 0


def waiting_mail(db: Session) -> list[Mail]:
    """Return what is in the outbox and not sent yet, oldest first."""
    return list(db.scalars(select(Mail).where(Mail.sent_at.is_(None)).order_by(Mail.id)))
