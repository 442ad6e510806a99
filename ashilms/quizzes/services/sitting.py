"""Sitting a quiz: start, save, hand in, and close what time has run out on. The server alone decides."""

import logging
import secrets
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import literal, or_, select, update
from sqlalchemy.orm import Session

from ashilms import signals
from ashilms.actor import Actor, machine
from ashilms.audit import services as audit
from ashilms.courses import services as courses
from ashilms.errors import Clash, Missing, Unacceptable, Unavailable
from ashilms.formats import clock
from ashilms.quizzes.models import (
    GRADED,
    MARKING,
    OPEN,
    AnswerStep,
    Attempt,
    Quiz,
    QuizVersion,
)  # fmt: skip
from ashilms.quizzes.rules import paper
from ashilms.quizzes.rules.allowing import Allowed
from ashilms.quizzes.rules.grading import Item, Paper, find_unmarked, grade
from ashilms.quizzes.rules.retest import PERCENT
from ashilms.quizzes.rules.sitting import Chance, Placing, State, Step, is_over, place
from ashilms.quizzes.rules.terms import Terms
from ashilms.quizzes.services.correcting import voids_among
from ashilms.quizzes.services.finding import (
    Kinds,
    answers_of,
    item_of,
    keys_of,
    kind_of,
    own_attempt,
    version_of,
)  # fmt: skip
from ashilms.quizzes.services.grading import record_grade
from ashilms.quizzes.services.laying import Laid, find_pool, lay_out, new_seed
from ashilms.quizzes.services.standing import standing_at
from ashilms.quizzes.services.terms import refuse_barred

log = logging.getLogger("ashilms")


def start_attempt(
    db: Session, actor: Actor, quiz_key: str, kinds: Kinds, *, grace: timedelta, now: datetime
) -> Attempt:
    """Start the clock and draw a paper; return the attempt, or the one that is open already.

    `grace` is how long after the deadline an answer that is on its way is still taken; it is fixed here for
    the whole attempt. Raises `Missing` for no such quiz, `Clash` with the reason when it may not be sat now.
    """
    # Every start of this quiz waits here, so that a double click finds the attempt that the first click made.
    quiz = db.scalar(select(Quiz).where(Quiz.key == quiz_key, Quiz.open).with_for_update(key_share=True))
    if quiz is None or not courses.is_enrolled(db, actor.id, quiz.course_id):
        raise Missing("There is no such quiz, or none of a course that you take.")
    version = version_of(db, quiz)
    stands = standing_at(db, actor.id, version, now=now)
    if stands.chance.state is State.SITTING:
        return next(attempt for attempt in stands.past if attempt.state == OPEN)
    if stands.chance.state is not State.READY:
        raise Clash(_why_not(stands.chance, actor))
    number = len(stands.everything) + 1
    terms = refuse_barred(db, actor, version, now=now)
    return _begin(db, actor, version, kinds, stands.allowed, terms, number=number, grace=grace, now=now)


def _why_not(standing: Chance, actor: Actor) -> str:
    if standing.state in (State.WAITING, State.PASSED) and standing.at:
        return f"You may sit this quiz again from {clock(standing.at, actor.zone)}."
    return {
        State.PASSED: "You have passed this quiz; it needs no other attempt.",
        State.LOCKED: "This quiz is still locked: something has to be finished first. Its page says what.",
        State.MARKING: "Your last attempt is being marked. You’ll have mail when it is done.",
        State.USED_UP: "Every attempt is used. Ask your instructor to release another one.",
    }[standing.state]


def _begin(
    db: Session, actor: Actor, version: QuizVersion, kinds: Kinds, allowed: Allowed, terms: Terms, *,
    number: int, grace: timedelta, now: datetime,
) -> Attempt:  # fmt: skip
    blueprint, seed = version.as_blueprint(), new_seed()
    pool = find_pool(db, version, kinds)
    try:
        drawn = paper.draw(blueprint, (row.as_pool_item() for row in pool), seed)
    except ValueError as error:
        raise Unavailable(f"This quiz can't be put together. {error} Tell your instructor.") from error
    by_id = {row.id: row for row in pool}
    own = timedelta(minutes=blueprint.minutes)
    whole = timedelta(minutes=allowed.minutes_for(blueprint.minutes))
    ends = terms.cut(now + whole, whole - own)
    laid = Laid(version, [by_id[id_] for id_ in drawn], seed, ends)
    attempt = lay_out(db, actor, laid, kinds, number=number, grace=grace, now=now)
    signals.attempt_begun.send(
        db, person_id=actor.id, quiz_id=attempt.quiz_id, attempt_id=attempt.id, proctored=blueprint.proctored,
        now=now,
    )  # fmt: skip
    return attempt


def save_answer(
    db: Session, actor: Actor, attempt_id: int, number: int, given: Any, kinds: Kinds,
    *, key: str, flagged: bool, now: datetime,
) -> datetime:  # fmt: skip
    """Add an answer to an open attempt and return when what stands was saved.

    `given` is what the question's form took; `key` names this sending, so that sending it again does no
    harm. Raises `Missing` for somebody else's attempt or a question that is not in it, `Unacceptable` for an
    answer the question cannot have, `Clash` when time has run out, the attempt is handed in, or an older
    sending arrives after a newer one.
    """
    attempt = own_attempt(db, actor, attempt_id, lock=True)
    _refuse_closed(attempt, actor, now)
    item = item_of(db, attempt, number)
    try:
        answer = kind_of(kinds, item.question.kind).read(item.question.asked, item.order, given)
    except ValueError as error:
        raise Unacceptable(str(error), "answer") from error
    query = select(AnswerStep).where(
        AnswerStep.attempt_id == attempt.id, or_(AnswerStep.number == number, AnswerStep.key == key)
    )
    steps = list(db.scalars(query.order_by(AnswerStep.id)))
    placing = place([step.as_step() for step in steps], Step(number, answer, flagged, key))
    if placing is Placing.STALE:
        raise Clash("A newer answer to this question is saved already, and it stands. Load the page again.")
    last = max((step.at for step in steps if step.number == number), default=now)
    if placing is Placing.SAME:
        return last
    if any(step.key == key for step in steps):
        key = secrets.token_hex(16)
    step = AnswerStep(
        attempt_id=attempt.id, number=number, answer=answer, flagged=flagged, key=key, at=max(now, last)
    )
    db.add(step)
    db.flush()
    return step.at


def hand_in(db: Session, actor: Actor, attempt_id: int, kinds: Kinds, *, now: datetime) -> Attempt:
    """Submit an open attempt, once; it is graded at once unless people have to mark some of it.

    Raises `Missing`, and `Clash` when it is no longer open.
    """
    attempt = own_attempt(db, actor, attempt_id, lock=True)
    _refuse_closed(attempt, actor, now)
    submitted_at = min(max(now, attempt.started_at), attempt.deadline)
    _submit(db, actor, attempt, kinds, submitted_at=submitted_at, now=now)
    return attempt


STANDS_OPEN = Attempt.state == literal(OPEN, literal_execute=True)
"""Written into the query, so that the index of what is open can serve it."""


def has_overdue(db: Session, person_id: int, *, now: datetime) -> bool:
    """Return whether a person has an attempt that time has run out on and that nobody has closed yet."""
    query = select(Attempt.id).where(STANDS_OPEN, Attempt.closes_at < now, Attempt.person_id == person_id)
    return db.scalar(query.limit(1)) is not None


def close_overdue(db: Session, kinds: Kinds, *, now: datetime, person_id: int | None = None) -> int:
    """Submit every attempt that time has run out on, as it stood; return how many.

    With `person_id`, that person's only. One that another transaction is just submitting is left to it,
    unless its person is looking.
    """
    query = (
        select(Attempt).where(STANDS_OPEN, Attempt.closes_at < now).order_by(Attempt.closes_at, Attempt.id)
    )
    if person_id is not None:
        query = query.where(Attempt.person_id == person_id)
    query = query.with_for_update(of=Attempt, skip_locked=person_id is None)
    closed = 0
    for attempt in db.scalars(query.execution_options(populate_existing=True)).all():
        try:
            _submit(db, machine("clock"), attempt, kinds, submitted_at=attempt.deadline, now=now)
        except Unavailable as error:
            log.error("attempt %s can't be graded: %s", attempt.id, error)
        else:
            closed += 1
    return closed


def _submit(
    db: Session, actor: Actor, attempt: Attempt, kinds: Kinds, *, submitted_at: datetime, now: datetime
) -> None:
    """Close an open attempt: grade it, or let people mark what only they can."""
    paper, answers = paper_of(db, attempt, kinds), answers_of(db, attempt.id)
    to_mark = find_unmarked(paper, answers)
    state, graded = (MARKING, None) if to_mark else (GRADED, grade(paper, answers))
    still_open = update(Attempt).where(Attempt.id == attempt.id, Attempt.state == OPEN)
    done = db.execute(still_open.values(state=state, submitted_at=submitted_at).returning(Attempt.id)).all()
    if not done:
        raise Clash("This attempt was handed in already. Your result shows what counted.")
    db.refresh(attempt)
    audit.record(
        db, actor, "quizzes.hand-in", f"attempt:{attempt.id}", now=now,
        before={"state": OPEN}, after={"state": state, "submitted_at": submitted_at},
    )  # fmt: skip
    if graded is None:
        signals.attempt_waits.send(
            db, attempt_id=attempt.id, numbers=to_mark, actor=actor, kinds=kinds, now=now
        )
    else:
        record_grade(db, actor, attempt, graded, now=now)


def _refuse_closed(attempt: Attempt, actor: Actor, now: datetime) -> None:
    if attempt.state != OPEN and attempt.submitted_at:
        at = clock(attempt.submitted_at, actor.zone)
        raise Clash(
            f"This attempt was handed in on {at}, so nothing was changed. Its result shows what counted."
        )
    if is_over(attempt.closes_at, now):
        at = clock(attempt.deadline, actor.zone)
        raise Clash(f"Time ran out on {at}, so this was not taken. What you had saved by then counts.")


def paper_of(db: Session, attempt: Attempt, kinds: Kinds) -> Paper:
    """Return an attempt's questions with their keys, as they were frozen when they were drawn."""
    keys, voids = keys_of(db, attempt), voids_among(db, [item.question_version_id for item in attempt.items])
    items = tuple(
        Item(
            number=item.number,
            kind=kind_of(kinds, item.question.kind),
            asked=item.question.asked,
            key=keys[item.question_version_id],
            rule=item.question.rule,
            rule_text=item.question.rule_text,
            critical=item.question.critical,
            void=item.question_version_id in voids,
        )
        for item in attempt.items
    )  # fmt: skip
    percent = PERCENT if attempt.is_retest else attempt.version.as_blueprint().pass_percent
    return Paper(items, percent)
