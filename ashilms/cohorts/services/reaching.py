"""Whom somebody sees to: an instructor the trainees whom they teach, a registrar everybody, nobody themselves.

An instructor keeps seeing to the trainees of a cohort that has ended: an answer that waits for its mark, a mark that is
asked about, attempts that are used up stay open when it ends, and nobody else knows the trainee. Whoever was taken out
of a cohort is its instructor's no more, and so is whoever has a place in another cohort of the course since, or had one
until that one ended.
"""

from typing import Any

from sqlalchemy import ColumnElement, and_, exists, false, select
from sqlalchemy.orm import Session, aliased

from ashilms.accounts.models import Person
from ashilms.actor import INSTRUCTOR, REGISTRAR, Actor
from ashilms.cohorts.models import Cohort, CohortPlace
from ashilms.cohorts.services.keeping import find_instructors
from ashilms.courses.models import Enrolment
from ashilms.supervision.services import select_barred

Id = ColumnElement[Any] | Any
"""A column that holds an id, or an id."""


def taught(person: Id, course: Id | None = None) -> ColumnElement[bool]:
    """Return what makes a `Cohort` the one in which a person is taught a course, or any, or was when it ended.

    It joins `CohortPlace` to `Cohort`, and either to what the query selects.
    """
    later = aliased(CohortPlace)
    since = exists().where(
        later.person_id == CohortPlace.person_id, later.course_id == CohortPlace.course_id,
        later.id > CohortPlace.id, later.reason.is_(None),
    )  # fmt: skip
    held = (CohortPlace.person_id == person, CohortPlace.reason.is_(None), CohortPlace.cohort_id == Cohort.id)
    return and_(*held, ~since) if course is None else and_(CohortPlace.course_id == course, *held, ~since)


def taught_by(instructor_id: int, person: Id, course: Id | None = None) -> ColumnElement[bool]:
    """Return what makes a person one whom somebody teaches a course, or any."""
    return exists().where(taught(person, course), Cohort.instructor_id == instructor_id)


def reached(actor: Actor, person: Id, course: Id | None = None) -> ColumnElement[bool]:
    """Return what makes a person one whom the actor sees to, in a course or in any; who takes none is nobody's."""
    if actor.has(REGISTRAR):
        taken = aliased(Enrolment)  # what is asked about may be an enrolment itself
        takes = exists().where(taken.person_id == person)
        takes = takes if course is None else takes.where(taken.course_id == course)
        return and_(person != actor.person_id, takes)
    if not actor.has(INSTRUCTOR):
        return false()
    return and_(person != actor.id, taught_by(actor.id, person, course))


def decides_about(db: Session, actor: Actor, person: Id, course: Id | None = None) -> ColumnElement[bool]:
    """Return what makes a person one whom the actor sees to and is not too close to for deciding about them."""
    return and_(reached(actor, person, course), person.not_in(select_barred(db, actor.id)))


def sees_to(db: Session, actor: Actor, person_id: int, course_id: int | None = None) -> bool:
    """Return whether the actor sees to somebody, in a course or in any."""
    seen = select(Person.id).where(Person.id == person_id, reached(actor, Person.id, course_id))
    return db.scalar(seen) is not None


def find_reached(db: Session, actor: Actor, course_id: int | None = None) -> frozenset[int]:
    """Return whom the actor sees to, in a course or in any."""
    return frozenset(db.scalars(select(Person.id).where(reached(actor, Person.id, course_id))))


def find_instructor(db: Session, person_id: int, course_id: int) -> int | None:
    """Return who teaches somebody a course, or did last; `None` where that is nobody, or no instructor any more."""
    instructor_id = db.scalar(select(Cohort.instructor_id).where(taught(person_id, course_id)))
    return instructor_id if instructor_id in find_instructors(db) else None
