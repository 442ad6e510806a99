"""Making a decision: what a therapist filled in about one client, decided by the server and kept."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from ashilms.accounts import services as people
from ashilms.actor import TRAINEE, Actor
from ashilms.audit import services as audit
from ashilms.courses import services as courses
from ashilms.errors import Clash, NotAllowed, Unacceptable
from ashilms.formats import local
from ashilms.screenings.models import PracticumPlan, ScreeningDecision
from ashilms.screenings.rules.clients import read_client_code
from ashilms.screenings.rules.coding import code_answers, decision_as_json, digest_of
from ashilms.screenings.rules.filled import (
    Around,
    Filled,
    Refusal,
    decide_filled,
    find_marks,
    find_refusals,
)
from ashilms.screenings.rules.screening import Decision
from ashilms.screenings.rules.standing import explain_moment
from ashilms.screenings.services.plans import get_plan
from ashilms.sites import services as sites
from ashilms.sites.models import RoomCheck, TreatmentRoom
from ashilms.supervision import services as supervision

RESENT = "This form was sent before with other content. Open the decision that it made, and screen again."
NEAR = timedelta(days=1)
"""How far back checks are looked for: one holds for two hours, on its own day."""


class Refused(Unacceptable):
    """Something can't be taken as it was filled in; `reasons` are all of them, each with its field."""

    def __init__(self, reasons: Sequence[Refusal]) -> None:
        super().__init__(reasons[0].sentence, reasons[0].field)
        self.reasons = list(reasons)


def decide(
    db: Session,
    actor: Actor,
    course_id: int,
    filled: Filled,
    *,
    form_key: str,
    taken_at: datetime | None = None,
    now: datetime,
) -> ScreeningDecision:
    """Decide whether the actor may work on one client today, and keep it; the same form twice makes one decision.

    `taken_at`: when it was filled in on a device without a network. Exact figures and dates decide and are dropped.
    Raises `Refused` with every reason when it can't be decided (nothing is kept: a blank is never read as an answer),
    `Clash` when `form_key` came before with other content.
    """
    if not actor.has(TRAINEE) or not courses.is_enrolled(db, actor.id, course_id):
        raise NotAllowed("Take up the course first; its practicum begins with it.")
    people.lock_people(db, {actor.id})
    version, at = get_plan(db, course_id), taken_at or now
    digest = digest_of({"course": course_id, "filled": filled.coded(version.as_plan())})
    if (same := _sent_before(db, actor, form_key, digest)) is not None:
        return same
    if reason := explain_moment(at, now, "The screening"):
        raise Unacceptable(reason)
    row = _judge(db, actor, version, filled, at)
    row.form_key, row.form_digest, row.recorded_at = form_key, digest, now
    db.add(row)
    db.flush()
    audit.record(
        db, actor, "screenings.decide", f"decision:{row.id}", now=now, about=actor.id,
        after={"outcome": row.outcome, "digest": row.digest, "plan": version.id, "decided_at": at},
    )  # fmt: skip
    return row


def _sent_before(db: Session, actor: Actor, form_key: str, digest: str) -> ScreeningDecision | None:
    mine = ScreeningDecision.person_id == actor.id, ScreeningDecision.form_key == form_key
    same = db.scalar(select(ScreeningDecision).where(*mine))
    if same is not None and same.form_digest != digest:
        raise Clash(RESENT)
    return same


def _judge(
    db: Session, actor: Actor, version: PracticumPlan, filled: Filled, at: datetime
) -> ScreeningDecision:
    """Return the decision, not yet kept; raises `Refused`."""
    plan, today = version.as_plan(), local(at, actor.zone).date()
    decision = decide_filled(filled, plan, today)
    checks = find_checks(db, actor, version.course_id, at=at)
    reasons = find_refusals(filled, plan, decision, _around(db, actor, version, checks, at))
    if reasons:
        raise Refused(reasons)
    check = next(check for check in checks if check.id == filled.check_id)
    return _row(actor, version, filled, decision, check, at, today)


def _row(
    actor: Actor, version: PracticumPlan, filled: Filled, decision: Decision, check: RoomCheck, at: datetime,
    today: date,
) -> ScreeningDecision:  # fmt: skip
    plan = version.as_plan()
    return ScreeningDecision(
        person_id=actor.id, course_id=version.course_id, plan=version, category=filled.category,
        client=read_client_code(filled.client) or "", room=check.room, room_id=check.room_id, check=check,
        check_id=check.id, record_id=record_of(check.room, today), zone=actor.zone, day=today, decided_at=at,
        outcome=decision.outcome.value, decision=decision_as_json(decision),
        answers=code_answers(plan.intake, filled.answers), marks=find_marks(filled, plan, today),
    )  # fmt: skip


def find_checks(db: Session, actor: Actor, course_id: int, *, at: datetime) -> Sequence[RoomCheck]:
    """Return what the actor, and whoever may supervise them today, recorded of rooms up to a moment."""
    there = {actor.id, *supervision.find_offered(db, actor.id, local(at, actor.zone).date())}
    slug = courses.get_course_by_id(db, course_id).slug
    return sites.find_checks(db, there, since=at - NEAR, until=at, course=slug)


def _around(
    db: Session, actor: Actor, version: PracticumPlan, checks: Sequence[RoomCheck], at: datetime
) -> Around:
    slug = courses.get_course_by_id(db, version.course_id).slug
    return Around(
        at, actor.zone, slug,
        {check.id: check.as_check() for check in checks},
        {check.room_id: check.room.as_room() for check in checks if check.room.open},
    )  # fmt: skip


def record_of(room: TreatmentRoom, on: date) -> int | None:
    """Return the acceptance record of a room that says on a day which table stands there: the last that holds."""
    holding = [row for row in room.inspections if row.as_inspection().holds(on)]
    return holding[-1].id if holding else None
