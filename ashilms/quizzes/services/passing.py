"""By which attempts a quiz is passed now, and letting the milestones of whoever sat it say so."""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping
from datetime import datetime

from sqlalchemy import or_, select
from sqlalchemy.orm import Session, selectinload

from ashilms.courses import services as courses
from ashilms.courses.rules import QUIZ_PASSED
from ashilms.quizzes.models import (
    GRADED,
    Attempt,
    AttemptGrade,
    AttemptItem,
    QuestionVersion,
    Quiz,
    Regrade,
)
from ashilms.quizzes.rules.grading import Grade
from ashilms.quizzes.rules.retest import Pair

AT_ONCE = 500
"""People whose attempts are in memory at a time."""


Counts = Callable[[AttemptGrade], bool]
"""Which grades there were at the time that is asked for: of those the last one stands."""


def every_one(_: AttemptGrade) -> bool:
    """Count all grades there are now."""
    return True


def passes_among(db: Session, attempts: Iterable[Attempt], counts: Counts = every_one) -> frozenset[int]:
    """Return the ids of those attempts by which their quiz is passed: a re-test as long as it completes its attempt.

    Attempts that others of them re-test have to be among them.
    """
    by_id = {attempt.id: attempt for attempt in attempts}
    singly = [one for one in by_id.values() if not one.is_retest]
    own = {one.id for one in singly if (grade := _grade(one, counts)) and grade.passed}
    pairs = _pairs(db, by_id.values(), by_id, counts)
    return frozenset(own.union(*(pair.passes for pair in pairs)))


def find_pairs(db: Session, version_id: int, before: Regrade | None = None) -> Mapping[int, Pair]:
    """Return attempts and re-tests that belong together and of which one was asked a question version, by both ids.

    By the grades that stand now, or that stood `before` a correction was applied.
    """
    asked = select(AttemptItem.attempt_id).where(AttemptItem.question_version_id == version_id)
    query = select(Attempt).options(selectinload(Attempt.grades))
    either = or_(Attempt.id.in_(asked), Attempt.retests_id.in_(asked))
    retests = db.scalars(query.where(either, Attempt.retests_id.is_not(None), Attempt.state == GRADED)).all()
    completed = select(Attempt.retests_id).where(either)
    by_id = {row.id: row for row in db.scalars(query.where(Attempt.id.in_(completed)))} if retests else {}

    def counts(one: AttemptGrade) -> bool:
        return before is None or (one.at <= before.at and (one.regrade_id or 0) < before.id)

    pairs = _pairs(db, retests, by_id, counts)
    return {id_: pair for pair in pairs for id_ in (pair.attempt_id, pair.retest_id)}


def _pairs(
    db: Session, retests: Iterable[Attempt], by_id: Mapping[int, Attempt], counts: Counts
) -> list[Pair]:
    """Return each of these that is a graded re-test, with the attempt that it may complete."""
    found = [
        (attempt, stood, one, grade)
        for one in retests
        if one.retests_id is not None and (grade := _grade(one, counts))
        if (stood := _grade(attempt := by_id[one.retests_id], counts))
    ]
    rules = _asked_rules(db, [retest.id for _, _, retest, _ in found])
    return [
        Pair(attempt.id, stood, retest.id, grade, frozenset(rules[retest.id]))
        for attempt, stood, retest, grade in found
    ]


def _grade(attempt: Attempt, counts: Counts) -> Grade | None:
    """Return the grade of an attempt that stands by those that count; `None` where there is none."""
    stood = [one for one in attempt.grades if counts(one)]
    return stood[-1].as_grade() if stood else None


def _asked_rules(db: Session, attempt_ids: Collection[int]) -> Mapping[int, set[str]]:
    """Return which rules each of these attempts asks."""
    rules: defaultdict[int, set[str]] = defaultdict(set)
    if attempt_ids:
        query = select(AttemptItem.attempt_id, QuestionVersion.rule).join(AttemptItem.question)
        for attempt_id, rule in db.execute(query.where(AttemptItem.attempt_id.in_(attempt_ids))):
            rules[attempt_id].add(rule)
    return rules


def follow_passes(db: Session, quiz_id: int, person_ids: Collection[int], *, now: datetime) -> None:
    """Let the milestones of these people say what the grades that stand at a quiz now say.

    As many queries for `AT_ONCE` people as for one.
    """
    quiz = db.get_one(Quiz, quiz_id)
    everybody = sorted(set(person_ids))
    for start in range(0, len(everybody), AT_ONCE):
        people = everybody[start : start + AT_ONCE]
        query = select(Attempt).where(Attempt.quiz_id == quiz_id, Attempt.person_id.in_(people))
        attempts = db.scalars(query.options(selectinload(Attempt.grades))).all()
        passes = passes_among(db, attempts)
        passed = {attempt.person_id for attempt in attempts if attempt.id in passes}
        courses.reach_milestones(db, passed, quiz.course_id, QUIZ_PASSED, quiz.key, now=now)
        courses.withdraw_milestones(db, set(people) - passed, quiz.course_id, QUIZ_PASSED, quiz.key)
