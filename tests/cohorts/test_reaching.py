"""Whom an instructor and a registrar see to: of an open cohort, of one that has ended, and of no course at all."""

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from ashilms.accounts import services as people
from ashilms.accounts.models import Person
from ashilms.actor import INSTRUCTOR, REGISTRAR, SUPERVISOR, Actor
from ashilms.cohorts import services
from ashilms.cohorts.models import CohortPlace
from tests.cohorts.conftest import Group, newcomer, plan_of
from tests.conftest import NOW


def reaches(db: Session, actor: Actor, course: int | None, person: Actor) -> bool:
    """Return whether somebody is reached, in which everything that asks it agrees: what is listed opens."""
    listed = (
        services.reached(actor, Person.id) if course is None else services.reached(actor, Person.id, course)
    )
    said = {
        person.id in set(db.scalars(select(Person.id).where(listed))),
        person.id in services.find_reached(db, actor, course),
        services.sees_to(db, actor, person.id, course),
    }
    assert len(said) == 1
    return said.pop()


def end_and_begin_anew(group: Group, teacher: Actor) -> None:
    """End Bea's cohort, and give Ana a place in another one of the course."""
    services.end_cohort(group.db, group.cast.reg, group.id, now=NOW)
    anew = plan_of(group.cast, name="Anew", instructor_id=teacher.id)
    cohort = services.add_cohort(group.db, group.cast.reg, group.row.course.slug, anew, now=NOW)
    services.add_trainee(group.db, group.cast.reg, cohort.id, group.cast.ana.id, now=NOW)


@pytest.mark.any_database
def test_whoever_taught_an_ended_cohort_leaves_its_trainee_to_whoever_teaches_them_now(group: Group) -> None:
    """T11: ended, then a new cohort of the same course with somebody else."""
    db, cast, course = group.db, group.cast, group.row.course_id
    new = newcomer(db, "nia", roles=(INSTRUCTOR,))
    services.end_cohort(db, cast.reg, group.id, now=NOW)
    assert (reaches(db, cast.bea, course, cast.ana), reaches(db, cast.bea, None, cast.ana)) == (True, True)
    anew = plan_of(cast, name="Anew", instructor_id=new.id)
    cohort = services.add_cohort(db, cast.reg, group.row.course.slug, anew, now=NOW)
    services.add_trainee(db, cast.reg, cohort.id, cast.ana.id, now=NOW)
    assert (reaches(db, cast.bea, course, cast.ana), reaches(db, cast.bea, None, cast.ana)) == (False, False)
    assert (reaches(db, new, course, cast.ana), reaches(db, new, None, cast.ana)) == (True, True)
    assert services.find_instructor(db, cast.ana.id, course) == new.id


@pytest.mark.any_database
def test_a_place_that_was_taken_back_leaves_the_trainee_to_whoever_taught_them_before(group: Group) -> None:
    """Else nobody would see to them; a cohort that ended in its turn keeps them."""
    db, cast, course = group.db, group.cast, group.row.course_id
    new = newcomer(db, "nia", roles=(INSTRUCTOR,))
    end_and_begin_anew(group, new)
    place = db.scalars(select(CohortPlace).order_by(CohortPlace.id.desc())).first()
    assert place is not None
    services.remove_trainee(db, cast.reg, place.cohort_id, cast.ana.id, reason="Placed by mistake.", now=NOW)
    assert (reaches(db, cast.bea, course, cast.ana), reaches(db, new, course, cast.ana)) == (True, False)
    assert services.find_instructor(db, cast.ana.id, course) == cast.bea.id


def test_whoever_teaches_both_cohorts_keeps_the_trainee(group: Group) -> None:
    end_and_begin_anew(group, group.cast.bea)
    assert reaches(group.db, group.cast.bea, group.row.course_id, group.cast.ana)


def test_a_registrar_sees_to_whoever_takes_a_course_and_to_nobody_else(group: Group) -> None:
    """T11: what lists people and what opens them ask the same."""
    db, cast, course = group.db, group.cast, group.row.course_id
    seen = [reaches(db, cast.reg, course, who) for who in (cast.ana, cast.caz, cast.reg)]
    assert seen == [True, False, False]
    assert not reaches(db, cast.reg, None, cast.caz)


@pytest.mark.parametrize("gone", ["inactive", "no instructor"])
def test_nobody_is_named_as_instructor_who_is_none_any_more(group: Group, gone: str) -> None:
    db, cast, course = group.db, group.cast, group.row.course_id
    assert services.find_instructor(db, cast.ana.id, course) == cast.bea.id
    if gone == "inactive":
        people.get_person(db, cast.bea.id).active = False
    else:
        people.place_person(db, cast.reg, cast.bea.id, [SUPERVISOR, REGISTRAR], now=NOW)
    assert services.find_instructor(db, cast.ana.id, course) is None
