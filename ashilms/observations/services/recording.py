"""Signing an observation: by its own page, or with the countersignature of the session; both make the same record."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from ashilms import signals
from ashilms.accounts import services as people
from ashilms.actor import Actor
from ashilms.audit import services as audit
from ashilms.bookings import services as bookings
from ashilms.errors import Clash, NotAllowed, Unacceptable
from ashilms.observations.models import Observation
from ashilms.observations.services.remediation import open_remediation
from ashilms.observations.services.subjects import (
    OBSERVABLE,
    Subject,
    find_booking_subject,
    find_entry_subject,
    judge_assessor,
    subject_of_entry,
)
from ashilms.practicum.models import Entry, Review
from ashilms.rubrics.rules import Outcome, Result, judge_ratings
from ashilms.screenings.rules.clients import NO_CODE, read_client_code
from ashilms.texts import find_identity

TWICE = "You observed this session already; it stands as you signed it."


@dataclass(frozen=True, slots=True)
class Rated:
    """What an assessor gave: levels by criterion, automatic fails, a comment; `outcome` is what the button said."""

    ratings: Mapping[str, int]
    auto_fails: Sequence[str]
    comment: str
    outcome: Result | None
    client: str = ""
    """Of a place that was booked alone; an entry has its own."""


def judge(subject: Subject, rated: Rated) -> Outcome:
    """Return what ratings come to; raises `Unacceptable` for what the rubric does not know."""
    try:
        return judge_ratings(subject.plan.as_plan().rubric, rated.ratings, rated.auto_fails)
    except ValueError as strange:
        raise Unacceptable(str(strange), "ratings") from strange


def observe_entry(db: Session, actor: Actor, entry_id: int, rated: Rated, *, now: datetime) -> Observation:
    """Sign what the actor saw of a session that they were asked to look at too; it never changes again.

    Raises `Missing`, `NotAllowed` for who is not entitled on that day and now, or too close; `Clash` for a second
    time; `Unacceptable` for ratings, a comment or an outcome that can't be.
    """
    return _observe(db, actor, find_entry_subject(db, actor, entry_id), rated, now)


def observe_booking(
    db: Session, actor: Actor, booking_id: int, rated: Rated, *, now: datetime
) -> Observation:
    """Sign what the actor saw of a trainee who booked a place; that they came is kept with it. Raises likewise."""
    row = _observe(db, actor, find_booking_subject(db, actor, booking_id, now=now), rated, now)
    bookings.mark_booking(db, actor, booking_id, came=True, now=now)
    return row


def _observe(db: Session, actor: Actor, subject: Subject, rated: Rated, now: datetime) -> Observation:
    if subject.trainee_id == actor.person_id:
        raise NotAllowed("Nobody observes themselves.")
    people.lock_people(db, [subject.trainee_id, actor.id])
    fit = judge_assessor(db, actor, subject, now=now)
    if not fit:
        raise NotAllowed(fit.explain("Your"))
    outcome = judge(subject, rated)
    _refuse_unclear(outcome, rated, now)
    client = subject.client or read_client_code(rated.client)
    if not client:
        raise Unacceptable(NO_CODE, "client")
    row = _row(subject, client, rated, outcome, now)
    row.assessor_id, row.roles, row.credentials = actor.id, sorted(actor.roles), list(fit.credentials)
    return _keep(db, actor, row, now)


def _refuse_unclear(outcome: Outcome, rated: Rated, now: datetime) -> None:
    if outcome.result is Result.UNRATED:
        raise Unacceptable("Rate every criterion.", "ratings")
    if outcome.result is not rated.outcome:
        raise Unacceptable("The ratings come to another outcome than the button said. Look again.", "ratings")
    if not outcome.passed and len(rated.comment.strip()) < 10:
        raise Unacceptable("Say what you saw, so that the trainee knows what to change.", "text")
    if identity := find_identity(rated.comment, now.date()):
        raise Unacceptable(identity, "text")


def take_review(db: Session, actor: Actor, entry: Entry, review: Review, *, now: datetime) -> Observation:
    """Keep the observation that was signed together with a session.

    Raises `Unacceptable` where the same assessor observed it before, as its booking, say.
    """
    people.lock_people(db, [entry.person_id, actor.id])
    rated = Rated(review.ratings, review.auto_fails, review.text, None)
    subject = subject_of_entry(entry)
    row = _row(subject, subject.client, rated, judge(subject, rated), now)
    row.review_id, row.assessor_id = review.id, review.reviewer_id
    row.roles, row.credentials = list(review.roles), list(review.credentials)
    if _observed_before(db, row):
        raise Unacceptable(
            "You observed this session already. Leave the ratings empty and sign it.", "ratings"
        )
    return _keep(db, actor, row, now)


def _row(subject: Subject, client: str, rated: Rated, outcome: Outcome, now: datetime) -> Observation:
    plan = subject.plan
    return Observation(
        trainee_id=subject.trainee_id, course_id=plan.course_id, plan_id=plan.id,
        entry_id=subject.entry.id if subject.entry else None,
        booking_id=subject.booking.id if subject.booking else None,
        client=client, category=subject.category, zone=subject.zone, starts=subject.starts, ends=subject.ends,
        rubric=plan.as_plan().rubric.id, ratings=dict(rated.ratings),
        own_ratings=subject.entry.own_ratings if subject.entry else None,
        auto_fails=sorted(rated.auto_fails), comment=rated.comment.strip(), outcome=outcome.result, at=now,
    )  # fmt: skip


def _keep(db: Session, actor: Actor, row: Observation, now: datetime) -> Observation:
    if _observed_before(db, row):
        raise Clash(TWICE)
    try:
        with db.begin_nested():
            db.add(row)
            db.flush()
    except IntegrityError as clash:
        raise Clash(TWICE) from clash
    audit.record(
        db, actor, "observations.observe", f"observation:{row.id}", now=now, about=row.trainee_id,
        after={
            "entry": row.entry_id, "booking": row.booking_id, "outcome": row.outcome, "ratings": row.ratings,
            "auto_fails": row.auto_fails, "comment": row.comment, "credentials": row.credentials,
        },
    )  # fmt: skip
    if row.auto_fails:
        open_remediation(db, actor, row, now=now)
    signals.observation_signed.send(db, observation_id=row.id, now=now)
    return row


def _observed_before(db: Session, row: Observation) -> bool:
    """Return whether the same assessor observed the same trainee at that time, by whichever door; void ones aside."""
    query = select(Observation.id).outerjoin(Entry, Entry.id == Observation.entry_id).where(
        Observation.trainee_id == row.trainee_id, Observation.assessor_id == row.assessor_id,
        Observation.starts < row.ends, Observation.ends > row.starts,
        Observation.entry_id.is_(None) | Entry.state.in_(OBSERVABLE),
    )  # fmt: skip
    return db.scalar(query.limit(1)) is not None
