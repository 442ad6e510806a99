"""What is still open with a person, so that they can't be erased: each in a sentence that says what to do first."""

from collections.abc import Iterator
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, func, or_, select
from sqlalchemy.orm import Session

from ashilms.appeals.models import Appeal
from ashilms.certificates.models import Certificate
from ashilms.certificates.rules import Status
from ashilms.cohorts.models import Cohort, CohortPlace
from ashilms.formats import plural
from ashilms.incidents.models import Incident
from ashilms.incidents.rules.states import State as Report
from ashilms.observations.models import Remediation
from ashilms.practicum.models import Entry
from ashilms.practicum.rules.states import State
from ashilms.regrades.models import RegradeCase
from ashilms.review_board.models import BoardCase

STANDING = (Status.ISSUING, Status.FAILED, Status.VALID, Status.SUSPENDED)


def find_obligations(db: Session, person_id: int, *, now: datetime) -> list[str]:
    """Return what keeps a person from being erased; nothing of it can be set aside."""
    return list(_obligations(db, person_id, now))


def find_standing(db: Session, person_id: int, *, today: date) -> list[str]:
    """Return the numbers of the certificates that stand or are on the way: whoever erases somebody confirms them."""
    query = select(Certificate.number).where(
        Certificate.person_id == person_id, Certificate.status.in_(STANDING),
        Certificate.ends_on.is_(None) | (Certificate.ends_on >= today),
    )  # fmt: skip
    return list(db.scalars(query.order_by(Certificate.id)))


def _obligations(db: Session, person_id: int, now: datetime) -> Iterator[str]:
    incident = _names(person_id, Incident.trainee_id, Incident.reporter_id, Incident.owner_id)
    remediation = _names(person_id, Remediation.trainee_id, Remediation.owner_id)
    session = _names(person_id, Entry.person_id, Entry.supervisor_id)
    waits = (Entry.state == State.SUBMITTED) & (Entry.lapses_at.is_(None) | (Entry.lapses_at > now))
    theirs = select(Certificate.id).where(Certificate.person_id == person_id)
    running = (Cohort.ended_at.is_(None), Cohort.ends_on >= now.date())
    held = (CohortPlace.until.is_(None), CohortPlace.cohort_id.in_(select(Cohort.id).where(*running)))
    for counted, where, one, many, then in (
        (Incident.id, (incident, Incident.state.not_in((Report.DRAFT, Report.CLOSED))),
         "incident is open", "incidents are open", "Close it first."),
        (Remediation.id, (remediation, Remediation.closed_at.is_(None)),
         "remediation is open", "remediations are open", "Close it first."),
        (BoardCase.id, (BoardCase.person_id == person_id, BoardCase.decided_at.is_(None)),
         "case is before the review board", "cases are before the review board", "Have it decided first."),
        (RegradeCase.id, (RegradeCase.certificate_id.in_(theirs), RegradeCase.decision.is_(None)),
         "certificate has lost a pass", "certificates have lost a pass", "Decide on it first."),
        (Appeal.id, (Appeal.person_id == person_id, Appeal.answered_at.is_(None)),
         "question about a mark is open", "questions about marks are open", "Answer it first."),
        (Entry.id, (session, waits),
         "session waits for a countersignature", "sessions wait for a countersignature", "Have it decided first."),
        (CohortPlace.id, (CohortPlace.person_id == person_id, *held),
         "place is held in a cohort that runs", "places are held in cohorts that run", "Take them out of it first."),
        (Cohort.id, (Cohort.instructor_id == person_id, *running),
         "cohort that runs is taught by them", "cohorts that run are taught by them", "Give it to another first."),
    ):  # fmt: skip
        if count := db.scalar(select(func.count(counted)).where(*where)):
            yield f"{plural(count, one, many)}. {then}"


def _names(person_id: int, *columns: Any) -> ColumnElement[bool]:
    """Return what makes a row name a person in one of these columns."""
    return or_(*(column == person_id for column in columns))
