"""What a device is given to work without a network: rooms, supervisors and courses, and each course's rules."""

from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from ashilms.actor import Actor
from ashilms.courses import services as courses
from ashilms.errors import Missing
from ashilms.formats import local
from ashilms.offline.rules.tables import FORM, compile_screening
from ashilms.practicum.rules.checks import MAX_REFLECTION, MIN_REFLECTION
from ashilms.screenings import services as screenings
from ashilms.screenings.models import Authenticator, PracticumPlan
from ashilms.screenings.rules.plan import Scale
from ashilms.sites import services as sites
from ashilms.sites.models import CheckPlan, TreatmentRoom
from ashilms.sites.rules.records import current_until
from ashilms.supervision import services as supervision


def pack_kit(db: Session, actor: Actor, *, now: datetime) -> dict[str, Any]:
    """Return what a trainee's device needs to know of people and rooms: personal, to be locked on the device."""
    today = local(now, actor.zone).date()
    plans = screenings.find_own_plans(db, actor.id)
    names = supervision.find_offered(db, actor.id, today)
    return {
        "zone": actor.zone,
        "rooms": [_room(room, now, actor.zone) for room in sites.find_rooms(db, only_open=True)],
        "supervisors": _supervisors(db, names),
        "courses": [_course(db, row, title) for row, title in plans],
    }


def _supervisors(db: Session, names: dict[int, str]) -> list[dict[str, Any]]:
    """Return who may supervise, and whether each has an authenticator, without which none signs on a device."""
    standing = Authenticator.confirmed_at.is_not(None), Authenticator.ended_at.is_(None)
    signing = set(
        db.scalars(select(Authenticator.person_id).where(Authenticator.person_id.in_(names), *standing))
    )
    return [{"id": id, "name": name, "signs": id in signing} for id, name in names.items()]


def _room(room: TreatmentRoom, now: datetime, zone: str) -> dict[str, Any]:
    today = local(now, zone).date()
    until = current_until(room.as_inspections(), today)
    return {
        "id": room.id,
        "name": f"{room.name} · {room.site}",
        "unfit": sites.why_unfit(room, today),
        "until": until.isoformat() if until else None,
    }


def _course(db: Session, row: PracticumPlan, title: str) -> dict[str, Any]:
    return {"id": row.course_id, "title": title, "version": _version(row, _check_plan(db, row.course_id))}


def _check_plan(db: Session, course_id: int) -> CheckPlan:
    return sites.get_check_plan(db, courses.get_course_by_id(db, course_id).slug)


def _version(row: PracticumPlan, check: CheckPlan) -> str:
    return f"{row.id}-{check.id}-{FORM}"


def pack_rules(db: Session, actor: Actor, course_id: int) -> dict[str, Any]:
    """Return a course's rules as data, with nothing personal in it, for whoever takes it; raises `Missing`."""
    if not courses.is_enrolled(db, actor.id, course_id):
        raise Missing("There is no such course.")
    row, check = screenings.get_plan(db, course_id), _check_plan(db, course_id)
    plan = row.as_plan()
    return {
        "version": _version(row, check),
        "plan": row.number,
        "signed": plan.level <= 1,
        "check_plan": check.id,
        "points": check.content,
        "categories": [
            {"id": c.code, "text": c.name, "asks_ending": plan.asks_ending(c)}
            for c in plan.categories.values()
            if c.open and c.contact
        ],
        "strokes": [{"id": stroke.id, "text": stroke.title} for stroke in plan.own_strokes],
        "depth": _scale(plan.depth),
        "score": _scale(plan.score),
        "stop_at": plan.stop_at,
        "prompt": plan.prompt,
        "reflection": [MIN_REFLECTION, MAX_REFLECTION],
        "screening": compile_screening(plan.intake, plan.level),
    }


def _scale(scale: Scale) -> dict[str, Any]:
    return {"title": scale.title, "words": {str(value): words for value, words in scale.words.items()}}
