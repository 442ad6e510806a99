"""The targeted re-test of an attempt: whether it is offered, and starting it."""

import secrets
from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from ashilms.actor import Actor
from ashilms.courses import services as courses
from ashilms.errors import Clash, Missing
from ashilms.quizzes.models import Attempt, AttemptItem, Question, QuestionVersion, Quiz
from ashilms.quizzes.rules.allowing import Allowed
from ashilms.quizzes.rules.retest import (
    PER_RULE,
    Retest,
    RetestState,
    draw_retest,
    may_be_retested,
    minutes_for,
    missed_rules,
)
from ashilms.quizzes.rules.sitting import Chance, State
from ashilms.quizzes.services.allowing import allowed_at
from ashilms.quizzes.services.finding import (
    Kinds,
    attempts_at,
    attempts_of,
    chance_of,
    own_attempt,
    version_of,
)
from ashilms.quizzes.services.laying import Laid, find_pool, lay_out

REFUSALS = {
    RetestState.PASSED: "The re-test of this attempt was passed already.",
    RetestState.FAILED: "The re-test of this attempt was sat already; there is one.",
    RetestState.EXAMINATION: "An examination has no re-test.",
    RetestState.SHORT: "There are not two other questions on each rule, so there is no re-test. Tell your instructor.",
    RetestState.LAPSED: "The re-test of this attempt is no longer offered: the quiz has gone on since.",
}


def retest_of(
    db: Session,
    attempt: Attempt,
    everything: Sequence[Attempt],
    standing: Chance,
    allowed: Allowed,
    kinds: Kinds,
) -> Retest | None:
    """Return how the re-test of a graded attempt stands; `None` where there is nothing that it could change.

    `everything` are all of the person's attempts at the quiz, `standing` is how the quiz stands for them.
    """
    if attempt.is_retest or attempt.grade is None or not may_be_retested(attempt.grade):
        return None
    begun = next((one for one in everything if one.retests_id == attempt.id), None)
    if begun is None and standing.state is State.PASSED:
        return None
    questions = PER_RULE * len(missed_rules(attempt.grade))
    minutes = allowed.minutes_for(minutes_for(attempt.version.as_blueprint(), questions))
    state = _begun(begun) if begun else _unbegun(db, attempt, everything, kinds)
    return Retest(state, questions, minutes, begun.id if begun else None)


def _begun(retest: Attempt) -> RetestState:
    if retest.grade is None:
        return RetestState.SITTING
    return RetestState.PASSED if retest.grade.passed else RetestState.FAILED


def _unbegun(db: Session, attempt: Attempt, everything: Sequence[Attempt], kinds: Kinds) -> RetestState:
    if not courses.has_module(db, attempt.version.quiz.course_id, attempt.version.pool):
        return RetestState.EXAMINATION
    gone_on = attempt.version.number != attempt.version.quiz.version or everything[-1].id != attempt.id
    if gone_on or not attempt.version.quiz.open:
        return RetestState.LAPSED
    return RetestState.OFFERED if _drawn(db, attempt, kinds, b"") else RetestState.SHORT


def start_retest(
    db: Session, actor: Actor, attempt_id: int, kinds: Kinds, *, grace: timedelta, now: datetime
) -> Attempt:
    """Start the re-test of the actor's own attempt; return it, or the one that is open already.

    Raises `Missing` for somebody else's attempt, `Clash` with the reason when there is none to start.
    """
    attempt = own_attempt(db, actor, attempt_id)
    # Whoever starts anything at this quiz waits here, so that a double click finds what the first click made.
    quiz = db.scalar(select(Quiz).where(Quiz.id == attempt.quiz_id).with_for_update(key_share=True))
    if quiz is None or not courses.is_enrolled(db, actor.id, quiz.course_id):
        raise Missing("There is no such quiz, or none of a course that you take.")
    everything = attempts_of(db, actor.id, [quiz.id])
    current = version_of(db, quiz)
    milestones = courses.milestones_of(db, actor.id, quiz.course_id)
    allowed = allowed_at(db, actor.id, current, now=now)
    standing = chance_of(current, attempts_at(everything, current), milestones, allowed, now)
    stands = retest_of(db, attempt, everything, standing, allowed, kinds)
    if stands is not None and stands.state is RetestState.SITTING:
        return next(one for one in everything if one.id == stands.attempt_id)
    if stands is None or stands.state is not RetestState.OFFERED:
        raise Clash(REFUSALS[stands.state] if stands else "This attempt has nothing to re-test.")
    seed = secrets.token_bytes(32)
    ends = now + timedelta(minutes=stands.minutes)
    laid = Laid(attempt.version, _drawn(db, attempt, kinds, seed), seed, ends, attempt)
    return lay_out(db, actor, laid, kinds, number=len(everything) + 1, grace=grace, now=now)


def _drawn(db: Session, attempt: Attempt, kinds: Kinds, seed: bytes) -> list[QuestionVersion]:
    """Return the questions of a re-test in order; none if the pool has not two others on each missed rule."""
    rules = missed_rules(attempt.grade) if attempt.grade else []
    asked = (
        select(QuestionVersion.question_id)
        .join(AttemptItem, AttemptItem.question_version_id == QuestionVersion.id)
        .where(AttemptItem.attempt_id == attempt.id)
    )
    others = (QuestionVersion.rule.in_(rules), Question.id.not_in(asked))
    pool = {row.id: row for row in find_pool(db, attempt.version, kinds, *others)}
    return [pool[id_] for id_ in draw_retest(rules, (row.as_pool_item() for row in pool.values()), seed)]
