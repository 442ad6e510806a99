"""Asking for a mark to be looked at again, and answering: kept, or changed by another grade beside the first."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from fractions import Fraction

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session

from ashilms import signals
from ashilms.accounts.models import Person
from ashilms.actor import REGISTRAR, Actor
from ashilms.appeals.models import Appeal
from ashilms.appeals.rules import Verdict, change_mark, problem_with_words, read_mark
from ashilms.audit import services as audit
from ashilms.cohorts import services as cohorts
from ashilms.db import add_once
from ashilms.errors import Clash, Missing, NotAllowed, Unacceptable
from ashilms.plugins import Mark
from ashilms.quizzes import services as quizzes
from ashilms.quizzes.models import Attempt, AttemptGrade, Quiz
from ashilms.supervision.services import barred_from, refuse_close
from ashilms.waiting import Offer, Waiting, listed

NONE = "There is no such appeal, or none that you may see."
AGAIN = "You, or somebody close to you, answered this before, and the answer was set aside. Somebody else looks at it."
MOST_SHOWN = 200


def mark_of(db: Session, actor: Actor, attempt_id: int, number: int) -> Mark:
    """Return the mark of an answer of the actor's own; raises `Missing`, and `Clash` before it is graded."""
    return _mark(quizzes.own_attempt(db, actor, attempt_id), number)


def _mark(attempt: Attempt, number: int) -> Mark:
    if attempt.grade is None:
        raise Clash("This attempt has no grade yet. Ask once its result is there.")
    if not 1 <= number <= len(attempt.grade.marks):
        raise Missing("There is no question with that number in this paper.")
    return attempt.grade.marks[number - 1]


def appeal(db: Session, actor: Actor, attempt_id: int, number: int, words: str, *, now: datetime) -> Appeal:
    """Ask for the mark of one answer of the actor's own to be looked at again, once.

    Raises `Missing`, `Unacceptable` for words that say nothing, and `Clash` for a full mark or the second time.
    """
    mark = mark_of(db, actor, attempt_id, number)
    if mark.right:
        raise Clash("This answer has its full mark already.")
    if sentence := problem_with_words(words):
        raise Unacceptable(sentence, "words")
    row = Appeal(
        attempt_id=attempt_id,
        number=number,
        person_id=actor.id,
        words=words.strip(),
        earned=str(mark.earned),
        at=now,
    )
    if not add_once(db, row):
        raise Clash("You have asked about this mark before; it is looked at once.")
    audit.record(
        db, actor, "appeals.ask", f"attempt:{attempt_id}", now=now, about=actor.id,
        after={"question": number, "earned": mark.earned, "text": row.words},
    )  # fmt: skip
    return row


def find_appeals(db: Session, actor: Actor) -> Sequence[Appeal]:
    """Return the actor's own appeals and those that they answer: open ones first, the earliest of these first."""
    query = select(Appeal).where((Appeal.person_id == actor.id) | _answers(db, actor))
    query = query.order_by(Appeal.answered_at.is_not(None), Appeal.answered_at.desc(), Appeal.id)
    return _without_answered_near(db, actor, db.scalars(query.limit(MOST_SHOWN)).all())


def _without_answered_near(db: Session, actor: Actor, rows: Sequence[Appeal]) -> Sequence[Appeal]:
    """Return these appeals but for those that wait for another answer than the actor's, or than of who is close.

    Whoever gave the answer that was set aside does not give the next one, nor with a second account.
    """
    again = [row for row in rows if row.answered_at is None and row.answered_before]
    near = barred_from(db, actor.id) if again else set[int]()
    theirs = {row.id for row in again if row.person_id != actor.id and near & row.answered_before}
    return [row for row in rows if row.id not in theirs]


def _answers(db: Session, actor: Actor) -> ColumnElement[bool]:
    """Return what makes an appeal one that the actor answers."""
    course = select(Quiz.course_id).join(Attempt, Attempt.quiz_id == Quiz.id)
    course = course.where(Attempt.id == Appeal.attempt_id).correlate(Appeal)
    return cohorts.decides_about(db, actor, Appeal.person_id, course.scalar_subquery())


def get_appeal(db: Session, actor: Actor, appeal_id: int) -> tuple[Appeal, bool]:
    """Return an appeal and whether the actor answers it: to its trainee, and to who sees to them.

    Raises `Missing` for anybody else, `NotAllowed` for who is too close to the trainee, or to whoever gave the answer
    that was set aside while another is waited for.
    """
    row = db.get(Appeal, appeal_id)
    if row is not None and row.person_id == actor.person_id:
        return row, False
    if row is None or not cohorts.sees_to(db, actor, row.person_id, row.attempt.version.quiz.course_id):
        raise Missing(NONE)
    refuse_close(db, actor, row.person_id, "answer")
    _refuse_again(db, actor, row)
    return row, True


def _refuse_again(db: Session, actor: Actor, row: Appeal) -> None:
    if not _without_answered_near(db, actor, [row]):
        raise NotAllowed(AGAIN)


def answer_appeal(
    db: Session, actor: Actor, appeal_id: int, verdict: str, words: str, *, mark: str = "", now: datetime
) -> Appeal:
    """Answer an appeal once: keep the mark, or change it to `mark` by another grade, by which a quiz may be passed.

    Raises as `get_appeal`, `Missing` for the actor's own, `Unacceptable` with its field, `Clash` the second time.
    """
    row, handles = get_appeal(db, actor, appeal_id)
    if not handles:
        raise Missing(NONE)
    _lock(db, row)
    _refuse_again(db, actor, row)
    if sentence := problem_with_words(words):
        raise Unacceptable(sentence, "words")
    earned = _typed(row, verdict, mark)
    if earned is not None and row.attempt.grade is not None:
        grade = change_mark(row.attempt.grade, row.number, earned)
        reason = f"Question {row.number} was reviewed. {words.strip()}"
        row.grade_id = quizzes.append_grade(db, row.attempt, grade, reason=reason, now=now).id
    row.verdict, row.answer, row.answered_by, row.answered_at = verdict, words.strip(), actor.id, now
    db.flush()
    _record(db, actor, row, earned, now)
    signals.appeal_answered.send(db, appeal_id=row.id, now=now)
    return row


def reopen_appeal(db: Session, actor: Actor, appeal_id: int, *, reason: str, now: datetime) -> Appeal:
    """Set the answer aside by which a mark was kept: somebody else looks at it, and the first answer stays beside.

    Raises `Missing` for anybody but a registrar, `Clash` where no mark was kept.
    """
    row = db.get(Appeal, appeal_id)
    if row is None or not actor.has(REGISTRAR):
        raise Missing(NONE)
    db.refresh(row, with_for_update={"of": Appeal})
    if row.verdict != Verdict.KEPT or row.answered_by is None or row.answered_at is None:
        raise Clash("There is no answer by which this mark was kept.")
    said = {"by": row.answered_by, "at": row.answered_at.isoformat(), "text": row.answer}
    row.earlier = [*(row.earlier or ()), said]
    row.verdict = row.answered_by = row.answered_at = None
    row.answer = ""
    db.flush()
    audit.record(
        db, actor, "appeals.reopen", f"attempt:{row.attempt_id}", now=now, about=row.person_id,
        before={"question": row.number, "by": said["by"], "text": said["text"]},
        after={"question": row.number, "reason": reason.strip()},
    )  # fmt: skip
    return row


def _lock(db: Session, row: Appeal) -> None:
    """Let nobody else answer it, or change a mark of its attempt, meanwhile; raises `Clash` once it is answered."""
    attempt = select(Attempt).where(Attempt.id == row.attempt_id).with_for_update(of=Attempt)
    db.scalars(attempt.execution_options(populate_existing=True)).one()
    db.refresh(row.attempt, ["grades"])
    db.refresh(row)
    if row.answered_at is not None:
        raise Clash("This was answered already; the answer stands.")


def _typed(row: Appeal, verdict: str, mark: str) -> Fraction | None:
    if verdict == Verdict.KEPT:
        return None
    try:
        return read_mark(mark, _mark(row.attempt, row.number))
    except ValueError as error:
        raise Unacceptable(str(error), "mark") from error


def _record(db: Session, actor: Actor, row: Appeal, earned: Fraction | None, now: datetime) -> None:
    changed = (
        {} if earned is None else {"earned": earned, "passed": row.attempt.grade and row.attempt.grade.passed}
    )
    audit.record(
        db, actor, "appeals.answer", f"attempt:{row.attempt_id}", now=now, about=row.person_id,
        before={"question": row.number, "earned": row.earned},
        after={"question": row.number, "verdict": row.verdict, "text": row.answer, **changed},
    )  # fmt: skip


def tell_of_attempt(db: Session, actor: Actor, attempt_id: int) -> Mapping[int, Appeal]:
    """Return the actor's appeals about an attempt, by the number of the question."""
    query = select(Appeal).where(Appeal.attempt_id == attempt_id, Appeal.person_id == actor.id)
    return {row.number: row for row in db.scalars(query)}


def offer_waiting(db: Session, actor: Actor, *, now: datetime) -> Offer:
    """Return the appeals that wait for the actor, as the queue takes them: one query, and no answered one is read.

    One more where an answer was set aside.
    """
    query = select(Appeal, Person.name).join(Person, Person.id == Appeal.person_id)
    asked = db.execute(query.where(Appeal.answered_at.is_(None), _answers(db, actor))).all()
    names = {row.person_id: name for row, name in asked}
    rows = _without_answered_near(db, actor, [row for row, _ in asked])
    return listed([_waiting(row, names[row.person_id]) for row in rows])


def _waiting(row: Appeal, name: str) -> Waiting:
    why = f"Review of a mark · {row.attempt.version.title}, question {row.number}"
    return Waiting(
        "appeal",
        row.id,
        row.person_id,
        name,
        row.at,
        why,
        False,
        "ashilms.appeals.show_appeal",
        {"id": row.id},
    )


def mark_before(row: Appeal) -> Fraction:
    """Return the mark that was asked about."""
    return Fraction(row.earned)


def mark_after(db: Session, row: Appeal) -> Fraction | None:
    """Return the mark that it was changed to, or `None`."""
    if row.grade_id is None:
        return None
    return db.get_one(AttemptGrade, row.grade_id).as_grade().marks[row.number - 1].earned
