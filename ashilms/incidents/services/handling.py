"""What is done about an incident once it was reported: notes, details, severity, review, closing, opening again."""

from collections.abc import Mapping
from datetime import date, datetime

from sqlalchemy.orm import Session

from ashilms.accounts import services as people
from ashilms.actor import REGISTRAR, Actor
from ashilms.courses import services as courses
from ashilms.errors import NotAllowed, Unacceptable
from ashilms.incidents.models import Incident
from ashilms.incidents.rules.facts import OWNER, changes_between, find_fact_problems
from ashilms.incidents.rules.severity import SEVERITIES, severity_in_words
from ashilms.incidents.rules.states import Step
from ashilms.incidents.services.finding import STAFF, find_incident, handles
from ashilms.incidents.services.reporting import Refused
from ashilms.incidents.services.steps import has_open_hold, lock, take
from ashilms.texts import find_identity

SHORTEST_REVIEW = 30


def add_note(db: Session, actor: Actor, incident_id: int, *, text: str, now: datetime) -> Incident:
    """Let whomever an incident concerns add what they know; raises `Missing`, `Clash`, and `Unacceptable` for words
    that say nothing or tell who somebody is."""
    find_incident(db, actor, incident_id)
    _check(text, now, least=3)
    row = lock(db, incident_id)
    take(db, actor, row, Step.NOTE, was=row.consequences, text=text.strip(), now=now)
    return row


def find_owners(db: Session) -> dict[int, str]:
    """Return who may see to what is changed because of an incident: names by id."""
    return people.names_in_roles(db, STAFF)


def add_details(
    db: Session,
    actor: Actor,
    incident_id: int,
    *,
    facts: Mapping[str, str],
    owner_id: int | None,
    due_on: date | None,
    version: int,
    now: datetime,
) -> Incident:
    """Let whoever handles an incident add to it; what stood there before stays beside it.

    Nothing changed: nothing is written. Raises `Missing`, `NotAllowed`, `Clash` when it was changed since
    `version` or is closed, `Refused` with each fact that can't be so.
    """
    row = _handled(db, actor, incident_id, version)
    owners = find_owners(db)
    problems = list(find_fact_problems(facts, now.date()))
    if owner_id is not None and owner_id not in owners:
        problems.append((OWNER, "Choose one from the list."))
    if problems:
        raise Refused(problems)
    before = row.as_facts(owners.get(row.owner_id or 0, ""))
    row.facts = {id: value.strip() for id, value in facts.items() if value.strip()}
    row.owner_id, row.due_on = owner_id, due_on
    changes = changes_between(before, row.as_facts(owners.get(owner_id or 0, "")))
    if changes:
        take(db, actor, row, Step.DETAILS, was=row.consequences, changes=changes, now=now)
    return row


def start_review(db: Session, actor: Actor, incident_id: int, *, version: int, now: datetime) -> Incident:
    """Let whoever handles an incident say that they are looking into it; raises as `add_details`."""
    row = _handled(db, actor, incident_id, version)
    take(db, actor, row, Step.REVIEW, was=row.consequences, now=now)
    return row


def correct_severity(
    db: Session, actor: Actor, incident_id: int, severity: int, *, reason: str, version: int, now: datetime
) -> Incident:
    """Let a registrar correct how grave it is, with a reason; what follows from it follows at once.

    A pause that was begun stays until the incident is closed. Raises as `add_details`, and `Unacceptable` for
    the severity that it has, or for a reason that says nothing.
    """
    row = _handled(db, actor, incident_id, version)
    if not actor.has(REGISTRAR):
        raise NotAllowed("A registrar corrects how grave an incident is. Add a note that says why.")
    if severity not in SEVERITIES or severity == row.severity:
        raise Unacceptable("Choose another severity than it has.", "severity")
    _check(reason, now, field="reason")
    was, before = row.consequences, row.severity
    row.severity = severity
    changes = [["Severity", severity_in_words(before), severity_in_words(severity)]]
    take(db, actor, row, Step.SEVERITY, was=was, text=reason.strip(), changes=changes, now=now)
    return row


def needs_outsider(db: Session, row: Incident) -> bool:
    """Return whether only somebody who was not involved may close it."""
    return row.consequences.pauses or has_open_hold(db, row)


def may_close(db: Session, actor: Actor, row: Incident) -> bool:
    """Return whether somebody may close an incident as it stands."""
    return (
        handles(actor, row)
        and row.may(Step.CLOSE)
        and not (needs_outsider(db, row) and row.involves(actor.person_id))
    )


def close_incident(
    db: Session, actor: Actor, incident_id: int, *, review: str, version: int, now: datetime
) -> Incident:
    """Close an incident with a written review; the trainee's pause ends with it.

    Raises as `add_details`; `NotAllowed` when somebody was paused and whoever closes it was involved, and
    `Unacceptable` for a review that says nothing.
    """
    row = _handled(db, actor, incident_id, version)
    if needs_outsider(db, row) and row.involves(actor.person_id):
        raise NotAllowed("Somebody who was not involved has to review this incident before it is closed.")
    _check(review, now, least=SHORTEST_REVIEW, field="review")
    paused, was = has_open_hold(db, row), row.consequences
    take(db, actor, row, Step.CLOSE, was=was, text=review.strip(), now=now)
    if paused and row.hold_id:
        courses.clear_hold(db, actor, row.hold_id, now=now)
    return row


def reopen_incident(
    db: Session, actor: Actor, incident_id: int, *, reason: str, version: int, now: datetime
) -> Incident:
    """Open a closed incident again, with a reason; what follows from it follows anew. Raises as `add_details`."""
    row = _handled(db, actor, incident_id, version)
    _check(reason, now, field="reason")
    take(db, actor, row, Step.REOPEN, was=row.consequences, text=reason.strip(), now=now)
    return row


def _handled(db: Session, actor: Actor, incident_id: int, version: int) -> Incident:
    """Return an incident that the actor handles, locked, as they saw it."""
    if not handles(actor, find_incident(db, actor, incident_id)):
        raise NotAllowed("Whoever supervised, or a registrar, sees to this. You may add a note.")
    return lock(db, incident_id, version)


def _check(text: str, now: datetime, *, least: int = 10, field: str = "text") -> None:
    if len(text.strip()) < least:
        raise Unacceptable("Say it in a sentence." if least < SHORTEST_REVIEW else TOO_SHORT, field)
    if identity := find_identity(text, now.date()):
        raise Unacceptable(identity, field)


TOO_SHORT = "Say what you looked at, what you found and why it can be closed."
