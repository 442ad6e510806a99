"""A quiz that may be sat again some days after a pass: when, with which keys closed, and what is known of it then."""

from datetime import datetime, timedelta

import pytest
from sqlalchemy.orm import Session

from ashilms.errors import Clash
from ashilms.quizzes import services
from ashilms.quizzes.models import Attempt
from tests.conftest import NOW, Cast
from tests.quizzes.conftest import KINDS, School, answer, numbers, open_school, start

AGAIN = NOW + timedelta(days=60)


@pytest.fixture
def school(db: Session, cast: Cast) -> School:
    """The school, with a quiz that may be sat again after sixty days."""
    return open_school(db, cast, again_days=60)


def sit(db: Session, school: School, now: datetime, *, wrong: tuple[int, ...] = ()) -> Attempt:
    attempt = start(db, school.cast.ana, now=now)
    answer(db, school.cast.ana, attempt, wrong=wrong, now=now)
    services.hand_in(db, school.cast.ana, attempt.id, KINDS, now=now)
    db.commit()
    return attempt


def closed(db: Session, school: School, attempt: Attempt, now: datetime) -> list[int]:
    """Return which questions of an attempt keep their key."""
    result = services.result_of(db, school.cast.ana, attempt.id, KINDS, now=now)
    return [item.number for item in result.items if not item.whole]


def test_it_is_sat_again_from_that_moment_on_and_not_before(db: Session, school: School) -> None:
    sit(db, school, NOW)
    with pytest.raises(Clash, match="You may sit this quiz again from 23 Jan 2027"):
        start(db, school.cast.ana, now=AGAIN - timedelta(seconds=1))
    assert start(db, school.cast.ana, now=AGAIN).number == 2


def test_an_earlier_pass_opens_no_key_of_a_later_attempt(db: Session, school: School) -> None:
    """T08: the same questions may be drawn again in the next one."""
    first = sit(db, school, NOW)
    second = sit(db, school, AGAIN, wrong=(1, 2, 3, 4, 5))
    assert closed(db, school, first, AGAIN) == []
    assert closed(db, school, second, AGAIN) == [1, 2, 3, 4, 5]
    third = AGAIN + timedelta(days=1)
    sit(db, school, third)
    assert closed(db, school, second, third) == []


def test_each_pass_is_a_fact_of_its_day(db: Session, school: School) -> None:
    days = (NOW, AGAIN)
    for day in days:
        sit(db, school, day)
    assert [fact.on for fact in services.facts_of(db, school.cast.ana.id)] == [day.date() for day in days]


def test_the_last_sitting_says_what_was_not_right_and_in_which_module(db: Session, school: School) -> None:
    assert services.find_last_sat(db, school.cast.ana.id, school.course.id) == []
    sit(db, school, NOW)
    second = start(db, school.cast.ana, now=AGAIN)
    (missed,) = numbers(second, critical=True)[:1]
    answer(db, school.cast.ana, second, wrong=(missed,), now=AGAIN)
    (before,) = services.find_last_sat(db, school.cast.ana.id, school.course.id)
    assert (before.on, {one.right for one in before.questions}) == (
        NOW.date(),
        {True},
    )  # open ones tell nothing
    services.hand_in(db, school.cast.ana, second.id, KINDS, now=AGAIN)
    (last,) = services.find_last_sat(db, school.cast.ana.id, school.course.id)
    assert (last.attempt_id, last.on, {one.module for one in last.questions}) == (
        second.id,
        AGAIN.date(),
        {"m02"},
    )
    wrong = [(at, one.critical) for at, one in enumerate(last.questions, start=1) if not one.right]
    assert wrong == [(missed, True)]
