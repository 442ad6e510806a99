"""Laying out a paper that is drawn: from here on it is an attempt, and the clock runs."""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, String, cast, select
from sqlalchemy.orm import Session

from ashilms.actor import INSTRUCTOR, REGISTRAR, SUPERVISOR, Actor
from ashilms.audit import services as audit
from ashilms.quizzes.models import OPEN, Attempt, AttemptItem, Question, QuestionVersion, QuizVersion
from ashilms.quizzes.rules import paper
from ashilms.quizzes.services.correcting import is_void
from ashilms.quizzes.services.finding import Kinds


@dataclass(frozen=True, slots=True)
class Laid:
    """A paper that is drawn: its questions in order, what it was drawn by, and when its time is up."""

    version: QuizVersion
    questions: Sequence[QuestionVersion]
    seed: bytes
    ends: datetime
    retests: Attempt | None = None


def new_seed() -> bytes:
    """Return 256 bits that decide what a paper holds and in which places; an attempt keeps them."""
    return secrets.token_bytes(32)


def lay_out(
    db: Session, actor: Actor, laid: Laid, kinds: Kinds, *, number: int, grace: timedelta, now: datetime
) -> Attempt:
    """Start the clock on a paper that is drawn; whoever calls has seen to it that the actor may."""
    retests_id = laid.retests.id if laid.retests else None
    attempt = Attempt(
        person_id=actor.id, quiz_id=laid.version.quiz_id, quiz_version_id=laid.version.id, seed=laid.seed.hex(),
        state=OPEN, number=number, retests_id=retests_id, started_at=now, deadline=laid.ends,
        closes_at=laid.ends + grace, staff=actor.has(INSTRUCTOR, SUPERVISOR, REGISTRAR),
    )  # fmt: skip
    attempt.items = [
        AttemptItem(number=place, question_version_id=row.id, order=_order(row, kinds, laid.seed))
        for place, row in enumerate(laid.questions, start=1)
    ]
    db.add(attempt)
    db.flush()
    audit.record(
        db, actor, "quizzes.start", f"attempt:{attempt.id}", now=now,
        after={
            "quiz": laid.version.quiz.key, "version": laid.version.number, "number": number, "retests": retests_id,
            "deadline": laid.ends, "questions": [row.id for row in laid.questions],
        },
    )  # fmt: skip
    return attempt


def find_pool(
    db: Session, version: QuizVersion, kinds: Kinds, *also: ColumnElement[bool]
) -> list[QuestionVersion]:
    """Return the questions that a paper of this quiz may hold; `also` are further conditions."""
    query = select(QuestionVersion).join(Question, Question.id == QuestionVersion.question_id)
    query = query.where(Question.course_id == version.quiz.course_id, QuestionVersion.pool == version.pool)
    return list(db.scalars(query.where(*may_be_asked(kinds), *also).order_by(QuestionVersion.id)))


def may_be_asked(kinds: Kinds) -> tuple[ColumnElement[bool], ...]:
    """Return what holds of a question version that may be asked now, for a query on questions and their versions."""
    return (
        Question.in_pool.is_(True),
        QuestionVersion.number == Question.version,
        QuestionVersion.kind.in_(kinds),
        # Kept before its kind was installed, it is not told apart yet, see `section`; loading the pack again does it.
        cast(QuestionVersion.asked, String) != "{}",
        ~is_void(),
    )


def _order(row: QuestionVersion, kinds: Kinds, seed: bytes) -> list[str]:
    return paper.shuffle(kinds[row.kind].parts(row.asked), seed, f"option:{row.id}")
