"""What the cast does not pass at once: a must-pass rule that is missed, and its re-test."""

from datetime import datetime

from sqlalchemy.orm import Session

from ashilms.actor import Actor
from ashilms.demo import doings
from ashilms.quizzes import services as quizzes
from ashilms.quizzes.models import Attempt
from ashilms.quizzes.services import Kinds


def miss_rule(db: Session, trainee: Actor, key: str, kinds: Kinds, *, now: datetime) -> Attempt:
    """Let a trainee reach the mark of a quiz and leave one must-pass question empty."""
    attempt = quizzes.start_attempt(db, trainee, key, kinds, grace=doings.GRACE, now=now)
    missed = next(item.number for item in attempt.items if item.question.critical)
    return doings.answer_paper(db, trainee, attempt, kinds, empty=missed, now=now)


def pass_retest(db: Session, trainee: Actor, attempt: Attempt, kinds: Kinds, *, now: datetime) -> Attempt:
    """Let a trainee answer the re-test of an attempt rightly."""
    retest = quizzes.start_retest(db, trainee, attempt.id, kinds, grace=doings.GRACE, now=now)
    return doings.answer_paper(db, trainee, retest, kinds, now=now)
