"""Rows that a test stands on: a check of a room, and a decision with its countersignature and its start."""

from dataclasses import dataclass, field
from datetime import datetime
from itertools import count

from sqlalchemy import select
from sqlalchemy.orm import Session

from ashilms.actor import Actor
from ashilms.formats import local
from ashilms.screenings.models import Countersignature, PracticumPlan, ScreeningDecision, SessionStart
from ashilms.screenings.rules.coding import code_answers, decision_as_json
from ashilms.screenings.rules.filled import Filled, decide_filled, find_marks
from ashilms.screenings.rules.intake import Answers
from ashilms.sites.models import CheckPlan, RoomCheck

_keys = count()


@dataclass(frozen=True)
class Given:
    """What a decision that is simply there is about."""

    client: str
    answers: Answers
    category: str = "P3"
    signer_id: int | None = None
    signed_at: datetime | None = None
    started_at: datetime | None = None
    marks: list[str] = field(default_factory=list)


def give_check(db: Session, who: Actor, room_id: int, *, at: datetime) -> RoomCheck:
    """Put a check that passed into the record, whatever the room is like."""
    plan = db.scalars(select(CheckPlan).order_by(CheckPlan.id.desc())).first()
    assert plan is not None
    check = RoomCheck(
        person_id=who.id, form_key=f"given-{next(_keys)}", at=at, outcome="passed", room_id=room_id, plan=plan,
        answers={point.id: True for point in plan.as_points()}, note="",
    )  # fmt: skip
    db.add(check)
    db.flush()
    return check


def give_decision(
    db: Session, who: Actor, plan: PracticumPlan, check: RoomCheck, given: Given, *, at: datetime
) -> ScreeningDecision:
    """Put a decision into the record as the engine makes it, with what was signed and begun upon it."""
    rules, today = plan.as_plan(), local(at, who.zone).date()
    filled = Filled(given.category, given.client, check.id, given.answers)
    decided = decide_filled(filled, rules, today)
    row = ScreeningDecision(
        person_id=who.id, form_key=f"given-{next(_keys)}", form_digest="0" * 64, course_id=plan.course_id,
        plan=plan, category=given.category, client=given.client, room_id=check.room_id, check=check,
        zone=who.zone, day=today, decided_at=at, recorded_at=at, outcome=decided.outcome.value,
        decision=decision_as_json(decided), answers=code_answers(rules.intake, given.answers),
        marks=given.marks or find_marks(filled, rules, today),
    )  # fmt: skip
    db.add(row)
    db.flush()
    if given.signer_id is not None and given.signed_at is not None:
        db.add(
            Countersignature(
                decision_id=row.id, person_id=who.id, signer_id=given.signer_id, way="page", at=given.signed_at,
                recorded_at=given.signed_at, credentials=[], digest=row.digest,
            )
        )  # fmt: skip
    if given.started_at is not None:
        db.add(SessionStart(decision_id=row.id, at=given.started_at, recorded_at=given.started_at))
    db.flush()
    db.expire(row, ["signature", "start"])
    return row
