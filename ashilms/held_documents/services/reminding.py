"""Whom to remind that a document ends, on a day: found anew each time, so that a missed day loses nothing."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from ashilms.accounts.models import Person
from ashilms.formats import local
from ashilms.held_documents.models import HeldDocument
from ashilms.held_documents.rules import State
from ashilms.notices.rules import BEFORE, reminder_due


@dataclass(frozen=True, slots=True)
class Reminder:
    """That a document ends, to be said once: to whom, and which of the reminders it is."""

    document: HeldDocument
    person: Person
    days: int
    """How many days before the end this reminder is due; it may be sent later than that."""

    @property
    def key(self) -> str:
        """What stands for it: the same however often it is found."""
        return f"documents.remind:{self.document.id}:{self.days}"


def find_reminders(db: Session, *, now: datetime) -> Iterator[Reminder]:
    """Yield the reminder that is due of each accepted document that ends soon, by the day where its holder is.

    None for a document of which the holder has another accepted one, of the same kind and place, that lasts longer.
    """
    today = now.date()
    soon = HeldDocument.ends_on.between(today - timedelta(days=1), today + timedelta(days=max(BEFORE) + 1))
    query = select(HeldDocument, Person).join(Person, Person.id == HeldDocument.person_id)
    for row, person in db.execute(query.where(soon, Person.active).order_by(HeldDocument.id)):
        due = reminder_due(row.ends_on, local(now, person.zone).date())
        if due is not None and row.state is State.ACCEPTED and not _is_renewed(db, row):
            yield Reminder(row, person, due)


def _is_renewed(db: Session, row: HeldDocument) -> bool:
    like = select(HeldDocument).where(
        HeldDocument.person_id == row.person_id, HeldDocument.kind == row.kind, HeldDocument.place == row.place,
        HeldDocument.ends_on.is_(None) | (HeldDocument.ends_on > row.ends_on),
    )  # fmt: skip
    return any(other.state is State.ACCEPTED for other in db.scalars(like))
