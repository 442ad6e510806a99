"""What this room does by itself: tell whom an incident concerns, ask after sessions, say more on a session's page."""

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy.orm import Session

from ashilms import signals
from ashilms.accounts import services as people
from ashilms.actor import REGISTRAR
from ashilms.formats import day
from ashilms.incidents import services
from ashilms.incidents.models import Incident, IncidentEvent
from ashilms.incidents.rules.states import Step
from ashilms.jobs import services as jobs
from ashilms.jobs.services import Handler, Work
from ashilms.notices import services as notices

TELL, CLOSED = "incidents.tell", "incident-closed"
ASIDES = {"after": services.tell_of_session}
"""What is said on a session's page, by the name under which its template knows it."""
SAID = {
    Step.REPORT: "was reported",
    Step.SEVERITY: "is of another severity now",
    Step.CLOSE: "is closed",
    Step.REOPEN: "is open again",
}
"""The steps of which people are told, in the words of the mail."""


def connect() -> None:
    """Listen; connecting twice is the same as once."""
    signals.incident_changed.connect(_on_changed, weak=False)
    signals.line_waits.connect(_is_over, weak=False)


def _on_changed(
    db: Session, *, incident_id: int, number: int, step: str, now: datetime, **_facts: Any
) -> None:
    if step in SAID:
        payload = {"incident": incident_id, "number": number}
        jobs.enqueue(db, TELL, payload, key=f"{TELL}:{incident_id}:{number}", now=now)


def _tell(db: Session, work: Work) -> None:
    """Write the mails. They say that there is something to read, and nothing of what happened to whom."""
    row = db.get_one(Incident, work.payload["incident"])
    event = next(event for event in row.events if event.number == work.payload["number"])
    kind = _letter_of(row, event)
    for person_id in sorted(_concerned(db, row) - {event.by_id}):
        reader = people.get_person(db, person_id)
        values = {
            "said": SAID[Step(event.step)], "number": str(row.id),
            "when": day(row.occurred_at or event.at, row.zone),
            "link": f"{work.settings.public_url.rstrip('/')}/incidents/{row.id}",
            "school": work.settings.provider_name,
        }  # fmt: skip
        key = f"{work.key}:{person_id}"
        notices.send_mail(
            db, reader, kind, values, render=work.render, key=key, now=work.now, about=str(row.id)
        )


def _concerned(db: Session, row: Incident) -> set[int]:
    named = {row.trainee_id, row.supervisor_id, row.reporter_id, *people.names_in_roles(db, [REGISTRAR])}
    return {id for id in named if id is not None}


def _is_over(db: Session, *, kind: str, about: str, **_facts: Any) -> bool:
    """Return whether an incident of which a mail says that it is closed was opened again."""
    return kind == CLOSED and db.get_one(Incident, int(about)).closed_at is None


def _letter_of(row: Incident, event: IncidentEvent) -> str:
    if event.step == Step.CLOSE:
        return CLOSED
    return "incident-urgent" if row.consequences.urgent else "incident"


def _ask(db: Session, work: Work) -> dict[str, Any]:
    return {"sessions": services.make_follow_ups(db, now=work.now)}


HANDLERS = (
    Handler(TELL, _tell, about="Whom an incident concerns is told"),
    Handler("incidents.ask", _ask, every=timedelta(hours=1), about="Trainees are asked how clients are"),
)
"""What is due later."""
