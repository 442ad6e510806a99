"""Places in a cohort: given as long as there are any, given up with a reason, and how far each trainee is."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from ashilms.accounts import services as people
from ashilms.accounts.models import Person
from ashilms.actor import TRAINEE, Actor
from ashilms.audit import services as audit
from ashilms.cohorts.models import Cohort, CohortPlace
from ashilms.cohorts.services.keeping import get_cohort, manage_cohort
from ashilms.courses import services as courses
from ashilms.courses.rules import CourseState
from ashilms.errors import Clash, Missing, Unacceptable

FULL = "Every place in this cohort is taken. Give it more places, or use another cohort."
OFFERED = 20
"""How many people a page offers to choose from; words find the others."""


@dataclass(frozen=True, slots=True)
class Member:
    """A trainee of a cohort, and how far they are in its course."""

    place: CohortPlace
    name: str
    state: CourseState

    @property
    def lessons(self) -> tuple[int, int]:
        """How many lessons are finished, of how many."""
        return (
            sum(module.finished for module in self.state.modules),
            sum(len(module.lessons) for module in self.state.modules),
        )

    @property
    def next_step(self) -> str:
        """What comes next in the course, in a few words."""
        ahead = self.state.next
        if self.state.next_quiz and not (ahead and ahead.begun):
            return f"Quiz: {self.state.next_quiz.title}"
        return ahead.title if ahead else "No lesson is open"


def find_placed(db: Session, actor: Actor, cohort_id: int) -> frozenset[int]:
    """Return who has a place in a cohort, or had one when it ended; raises `Missing` for none of the actor's."""
    cohort = get_cohort(db, actor, cohort_id)
    query = select(CohortPlace.person_id).where(
        CohortPlace.cohort_id == cohort.id, CohortPlace.reason.is_(None)
    )
    return frozenset(db.scalars(query))


def members_of(db: Session, cohort: Cohort) -> list[Member]:
    """Return a cohort's trainees by name, or those who were in it when it ended; as many queries for all as for one."""
    query = select(CohortPlace).where(CohortPlace.cohort_id == cohort.id, CohortPlace.reason.is_(None))
    places = db.scalars(query).all()
    ids = [place.person_id for place in places]
    names, states = people.names_of(db, ids), courses.find_states(db, cohort.course, ids)
    members = [Member(place, names[place.person_id], states[place.person_id]) for place in places]
    return sorted(members, key=lambda member: (member.name.casefold(), member.place.id))


def find_candidates(db: Session, actor: Actor, cohort_id: int, text: str) -> list[Person]:
    """Return trainees who may be given a place, with `text` in their name or address; the first few of them."""
    cohort = manage_cohort(db, actor, cohort_id)
    held = set(
        db.scalars(
            select(CohortPlace.person_id).where(
                CohortPlace.course_id == cohort.course_id, CohortPlace.until.is_(None)
            )
        )
    )
    found = people.find_people(db, role=TRAINEE, text=text.strip())
    free = [who for who in found if who.active and who.id not in held and who.id != cohort.instructor_id]
    return free[:OFFERED]


def add_trainee(db: Session, actor: Actor, cohort_id: int, person_id: int, *, now: datetime) -> CohortPlace:
    """Give a trainee a place, and enrol them in the course if they do not take it yet.

    Raises `Clash` when no place is left, whoever was faster, when they have one in a cohort of this course already,
    or when the cohort has ended; `Unacceptable` for somebody who is no trainee, or who teaches the cohort.
    """
    cohort = manage_cohort(db, actor, cohort_id)
    person = people.get_person(db, person_id)
    if not person.active or TRAINEE not in {row.role for row in person.roles}:
        raise Unacceptable(f"{person.name} is no trainee here. Place them in that role first.", "person")
    if person.id == cohort.instructor_id:
        raise Unacceptable(f"{person.name} teaches this cohort, so they can’t have a place in it.", "person")
    _take_place(db, cohort)
    place = CohortPlace(cohort_id=cohort.id, course_id=cohort.course_id, person_id=person.id, since=now)
    try:
        with db.begin_nested():
            db.add(place)
            db.flush()
    except IntegrityError as clash:
        raise Clash(f"{person.name} has a place in a cohort of this course already.") from clash
    courses.enrol_person(db, actor, person.id, cohort.course_id, now=now)
    audit.record(
        db, actor, "cohorts.add-trainee", f"cohort:{cohort.id}", now=now, after={"person": person.id}
    )
    return place


def _take_place(db: Session, cohort: Cohort) -> None:
    """Count one place more; of two who ask for the last one, the database lets one have it."""
    free = Cohort.ended_at.is_(None) & (Cohort.taken < Cohort.capacity)
    counted = update(Cohort).where(Cohort.id == cohort.id, free).values(taken=Cohort.taken + 1)
    if db.scalar(counted.returning(Cohort.id).execution_options(synchronize_session=False)) is None:
        raise Clash(FULL)
    db.refresh(cohort, ["taken"])


def remove_trainee(
    db: Session, actor: Actor, cohort_id: int, person_id: int, *, reason: str, now: datetime
) -> None:
    """Take a trainee's place back, with a reason that stays; the course, their hours and their grades stay theirs.

    Raises `Missing` when they have no place there, `Unacceptable` for a reason that says nothing.
    """
    cohort = manage_cohort(db, actor, cohort_id, lock=True)
    reason = reason.strip()
    if len(reason) < 10:
        raise Unacceptable("Say why, in a sentence.", "reason")
    held = update(CohortPlace).where(
        CohortPlace.cohort_id == cohort.id, CohortPlace.person_id == person_id, CohortPlace.until.is_(None)
    )
    if db.scalar(held.values(until=now, reason=reason).returning(CohortPlace.id)) is None:
        raise Missing("They have no place in this cohort.")
    cohort.taken -= 1
    db.flush()
    audit.record(
        db, actor, "cohorts.remove-trainee", f"cohort:{cohort.id}", now=now, about=person_id,
        before={"person": person_id}, after={"reason": reason},
    )  # fmt: skip
