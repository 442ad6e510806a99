"""Whom somebody may see to: an instructor the trainees of their cohorts, a registrar everybody; nobody themselves."""

from sqlalchemy.orm import Session

from ashilms.actor import INSTRUCTOR, REGISTRAR, Actor
from ashilms.cohorts.services.places import find_taught

Reach = frozenset[tuple[int, int]] | None
"""Pairs of a person and a course; `None`: everybody in every course."""


def reach_of(db: Session, actor: Actor) -> Reach:
    """Return whom somebody may see to."""
    if actor.has(REGISTRAR):
        return None
    return find_taught(db, actor) if actor.has(INSTRUCTOR) else frozenset()


def sees_to(actor: Actor, reach: Reach, person_id: int, course_id: int | None = None) -> bool:
    """Return whether a person, in a course or at all, is within somebody's reach."""
    if person_id == actor.person_id:
        return False
    if reach is None:
        return True
    return any(one == person_id and course_id in (None, course) for one, course in reach)


def people_in(reach: Reach) -> frozenset[int] | None:
    """Return the people within a reach; `None`: all."""
    return None if reach is None else frozenset(person for person, _ in reach)
