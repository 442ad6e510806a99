"""What is still open with a person, so that nothing may be erased or ended: each in a sentence that says what to do."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, func, or_, select
from sqlalchemy.orm import Session

from ashilms.appeals.models import Appeal
from ashilms.certificates.models import Certificate
from ashilms.certificates.rules import Status
from ashilms.cohorts.models import Cohort, CohortPlace
from ashilms.courses.models import Hold
from ashilms.formats import plural
from ashilms.incidents.models import Incident
from ashilms.incidents.rules.states import State as Report
from ashilms.observations.models import Remediation
from ashilms.practicum.models import Entry
from ashilms.practicum.rules.states import State
from ashilms.regrades.models import RegradeCase
from ashilms.review_board.models import BoardCase

STANDING = (Status.ISSUING, Status.FAILED, Status.VALID, Status.SUSPENDED)


@dataclass(frozen=True, slots=True)
class _Open:
    """One sort of what may be open: whose it is, who else has to see to it, when it is, and how that is said."""

    number: Any
    theirs: tuple[Any, ...]
    where: tuple[ColumnElement[bool], ...]
    one: str
    many: str
    then: str
    others: tuple[Any, ...] = ()
    """Who is no more than in charge of it: they are not erased before, and what is kept about them ends in its time."""
    outlasts: bool = False
    """Whether it may outlast an erasing, under the number: a hold that a review board placed for good does."""


def find_obligations(db: Session, person_id: int, *, now: datetime) -> list[str]:
    """Return what keeps a person from being erased; nothing of it can be set aside."""
    return _say(
        db,
        [(sort, _names(person_id, *sort.theirs, *sort.others)) for sort in _sorts(now) if not sort.outlasts],
    )


def find_open(db: Session, person_id: int, *, now: datetime) -> list[str]:
    """Return what of a person's own is open, so that nothing of it may be ended, however old it is."""
    return _say(db, [(sort, _names(person_id, *sort.theirs)) for sort in _sorts(now) if sort.theirs])


def find_people_with_open(db: Session, *, now: datetime) -> frozenset[int]:
    """Return of everybody whose `find_open` says something, with as many queries for many as for one."""
    return frozenset(
        person_id
        for sort in _sorts(now)
        for column in sort.theirs
        for person_id in db.scalars(select(column).where(*sort.where).distinct())
        if person_id is not None
    )


def _say(db: Session, asked: Sequence[tuple[_Open, ColumnElement[bool]]]) -> list[str]:
    counts = [
        (sort, db.scalar(select(func.count(sort.number)).where(named, *sort.where))) for sort, named in asked
    ]
    return [f"{plural(count, sort.one, sort.many)}. {sort.then}" for sort, count in counts if count]


def _sorts(now: datetime) -> Sequence[_Open]:
    waits = (Entry.state == State.SUBMITTED) & (Entry.lapses_at.is_(None) | (Entry.lapses_at > now))
    holder = (
        select(Certificate.person_id).where(Certificate.id == RegradeCase.certificate_id).scalar_subquery()
    )
    running = (Cohort.ended_at.is_(None), Cohort.ends_on >= now.date())
    held = (CohortPlace.until.is_(None), CohortPlace.cohort_id.in_(select(Cohort.id).where(*running)))
    return (
        _Open(Incident.id, (Incident.trainee_id, Incident.reporter_id),
              (Incident.state.not_in((Report.DRAFT, Report.CLOSED)),),
              "incident is open", "incidents are open", "Close it first.", others=(Incident.owner_id,)),
        _Open(Remediation.id, (Remediation.trainee_id,), (Remediation.closed_at.is_(None),),
              "remediation is open", "remediations are open", "Close it first.", others=(Remediation.owner_id,)),
        _Open(Hold.id, (Hold.person_id,), (Hold.cleared_at.is_(None),),
              "hold is not cleared", "holds are not cleared", "Clear it first.", outlasts=True),
        _Open(BoardCase.id, (BoardCase.person_id,), (BoardCase.decided_at.is_(None),),
              "case is before the review board", "cases are before the review board", "Have it decided first."),
        _Open(RegradeCase.id, (holder,), (RegradeCase.decision.is_(None),),
              "certificate has lost a pass", "certificates have lost a pass", "Decide on it first."),
        _Open(Appeal.id, (Appeal.person_id,), (Appeal.answered_at.is_(None),),
              "question about a mark is open", "questions about marks are open", "Answer it first."),
        _Open(Entry.id, (Entry.person_id,), (waits,),
              "session waits for a countersignature", "sessions wait for a countersignature",
              "Have it decided first.", others=(Entry.supervisor_id,)),
        _Open(CohortPlace.id, (CohortPlace.person_id,), held,
              "place is held in a cohort that runs", "places are held in cohorts that run",
              "Take them out of it first."),
        _Open(Cohort.id, (), running,
              "cohort that runs is taught by them", "cohorts that run are taught by them",
              "Give it to another first.", others=(Cohort.instructor_id,)),
    )  # fmt: skip


def find_standing(db: Session, person_id: int, *, today: date) -> list[str]:
    """Return the numbers of the certificates that stand or are on the way: whoever erases somebody confirms them."""
    query = select(Certificate.number).where(
        Certificate.person_id == person_id, Certificate.status.in_(STANDING),
        Certificate.ends_on.is_(None) | (Certificate.ends_on >= today),
    )  # fmt: skip
    return list(db.scalars(query.order_by(Certificate.id)))


def _names(person_id: int, *columns: Any) -> ColumnElement[bool]:
    """Return what makes a row name a person in one of these columns."""
    return or_(*(column == person_id for column in columns))
