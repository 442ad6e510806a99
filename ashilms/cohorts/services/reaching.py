"""Whom somebody sees to: an instructor the trainees whom they teach, a registrar everybody, nobody themselves.

An instructor keeps seeing to the trainees of a cohort that has ended: an answer that waits for its mark, a mark that is
asked about, attempts that are used up stay open when it ends, and nobody else knows the trainee. Whoever was taken out
of a cohort is its instructor's no more.
"""

from typing import Any

from sqlalchemy import ColumnElement, and_, exists, false, select
from sqlalchemy.orm import Session

from ashilms.actor import INSTRUCTOR, REGISTRAR, Actor
from ashilms.cohorts.models import Cohort, CohortPlace
from ashilms.courses.models import Enrolment
from ashilms.supervision.services import select_barred

Id = ColumnElement[Any] | Any
"""A column that holds an id, or an id."""


def taught(person: Id, course: Id | None = None) -> ColumnElement[bool]:
    """Return what makes a `Cohort` one in which a person is taught a course, or any, or was when it ended.

    It joins `CohortPlace` to `Cohort`, and either to what the query selects.
    """
    held = (CohortPlace.person_id == person, CohortPlace.reason.is_(None), CohortPlace.cohort_id == Cohort.id)
    return and_(*held) if course is None else and_(CohortPlace.course_id == course, *held)


def taught_by(instructor_id: int, person: Id, course: Id | None = None) -> ColumnElement[bool]:
    """Return what makes a person one whom somebody teaches a course, or any."""
    return exists().where(taught(person, course), Cohort.instructor_id == instructor_id)


def reached(actor: Actor, person: Id, course: Id | None = None) -> ColumnElement[bool]:
    """Return what makes a person one whom the actor sees to, in a course or in any."""
    if actor.has(REGISTRAR):
        return person != actor.person_id
    if not actor.has(INSTRUCTOR):
        return false()
    return and_(person != actor.id, taught_by(actor.id, person, course))


def decides_about(db: Session, actor: Actor, person: Id, course: Id | None = None) -> ColumnElement[bool]:
    """Return what makes a person one whom the actor sees to and is not too close to for deciding about them."""
    return and_(reached(actor, person, course), person.not_in(select_barred(db, actor.id)))


def sees_to(db: Session, actor: Actor, person_id: int, course_id: int | None = None) -> bool:
    """Return whether the actor sees to somebody who takes this course, or any."""
    query = select(Enrolment.id).where(Enrolment.person_id == person_id, _reached(actor))
    if course_id is not None:
        query = query.where(Enrolment.course_id == course_id)
    return db.scalar(query.limit(1)) is not None


def find_reached(db: Session, actor: Actor, course_id: int | None = None) -> frozenset[int]:
    """Return whom the actor sees to of those who take this course, or any."""
    query = select(Enrolment.person_id).where(_reached(actor))
    return frozenset(
        db.scalars(query if course_id is None else query.where(Enrolment.course_id == course_id))
    )


def find_instructor(db: Session, person_id: int, course_id: int) -> int | None:
    """Return who teaches somebody a course, or did last; `None` for who has never had a place in a cohort of it."""
    query = select(Cohort.instructor_id).where(taught(person_id, course_id))
    return db.scalar(query.order_by(CohortPlace.until.is_not(None), CohortPlace.id.desc()).limit(1))


def _reached(actor: Actor) -> ColumnElement[bool]:
    return reached(actor, Enrolment.person_id, Enrolment.course_id)
