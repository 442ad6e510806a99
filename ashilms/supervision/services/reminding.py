"""Whom to remind that a paper of theirs ends, on a day: found anew each time, so that a missed day loses nothing."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from ashilms.accounts import services as people
from ashilms.accounts.models import Person
from ashilms.formats import local
from ashilms.notices.rules import reminder_due
from ashilms.supervision.models import Guest
from ashilms.supervision.rules.credentials import CALLED, held_until
from ashilms.supervision.services.credentials import SUPERVISING
from ashilms.supervision.services.entitlement import held_by


@dataclass(frozen=True, slots=True)
class Reminder:
    """That what somebody holds of a kind ends, to be said once: to whom, and which of the reminders it is."""

    person: Person
    kind: str
    until: date
    days: int
    """How many days before the end this reminder is due; it may be sent later than that."""
    door: str | None
    """Where a supervisor by link asks for one; none for who has an account."""

    @property
    def key(self) -> str:
        """What stands for it: the same however often it is found."""
        return f"supervision.remind:{self.person.id}:{self.kind}:{self.until}:{self.days}"


def find_reminders(db: Session, *, now: datetime) -> Iterator[Reminder]:
    """Yield the reminders that are due to those who supervise, by the day where they are: as many queries for all.

    A kind of which a verified paper follows without a gap ends when that one does.
    """
    supervising = people.names_in_roles(db, SUPERVISING)
    held = held_by(db, supervising)
    query = select(Person, Guest.door).outerjoin(Guest, Guest.person_id == Person.id)
    for person, door in db.execute(query.where(Person.id.in_(supervising)).order_by(Person.id)):
        today = local(now, person.zone).date()
        for kind in CALLED:
            until = held_until(held[person.id], kind, today)
            due = reminder_due(until, today)
            if until is not None and due is not None:
                yield Reminder(person, kind, until, due, door)


def still_ends(db: Session, person_id: int, kind: str, until: date, *, now: datetime) -> bool:
    """Return whether what somebody holds of a kind still ends on that day, and has not yet."""
    today = local(now, people.get_person(db, person_id).zone).date()
    return today <= until and held_until(held_by(db, [person_id])[person_id], kind, today) == until
