"""How far the assessors of a course agree; the figure comes from scikit-learn, which a site may do without."""

from collections.abc import Sequence
from dataclasses import dataclass
from importlib import import_module
from importlib.util import find_spec

from sqlalchemy import select
from sqlalchemy.orm import Session

from ashilms.actor import INSTRUCTOR, REGISTRAR, Actor
from ashilms.courses import services as courses
from ashilms.errors import Missing, Unavailable
from ashilms.observations.models import Observation
from ashilms.observations.rules.agreement import Agreement, Kappa, Rated, measure, pair_up
from ashilms.observations.rules.runs import join_sittings
from ashilms.practicum import services as practicum
from ashilms.practicum.models import Entry
from ashilms.practicum.rules.states import SIGNED
from ashilms.rubrics.rules import LEVELS, Rubric

LIBRARY = "sklearn"
ABSENT = "Weighted kappa needs a library that is not installed here: pip install 'ashilms[statistics]'"


@dataclass(frozen=True, slots=True)
class Measured:
    """One course's rubric, and how far its assessors agree."""

    course: str
    rubric: Rubric
    agreement: Agreement


def may_measure() -> bool:
    """Return whether the library is installed."""
    return find_spec(LIBRARY) is not None


def measure_agreement(db: Session, actor: Actor) -> Sequence[Measured]:
    """Return how far assessors agree, for each course with a practicum.

    Raises `Missing` for anybody but instructors and registrars, `Unavailable` without the library.
    """
    if not actor.has(INSTRUCTOR, REGISTRAR):
        raise Missing("There is no such page, or none that you may see.")
    kappa = load_kappa()
    found = []
    for course in courses.find_courses(db):
        plan = practicum.find_plan(db, course.id)
        if plan is not None:
            rubric = plan.as_plan().rubric
            twice = pair_up(_rated(db, course.id, rubric.id))
            found.append(Measured(course.title, rubric, measure(rubric, twice, kappa)))
    return found


def _rated(db: Session, course_id: int, rubric: str) -> list[Rated]:
    """Return every full set of ratings of sessions that stand, each with the session that it is of."""
    query = select(Observation).outerjoin(Entry, Entry.id == Observation.entry_id).where(
        Observation.course_id == course_id, Observation.rubric == rubric,
        Observation.entry_id.is_(None) | Entry.state.in_(SIGNED),
    )  # fmt: skip
    rows = {f"observation:{row.id}": row for row in db.scalars(query.order_by(Observation.id))}
    by_trainee: dict[int, list[Observation]] = {}
    for row in rows.values():
        by_trainee.setdefault(row.trainee_id, []).append(row)
    return [
        Rated(sitting.seen[0].id, one.assessor, rows[one.id].ratings)
        for theirs in by_trainee.values()
        for sitting in join_sittings(row.as_seen() for row in theirs)
        for one in sitting.seen
    ]


def load_kappa() -> Kappa:
    """Return Cohen's kappa with quadratic weights over the levels of rubrics; raises `Unavailable`."""
    if not may_measure():
        raise Unavailable(ABSENT)
    score = import_module(f"{LIBRARY}.metrics").cohen_kappa_score
    return lambda one, two: float(score(one, two, labels=list(LEVELS), weights="quadratic"))
