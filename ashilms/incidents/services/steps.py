"""Taking a step: the state moves, an event stays, what follows from the incident is done, and it is announced."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from ashilms import signals
from ashilms.actor import Actor
from ashilms.audit import services as audit
from ashilms.courses import services as courses
from ashilms.courses.models import Hold
from ashilms.errors import Clash
from ashilms.formats import day
from ashilms.incidents.models import Incident, IncidentEvent
from ashilms.incidents.rules.severity import Consequences
from ashilms.incidents.rules.states import SENTENCES, State, Step, take_step
from ashilms.practicum.services import PAUSE
from ashilms.sites import services as sites


def lock(db: Session, incident_id: int, version: int | None = None) -> Incident:
    """Return an incident as it is now, once nobody else decides about it; the caller knows that it exists.

    Raises `Clash` when it was changed since `version`.
    """
    query = select(Incident).where(Incident.id == incident_id).with_for_update(of=Incident)
    row = db.scalars(query.execution_options(populate_existing=True)).one()
    if version is not None and row.version != version:
        raise Clash("Somebody added to this report meanwhile. Look at it again before you go on.")
    return row


def refuse_step(row: Incident, step: Step) -> None:
    """Raise `Clash` with a sentence when a step can't be taken as an incident stands."""
    if not row.may(step):
        raise Clash(SENTENCES[State(row.state)])


def take(
    db: Session,
    actor: Actor,
    row: Incident,
    step: Step,
    *,
    was: Consequences,
    text: str = "",
    changes: Sequence[list[str]] = (),
    now: datetime,
) -> IncidentEvent:
    """Take a step and do what follows from it; `was` is what followed before. Raises `Clash` where it can't be."""
    before, after = row.state, take_step(State(row.state), step)
    if after is None:
        raise Clash(SENTENCES[State(row.state)])
    row.state = after
    if step is not Step.REPORT:
        row.version += 1
    row.closed_at, row.closed_by = (
        (now, actor.person_id) if step is Step.CLOSE else (row.closed_at, row.closed_by)
    )
    if step is Step.REOPEN:
        row.closed_at = row.closed_by = None
    event = _note(db, actor, row, step, text, changes, now)
    _follow(db, actor, row, was, now)
    signals.incident_changed.send(db, incident_id=row.id, number=event.number, step=step, now=now)
    audit.record(
        db, actor, f"incidents.{step}", f"incident:{row.id}", now=now, about=row.trainee_id,
        before={"state": before}, after={"state": row.state, "severity": row.severity, "event": event.number},
    )  # fmt: skip
    return event


def _note(
    db: Session,
    actor: Actor,
    row: Incident,
    step: Step,
    text: str,
    changes: Sequence[list[str]],
    now: datetime,
) -> IncidentEvent:
    event = IncidentEvent(
        number=len(row.events) + 1, at=now, by_id=actor.person_id, step=step, text=text, changes=list(changes)
    )
    row.events.append(event)
    db.flush()
    return event


def _follow(db: Session, actor: Actor, row: Incident, was: Consequences, now: datetime) -> None:
    """Pause the trainee and have the room locked where that follows now and did not before."""
    due = row.consequences
    if due.pauses and row.trainee_id and not has_open_hold(db, row):
        when = day(row.occurred_at or now, row.zone)
        reason = f"What happened on {when} is being looked into. Sessions go on once that is done."
        row.hold_id = courses.place_hold(db, actor, row.trainee_id, PAUSE, reason, now=now).id
        db.flush()
    if due.locks and not was.locks and row.room_id:
        what = "Something broke or gave way" if row.equipment_failed else "Somebody was hurt"
        reason = f"{what} here on {day(row.occurred_at or now, row.zone)}: incident {row.id}."
        sites.lock_after_incident(
            db, actor, row.room_id, reason=reason, structural=row.equipment_failed, now=now
        )


def has_open_hold(db: Session, row: Incident) -> bool:
    """Return whether the trainee is paused because of this incident."""
    hold = db.get(Hold, row.hold_id) if row.hold_id else None
    return hold is not None and hold.cleared_at is None
