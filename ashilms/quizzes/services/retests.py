"""The targeted re-test of an attempt: whether it is offered, and starting it."""

from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from ashilms.actor import Actor
from ashilms.courses import services as courses
from ashilms.errors import Clash, Missing
from ashilms.quizzes.models import OPEN, Attempt, AttemptItem, Question, QuestionVersion, Quiz
from ashilms.quizzes.rules.retest import (
    PER_RULE,
    Retest,
    RetestState,
    draw_retest,
    may_be_retested,
    minutes_for,
    missed_rules,
)
from ashilms.quizzes.rules.sitting import State
from ashilms.quizzes.services.finding import (
    Kinds,
    own_attempt,
    version_of,
)
from ashilms.quizzes.services.laying import Laid, find_pool, lay_out, new_seed
from ashilms.quizzes.services.standing import Standing, standing_at
from ashilms.quizzes.services.terms import find_terms

REFUSALS = {
    RetestState.PASSED: "The re-test of this attempt was passed already.",
    RetestState.FAILED: "The re-test of this attempt was sat already; there is one.",
    RetestState.EXAMINATION: "An examination has no re-test.",
    RetestState.MARKING: "The re-test of this attempt is being marked.",
    RetestState.CLOSED: "This quiz is closed on these days, and its re-test with it. Its page says when it opens.",
    RetestState.SHORT: "There are not two other questions on each rule, so there is no re-test. Tell your instructor.",
    RetestState.LAPSED: "The re-test of this attempt is no longer offered: the quiz has gone on since.",
}


def retest_of(
    db: Session, attempt: Attempt, stands: Standing, kinds: Kinds, *, now: datetime
) -> Retest | None:
    """Return how the re-test of a graded attempt stands; `None` where there is nothing that it could change."""
    if attempt.is_retest or attempt.grade is None or not may_be_retested(attempt.grade):
        return None
    begun = next((one for one in stands.everything if one.retests_id == attempt.id), None)
    if begun is None and stands.chance.state is State.PASSED:
        return None
    questions = PER_RULE * len(missed_rules(attempt.grade))
    minutes = stands.allowed.minutes_for(minutes_for(attempt.version.as_blueprint(), questions))
    state = _begun(begun, stands) if begun else _unbegun(db, attempt, stands, kinds, now)
    return Retest(state, questions, minutes, begun.id if begun else None)


def _begun(retest: Attempt, stands: Standing) -> RetestState:
    if not retest.grades:
        return RetestState.SITTING if retest.state == OPEN else RetestState.MARKING
    return RetestState.PASSED if retest.id in stands.passes else RetestState.FAILED


def _unbegun(db: Session, attempt: Attempt, stands: Standing, kinds: Kinds, now: datetime) -> RetestState:
    version, quiz = attempt.version, attempt.version.quiz
    if version.as_blueprint().proctored or not courses.has_module(db, quiz.course_id, version.pool):
        return RetestState.EXAMINATION
    if version.number != quiz.version or stands.everything[-1].id != attempt.id or not quiz.open:
        return RetestState.LAPSED
    if find_terms(db, attempt.person_id, [quiz.id], now=now)[quiz.id].bar(proctored=False, now=now):
        return RetestState.CLOSED
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
    stands = standing_at(db, actor.id, version_of(db, quiz), now=now)
    retest = retest_of(db, attempt, stands, kinds, now=now)
    if retest is not None and retest.state is RetestState.SITTING:
        return next(one for one in stands.everything if one.id == retest.attempt_id)
    if retest is None or retest.state is not RetestState.OFFERED:
        raise Clash(REFUSALS[retest.state] if retest else "This attempt has nothing to re-test.")
    seed = new_seed()
    ends = _end(db, attempt, retest.minutes, stands, now)
    laid = Laid(attempt.version, _drawn(db, attempt, kinds, seed), seed, ends, attempt)
    return lay_out(db, actor, laid, kinds, number=len(stands.everything) + 1, grace=grace, now=now)


def _end(db: Session, attempt: Attempt, minutes: int, stands: Standing, now: datetime) -> datetime:
    """Return when a re-test ends: with the quiz, but for what an accommodation gives."""
    whole = timedelta(minutes=minutes)
    asked = PER_RULE * len(missed_rules(attempt.grade)) if attempt.grade else 0
    own = minutes_for(attempt.version.as_blueprint(), asked)
    terms = find_terms(db, attempt.person_id, [attempt.quiz_id], now=now)[attempt.quiz_id]
    return terms.cut(now + whole, whole - timedelta(minutes=own))


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
