"""Dates of quizzes: set for the school by a registrar, for a cohort by its instructor or a registrar."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from ashilms.actor import REGISTRAR, Actor
from ashilms.audit import services as audit
from ashilms.cohorts import services as cohorts
from ashilms.cohorts.models import Cohort, CohortPlace
from ashilms.errors import Missing, Unacceptable
from ashilms.quizzes.models import Quiz, QuizVersion
from ashilms.sittings.models import Dates
from ashilms.sittings.rules import Window, fault_of_dates

NO_QUIZ = "There is no such quiz."


@dataclass(frozen=True, slots=True)
class Line:
    """A quiz with its dates: of the school or cohort that was asked about, and what holds there."""

    version: QuizVersion
    own: Window | None
    """`None`: none are set for it."""
    holds: Window
    """Its own dates, or those of the school."""

    @property
    def proctored(self) -> bool:
        """Whether a proctor has to let people begin."""
        return self.version.as_blueprint().proctored


def scope_of(db: Session, actor: Actor, cohort_id: int | None) -> Cohort | None:
    """Return the cohort that is asked about, `None` for the school; raises `Missing` for somebody else's."""
    return cohorts.get_cohort(db, actor, cohort_id) if cohort_id is not None else None


def list_quizzes(db: Session, actor: Actor, cohort_id: int | None) -> list[Line]:
    """Return the quizzes of a cohort's course, or of all, with their dates: as many queries for all as for one."""
    cohort = scope_of(db, actor, cohort_id)
    query = select(QuizVersion).join(QuizVersion.quiz).where(Quiz.open, QuizVersion.number == Quiz.version)
    if cohort is not None:
        query = query.where(Quiz.course_id == cohort.course_id)
    versions = db.scalars(query.order_by(Quiz.course_id, Quiz.place)).all()
    own = _windows(db, [v.quiz_id for v in versions], cohort_id)
    school = _windows(db, [v.quiz_id for v in versions], None)
    return [
        Line(v, own.get(v.quiz_id), own.get(v.quiz_id) or school.get(v.quiz_id) or Window()) for v in versions
    ]


def _windows(db: Session, quiz_ids: Collection[int], cohort_id: int | None) -> dict[int, Window]:
    query = select(Dates).where(Dates.quiz_id.in_(quiz_ids), Dates.cohort_id.is_not_distinct_from(cohort_id))
    return {row.quiz_id: row.as_window() for row in db.scalars(query)}


def find_line(db: Session, actor: Actor, quiz_key: str, cohort_id: int | None) -> Line:
    """Return one quiz with its dates; raises `Missing` for one that isn't there or of another course."""
    for line in list_quizzes(db, actor, cohort_id):
        if line.version.quiz.key == quiz_key:
            return line
    raise Missing(NO_QUIZ)


def set_dates(
    db: Session, actor: Actor, quiz_key: str, cohort_id: int | None, window: Window, *, now: datetime
) -> None:
    """Set when a quiz may be sat by a cohort (by its instructor or a registrar), or in the school (by a registrar).

    An attempt that has begun keeps the end that it was told. Raises `Unacceptable` for dates that can't be, `Missing`
    for somebody else's cohort, and for the school's dates from whoever is no registrar.
    """
    if cohort_id is None and not actor.has(REGISTRAR):
        raise Missing("Only a registrar sets the school's dates.")
    quiz = find_line(db, actor, quiz_key, cohort_id).version.quiz
    if fault := fault_of_dates(window):
        raise Unacceptable(fault.sentence, fault.field)
    db.scalar(select(Quiz.id).where(Quiz.id == quiz.id).with_for_update(key_share=True))
    which = (Dates.quiz_id == quiz.id, Dates.cohort_id.is_not_distinct_from(cohort_id))
    row = db.scalar(select(Dates).where(*which).execution_options(populate_existing=True))
    before = _facts(row.as_window()) if row else None
    row = row or Dates(quiz_id=quiz.id, cohort_id=cohort_id)
    row.opens_at, row.closes_at, row.whole_time = window.opens, window.closes, window.whole_time
    row.by_id, row.at = actor.id, now
    db.add(row)
    db.flush()
    after = {"cohort": cohort_id, **_facts(window)}
    audit.record(db, actor, "sittings.set-dates", f"quiz:{quiz.key}", now=now, before=before, after=after)


def _facts(window: Window) -> dict[str, Any]:
    return {"opens": window.opens, "closes": window.closes, "whole_time": window.whole_time}


def find_windows(db: Session, person_id: int, quiz_ids: Collection[int]) -> Mapping[int, Window]:
    """Return the dates that hold for a person, by quiz: their cohort's, else the school's."""
    mine = select(CohortPlace.cohort_id).where(
        CohortPlace.person_id == person_id, CohortPlace.until.is_(None)
    )
    query = select(Dates).where(
        Dates.quiz_id.in_(quiz_ids), Dates.cohort_id.is_(None) | Dates.cohort_id.in_(mine)
    )
    rows = sorted(db.scalars(query), key=lambda row: row.cohort_id is not None)
    return {row.quiz_id: row.as_window() for row in rows}
