"""Reporting an incident: kept as a draft as often as one likes, and sent once."""

from dataclasses import replace
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from ashilms.accounts import services as people
from ashilms.actor import Actor
from ashilms.errors import Clash, Missing, NotAllowed, Unacceptable
from ashilms.incidents.models import Incident
from ashilms.incidents.rules.report import (
    Problem,
    Report,
    find_report_problems,
    find_text_problems,
    report_as_json,
)
from ashilms.incidents.rules.severity import Consequences
from ashilms.incidents.rules.states import SENTENCES, State, Step
from ashilms.incidents.services.finding import choices_of
from ashilms.incidents.services.steps import take
from ashilms.practicum import services as practicum
from ashilms.practicum.models import Entry

STALE = "This report was changed meanwhile, perhaps in another window. Open it again to see how it stands."


class Refused(Unacceptable):
    """A report can't be sent so; `problems` are all of them, each with its field."""

    def __init__(self, problems: list[Problem]) -> None:
        super().__init__(problems[0][1], problems[0][0])
        self.problems = problems


def report_incident(
    db: Session, actor: Actor, report: Report, *, form_key: str, send: bool, now: datetime
) -> Incident:
    """Keep a report as a draft, or with `send` send it; the same form twice makes one report.

    Raises `Refused` with every reason when it can't be sent so, and for words that tell who somebody is.
    """
    if not actor.roles:
        raise NotAllowed("Incidents are reported by whoever is on the course.")
    people.lock_people(db, {actor.id})
    same = db.scalar(select(Incident).where(Incident.reporter_id == actor.id, Incident.form_key == form_key))
    if same is not None:
        return same
    row = Incident(
        reporter_id=actor.id,
        form_key=form_key,
        state=State.DRAFT,
        version=0,
        created_at=now,
        zone=actor.zone,
        facts={},
    )
    return _take(db, actor, row, report, send=send, now=now)


def get_draft(db: Session, actor: Actor, incident_id: int) -> Incident:
    """Return one's own draft; raises `Missing`, and `Clash` for a report that was sent."""
    row = db.get(Incident, incident_id)
    if row is None or row.reporter_id != actor.person_id:
        raise Missing("There is no such report.")
    if row.state != State.DRAFT:
        raise Clash(SENTENCES[State(row.state)])
    return row


def change_report(
    db: Session, actor: Actor, incident_id: int, report: Report, *, version: int, send: bool, now: datetime
) -> Incident:
    """Change one's own draft, and with `send` send it; raises as `get_draft` and `report_incident` do.

    `Clash` too when it was changed since `version`.
    """
    get_draft(db, actor, incident_id)
    people.lock_people(db, {actor.id})
    db.expire_all()
    row = get_draft(db, actor, incident_id)
    if row.version != version:
        raise Clash(STALE)
    return _take(db, actor, row, report, send=send, now=now)


def _take(db: Session, actor: Actor, row: Incident, report: Report, *, send: bool, now: datetime) -> Incident:
    report, entry = _around(db, actor, report, now)
    problems = (
        find_report_problems(report, row.zone, now) if send else list(find_text_problems(report, now.date()))
    )
    if problems:
        raise Refused(problems)
    row.version += 1
    row.draft = None if send else report_as_json(report)
    if not send:
        db.add(row)
        db.flush()
        return row
    _freeze(row, report, entry, now)
    db.add(row)
    db.flush()
    take(db, actor, row, Step.REPORT, was=Consequences(), now=now)
    return row


def _around(db: Session, actor: Actor, report: Report, now: datetime) -> tuple[Report, Entry | None]:
    """Return a report with what its session says filled in; raises `Refused` where it names what one may not name."""
    entry = practicum.find_entry(db, actor, report.entry_id) if report.entry_id else None
    choices = choices_of(db, actor, now=now)
    named = {
        "room_id": (report.room_id, choices.rooms),
        "trainee_id": (report.trainee_id, choices.trainees),
        "supervisor_id": (report.supervisor_id, choices.supervisors),
    }
    strange = [(f, "Choose one from the list.") for f, (id, known) in named.items() if id and id not in known]
    if strange:
        raise Refused(strange)
    if entry is None:
        return report, None
    return replace(
        report,
        trainee_id=entry.person_id,
        supervisor_id=report.supervisor_id or entry.supervisor_id,
        room_id=report.room_id or (None if report.place.strip() else entry.room_id),
    ), entry


def _freeze(row: Incident, report: Report, entry: Entry | None, now: datetime) -> None:
    """Put what was reported, and what its session says, where it stays."""
    row.occurred_at, row.discovered_at, row.sent_at = report.occurred(row.zone), now, now
    row.happened, row.place = report.happened.strip(), report.place.strip()
    row.room_id, row.entry, row.severity = report.room_id, entry, report.severity
    row.trainee_id, row.supervisor_id = report.trainee_id, report.supervisor_id
    row.equipment_failed = report.equipment_failed
    row.facts = facts_of_entry(entry) if entry else {}


def facts_of_entry(entry: Entry) -> dict[str, str]:
    """Return what a session says of itself, so that nobody has to write it down again."""
    decision = entry.decision or {}
    decided = f"{decision['outcome']}, practicum version {entry.plan.number}" if "outcome" in decision else ""
    found = {"client": entry.client or "", "decision": decided}
    found |= {"depth": str(entry.depth or ""), "score": str(entry.score or "")}
    return {id: value for id, value in found.items() if value}
