"""The check before a session: which points hold now, recording one, and finding those that were done."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from ashilms.actor import INSTRUCTOR, REGISTRAR, SUPERVISOR, TRAINEE, Actor
from ashilms.audit import services as audit
from ashilms.errors import Clash, Missing, NotAllowed, Unacceptable
from ashilms.formats import local
from ashilms.sites.models import CheckPlan, RoomCheck, RoomLock, TreatmentRoom
from ashilms.sites.rules.points import (
    MAX_NOTE,
    Answers,
    Outcome,
    digest_of,
    failed_points,
    judge,
    reason_of,
)
from ashilms.sites.rules.records import explain_room
from ashilms.sites.services.rooms import lock_room
from ashilms.texts import find_identity

RESENT = "This form was sent before with other answers. Open the check that it made, and begin a new one."


def find_check_plans(db: Session, at: datetime | None = None) -> Sequence[CheckPlan]:
    """Return the version of each course's check that holds now (or held `at` a moment), the one loaded last first."""
    newest: dict[str, CheckPlan] = {}
    query = select(CheckPlan) if at is None else select(CheckPlan).where(CheckPlan.loaded_at <= at)
    for plan in db.scalars(query.order_by(CheckPlan.loaded_at.desc(), CheckPlan.id.desc())):
        newest.setdefault(plan.course, plan)
    return list(newest.values())


def get_check_plan(db: Session, course: str | None = None) -> CheckPlan:
    """Return the check that holds now: of the course with this slug, or of the one loaded last.

    Raises `Missing` where no course brings one.
    """
    plan = next((plan for plan in find_check_plans(db) if course in (None, plan.course)), None)
    if plan is None:
        raise Missing("No course here says what is checked. Have its pack loaded again: ashilms packs load")
    return plan


def load_check_plan(
    db: Session, actor: Actor, course: str, content: list[dict[str, Any]], *, now: datetime
) -> CheckPlan | None:
    """Keep `content` as the next version, or return `None` and change nothing when it is the one that holds."""
    query = select(CheckPlan).where(CheckPlan.course == course).order_by(CheckPlan.number.desc())
    newest, digest = db.scalar(query.limit(1)), digest_of(content)
    if newest is not None and newest.digest == digest:
        return None
    number = newest.number + 1 if newest else 1
    plan = CheckPlan(course=course, number=number, content=content, digest=digest, loaded_at=now)
    db.add(plan)
    db.flush()
    after = {"course": course, "number": number, "digest": digest}
    audit.record(db, actor, "sites.load-check", f"check-plan:{plan.id}", now=now, after=after)
    return plan


def record_check(
    db: Session,
    actor: Actor,
    room_id: int,
    plan_id: int,
    answers: Answers,
    *,
    form_key: str,
    refused: bool = False,
    note: str = "",
    now: datetime,
    done_at: datetime | None = None,
) -> RoomCheck:
    """Record a check of a room, and lock the room at once when a point that locks did not hold, or on `refused`.

    `done_at`: when it was done, where it was sent later; it is judged by the points and the locks of that moment.
    The same form twice makes one check. Raises `Unacceptable` for a check that lacks something, and for one that
    would pass in a room which may not be used; `Clash` when `form_key` came before with other answers, or when
    other points hold by now.
    """
    if not actor.has(TRAINEE, SUPERVISOR, INSTRUCTOR):
        raise NotAllowed("Whoever practises or supervises in a room checks it.")
    sent, room = Sent(room_id, plan_id, dict(answers), note.strip()), lock_room(db, room_id)
    if (same := _sent_before(db, actor, form_key, sent)) is not None:
        return same
    plan, at = _get_current(db, plan_id, done_at), done_at or now
    unfit = why_unfit(room, local(at, actor.zone).date(), done_at)
    outcome = _judge(plan, sent, refused=refused, unfit=unfit, now=now)
    check = RoomCheck(
        person_id=actor.id, form_key=form_key, at=at, outcome=outcome, room=room, plan=plan,
        answers=sent.answers, note=sent.note,
    )  # fmt: skip
    db.add(check)
    db.flush()
    if outcome is Outcome.LOCKED:
        _lock(db, room, check, now)
    audit.record(
        db, actor, "sites.check-room", f"room:{room.id}", now=now, about=actor.id,
        after={"check": check.id, "plan": plan.id, "outcome": outcome, "failed": [p.id for p in check.failed]},
    )  # fmt: skip
    return check


@dataclass(frozen=True, slots=True)
class Sent:
    """What a check's form held."""

    room_id: int
    plan_id: int
    answers: dict[str, bool]
    note: str


def _sent_before(db: Session, actor: Actor, form_key: str, sent: Sent) -> RoomCheck | None:
    query = select(RoomCheck).where(RoomCheck.person_id == actor.id, RoomCheck.form_key == form_key)
    same = db.scalar(query)
    if same is not None and Sent(same.room_id, same.plan_id, same.answers, same.note) != sent:
        raise Clash(RESENT)
    return same


def _get_current(db: Session, plan_id: int, at: datetime | None) -> CheckPlan:
    plan = next((plan for plan in find_check_plans(db, at) if plan.id == plan_id), None)
    if plan is None:
        raise Clash("The points of this check have changed meanwhile. Open the check again.")
    return plan


def _judge(plan: CheckPlan, sent: Sent, *, refused: bool, unfit: str | None, now: datetime) -> Outcome:
    points = plan.as_points()
    if len(sent.note) > MAX_NOTE:
        raise Unacceptable(f"That is {len(sent.note)} characters; keep it under {MAX_NOTE}.", "note")
    if identity := find_identity(sent.note, now.date()):
        raise Unacceptable(identity, "note")
    if not sent.answers.keys() <= {point.id for point in points}:
        raise Unacceptable("Answer the points of this check alone.")
    outcome = judge(points, sent.answers, refused=refused, note=sent.note)
    if not isinstance(outcome, Outcome):
        raise Unacceptable(outcome, "note" if refused else None)
    if outcome is Outcome.PASSED and unfit:
        raise Unacceptable(unfit)
    return outcome


def why_unfit(room: TreatmentRoom, today: date, at: datetime | None = None) -> str | None:
    """Return why nobody uses a room today (or did `at` a moment of that day) whatever a check says, or `None`."""
    if not room.open:
        return "This room is closed for new sessions. Choose another one."
    if any(lock.as_locked().covers(at, at) for lock in room.locks) if at else room.open_locks:
        return "This room is locked. An instructor or a registrar unlocks it once the fault is mended."
    return explain_room(room.as_inspections(), today)


def _lock(db: Session, room: TreatmentRoom, check: RoomCheck, now: datetime) -> None:
    points = check.plan.as_points()
    room.locks.append(
        RoomLock(
            check_id=check.id,
            at=now,
            by_id=check.person_id,
            structural=any(point.structural for point in failed_points(points, check.answers)),
            reason=reason_of(points, check.answers, check.note),
        )
    )
    db.flush()


def get_check(db: Session, actor: Actor, check_id: int) -> RoomCheck:
    """Return a check for whoever did it, an instructor or a registrar; else raises `Missing`."""
    check = db.get(RoomCheck, check_id)
    may = actor.has(INSTRUCTOR, REGISTRAR)
    if check is None or not (may or check.person_id == actor.person_id):
        raise Missing("There is no such check.")
    return check


def find_checks(
    db: Session,
    person_ids: Collection[int],
    *,
    since: datetime,
    until: datetime,
    course: str | None = None,
    passed: bool = False,
    limit: int = 200,
) -> Sequence[RoomCheck]:
    """Return the checks that these people did between two moments, both included, the latest first."""
    query = select(RoomCheck).where(RoomCheck.person_id.in_(person_ids), RoomCheck.at.between(since, until))
    if course is not None:
        query = query.join(RoomCheck.plan).where(CheckPlan.course == course)
    if passed:
        query = query.where(RoomCheck.outcome == Outcome.PASSED)
    return db.scalars(query.order_by(RoomCheck.at.desc(), RoomCheck.id.desc()).limit(limit)).all()


def find_checks_of(db: Session, actor: Actor, room_id: int, *, limit: int = 10) -> Sequence[RoomCheck]:
    """Return the latest checks of a room that the actor may see: their own, or all for whoever keeps rooms."""
    query = select(RoomCheck).where(RoomCheck.room_id == room_id)
    if not actor.has(INSTRUCTOR, REGISTRAR):
        query = query.where(RoomCheck.person_id == actor.person_id)
    return db.scalars(query.order_by(RoomCheck.at.desc(), RoomCheck.id.desc()).limit(limit)).all()
