"""Releases of an examination: started by whoever is present, for a cohort or one trainee, and taken back."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from ashilms.accounts import services as people
from ashilms.actor import REGISTRAR, Actor
from ashilms.audit import services as audit
from ashilms.cohorts import services as cohorts
from ashilms.cohorts.models import CohortPlace
from ashilms.errors import Clash, Missing, Unacceptable
from ashilms.quizzes.models import Attempt, Quiz, QuizVersion
from ashilms.sittings.models import Admission, Release
from ashilms.sittings.rules import fault_of_release
from ashilms.sittings.services.dates import find_line
from ashilms.supervision.services import barred_from, refuse_close

NONE = "There is no such release, or none of yours."
LISTED = 50
"""How many releases a page lists, the latest of them."""


@dataclass(frozen=True, slots=True)
class Whom:
    """Whom a release is for: a cohort or a trainee, one of them."""

    cohort_id: int | None = None
    person_id: int | None = None


@dataclass(frozen=True, slots=True)
class Wanted:
    """A release as it is asked for; without a password the proctor lets each person begin by a click."""

    whom: Whom
    opens: datetime
    closes: datetime
    password: str | None = None
    password_hash: str | None = None


@dataclass(frozen=True, slots=True)
class Seat:
    """One person of a release: let begin when, and the attempt that they began by it."""

    person_id: int
    name: str
    close: bool
    """Whether the proctor is too close to them to let them begin."""
    admission: Admission | None
    attempt: Attempt | None


def find_whom(db: Session, actor: Actor, course_id: int) -> tuple[dict[int, str], dict[int, str]]:
    """Return the cohorts and the trainees of a course whom the actor may release an examination for, by id.

    A registrar may for everybody who takes the course, an instructor for the cohorts that they teach, and for each
    trainee of one that has ended; neither for a trainee whom they are close to.
    """
    mine = [c for c in cohorts.find_cohorts(db, actor) if c.course_id == course_id and c.ended_at is None]
    names = people.names_of(db, cohorts.find_reached(db, actor, course_id) - barred_from(db, actor.id))
    return {c.id: c.name for c in mine}, dict(sorted(names.items(), key=lambda item: item[1].casefold()))


def _members(db: Session, cohort_ids: Collection[int]) -> Sequence[int]:
    query = select(CohortPlace.person_id).where(
        CohortPlace.cohort_id.in_(cohort_ids), CohortPlace.until.is_(None)
    )
    return db.scalars(query).all()


def start_release(db: Session, actor: Actor, quiz_key: str, wanted: Wanted, *, now: datetime) -> Release:
    """Let a cohort or a trainee begin an examination within a window, under the actor's eyes.

    Raises `Missing` for a quiz that isn't there, `Clash` for one that needs no release, `Unacceptable` for a window or
    a password that can't be, or somebody whom the actor may not release it for, `NotAllowed` for one they are close to.
    """
    line = find_line(db, actor, quiz_key, None)
    if not line.proctored:
        raise Clash("This quiz needs no release: it may be begun by whoever it is open to.")
    if fault := fault_of_release(wanted.opens, wanted.closes, wanted.password, now):
        raise Unacceptable(fault.sentence, fault.field)
    whom, quiz = wanted.whom, line.version.quiz
    if whom.person_id and cohorts.sees_to(db, actor, whom.person_id, quiz.course_id):
        refuse_close(db, actor, whom.person_id, "release an examination to them")
    may = find_whom(db, actor, quiz.course_id)
    if not (whom.cohort_id in may[0] or whom.person_id in may[1]):
        raise Unacceptable("Choose one of your cohorts, or one of your trainees.", "whom")
    release = Release(
        quiz_id=quiz.id, cohort_id=whom.cohort_id, person_id=whom.person_id, proctor_id=actor.id,
        opens_at=wanted.opens, closes_at=wanted.closes, password_hash=wanted.password_hash, made_at=now,
    )  # fmt: skip
    db.add(release)
    db.flush()
    audit.record(
        db, actor, "sittings.release", f"release:{release.id}", now=now,
        after={
            "quiz": quiz.key, "cohort": whom.cohort_id, "person": whom.person_id, "opens": wanted.opens,
            "closes": wanted.closes, "by": release.how,
        },
    )  # fmt: skip
    return release


def find_releases(db: Session, actor: Actor) -> Sequence[Release]:
    """Return the releases that the actor proctors, a registrar all; the latest first."""
    query = select(Release).order_by(Release.opens_at.desc(), Release.id.desc()).limit(LISTED)
    if not actor.has(REGISTRAR):
        query = query.where(Release.proctor_id == actor.id)
    return db.scalars(query).all()


def get_release(db: Session, actor: Actor, release_id: int, *, lock: bool = False) -> Release:
    """Return a release to its proctor or a registrar, locked against others if asked; else raises `Missing`."""
    query = select(Release).where(Release.id == release_id)
    if lock:
        query = query.with_for_update(of=Release).execution_options(populate_existing=True)
    release = db.scalar(query)
    if release is None or not (actor.has(REGISTRAR) or release.proctor_id == actor.person_id):
        raise Missing(NONE)
    return release


def end_release(db: Session, actor: Actor, release_id: int, *, now: datetime) -> None:
    """Take a release back: nobody begins under it any more; attempts that have begun go on."""
    release = get_release(db, actor, release_id, lock=True)
    if release.ended_at is None:
        release.ended_at = now
        db.flush()
        audit.record(db, actor, "sittings.end-release", f"release:{release.id}", now=now)


def is_for(db: Session, release: Release, person_id: int) -> bool:
    """Return whether a person is among those whom a release is for."""
    if release.cohort_id is None:
        return release.person_id == person_id
    return person_id in _members(db, [release.cohort_id])


def seats_of(db: Session, release: Release) -> list[Seat]:
    """Return everybody whom a release is for, or who began by it, by name: as many queries for all as for one."""
    query = select(Admission).where(Admission.release_id == release.id).order_by(Admission.id)
    admissions = db.scalars(query).all()
    begun = select(Attempt).where(Attempt.id.in_({row.attempt_id for row in admissions if row.attempt_id}))
    attempts = {attempt.id: attempt for attempt in db.scalars(begun)}
    let_in = {row.person_id: (row, attempts.get(row.attempt_id or 0)) for row in admissions}
    meant = [release.person_id] if release.person_id else _members(db, [release.cohort_id or 0])
    names = people.names_of(db, {*meant, *let_in})
    barred = barred_from(db, release.proctor_id)
    seats = [Seat(id_, name, id_ in barred, *let_in.get(id_, (None, None))) for id_, name in names.items()]
    return sorted(seats, key=lambda seat: (seat.name.casefold(), seat.person_id))


def titles_of(db: Session, releases: Sequence[Release]) -> tuple[dict[int, str], dict[int, str]]:
    """Return the titles of the quizzes of these releases, by quiz, and the names of the people in them, by person."""
    query = select(QuizVersion.quiz_id, QuizVersion.title).join(QuizVersion.quiz)
    query = query.where(Quiz.id.in_({r.quiz_id for r in releases}), QuizVersion.number == Quiz.version)
    ids = {r.proctor_id for r in releases} | {r.person_id for r in releases if r.person_id}
    return {quiz_id: title for quiz_id, title in db.execute(query)}, people.names_of(db, ids)
