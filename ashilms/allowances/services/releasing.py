"""Releasing one more attempt to whoever has used up all, once what was wrong has been worked through."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from ashilms import signals
from ashilms.accounts import services as people
from ashilms.actor import Actor
from ashilms.allowances.rules import problem_with_words
from ashilms.audit import services as audit
from ashilms.cohorts import services as cohorts
from ashilms.db import add_once
from ashilms.errors import Clash, Missing, Unacceptable
from ashilms.quizzes import services as quizzes
from ashilms.quizzes.models import Attempt, Quiz, Release
from ashilms.quizzes.services import UsedUp
from ashilms.supervision.services import barred_from, refuse_close
from ashilms.waiting import Offer, Waiting, listed

NONE = "Nobody within your cohorts waits for an attempt at such a quiz."
MOST_SHOWN = 200


def find_waiting(db: Session, actor: Actor, *, now: datetime) -> list[UsedUp]:
    """Return who waits for the actor to release an attempt, the longest waiting first."""
    theirs = cohorts.decides_about(db, actor, Attempt.person_id, Quiz.course_id)
    return quizzes.find_used_up(db, theirs, now=now)


def get_waiting(db: Session, actor: Actor, person_id: int, quiz_key: str, *, now: datetime) -> UsedUp:
    """Return how somebody waits at one quiz.

    Raises `Missing` for whom the actor does not see to, or who waits not, `NotAllowed` for whom they are close to.
    """
    theirs = (Attempt.person_id == person_id, cohorts.reached(actor, Attempt.person_id, Quiz.course_id))
    found = quizzes.find_used_up(db, *theirs, quiz_key=quiz_key, now=now)
    if not found:
        raise Missing(NONE)
    refuse_close(db, actor, person_id, "release an attempt")
    return found[0]


def release_attempt(
    db: Session, actor: Actor, person_id: int, quiz_key: str, note: str, *, number: int, now: datetime
) -> Release:
    """Release one attempt to somebody who has used up all, with the remediation that was done.

    `number` is that of the release as the page showed it. Raises as `get_waiting`; `Unacceptable` for a note that says
    nothing; `Clash` when somebody else was faster.
    """
    waits = get_waiting(db, actor, person_id, quiz_key, now=now)
    if sentence := problem_with_words(note):
        raise Unacceptable(sentence, "note")
    row = Release(
        person_id=person_id, quiz_version_id=waits.version.id, number=waits.next_release, note=note.strip(),
        by_id=actor.id, at=now,
    )  # fmt: skip
    if number != row.number or not add_once(db, row):
        raise Clash("Somebody released an attempt meanwhile. Look at who waits again.")
    audit.record(
        db, actor, "allowances.release", f"quiz:{quiz_key}", now=now, about=person_id,
        after={"attempts": waits.attempts, "number": row.number, "text": row.note},
    )  # fmt: skip
    signals.allowance_changed.send(
        db, person_id=person_id, what="release", page=f"quizzes/{quiz_key}", now=now
    )
    return row


def offer_waiting(db: Session, actor: Actor, *, now: datetime) -> Offer:
    """Return who waits for the actor, as the queue takes it."""
    return listed([_waiting(one) for one in find_waiting(db, actor, now=now)])


def _waiting(one: UsedUp) -> Waiting:
    return Waiting(
        "release", one.version.id, one.person_id, one.name, one.since, f"Attempts used up · {one.version.title}", False,
        "ashilms.allowances.release", {"person_id": one.person_id, "quiz_key": one.version.quiz.key},
    )  # fmt: skip


def find_releases(db: Session, person_id: int) -> Sequence[Release]:
    """Return the attempts that were released to a person, the latest first."""
    query = select(Release).where(Release.person_id == person_id).order_by(Release.id.desc())
    return db.scalars(query.limit(MOST_SHOWN)).all()


def whom_to_ask(db: Session, actor: Actor, quiz_key: str) -> str:
    """Return who releases another attempt at a quiz to the actor, as a sentence names them."""
    course_id = db.scalar(select(Quiz.course_id).where(Quiz.key == quiz_key))
    instructor_id = cohorts.find_instructor(db, actor.id, course_id) if course_id else None
    if instructor_id is None or instructor_id in barred_from(db, actor.id):
        return "a registrar of the school"
    return f"your instructor {people.names_of(db, [instructor_id])[instructor_id]}"
