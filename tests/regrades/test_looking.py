"""The page of a correction that was applied says what it changed then, whatever has been graded since."""

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy.orm import Session

from ashilms.actor import Actor
from ashilms.quizzes import services as quizzes
from ashilms.quizzes.models import Attempt, QuestionKey
from ashilms.quizzes.services import Correction
from ashilms.regrades import services
from tests.conftest import NOW, Cast, ground
from tests.quizzes.conftest import KINDS, School, answer, open_school, start
from tests.quizzes.test_completing import NONE
from tests.quizzes.test_retest import miss, sit, stocked

__all__ = ["ground", "stocked"]
LATER = NOW + timedelta(days=1)


@pytest.fixture
def school(db: Session, cast: Cast) -> School:
    """The school with a quiz that asks everybody all questions that need not be passed; one of eight may be wrong."""
    return open_school(db, cast, draw=8, critical=2, pass_percent=86)


def wrong_key_of(db: Session, attempt: Attempt) -> Correction:
    """Return a correction by which an attempt got a question wrong that need not be passed."""
    item = next(one for one in attempt.items if one.question.kind == "single" and not one.question.critical)
    right = db.get_one(QuestionKey, item.question_version_id).content["right"]
    other = next(one["id"] for one in item.question.asked["options"] if one["id"] not in right)
    return Correction(item.question_version_id, right=(other,))


def apply(db: Session, stocked: School, correction: Correction) -> int:
    """Apply a correction and return its id."""
    found = quizzes.preview_to_apply(db, correction, KINDS)
    done = quizzes.apply_preview(
        db, stocked.cast.dee, found, KINDS, reason="So it is.", digest=found.digest, now=NOW
    )
    db.commit()
    return done.id


def said(db: Session, stocked: School, regrade_id: int) -> list[tuple[int, bool, bool]]:
    """Return what the page lists: each attempt, and whether it lost or gained a pass."""
    told, _ = services.get_regrade(db, stocked.cast.dee, regrade_id)
    return [(line.attempt_id, line.loses, line.gains) for line in told.lines]


def fail(db: Session, attempt: Attempt) -> None:
    """Let everything in an attempt be wrong, a day later."""
    assert attempt.grade
    grade = replace(attempt.grade, marks=tuple(NONE for _ in attempt.grade.marks))
    quizzes.append_grade(db, attempt, grade, reason="Seen again.", now=LATER)
    db.commit()


def fail_all(db: Session, who: Actor) -> Attempt:
    """Let somebody hand in a paper on which everything is wrong."""
    attempt = start(db, who)
    answer(db, who, attempt, wrong=tuple(item.number for item in attempt.items))
    quizzes.hand_in(db, who, attempt.id, KINDS, now=NOW)
    db.commit()
    return attempt


@pytest.mark.any_database
def test_what_it_took_stays_told_when_the_re_test_is_graded_again(db: Session, stocked: School) -> None:
    first = miss(db, stocked)
    retest = sit(db, stocked, first)
    done = apply(db, stocked, wrong_key_of(db, first))
    assert said(db, stocked, done) == [(first.id, True, False)]
    fail(db, retest)
    assert said(db, stocked, done) == [(first.id, True, False)]


def test_a_re_test_of_later_is_none_of_its_business(db: Session, stocked: School) -> None:
    """It took nothing: there was no re-test that it could have completed, or not."""
    first = miss(db, stocked)
    done = apply(db, stocked, wrong_key_of(db, first))
    quizzes.append_grade(db, first, first.grades[0].as_grade(), reason="It was right.", now=LATER)
    sit(db, stocked, first, now=LATER)
    assert said(db, stocked, done) == [(first.id, False, False)]


def test_passes_that_a_re_test_had_completed_are_listed_first(db: Session, stocked: School) -> None:
    other = fail_all(db, stocked.cast.caz)
    first = miss(db, stocked)
    sit(db, stocked, first)
    done = apply(db, stocked, Correction(wrong_key_of(db, first).version_id))
    assert said(db, stocked, done) == [(first.id, True, False), (other.id, False, False)]
