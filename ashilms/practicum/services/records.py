"""The record of supervised practice of one person: read in one go, as of one place in the audit record."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from ashilms.accounts import services as people
from ashilms.actor import REGISTRAR, Actor
from ashilms.audit import services as audit
from ashilms.errors import Missing
from ashilms.practicum.models import SIGNATURE, Entry, Review
from ashilms.practicum.rules.records import HoursRecord, Recorded, month_in_words
from ashilms.practicum.rules.states import SIGNED, State
from ashilms.practicum.services.sums import ledger_of
from ashilms.screenings.services.plans import find_own_plans
from ashilms.sites.models import TreatmentRoom


def record_hours(db: Session, actor: Actor, person_id: int, *, month: str = "", now: datetime) -> HoursRecord:
    """Return a person's own record of hours, or for a registrar anybody's; raises `Missing` for others.

    With `month`, such as `2026-11`, only the sessions that began in it: what each of them comes to stays the
    same, since a cap counts whole days. Raises `Missing` for what is no month.
    """
    if not (actor.person_id == person_id or actor.has(REGISTRAR)):
        raise Missing("There is no such record.")
    person = people.get_person(db, person_id)
    if month:
        refuse_no_month(month)
    titles = {
        code: category.title
        for plan, _ in find_own_plans(db, person_id)
        for code, category in plan.as_plan().categories.items()
    }
    sessions = tuple(one for one in _sessions(db, person_id, now) if month in ("", one.month))
    name = person.printed_name or person.name
    return HoursRecord(name, now, audit.head_of(db), sessions, titles, month)


def refuse_no_month(month: str) -> None:
    """Raise `Missing` for what is no month."""
    try:
        month_in_words(month)
    except ValueError:
        raise Missing("There is no such month.") from None


def _sessions(db: Session, person_id: int, now: datetime) -> list[Recorded]:
    columns = (
        Entry.id,
        Entry.supervisor_id,
        Entry.client,
        Entry.state,
        TreatmentRoom.name,
        TreatmentRoom.site,
    )
    query = select(*columns, Review.at).join(TreatmentRoom, TreatmentRoom.id == Entry.room_id)
    query = query.outerjoin(Review, SIGNATURE).where(Entry.person_id == person_id, Entry.state != State.DRAFT)
    found = {row[0]: row for row in db.execute(query)}
    names = people.names_of(db, {row[1] for row in found.values() if row[1]})
    made = []
    for line in ledger_of(db, person_id, now=now).lines:
        _, supervisor, client, state, room, site, signed_at = found[line.entry.id]
        signed = signed_at if state in SIGNED else None
        made.append(Recorded(line, room, site, names.get(supervisor or 0, ""), client or "", signed))
    return made
