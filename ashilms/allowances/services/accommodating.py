"""Accommodations: recorded with a reason, ended by a day or by somebody, never rewritten."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from ashilms import signals
from ashilms.accounts import services as people
from ashilms.actor import REGISTRAR, Actor
from ashilms.allowances.rules import Terms, find_problem, in_words
from ashilms.audit import services as audit
from ashilms.cohorts import services as cohorts
from ashilms.courses.models import Enrolment
from ashilms.db import add_once
from ashilms.errors import Clash, Missing, Unacceptable
from ashilms.formats import local
from ashilms.quizzes.models import Accommodation, Quiz, QuizVersion
from ashilms.supervision.services import barred_from, refuse_close

NONE = "There is nobody like that whom you see to."
MOST_SHOWN = 200


@dataclass(frozen=True, slots=True)
class Held:
    """An accommodation as one reader sees it."""

    row: Accommodation
    quiz: str
    """The title of its quiz, or that it is for every one."""
    words: str
    reason: str | None
    """`None`: it is not this reader's business."""
    holds: bool


def find_accommodations(db: Session, actor: Actor, *, now: datetime) -> list[Held]:
    """Return the accommodations of the people whom the actor sees to, the latest first."""
    query = select(Accommodation).where(cohorts.decides_about(db, actor, Accommodation.person_id))
    return _held(db, actor, _latest(db, query), now)


def accommodations_of(db: Session, actor: Actor, person_id: int, *, now: datetime) -> list[Held]:
    """Return a person's accommodations, to them and to who decides about them; raises as `get_trainee`."""
    if person_id != actor.person_id:
        _refuse_stranger(db, actor, person_id)
    query = select(Accommodation).where(Accommodation.person_id == person_id)
    return _held(db, actor, _latest(db, query), now)


def _latest(db: Session, query: Select[Accommodation]) -> Sequence[Accommodation]:
    return db.scalars(query.order_by(Accommodation.id.desc()).limit(MOST_SHOWN)).all()


def _held(db: Session, actor: Actor, rows: Sequence[Accommodation], now: datetime) -> list[Held]:
    titles = {id_: title for id_, _, title in db.execute(_titles())}
    today = local(now, "UTC").date()
    return [
        Held(
            row, titles.get(row.quiz_id or 0, "Every quiz"), in_words(row.as_eased()),
            row.reason if _may_read_reason(actor, row) else None, row.holds(today),
        )
        for row in rows
    ]  # fmt: skip


def _may_read_reason(actor: Actor, row: Accommodation) -> bool:
    return actor.has(REGISTRAR) or actor.person_id in (row.person_id, row.by_id)


def _titles() -> Select[int, str, str]:
    query = select(Quiz.id, Quiz.key, QuizVersion.title).join(QuizVersion, QuizVersion.quiz_id == Quiz.id)
    return query.where(QuizVersion.number == Quiz.version)


def quizzes_of(db: Session, actor: Actor, person_id: int) -> list[tuple[int, str, str]]:
    """Return the quizzes at which the actor may accommodate somebody, as id, key and title, in their order."""
    theirs = select(Enrolment.course_id).where(
        Enrolment.person_id == person_id, cohorts.reached(actor, Enrolment.person_id, Enrolment.course_id)
    )
    query = _titles().where(Quiz.open, Quiz.course_id.in_(theirs)).order_by(Quiz.course_id, Quiz.place)
    return [(id_, key, title) for id_, key, title in db.execute(query)]


def count_accommodations(db: Session, person_id: int) -> int:
    """Return how many accommodations were ever recorded for somebody."""
    query = select(func.count()).select_from(Accommodation).where(Accommodation.person_id == person_id)
    return db.scalar(query) or 0


def accommodate(
    db: Session, actor: Actor, person_id: int, terms: Terms, *, number: int, now: datetime
) -> Accommodation:
    """Record an accommodation for somebody whom the actor sees to; what they begin from then on has it.

    An attempt that is open keeps the end that it was begun with. `number` is one more than how many there were when
    the page was made. Raises as `get_trainee`, `Unacceptable` with its field, `Clash` when this was recorded before.
    """
    _refuse_stranger(db, actor, person_id)
    if problem := find_problem(terms, local(now, "UTC").date()):
        raise Unacceptable(problem[1], problem[0])
    row = Accommodation(
        person_id=person_id, number=number, quiz_id=_quiz_id(db, actor, person_id, terms), percent=terms.eased.percent,
        minutes=terms.eased.minutes, attempts=terms.eased.attempts, since=terms.since, until=terms.until,
        reason=terms.reason.strip(), by_id=actor.id, at=now,
    )  # fmt: skip
    if number != count_accommodations(db, person_id) + 1 or not add_once(db, row):
        raise Clash("This was recorded already, or somebody else recorded something. Look at what is there.")
    _tell(db, actor, row, "accommodate", now)
    return row


def end_accommodation(db: Session, actor: Actor, accommodation_id: int, *, now: datetime) -> Accommodation:
    """End an accommodation of somebody whom the actor sees to; raises as `get_trainee`, `Clash` when it has ended."""
    row = db.get(
        Accommodation,
        accommodation_id,
        with_for_update={"of": Accommodation},
        populate_existing=True,
    )
    if row is None:
        raise Missing(NONE)
    _refuse_stranger(db, actor, row.person_id)
    if row.ended_at is not None:
        raise Clash("It was ended already.")
    row.ended_at, row.ended_by = now, actor.id
    db.flush()
    _tell(db, actor, row, "end", now)
    return row


def get_trainee(db: Session, actor: Actor, person_id: int) -> str:
    """Return the name of a trainee whom the actor sees to.

    Raises `Missing` for anybody else, `NotAllowed` for whom the actor is too close to.
    """
    _refuse_stranger(db, actor, person_id)
    return people.names_of(db, [person_id])[person_id]


def find_trainees(db: Session, actor: Actor) -> dict[int, str]:
    """Return the trainees whom the actor decides about, by id, in the order of names."""
    named = people.names_of(db, cohorts.find_reached(db, actor) - barred_from(db, actor.id))
    return dict(sorted(named.items(), key=lambda one: (one[1].casefold(), one[0])))


def _refuse_stranger(db: Session, actor: Actor, person_id: int) -> None:
    if not cohorts.sees_to(db, actor, person_id):
        raise Missing(NONE)
    refuse_close(db, actor, person_id, "decide what they are allowed")


def _quiz_id(db: Session, actor: Actor, person_id: int, terms: Terms) -> int | None:
    if terms.quiz_key is None:
        return None
    known = {key: id_ for id_, key, _ in quizzes_of(db, actor, person_id)}
    found = known.get(terms.quiz_key)
    if found is None:
        raise Unacceptable("There is no such quiz.", "quiz")
    return found


def _tell(db: Session, actor: Actor, row: Accommodation, step: str, now: datetime) -> None:
    """Record what is allowed, and never why: the reason stays where those alone read it whom it concerns."""
    audit.record(
        db, actor, f"allowances.{step}", f"accommodation:{row.id}", now=now, about=row.person_id,
        after={"quiz": row.quiz_id, "percent": row.percent, "minutes": row.minutes, "attempts": row.attempts,
               "since": row.since, "until": row.until},
    )  # fmt: skip
    signals.allowance_changed.send(db, person_id=row.person_id, what=step, page="allowances", now=now)
