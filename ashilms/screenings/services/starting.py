"""Starting a session: the recorded moment after which somebody is worked on."""

from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from ashilms.actor import Actor
from ashilms.audit import services as audit
from ashilms.courses import services as courses
from ashilms.courses.rules import unmet
from ashilms.errors import Clash, Missing, Unacceptable
from ashilms.screenings.models import ScreeningDecision, SessionStart
from ashilms.screenings.rules.filled import Around, explain_check_at
from ashilms.screenings.rules.standing import explain_moment, explain_no_start
from ashilms.screenings.services.deciding import NEAR, record_of
from ashilms.screenings.services.finding import get_decision, lock_decision
from ashilms.sites import services as sites

HOLDS = ("practicum", "client_sessions")
"""The kinds of hold that keep a trainee from giving sessions: from logging altogether, and a pause."""


def start_session(
    db: Session, actor: Actor, decision_id: int, *, started_at: datetime | None = None, now: datetime
) -> SessionStart:
    """Record that a session begins on one's own decision; twice is the same as once.

    `started_at`: when it began on a device without a network. Raises `Missing` for somebody else's decision, and
    `Unacceptable` with the reason: no countersignature, a STOP or a wait, another day, a check too old, a room or a
    table that changed, a pause, a quiz that opens the category and is not passed.
    """
    decision, at = get_decision(db, actor, decision_id), started_at or now
    if decision.person_id != actor.person_id:
        raise Missing("There is no such decision.")
    decision = lock_decision(db, decision.id, actor.id)
    if decision.start is not None:
        return decision.start
    if reason := explain_moment(at, now, "The start") or explain_start(db, decision, at):
        raise Unacceptable(reason)
    row = SessionStart(decision_id=decision.id, at=at, recorded_at=now)
    try:
        with db.begin_nested():
            db.add(row)
            db.flush()
    except IntegrityError as clash:
        raise Clash("This session was started meanwhile.") from clash
    db.refresh(decision, ["start"])
    audit.record(
        db, actor, "screenings.start", f"decision:{decision.id}", now=now, about=actor.id, after={"at": at}
    )
    return row


def explain_start(db: Session, decision: ScreeningDecision, at: datetime) -> str | None:
    """Return why no session may begin on a decision at that moment, or `None`."""
    return (
        explain_no_start(decision.as_standing(), at, newer=is_superseded(db, decision))
        or _explain_category(db, decision)
        or _explain_holds(db, decision, at)
        or _explain_room(db, decision, at)
    )


def is_superseded(db: Session, decision: ScreeningDecision) -> bool:
    """Return whether the therapist screened the same client again that day: the last decision alone holds."""
    return find_later(db, decision) is not None


def find_later(db: Session, decision: ScreeningDecision) -> ScreeningDecision | None:
    """Return the last decision about the same client on that day, if there is one after this."""
    other = ScreeningDecision
    query = select(other).where(
        other.person_id == decision.person_id, other.client == decision.client, other.day == decision.day,
        (other.decided_at > decision.decided_at)
        | ((other.decided_at == decision.decided_at) & (other.id > decision.id)),
    )  # fmt: skip
    return db.scalar(query.order_by(other.decided_at.desc(), other.id.desc()).limit(1))


def _explain_category(db: Session, decision: ScreeningDecision) -> str | None:
    category = decision.plan.as_plan().categories[decision.category]
    if not category.contact:
        return "This decision was a case to be screened, and nobody is worked on. Log it as it is."
    midnight = datetime.combine(decision.day + timedelta(days=1), time(), ZoneInfo(decision.zone))
    passed = courses.milestones_of(db, decision.person_id, decision.course_id, before=midnight)
    missing = [gate.title or gate.ref for gate in unmet(category.requires, passed)]
    return f"Pass “{missing[0]}” first: nobody is worked on before." if missing else None


def _explain_holds(db: Session, decision: ScreeningDecision, at: datetime) -> str | None:
    holds = courses.open_holds_of(db, decision.person_id)
    reasons = [hold.reason for hold in holds if hold.kind in HOLDS and hold.placed_at <= at]
    return f"Something has to be cleared first: {reasons[0]}" if reasons else None


def _explain_room(db: Session, decision: ScreeningDecision, at: datetime) -> str | None:
    check = decision.check
    found = sites.find_checks(db, {check.person_id}, since=at - NEAR, until=at)
    around = Around(
        at, decision.zone, check.plan.course, {row.id: row.as_check() for row in found}, {}
    )  # fmt: skip
    if record_of(decision.room, decision.day) != decision.record_id:
        return "The room has another acceptance record since, perhaps for another table. Screen again."
    return explain_check_at(check.as_check(), decision.room.as_room(), around)
