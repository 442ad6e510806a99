"""Finding incidents: whom each concerns, what is open, and what may be named in a report."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from sqlalchemy import ColumnElement, or_, select
from sqlalchemy.orm import Session, selectinload

from ashilms.accounts import services as people
from ashilms.actor import INSTRUCTOR, REGISTRAR, SUPERVISOR, TRAINEE, Actor
from ashilms.errors import Missing
from ashilms.incidents.models import Incident
from ashilms.incidents.rules.states import OPEN, State, Step
from ashilms.plugins import Fact
from ashilms.practicum import services as practicum
from ashilms.practicum.models import Entry
from ashilms.sites import services as sites
from ashilms.waiting import Offer, Waiting, listed

RECENT = timedelta(days=30)
"""How far back sessions are offered to be named."""
SHOWN = 200
STAFF = (INSTRUCTOR, SUPERVISOR, REGISTRAR)


@dataclass(frozen=True, slots=True)
class Choices:
    """What may be named in a report: rooms, whoever gave the session or supervised it, sessions; by id, in words."""

    rooms: dict[int, str]
    trainees: dict[int, str]
    supervisors: dict[int, str]
    entries: dict[int, str]


def find_incident(db: Session, actor: Actor, incident_id: int) -> Incident:
    """Return an incident for who reported it, its trainee, who supervised, or a registrar; else raises `Missing`.

    A draft is its reporter's alone.
    """
    row = db.get(Incident, incident_id)
    if row is None or not _may_see(actor, row):
        raise Missing("There is no such report.")
    return row


def _may_see(actor: Actor, row: Incident) -> bool:
    if row.state == State.DRAFT or actor.person_id is None:
        return row.reporter_id == actor.person_id
    return actor.has(REGISTRAR) or actor.person_id in (row.reporter_id, row.trainee_id, row.supervisor_id)


def handles(actor: Actor, row: Incident) -> bool:
    """Return whether somebody adds to a report, takes it up and closes it: a registrar, or who supervised."""
    if actor.person_id is None or actor.person_id == row.trainee_id:
        return False
    return actor.has(REGISTRAR) or (actor.has(*STAFF) and actor.person_id == row.supervisor_id)


def find_incidents(db: Session, actor: Actor) -> Sequence[Incident]:
    """Return the incidents that concern somebody, open ones first, then the latest: one query however many."""
    open_first = Incident.state.in_([State.CLOSED]).asc()
    query = select(Incident).where(_concerns(actor)).order_by(open_first, Incident.id.desc())
    return db.scalars(query.limit(SHOWN)).all()


def _concerns(actor: Actor) -> ColumnElement[bool]:
    own = Incident.reporter_id == actor.id
    if actor.has(REGISTRAR):
        return or_(own, Incident.state != State.DRAFT)
    named = or_(Incident.trainee_id == actor.id, Incident.supervisor_id == actor.id)
    return or_(own, named & (Incident.state != State.DRAFT))


def open_incidents_of(db: Session, person_id: int, at_least: int = 0) -> Sequence[Incident]:
    """Return the incidents of a trainee that are not closed, from a severity on, oldest first."""
    query = select(Incident).where(
        Incident.trainee_id == person_id, Incident.state.in_(OPEN), Incident.severity >= at_least
    )
    return db.scalars(query.order_by(Incident.id)).all()


def find_facts(db: Session, person_ids: Collection[int]) -> Mapping[int, Sequence[Fact]]:
    """Return the incidents of these people as facts for a programme, closed ones too: two queries for all of them."""
    query = select(Incident).where(Incident.trainee_id.in_(person_ids), Incident.state != State.DRAFT)
    facts: defaultdict[int, list[Fact]] = defaultdict(list)
    for row in db.scalars(query.options(selectinload(Incident.events)).order_by(Incident.id)):
        if row.trainee_id and row.sent_at:
            facts[row.trainee_id].append(_fact(row, row.sent_at))
    return facts


def _fact(row: Incident, sent_at: datetime) -> Fact:
    """Return an incident with each day on which it was opened or closed, in order, each with whether it is open."""
    turns = [
        (event.at, event.step != Step.CLOSE)
        for event in row.events
        if event.step in (Step.CLOSE, Step.REOPEN)
    ]
    turned = [[at.astimezone(UTC).date().isoformat(), is_open] for at, is_open in [(sent_at, True), *turns]]
    values = {"severity": row.severity, "turned": turned}
    return Fact(f"incident:{row.id}", "incident", sent_at.astimezone(UTC).date(), values)


def offer_waiting(db: Session, actor: Actor, *, now: datetime) -> Offer:
    """Return what waits for a supervisor, as the queue takes it."""
    return listed(waiting_for(db, actor))


def waiting_for(db: Session, actor: Actor) -> list[Waiting]:
    """Return the open incidents that a supervisor has to see to, as the inbox shows them: urgent ones first."""
    query = select(Incident).where(Incident.supervisor_id == actor.id, Incident.state.in_(OPEN))
    rows = [row for row in db.scalars(query.order_by(Incident.id)) if handles(actor, row)]
    names = people.names_of(db, [row.trainee_id or row.reporter_id for row in rows])
    items = [_waiting(row, names[row.trainee_id or row.reporter_id]) for row in rows]
    return sorted(items, key=lambda item: (not item.flagged, item.since, item.id))


def _waiting(row: Incident, who: str) -> Waiting:
    why, since = f"Incident · {row.severity_words}", row.sent_at or row.created_at
    return Waiting(
        "incident", row.id, row.trainee_id or row.reporter_id, who, since, why, row.consequences.urgent,
        "ashilms.incidents.show_incident", {"id": row.id},
    )  # fmt: skip


def choices_of(db: Session, actor: Actor, *, now: datetime) -> Choices:
    """Return what somebody may name in a report: a trainee themselves, staff whom they teach or look after."""
    entries = _recent(db, actor, now)
    there = {id for entry in entries for id in (entry.person_id, entry.supervisor_id) if id}
    names = people.names_of(db, there)
    trainees = (
        people.names_in_roles(db, [TRAINEE])
        if actor.has(REGISTRAR, INSTRUCTOR)
        else {entry.person_id: names[entry.person_id] for entry in entries}
    )
    if actor.has(TRAINEE):
        trainees = {actor.id: actor.name}
    rooms = {room.id: f"{room.name} · {room.site}" for room in sites.find_rooms(db)}
    sessions = {
        entry.id: entry.when if entry.person_id == actor.id else f"{names[entry.person_id]}, {entry.when}"
        for entry in entries
    }
    return Choices(rooms, trainees, _supervisors(db, actor, names), sessions)


def _supervisors(db: Session, actor: Actor, there: Mapping[int, str]) -> dict[int, str]:
    """Return the school's own, and of those who come in by a link whom one has worked with; a registrar sees all."""
    supervisors = practicum.find_supervisors(db)
    if actor.has(REGISTRAR):
        return supervisors
    own = people.names_in_roles(db, [INSTRUCTOR])
    return {id: name for id, name in supervisors.items() if id in own or id in there}


def _recent(db: Session, actor: Actor, now: datetime) -> Sequence[Entry]:
    mine = (Entry.person_id == actor.id) | ((Entry.supervisor_id == actor.id) & (Entry.round > 0))
    query = select(Entry).where(mine, Entry.state != "void", Entry.starts > now - RECENT)
    return db.scalars(query.order_by(Entry.starts.desc()).limit(50)).all()
