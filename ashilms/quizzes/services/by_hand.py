"""Attempts of which people mark a part: what there is to mark, and the grade once all of it is marked."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from ashilms import signals
from ashilms.actor import Actor
from ashilms.errors import Clash, Unavailable
from ashilms.plugins import ByHand, Mark, Plain
from ashilms.quizzes.models import GRADED, MARKING, Attempt, AttemptItem, QuestionKey
from ashilms.quizzes.rules.grading import find_unmarked, grade
from ashilms.quizzes.services.correcting import voids_among
from ashilms.quizzes.services.finding import Kinds, answers_of, item_of, kind_of, steps_of
from ashilms.quizzes.services.grading import record_grade
from ashilms.quizzes.services.sitting import paper_of


@dataclass(frozen=True, slots=True)
class HandMarked:
    """One answer that a person marks: what was asked, what was answered, and what to mark it by."""

    item: AttemptItem
    told: dict[str, Any]
    """What the kind's template draws: the question and the answer."""
    template: str
    guide: str
    rubric: tuple[Plain, ...]
    void: bool
    """Whether the question counts for nobody, so that no mark is needed."""


def hand_marked_of(db: Session, attempt: Attempt, number: int, kinds: Kinds) -> HandMarked:
    """Return one answer of an attempt as whoever marks it sees it; raises `Missing`, `Unavailable`."""
    item = item_of(db, attempt, number)
    kind = kind_of(kinds, item.question.kind)
    if not isinstance(kind, ByHand):
        raise Unavailable(f"Questions of kind {item.question.kind!r} are not marked by people.")
    key = db.get_one(QuestionKey, item.question_version_id).content
    step = steps_of(db, attempt.id).get(number)
    told = kind.told(item.question.asked, key, item.order, step.answer if step else None, whole=False)
    marking = kind.marking(item.question.asked, key)
    void = bool(voids_among(db, [item.question_version_id]))
    return HandMarked(item, told, kind.template, marking["guide"], tuple(marking["rubric"]), void)


def lock_marking(db: Session, attempt_id: int, number: int) -> Attempt:
    """Return an attempt one answer of which is being marked, locked against others.

    Raises `Clash` once it has its grade, and where that question has come to count for nobody.
    """
    query = select(Attempt).where(Attempt.id == attempt_id).with_for_update(of=Attempt)
    attempt = db.scalars(query.execution_options(populate_existing=True)).one()
    if attempt.state != MARKING:
        raise Clash("This attempt has its grade already, so nothing was changed.")
    if voids_among(db, [item_of(db, attempt, number).question_version_id]):
        raise Clash("This question counts for nobody any more, so it needs no mark.")
    return attempt


def wait_anew(db: Session, actor: Actor, version_id: int, kinds: Kinds, *, now: datetime) -> None:
    """Let every attempt that is being marked and was asked a question wait for what people have to mark of it now."""
    asked = select(AttemptItem.attempt_id).where(AttemptItem.question_version_id == version_id)
    query = select(Attempt).where(Attempt.id.in_(asked), Attempt.state == MARKING).order_by(Attempt.id)
    for attempt in db.scalars(query).all():
        numbers = find_unmarked(paper_of(db, attempt, kinds), answers_of(db, attempt.id))
        signals.attempt_waits.send(
            db, attempt_id=attempt.id, numbers=numbers, actor=actor, kinds=kinds, now=now
        )


def finish_marking(
    db: Session, actor: Actor, attempt: Attempt, marks: Mapping[int, Mark], kinds: Kinds, *, now: datetime
) -> None:
    """Grade an attempt by the marks that people gave, by question number: once, however many of them finish it.

    Raises `Clash` when somebody did before, `ValueError` while a mark is missing.
    """
    graded = grade(paper_of(db, attempt, kinds), answers_of(db, attempt.id), marks)
    waits = update(Attempt).where(Attempt.id == attempt.id, Attempt.state == MARKING)
    if not db.execute(waits.values(state=GRADED).returning(Attempt.id)).all():
        raise Clash("This attempt has its grade already, so nothing was changed.")
    record_grade(db, actor, attempt, graded, now=now)
