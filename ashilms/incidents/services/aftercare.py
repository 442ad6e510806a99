"""The aftercare card of a session: what it says, that it was given, and what else there is to say of the session."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time

from sqlalchemy import select
from sqlalchemy.orm import Session

from ashilms.actor import REGISTRAR, Actor
from ashilms.audit import services as audit
from ashilms.db import add_once
from ashilms.errors import Clash, Missing, Unacceptable
from ashilms.formats import find_moments
from ashilms.incidents.models import Aftercare, FollowUp, Incident
from ashilms.incidents.rules.states import State
from ashilms.incidents.services.follow_ups import follow_ups_of
from ashilms.practicum import services as practicum
from ashilms.practicum.models import Entry
from ashilms.screenings.rules.plan import Card


@dataclass(frozen=True, slots=True)
class After:
    """What there is to say of a session afterwards."""

    card: Card | None
    given: Aftercare | None
    follow_ups: Sequence[FollowUp]
    incidents: Sequence[Incident]
    own: bool
    """Whether it is the reader's own session."""


def find_card(db: Session, actor: Actor, entry_id: int) -> tuple[Entry, Card]:
    """Return a session that somebody may see, and the card of its practicum; raises `Missing`."""
    entry = practicum.find_entry(db, actor, entry_id)
    card = entry.plan.as_plan().card
    if card is None:
        raise Missing("This course has no aftercare card.")
    return entry, card


def find_given(db: Session, entry_id: int) -> Aftercare | None:
    """Return when the card of a session was given, or `None` while nobody has recorded it."""
    return db.scalar(select(Aftercare).where(Aftercare.entry_id == entry_id))


def record_card(db: Session, actor: Actor, entry_id: int, day: date, at: time, *, now: datetime) -> Aftercare:
    """Let a trainee record when they gave the card to the client of a session of theirs.

    Raises `Missing` for somebody else's, `Clash` when it was recorded already or the session is void, and
    `Unacceptable` for a time that is before the session or still to come.
    """
    entry, _ = find_card(db, actor, entry_id)
    if entry.person_id != actor.person_id:
        raise Missing("There is no such entry.")
    if entry.span is None or entry.state == "void":
        raise Clash("Log the session first; the card belongs to it.")
    if not entry.span.day(entry.zone) <= day <= now.date():
        raise Unacceptable("Put in a day from that of the session on, not one to come.", "day")
    moment = next(iter(find_moments(day, at, entry.zone)), None)
    if moment is None or not entry.span.starts <= moment <= now:
        raise Unacceptable("Put in a time after the session began, not one to come.", "at")
    row = Aftercare(entry_id=entry.id, person_id=actor.id, given_at=moment, recorded_at=now)
    if not add_once(db, row):
        raise Clash("That the card was given is recorded already.")
    audit.record(db, actor, "incidents.give-card", f"entry:{entry.id}", now=now, about=actor.id)
    return row


def tell_of_session(db: Session, actor: Actor, entry: Entry) -> After:
    """Return what there is to say of a session that somebody may see; of incidents, those that concern them."""
    query = select(Incident).where(Incident.entry_id == entry.id, Incident.state != State.DRAFT)
    if not actor.has(REGISTRAR):
        near = (Incident.trainee_id, Incident.supervisor_id, Incident.reporter_id)
        query = query.where((near[0] == actor.id) | (near[1] == actor.id) | (near[2] == actor.id))
    return After(
        card=entry.plan.as_plan().card,
        given=find_given(db, entry.id),
        follow_ups=follow_ups_of(db, entry.id),
        incidents=db.scalars(query.order_by(Incident.id)).all(),
        own=entry.person_id == actor.person_id,
    )
