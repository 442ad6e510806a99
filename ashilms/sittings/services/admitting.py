"""Letting one person begin: by the proctor's click or by the release's password, once for each attempt."""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, select, update
from sqlalchemy.orm import Session

from ashilms.accounts import services as people
from ashilms.actor import Actor
from ashilms.audit import services as audit
from ashilms.cohorts.models import CohortPlace
from ashilms.courses import services as courses
from ashilms.db import add_once
from ashilms.errors import Clash, Missing
from ashilms.quizzes.models import Quiz
from ashilms.sittings.models import BY_CLICK, BY_PASSWORD, Admission, Release
from ashilms.sittings.services.releases import NONE, get_release, is_for
from ashilms.supervision.services import refuse_close

CLOSED = "This release is not open now. Look at its times, or start another one."
TRIED = 5
"""Releases whose password is compared with what was typed, the latest of them."""


def admit(db: Session, actor: Actor, release_id: int, person_id: int, *, now: datetime) -> Admission:
    """Let one person begin, by a click of the proctor who is present.

    Raises `Missing` for anybody but the proctor and for whom the release isn't meant, `NotAllowed` for one they are
    close to, `Clash` when it isn't open.
    """
    release = get_release(db, actor, release_id, lock=True)
    if release.proctor_id != actor.person_id or release.password_hash or not is_for(db, release, person_id):
        raise Missing(NONE)
    refuse_close(db, actor, person_id, "let them begin")
    return _admit(db, actor, release, person_id, BY_CLICK, now)


def find_by_password(
    db: Session, actor: Actor, quiz_key: str, matches: Callable[[str], bool], *, now: datetime
) -> Release | None:
    """Return the release for the actor that is open and whose password `matches`; call it outside of a write."""
    return next(
        (r for r in open_for(db, actor.id, quiz_key, now) if r.password_hash and matches(r.password_hash)),
        None,
    )


def open_for(db: Session, person_id: int, quiz_key: str, now: datetime) -> Sequence[Release]:
    """Return the releases under which a person might begin a quiz now, the latest first."""
    query = select(Release).join(Release.quiz).where(Quiz.key == quiz_key, _is_open(now), _is_for(person_id))
    return db.scalars(query.order_by(Release.id.desc()).limit(TRIED)).all()


def admit_by_password(db: Session, actor: Actor, release_id: int, *, now: datetime) -> Admission:
    """Let the actor begin who knew the password.

    Raises `Clash` when the release has closed meanwhile, `NotAllowed` where they and the proctor are close.
    """
    query = select(Release).where(Release.id == release_id, _is_for(actor.id)).with_for_update(of=Release)
    release = db.scalar(query.execution_options(populate_existing=True))
    if release is None or not release.password_hash:
        raise Missing(NONE)
    refuse_close(db, actor, release.proctor_id, "be your proctor", "the proctor")
    return _admit(db, actor, release, actor.id, BY_PASSWORD, now)


def _admit(db: Session, actor: Actor, release: Release, person_id: int, how: str, now: datetime) -> Admission:
    if not release.is_open(now):
        raise Clash(CLOSED)
    unused = (
        Admission.release_id == release.id,
        Admission.person_id == person_id,
        Admission.attempt_id.is_(None),
    )
    admission = Admission(release_id=release.id, person_id=person_id, how=how, at=now)
    if not add_once(db, admission):
        return db.scalars(select(Admission).where(*unused)).one()
    audit.record(
        db, actor, "sittings.admit", f"release:{release.id}", now=now,
        after={"person": person_id, "by": how, "proctor": release.proctor_id},
    )  # fmt: skip
    return admission


def find_admitted(db: Session, person_id: int, quiz_ids: Collection[int], *, now: datetime) -> frozenset[int]:
    """Return which of these quizzes a person may begin because they were let."""
    query = select(Release.quiz_id).join(Admission, Admission.release_id == Release.id)
    query = query.where(Admission.person_id == person_id, Admission.attempt_id.is_(None), _is_open(now))
    return frozenset(db.scalars(query.where(Release.quiz_id.in_(quiz_ids))))


def use_admission(db: Session, person_id: int, quiz_id: int, attempt_id: int, *, now: datetime) -> None:
    """Write down under which release an attempt has begun; raises `Clash` when there is none left to begin under."""
    query = select(Admission.id).join(Admission.release).where(Release.quiz_id == quiz_id, _is_open(now))
    query = query.where(Admission.person_id == person_id, Admission.attempt_id.is_(None))
    used = update(Admission).where(
        Admission.id == query.order_by(Admission.id).limit(1).scalar_subquery(),
        Admission.attempt_id.is_(None),
    )
    if db.scalar(used.values(attempt_id=attempt_id).returning(Admission.id)) is None:
        raise Clash("Somebody has to let you begin this examination. Its page says how.")


@dataclass(frozen=True, slots=True)
class Proctored:
    """Who let an attempt begin, how and when."""

    proctor: str
    how: str
    at: datetime


def find_proctors(db: Session, attempt_ids: Collection[int]) -> dict[int, Proctored]:
    """Return who proctored these attempts, by attempt."""
    rows = db.scalars(select(Admission).where(Admission.attempt_id.in_(attempt_ids))).all()
    names = people.names_of(db, {row.release.proctor_id for row in rows})
    return {
        row.attempt_id: Proctored(names[row.release.proctor_id], row.how, row.at)
        for row in rows
        if row.attempt_id is not None
    }


def refuse_stranger(db: Session, actor: Actor, quiz_key: str) -> Quiz:
    """Return a quiz of a course that the actor takes; raises `Missing` for any other."""
    quiz = db.scalar(select(Quiz).where(Quiz.key == quiz_key, Quiz.open))
    if quiz is None or not courses.is_enrolled(db, actor.id, quiz.course_id):
        raise Missing("There is no such quiz, or none of a course that you take.")
    return quiz


def _is_open(now: datetime) -> ColumnElement[bool]:
    return Release.ended_at.is_(None) & (Release.opens_at <= now) & (Release.closes_at > now)


def _is_for(person_id: int) -> ColumnElement[bool]:
    mine = select(CohortPlace.cohort_id).where(
        CohortPlace.person_id == person_id, CohortPlace.until.is_(None)
    )
    return (Release.person_id == person_id) | Release.cohort_id.in_(mine)
