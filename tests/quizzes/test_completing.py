"""A re-test completes its attempt as that is graded now: what the attempt loses, the re-test's pass loses with it."""

from dataclasses import replace
from fractions import Fraction

import pytest
from sqlalchemy.orm import Session

from ashilms.courses import services as courses
from ashilms.plugins import Mark
from ashilms.quizzes import services
from ashilms.quizzes.models import Attempt, QuestionKey
from ashilms.quizzes.rules.grading import Grade, Missed
from ashilms.quizzes.rules.retest import RetestState, completes
from ashilms.quizzes.rules.sitting import State
from ashilms.quizzes.services import Correction
from tests.conftest import NOW
from tests.quizzes.conftest import KINDS, School, answer
from tests.quizzes.test_retest import begin, miss, sit, stands, stocked

__all__ = ["stocked"]
ONE, NONE = Mark(Fraction(1)), Mark(Fraction(0))
RIGHT = Grade((ONE, ONE), 100, ())


def graded(right: int, *missed: str) -> Grade:
    """Return a grade of five marks, of which four are needed, with these rules missed."""
    marks = (ONE,) * right + (NONE,) * (5 - right)
    return Grade(marks, 80, tuple(Missed(n, rule, rule) for n, rule in enumerate(missed, start=1)))


@pytest.mark.any_database
@pytest.mark.parametrize(
    ("attempt", "retest", "asked", "complete"),
    [
        (graded(4, "r1"), RIGHT, {"r1"}, True),
        (graded(4, "r1"), RIGHT, {"r1", "r2"}, True),  # r2 is missed no more
        (graded(5), RIGHT, {"r1"}, True),  # none is missed any more
        (graded(4, "r1"), Grade((ONE, NONE), 100, ()), {"r1"}, False),
        (graded(3, "r1"), RIGHT, {"r1"}, False),  # the mark is not reached any more
        (graded(4, "r1", "r2"), RIGHT, {"r1"}, False),  # r2 is missed since
        (graded(4, "r2"), RIGHT, {"r1"}, False),
    ],
)
def test_a_re_test_completes_an_attempt_by_the_grades_that_stand(
    attempt: Grade, retest: Grade, asked: set[str], complete: bool
) -> None:
    """T08."""
    assert completes(attempt, retest, asked) is complete


def lower(db: Session, attempt: Attempt) -> None:
    """Let an attempt reach its mark no more."""
    assert attempt.grade
    marks = tuple(NONE for _ in attempt.grade.marks)
    services.append_grade(db, attempt, replace(attempt.grade, marks=marks), reason="Seen again.", now=NOW)
    db.commit()


def is_passed(db: Session, school: School) -> list[bool]:
    """Return whether Ana has passed: by her milestone, by the facts, by the quiz's page."""
    ana = school.cast.ana.id
    offer = services.offer_of(db, ana, "quiz-m02", now=NOW)
    return [
        ("quiz_passed", "quiz-m02") in courses.milestones_of(db, ana, school.course.id),
        bool(services.facts_of(db, ana)),
        offer.chance.state is State.PASSED,
    ]


def test_a_pass_by_a_re_test_is_lost_with_the_mark_of_its_attempt(db: Session, stocked: School) -> None:
    first = miss(db, stocked)
    retest = sit(db, stocked, first)
    assert is_passed(db, stocked) == [True] * 3
    before = first.grades[0].as_grade()
    lower(db, first)
    assert is_passed(db, stocked) == [False] * 3
    assert stands(db, stocked, first) is None
    assert not services.result_of(db, stocked.cast.ana, retest.id, KINDS, now=NOW).passes
    services.append_grade(db, first, before, reason="It was right.", now=NOW)
    assert is_passed(db, stocked) == [True] * 3
    assert stands(db, stocked, first) is RetestState.PASSED


def test_a_re_test_that_is_handed_in_after_the_mark_was_lost_passes_nothing(
    db: Session, stocked: School
) -> None:
    first = miss(db, stocked)
    retest = begin(db, stocked, first)
    lower(db, first)
    answer(db, stocked.cast.ana, retest)
    services.hand_in(db, stocked.cast.ana, retest.id, KINDS, now=NOW)
    assert retest.grade
    assert (retest.grade.passed, is_passed(db, stocked)) == (True, [False] * 3)


def test_a_preview_tells_what_a_re_test_had_completed_as_lost(db: Session, stocked: School) -> None:
    """The attempt was not passed by its own grade before or after, and still its pass is lost."""
    first = miss(db, stocked)
    retest = sit(db, stocked, first)
    item = next(one for one in first.items if one.question.kind == "single" and not one.question.critical)
    right = db.get_one(QuestionKey, item.question_version_id).content["right"]
    other = next(one["id"] for one in item.question.asked["options"] if one["id"] not in right)
    found = services.preview_to_apply(db, Correction(item.question_version_id, right=(other,)), KINDS)
    [change] = found.changes
    assert (change.attempt_id, change.loses, change.lost) == (first.id, True, {retest.id})
    services.apply_preview(
        db, stocked.cast.dee, found, KINDS, reason="So it is.", digest=found.digest, now=NOW
    )
    assert is_passed(db, stocked) == [False] * 3
    back = Correction(item.question_version_id, item.question_version_id)
    [change] = services.preview_correction(db, back, KINDS).changes
    assert (change.gains, change.lost) == (True, frozenset())
