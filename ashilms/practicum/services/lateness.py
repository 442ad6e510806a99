"""Sessions that nobody answers: reminders, the registrars told before one lapses, and somebody standing in."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from ashilms.accounts import services as people
from ashilms.accounts.models import Person
from ashilms.actor import REGISTRAR, Actor
from ashilms.errors import Clash, Missing, Unacceptable
from ashilms.practicum.models import Entry
from ashilms.practicum.rules.lateness import ESCALATE, stage_of
from ashilms.practicum.rules.states import SENTENCES, State
from ashilms.supervision import services as supervision
from ashilms.supervision.models import Substitute


@dataclass(frozen=True, slots=True)
class Reminder:
    """One mail that is due: about which session, to whom, after how many days; `key` is its own."""

    entry: Entry
    to: Person
    days: int

    @property
    def key(self) -> str:
        """The same for one sending of a session, one reader and one stage, however often it is asked for."""
        return f"practicum.late:{self.entry.id}:{self.entry.round}:{self.days}:{self.to.id}"

    @property
    def template(self) -> str:
        """The mail's name."""
        return "entry-late" if self.days == ESCALATE else "entry-waiting"


def find_reminders(db: Session, *, now: datetime) -> Iterator[Reminder]:
    """Yield what is due to be said about sessions that wait: the last stage reached alone, to each who can act."""
    since = now - timedelta(days=1)
    waiting = select(Entry).where(Entry.state == State.SUBMITTED, Entry.sent_at < since).order_by(Entry.id)
    for entry in db.scalars(waiting):
        days = stage_of(entry.sent_at, now) if entry.standing(now) is State.SUBMITTED else None
        if days is not None:
            yield from (Reminder(entry, reader, days) for reader in _readers(db, entry, days, now))


def _readers(db: Session, entry: Entry, days: int, now: datetime) -> Iterator[Person]:
    ids = set(supervision.who_decides(db, entry.id, entry.supervisor_id or 0, now.date()))
    if days == ESCALATE:
        ids |= set(people.names_in_roles(db, (REGISTRAR,)))
    yield from (person for id in sorted(ids) if (person := people.get_person(db, id)).active)


def find_late(db: Session, actor: Actor, entry_id: int, *, now: datetime) -> Entry:
    """Return a session that waits, to a registrar; raises `Missing`, and `Clash` for one that waits no more."""
    entry = db.get(Entry, entry_id)
    if entry is None or not actor.has(REGISTRAR):
        raise Missing("There is no such entry.")
    if entry.standing(now) is not State.SUBMITTED:
        raise Clash(SENTENCES[entry.standing(now)])
    return entry


def find_signers(db: Session, entry: Entry) -> dict[int, str]:
    """Return who might sign a session in the place of its supervisor: names by id."""
    category = entry.plan.as_plan().categories.get(entry.category or "")
    level = category.supervisor_level if category else 1
    on = entry.span.day(entry.zone) if entry.span else entry.created_at.date()
    names = supervision.find_offered(db, entry.person_id, on, level=level)
    return {id: name for id, name in names.items() if id != entry.supervisor_id}


def assign_stand_in(db: Session, actor: Actor, entry_id: int, person_id: int, *, now: datetime) -> Substitute:
    """Let somebody decide on one session; raises as `find_late`, and `Unacceptable` for who couldn't sign it."""
    entry = find_late(db, actor, entry_id, now=now)
    if person_id not in find_signers(db, entry):
        raise Unacceptable("Choose somebody who was entitled on that day.", "substitute")
    return supervision.assign_substitute(db, actor, entry.supervisor_id or 0, person_id, entry.id, now=now)
