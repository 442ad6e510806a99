"""Whom to remind that a certificate ends, on a day: found anew each time, so that a missed day loses nothing."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session, lazyload

from ashilms.accounts.models import Person
from ashilms.certificates.models import Certificate
from ashilms.certificates.rules import Status
from ashilms.formats import local
from ashilms.notices.rules import reminder_due, span_of_ends


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

    Nobody is reminded of a certificate that is suspended or revoked.
    """
    soon = Certificate.ends_on.between(*span_of_ends(now.date()))
    query = select(Certificate, Person).join(Person, Person.id == Certificate.person_id)
    query = query.where(soon, Certificate.status == Status.VALID, Person.active)
    for row, holder in db.execute(query.options(lazyload(Person.roles)).order_by(Certificate.id)):
        due = reminder_due(row.ends_on, local(now, holder.zone).date())
        if due is not None:
            yield Reminder(row, holder, due)
