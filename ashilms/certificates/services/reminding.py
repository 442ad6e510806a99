"""Whom to remind that a certificate ends, on a day: found anew each time, so that a missed day loses nothing."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import exists, select
from sqlalchemy.orm import Session, aliased

from ashilms.accounts.models import Person
from ashilms.certificates.models import Certificate
from ashilms.certificates.rules import Status
from ashilms.formats import local
from ashilms.notices.rules import BEFORE, reminder_due


@dataclass(frozen=True, slots=True)
class Reminder:
    """That a certificate ends, to be said once: to whom, and which of the reminders it is."""

    certificate: Certificate
    holder: Person
    days: int
    """How many days before the end this reminder is due; it may be sent later than that."""

    @property
    def key(self) -> str:
        """What stands for it: the same however often it is found."""
        return f"certificates.remind:{self.certificate.number}:{self.days}"


def find_reminders(db: Session, *, now: datetime) -> Iterator[Reminder]:
    """Yield the reminders that are due to holders, by the day where each of them is: one query, however many.

    Nobody is reminded of a certificate that is suspended or revoked, or that a later one of the same programme follows.
    """
    later, today = aliased(Certificate), now.date()
    followed = exists().where(
        later.person_id == Certificate.person_id, later.program_id == Certificate.program_id,
        later.status == Status.VALID, later.ends_on > Certificate.ends_on,
    )  # fmt: skip
    soon = Certificate.ends_on.between(today - timedelta(days=1), today + timedelta(days=max(BEFORE) + 1))
    query = select(Certificate, Person).join(Person, Person.id == Certificate.person_id)
    query = query.where(soon, Certificate.status == Status.VALID, Person.active, ~followed)
    for row, holder in db.execute(query.order_by(Certificate.id)):
        due = reminder_due(row.ends_on, local(now, holder.zone).date())
        if due is not None:
            yield Reminder(row, holder, due)
