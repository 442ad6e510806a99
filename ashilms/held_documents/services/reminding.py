"""Of which documents the next one is due, on a day: found anew each time, so that a missed day loses nothing."""

from collections import defaultdict
from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from ashilms.accounts import services as people
from ashilms.accounts.models import Person
from ashilms.accounts.rules import allows
from ashilms.formats import local
from ashilms.held_documents.models import HeldDocument
from ashilms.held_documents.rules import State
from ashilms.held_documents.services.finding import replaced_among
from ashilms.held_documents.services.planning import find_kinds
from ashilms.notices.rules import reminder_due, span_of_ends


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
    """Yield the reminders that are due, as `next_due` says, by the day where each holder is.

    Nobody is reminded who may not send the next one.
    """
    asked = find_kinds(db)
    for person, rows in _who_may_be_due(db, now.date()).items():
        if allows(people.as_actor(person), "hold documents"):
            due = next_due(rows, asked, local(now, person.zone).date())
            yield from (Reminder(row, person, due[row.id]) for row in rows if row.id in due)


def next_due(rows: Iterable[HeldDocument], asked: Container[str], today: date) -> Mapping[int, int]:
    """Return of which documents the next one is due, of all that one person has sent: id and which reminder it is.

    Such a document is accepted, ends soon and is of a kind that is in `asked`; and no other of that kind and place
    that lasts longer is accepted, or waits to be checked.
    """
    sent = list(rows)
    replaced = replaced_among(sent)
    living = [row for row in sent if row.state in {State.SENT, State.ACCEPTED} and row.id not in replaced]
    ending = {
        row: days
        for row in living
        if row.state is State.ACCEPTED
        and row.kind in asked
        and (days := reminder_due(row.ends_on, today)) is not None
    }
    return {row.id: days for row, days in ending.items() if not any(_follows(row, other) for other in living)}


def still_ends(db: Session, row: HeldDocument, *, now: datetime) -> bool:
    """Return whether a document's holder has to be reminded of its end, as `next_due` says."""
    sent = db.scalars(select(HeldDocument).where(HeldDocument.person_id == row.person_id))
    today = local(now, people.get_person(db, row.person_id).zone).date()
    return row.id in next_due(sent, find_kinds(db), today)


def _follows(row: HeldDocument, other: HeldDocument) -> bool:
    return other.likeness == row.likeness and (other.ends_on or date.max) > (row.ends_on or date.max)


def _who_may_be_due(db: Session, today: date) -> Mapping[Person, Sequence[HeldDocument]]:
    """Return all documents of each active person of whom one ends soon, wherever they are."""
    soon = HeldDocument.ends_on.between(*span_of_ends(today))
    query = select(Person, HeldDocument).join(HeldDocument, HeldDocument.person_id == Person.id)
    query = query.where(Person.active, Person.id.in_(select(HeldDocument.person_id).where(soon)))
    found: defaultdict[Person, list[HeldDocument]] = defaultdict(list)
    for person, row in db.execute(query.order_by(HeldDocument.id)):
        found[person].append(row)
    return found
