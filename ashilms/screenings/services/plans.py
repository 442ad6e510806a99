"""The versions of a course's practicum: loading one, and finding the one that holds now."""

from datetime import datetime
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session, aliased

from ashilms.actor import Actor
from ashilms.audit import services as audit
from ashilms.courses.models import Course, Enrolment
from ashilms.errors import Missing
from ashilms.screenings.models import PracticumPlan
from ashilms.screenings.rules.coding import digest_of
from ashilms.screenings.rules.plan import CLIENT


def find_plan(db: Session, course_id: int) -> PracticumPlan | None:
    """Return the version of a course's practicum that holds now, or `None` for a course without one."""
    query = select(PracticumPlan).where(PracticumPlan.course_id == course_id)
    return db.scalar(query.order_by(PracticumPlan.number.desc()).limit(1))


def get_plan(db: Session, course_id: int) -> PracticumPlan:
    """Return the version of a course's practicum that holds now; raises `Missing`."""
    plan = find_plan(db, course_id)
    if plan is None:
        raise Missing("This course has no practicum.")
    return plan


def find_client_categories(db: Session) -> frozenset[str]:
    """Return the codes of the categories that any course's practicum calls client sessions, as it holds now."""
    newest: dict[int, PracticumPlan] = {}
    for plan in db.scalars(select(PracticumPlan).order_by(PracticumPlan.number)):
        newest[plan.course_id] = plan
    return frozenset(
        category["code"]
        for plan in newest.values()
        for category in plan.content["practicum"]["categories"]
        if category.get("kind") == CLIENT
    )


def find_own_plans(db: Session, person_id: int) -> list[tuple[PracticumPlan, str]]:
    """Return the practicum of each course that a person takes, with the course's title, the latest first."""
    other = aliased(PracticumPlan)
    newest = (
        select(func.max(other.number)).where(other.course_id == PracticumPlan.course_id).scalar_subquery()
    )
    query = select(PracticumPlan, Course.title).join(Course, Course.id == PracticumPlan.course_id)
    query = query.join(Enrolment, Enrolment.course_id == Course.id).where(Enrolment.person_id == person_id)
    query = query.where(PracticumPlan.number == newest)
    return [
        (plan, title)
        for plan, title in db.execute(query.order_by(Enrolment.since.desc(), Enrolment.id.desc()))
    ]


def load_plan(
    db: Session, actor: Actor, course_id: int, content: dict[str, Any], *, pack_version: int, now: datetime
) -> PracticumPlan | None:
    """Keep `content` as the next version, or return `None` and change nothing when it is the one that holds."""
    newest, digest = find_plan(db, course_id), digest_of(content)
    if newest is not None and newest.digest == digest:
        return None
    plan = PracticumPlan(
        course_id=course_id, number=newest.number + 1 if newest else 1, pack_version=pack_version,
        content=content, digest=digest, loaded_at=now,
    )  # fmt: skip
    db.add(plan)
    db.flush()
    audit.record(
        db, actor, "practicum.load", f"plan:{plan.id}", now=now,
        after={"course": course_id, "number": plan.number, "digest": digest},
    )  # fmt: skip
    return plan
