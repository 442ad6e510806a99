"""Finding attempts, what is in them, and whether a person may sit."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from ashilms.actor import Actor
from ashilms.courses.rules import Milestones, unmet
from ashilms.errors import Missing, Unavailable
from ashilms.plugins import QuestionKind
from ashilms.quizzes.models import GRADED, AnswerStep, Attempt, AttemptItem, Quiz, QuizVersion
from ashilms.quizzes.rules.allowing import Allowed
from ashilms.quizzes.rules.sitting import Chance, Past, chance
from ashilms.quizzes.services.correcting import holding_keys

Kinds = Mapping[str, QuestionKind]
"""Kinds of question by name: the built-in ones and a host's additions."""


def own_attempt(db: Session, actor: Actor, attempt_id: int, *, lock: bool = False) -> Attempt:
    """Return the actor's own attempt, locked against others if asked; raises `Missing` for anybody else's."""
    query = select(Attempt).where(Attempt.id == attempt_id, Attempt.person_id == actor.id)
    if lock:
        query = query.with_for_update(of=Attempt).execution_options(populate_existing=True)
    attempt = db.scalar(query)
    if attempt is None:
        raise Missing("There is no such attempt among yours.")
    return attempt


def item_of(db: Session, attempt: Attempt, number: int) -> AttemptItem:
    """Return one question of an attempt; raises `Missing` for a number that is not in the paper."""
    query = select(AttemptItem).where(AttemptItem.attempt_id == attempt.id, AttemptItem.number == number)
    item = db.scalar(query)
    if item is None:
        raise Missing("There is no question with that number in this paper.")
    return item


def answers_of(db: Session, attempt_id: int) -> dict[int, Any]:
    """Return the answers that stand, by question number: each question's last step."""
    return {number: step.answer for number, step in steps_of(db, attempt_id).items()}


def steps_of(db: Session, attempt_id: int) -> dict[int, AnswerStep]:
    """Return the step that stands for each question that has any, by its number."""
    query = select(AnswerStep).where(AnswerStep.attempt_id == attempt_id).order_by(AnswerStep.id)
    return {step.number: step for step in db.scalars(query)}


def keys_of(db: Session, attempt: Attempt) -> dict[int, dict[str, Any]]:
    """Return the keys that hold for an attempt's questions, by question version."""
    return holding_keys(db, [item.question_version_id for item in attempt.items])


def version_of(db: Session, quiz: Quiz) -> QuizVersion:
    """Return the version of a quiz that is sat from now on."""
    query = select(QuizVersion).where(QuizVersion.quiz_id == quiz.id, QuizVersion.number == quiz.version)
    return db.scalars(query).one()


def attempts_of(db: Session, person_id: int, quiz_ids: Collection[int]) -> list[Attempt]:
    """Return all of a person's attempts at these quizzes with their grades, oldest first."""
    query = select(Attempt).where(Attempt.person_id == person_id, Attempt.quiz_id.in_(quiz_ids))
    query = query.options(joinedload(Attempt.grades)).order_by(Attempt.number)
    return list(db.scalars(query).unique())


def find_graded(db: Session, person_id: int, course_id: int) -> list[Attempt]:
    """Return a person's attempts at a course's quizzes that were graded, in the order in which they were handed in."""
    query = select(Attempt).join(Quiz, Quiz.id == Attempt.quiz_id).options(joinedload(Attempt.grades))
    query = query.where(Attempt.person_id == person_id, Attempt.state == GRADED, Quiz.course_id == course_id)
    return list(db.scalars(query.order_by(Attempt.submitted_at, Attempt.id)).unique())


def attempts_at(attempts: Iterable[Attempt], version: QuizVersion) -> list[Attempt]:
    """Return those that count for this version of its quiz, and one of any version that has no grade yet."""
    own = [one for one in attempts if one.quiz_id == version.quiz_id]
    return [one for one in own if one.quiz_version_id == version.id or one.state != GRADED]


def chance_of(
    version: QuizVersion, past: Sequence[Past], milestones: Milestones, allowed: Allowed, now: datetime
) -> Chance:
    """Return whether and when a person who has reached `milestones` and is `allowed` so much may sit a quiz."""
    missing = bool(unmet(version.requires, milestones))
    return chance(version.as_blueprint(), past, missing, now, allowed)


def kind_of(kinds: Kinds, name: str) -> QuestionKind:
    """Return a kind by name; raises `Unavailable` when what added it is not installed any more."""
    if name not in kinds:
        raise Unavailable(f"A question of kind {name!r} can't be handled here now. Tell your instructor.")
    return kinds[name]
