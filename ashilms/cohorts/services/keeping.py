"""Cohorts: found by whom they concern, added, changed and ended by a registrar."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from ashilms.accounts import services as people
from ashilms.actor import INSTRUCTOR, REGISTRAR, Actor
from ashilms.audit import services as audit
from ashilms.cohorts.models import Cohort, CohortPlace
from ashilms.cohorts.rules.cohorts import Plan, find_fault
from ashilms.courses import services as courses
from ashilms.errors import Clash, Missing, Unacceptable
from ashilms.formats import plural

NONE = "There is no such cohort, or none of yours."
ENDED = "This cohort has ended. What it was stays as it is."


def find_cohorts(db: Session, actor: Actor) -> Sequence[Cohort]:
    """Return the cohorts that concern the actor, the latest first: a registrar all, an instructor their own."""
    query = select(Cohort).order_by(Cohort.ended_at.is_not(None), Cohort.starts_on.desc(), Cohort.id.desc())
    if not actor.has(REGISTRAR):
        query = query.where(Cohort.instructor_id == actor.id)
    return db.scalars(query).all()


def get_cohort(db: Session, actor: Actor, cohort_id: int, *, lock: bool = False) -> Cohort:
    """Return a cohort to its instructor or a registrar, locked against others if asked; else raises `Missing`."""
    cohort = db.get(
        Cohort, cohort_id, with_for_update={"of": Cohort} if lock else None, populate_existing=lock
    )
    if cohort is None or not concerns(actor, cohort):
        raise Missing(NONE)
    return cohort


def concerns(actor: Actor, cohort: Cohort) -> bool:
    """Return whether a cohort is the actor's business: who teaches it and is an instructor still, or a registrar."""
    return actor.has(REGISTRAR) or (actor.has(INSTRUCTOR) and cohort.instructor_id == actor.person_id)


def manage_cohort(db: Session, actor: Actor, cohort_id: int, *, lock: bool = False) -> Cohort:
    """Return a cohort to a registrar; raises `Missing` for anybody else, `Clash` for one that has ended."""
    if not actor.has(REGISTRAR):
        raise Missing(NONE)
    cohort = get_cohort(db, actor, cohort_id, lock=lock)
    if cohort.ended_at is not None:
        raise Clash(ENDED)
    return cohort


def find_instructors(db: Session) -> dict[int, str]:
    """Return who may teach a cohort, by id and in the order of names."""
    return people.names_in_roles(db, (INSTRUCTOR,))


def add_cohort(db: Session, actor: Actor, slug: str, plan: Plan, *, now: datetime) -> Cohort:
    """Add a cohort of a course; raises `Unacceptable` for a plan that can't be, `Missing` for no registrar."""
    if not actor.has(REGISTRAR):
        raise Missing(NONE)
    _refuse(db, plan)
    course = courses.get_course(db, slug)
    cohort = Cohort(course_id=course.id, course=course, created_at=now, taken=0)
    _keep(db, cohort, plan)
    audit.record(db, actor, "cohorts.add", f"cohort:{cohort.id}", now=now, after=_facts(cohort))
    return cohort


def change_cohort(db: Session, actor: Actor, cohort_id: int, plan: Plan, *, now: datetime) -> Cohort:
    """Change a cohort that has not ended; its live sessions and what was earned stay.

    Raises `Unacceptable` for a plan that can't be, among them fewer places than are held.
    """
    cohort = manage_cohort(db, actor, cohort_id, lock=True)
    _refuse(db, plan)
    if plan.capacity < cohort.taken:
        raise Unacceptable(
            f"{plural(cohort.taken, 'place')} are held. Remove trainees first, or leave at least as many.",
            "capacity",
        )
    before = _facts(cohort)
    _keep(db, cohort, plan)
    audit.record(
        db, actor, "cohorts.change", f"cohort:{cohort.id}", now=now, before=before, after=_facts(cohort)
    )
    return cohort


def end_cohort(db: Session, actor: Actor, cohort_id: int, *, now: datetime) -> Cohort:
    """End a cohort for good: places are held no more, so that its trainees may join another of the course.

    Who was in it, its registers and what was earned stay; a register that is open can still be closed.
    """
    cohort = manage_cohort(db, actor, cohort_id, lock=True)
    held = update(CohortPlace).where(CohortPlace.cohort_id == cohort.id, CohortPlace.until.is_(None))
    db.execute(held.values(until=now))
    before, cohort.ended_at, cohort.taken = cohort.taken, now, 0
    db.flush()
    audit.record(db, actor, "cohorts.end", f"cohort:{cohort.id}", now=now, after={"trainees": before})
    return cohort


def _refuse(db: Session, plan: Plan) -> None:
    if fault := find_fault(plan):
        raise Unacceptable(fault[1], fault[0])
    if plan.instructor_id not in find_instructors(db):
        raise Unacceptable("Choose somebody who is an instructor here.", "instructor")


def _keep(db: Session, cohort: Cohort, plan: Plan) -> None:
    """Flush a cohort as planned; raises `Unacceptable` when the course has one of that name, as a constraint says."""
    course = cohort.course.title
    try:
        with db.begin_nested():
            cohort.name, cohort.instructor_id = plan.name.strip(), plan.instructor_id
            cohort.starts_on, cohort.ends_on, cohort.capacity = plan.starts_on, plan.ends_on, plan.capacity
            db.add(cohort)
            db.flush()
    except IntegrityError as clash:
        raise Unacceptable(
            f"{course} has a cohort called {plan.name.strip()} already. Give this one another name.", "name"
        ) from clash


def _facts(cohort: Cohort) -> dict[str, Any]:
    return {
        "cohort": cohort.name, "course": cohort.course_id, "instructor": cohort.instructor_id,
        "from": cohort.starts_on, "to": cohort.ends_on, "places": cohort.capacity,
    }  # fmt: skip
