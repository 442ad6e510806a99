"""Grades that come later: added and never overwritten, and what a pass opens follows."""

from dataclasses import replace
from fractions import Fraction

import pytest
from sqlalchemy.orm import Session

from ashilms.courses import services as courses
from ashilms.courses.rules import QUIZ_PASSED
from ashilms.errors import Clash
from ashilms.plugins import Mark
from ashilms.quizzes import services
from ashilms.quizzes.models import Attempt
from ashilms.quizzes.rules.grading import Grade
from tests.conftest import NOW
from tests.quizzes.conftest import KINDS, School, answer, start


def sit(db: Session, school: School, *, wrong: tuple[int, ...] = ()) -> Attempt:
    attempt = start(db, school.cast.ana)
    answer(db, school.cast.ana, attempt, wrong=wrong)
    services.hand_in(db, school.cast.ana, attempt.id, KINDS, now=NOW)
    db.commit()
    return attempt


def grade_of(attempt: Attempt) -> Grade:
    assert attempt.grade
    return attempt.grade


def empty(grade: Grade) -> Grade:
    return replace(grade, marks=tuple(Mark(Fraction(0)) for _ in grade.marks))


def opened(db: Session, school: School) -> bool:
    return (QUIZ_PASSED, "quiz-m02") in courses.milestones_of(db, school.cast.ana.id, school.course.id)


def test_another_grade_stands_and_the_first_stays_readable(db: Session, school: School) -> None:
    attempt = sit(db, school)
    first = grade_of(attempt)
    row = services.append_grade(db, attempt, empty(first), reason="Marked anew.", now=NOW)
    assert (row.number, row.reason, row.passed) == (2, "Marked anew.", False)
    assert grade_of(attempt) == empty(first)
    assert attempt.grades[0].as_grade() == first


def test_what_a_pass_opens_closes_with_it_and_opens_again(db: Session, school: School) -> None:
    attempt = sit(db, school)
    first = grade_of(attempt)
    assert opened(db, school)
    services.append_grade(db, attempt, empty(first), reason="Lost.", now=NOW)
    assert (opened(db, school), services.facts_of(db, school.cast.ana.id)) == (False, ())
    services.append_grade(db, attempt, first, reason="Found.", now=NOW)
    assert opened(db, school)
    assert [fact.id for fact in services.facts_of(db, school.cast.ana.id)] == [f"attempt:{attempt.id}"]


def test_an_open_attempt_has_no_grade_to_change(db: Session, school: School) -> None:
    whole = grade_of(sit(db, school))
    other = start(db, school.cast.caz)
    with pytest.raises(Clash, match="no grade yet"):
        services.append_grade(db, other, whole, reason="Too early.", now=NOW)
    assert other.grades == []
