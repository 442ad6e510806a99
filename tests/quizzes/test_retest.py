"""The targeted re-test: when it is offered, what it asks, and what passing or failing it changes."""

from datetime import datetime, timedelta
from fractions import Fraction
from typing import Any

import pytest
from sqlalchemy import delete, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from ashilms import signals
from ashilms.actor import machine
from ashilms.audit import services as audit
from ashilms.courses import services as courses
from ashilms.courses.models import Module
from ashilms.errors import Clash, Missing
from ashilms.plugins import Mark
from ashilms.programs.kinds.quiz_passed.rules import QuizPassed
from ashilms.quizzes import services
from ashilms.quizzes.models import Attempt
from ashilms.quizzes.rules.grading import Grade, Missed
from ashilms.quizzes.rules.paper import Blueprint, PoolItem
from ashilms.quizzes.rules.retest import (
    RetestState,
    draw_retest,
    may_be_retested,
    minutes_for,
    retest_outcome,
)
from ashilms.quizzes.rules.sitting import Past, State, chance
from ashilms.quizzes.rules.terms import Terms
from tests.conftest import NOW
from tests.quizzes.conftest import DRAFTS, GRACE, KINDS, OTHERS, School, answer, numbers, start

DAY = timedelta(days=1)
PLAN = Blueprint(5, 2, 80, 10, 3, (24, 72))
ONE, NONE = Mark(Fraction(1), Fraction(1)), Mark(Fraction(0), Fraction(1))
MISSED = Missed(1, "r", "Rule")


@pytest.fixture
def stocked(db: Session, school: School) -> School:
    """The school with two other questions on each must-pass rule."""
    services.keep_questions(db, machine("tests"), school.course.id, [*DRAFTS, *OTHERS], now=NOW)
    db.commit()
    return school


def miss(db: Session, school: School, *, also: int = 0, now: datetime = NOW) -> Attempt:
    """Let Ana hand in a paper with one must-pass question wrong, and so many of the others."""
    attempt = start(db, school.cast.ana, now=now)
    wrong = (*numbers(attempt, critical=True)[:1], *numbers(attempt, critical=False)[:also])
    answer(db, school.cast.ana, attempt, wrong=wrong, now=now)
    services.hand_in(db, school.cast.ana, attempt.id, KINDS, now=now)
    db.commit()
    return attempt


def begin(db: Session, school: School, attempt: Attempt, *, now: datetime = NOW) -> Attempt:
    retest = services.start_retest(db, school.cast.ana, attempt.id, KINDS, grace=GRACE, now=now)
    db.commit()
    return retest


def sit(
    db: Session, school: School, attempt: Attempt, *, wrong: tuple[int, ...] = (), now: datetime = NOW
) -> Attempt:
    retest = begin(db, school, attempt, now=now)
    answer(db, school.cast.ana, retest, wrong=wrong, now=now)
    services.hand_in(db, school.cast.ana, retest.id, KINDS, now=now)
    db.commit()
    return retest


def stands(db: Session, school: School, attempt: Attempt, *, now: datetime = NOW) -> RetestState | None:
    retest = services.result_of(db, school.cast.ana, attempt.id, KINDS, now=now).retest
    return retest.state if retest else None


# ── as plain values ──

any_database = pytest.mark.any_database


@any_database
@pytest.mark.parametrize(
    ("marks", "missed", "may"),
    [
        ([ONE] * 4 + [NONE], (MISSED,), True),
        ([ONE] * 3 + [NONE] * 2, (MISSED,), False),
        ([ONE] * 5, (), False),
    ],
)
def test_only_must_pass_rules_may_stand_between_a_paper_and_its_re_test(
    marks: list[Mark], missed: tuple[Missed, ...], may: bool
) -> None:
    assert may_be_retested(Grade(tuple(marks), 80, missed)) is may


@any_database
@pytest.mark.parametrize(("questions", "minutes"), [(2, 5), (4, 8), (6, 12)])
def test_a_re_test_has_its_share_of_the_time(questions: int, minutes: int) -> None:
    assert minutes_for(PLAN, questions) == minutes


@any_database
def test_a_re_test_draws_two_of_each_rule_or_nothing() -> None:
    pool = [PoolItem(n, f"r{n % 3}", "t", True) for n in range(9)]
    drawn = draw_retest(["r0", "r2"], pool, b"seed")
    assert sorted(n % 3 for n in drawn) == [0, 0, 2, 2]
    assert drawn == draw_retest(["r0", "r2"], reversed(pool), b"seed")
    assert len({draw_retest(["r0"], pool, bytes([seed])) for seed in range(50)}) == 6
    assert draw_retest(["r0", "r9"], pool, b"seed") == ()


@any_database
@pytest.mark.parametrize(
    ("past", "state", "left"),
    [
        ([Past(False, NOW), Past(True, NOW, retest=True)], State.PASSED, 2),
        ([Past(False, NOW), Past(None, retest=True)], State.SITTING, 2),
        ([Past(False, NOW), Past(False, NOW + 9 * DAY, retest=True)], State.WAITING, 2),
    ],
)
def test_a_re_test_uses_up_no_attempt(past: list[Past], state: State, left: int) -> None:
    found = chance(PLAN, past, False, NOW)
    assert (found.state, found.left) == (state, left)
    assert found.at in (None, NOW + DAY)


@any_database
def test_a_re_tests_outcome_says_that_all_was_needed() -> None:
    assert (
        retest_outcome(Grade((ONE, NONE), 100, ()))
        == "1 of 2 in the re-test, which needs every question right."
    )


# ── sitting it ──


def test_it_asks_two_others_on_the_missed_rule_by_the_servers_clock(db: Session, stocked: School) -> None:
    """T07."""
    first = miss(db, stocked)
    retest = begin(db, stocked, first)
    assert {item.question.rule for item in retest.items} == {missed.rule for missed in first.grade.missed}
    asked = {item.question.question_id for item in (*first.items, *retest.items)}
    assert (len(retest.items), len(asked)) == (2, 7)
    end = NOW + timedelta(minutes=5)
    assert (retest.deadline, retest.closes_at) == (end, end + GRACE)
    assert services.sheet_of(db, stocked.cast.ana, retest.id).empty == [1, 2]


def test_below_the_mark_there_is_nothing_to_re_test(db: Session, stocked: School) -> None:
    first = miss(db, stocked, also=1)
    assert stands(db, stocked, first) is None
    with pytest.raises(Clash, match="nothing to re-test"):
        begin(db, stocked, first)


def test_all_right_completes_the_attempt_and_says_so_everywhere(db: Session, stocked: School) -> None:
    ana, first = stocked.cast.ana.id, miss(db, stocked)
    assert stands(db, stocked, first) is RetestState.OFFERED
    retest = sit(db, stocked, first)
    assert stands(db, stocked, first) is RetestState.PASSED
    assert first.grade
    assert (first.grade.passed, len(first.grades)) == (False, 1)
    assert ("quiz_passed", "quiz-m02") in courses.milestones_of(db, ana, stocked.course.id)
    offer = services.offer_of(db, ana, "quiz-m02", now=NOW)
    assert (offer.chance.state, [name for name, _ in offer.sittings]) == (
        State.PASSED,
        ["Attempt 1", "Re-test of attempt 1"],
    )
    (fact,) = services.facts_of(db, ana)
    rule = first.grade.missed[0].rule
    assert (fact.id, fact.values["earned"], fact.values["possible"]) == (f"attempt:{retest.id}", "4", "5")
    assert (fact.values["retests"], fact.values["retested_rules"]) == (f"attempt:{first.id}", [rule])
    met = QuizPassed().judge({"quiz": "quiz-m02"}, (fact,), NOW.date())
    assert met.have == "4 of 5, and 1 must-pass rule by a re-test"
    said = {row.action: row.after for row in audit.find_records(db, subject=f"attempt:{retest.id}")}
    assert said["quizzes.start"]["retests"] == first.id


def test_anything_wrong_leaves_the_attempt_failed_and_the_wait_as_it_was(
    db: Session, stocked: School
) -> None:
    first = miss(db, stocked)
    sit(db, stocked, first, wrong=(2,), now=NOW + timedelta(hours=3))
    assert stands(db, stocked, first) is RetestState.FAILED
    offer = services.offer_of(db, stocked.cast.ana.id, "quiz-m02", now=NOW)
    assert (offer.chance.state, offer.chance.at, offer.chance.left) == (State.WAITING, NOW + DAY, 2)
    assert services.facts_of(db, stocked.cast.ana.id) == ()
    with pytest.raises(Clash, match="there is one"):
        begin(db, stocked, first)
    second = miss(db, stocked, now=NOW + DAY)
    assert [name for name, _ in services.offer_of(db, second.person_id, "quiz-m02", now=NOW).sittings] == [
        "Attempt 1", "Re-test of attempt 1", "Attempt 2"
    ]  # fmt: skip
    assert stands(db, stocked, second) is RetestState.OFFERED


def test_the_last_attempt_is_re_tested_too(db: Session, stocked: School) -> None:
    for days in (0, 1):
        miss(db, stocked, now=NOW + days * DAY)
    last = miss(db, stocked, now=NOW + 4 * DAY)
    assert services.offer_of(db, last.person_id, "quiz-m02", now=NOW).chance.state is State.USED_UP
    assert sit(db, stocked, last, now=NOW + 5 * DAY).grade.passed


# ── when it is not offered ──


def test_a_pool_without_two_others_has_none(db: Session, school: School) -> None:
    first = miss(db, school)
    assert stands(db, school, first) is RetestState.SHORT
    with pytest.raises(Clash, match="not two other questions"):
        begin(db, school, first)


def test_an_examination_has_none(db: Session, stocked: School) -> None:
    db.execute(delete(Module))
    first = miss(db, stocked)
    assert stands(db, stocked, first) is RetestState.EXAMINATION
    with pytest.raises(Clash, match="An examination"):
        begin(db, stocked, first)


def test_another_attempt_ends_the_offer(db: Session, stocked: School) -> None:
    first = miss(db, stocked)
    start(db, stocked.cast.ana, now=NOW + DAY)
    assert stands(db, stocked, first) is RetestState.LAPSED
    with pytest.raises(Clash, match="no longer offered"):
        begin(db, stocked, first, now=NOW + DAY)


def test_it_is_begun_only_while_the_quiz_is_open(db: Session, stocked: School) -> None:
    """T07: it ends with the quiz, too."""
    first = miss(db, stocked)

    def closes(_db: Session, **asked: Any) -> dict[int, Terms]:
        return dict.fromkeys(asked["quiz_ids"], Terms(closes=NOW + timedelta(minutes=2)))

    with signals.terms_asked.connected_to(closes):
        assert stands(db, stocked, first, now=NOW + DAY) is RetestState.CLOSED
        with pytest.raises(Clash, match="closed on these days"):
            begin(db, stocked, first, now=NOW + DAY)
        assert begin(db, stocked, first).deadline == NOW + timedelta(minutes=2)


def test_what_is_proctored_has_none(db: Session, stocked: School) -> None:
    """T07: or nobody would see to it."""
    first = miss(db, stocked)
    version = first.version
    version.blueprint = {**version.blueprint, "proctored": True}
    db.flush()
    assert stands(db, stocked, first) is RetestState.EXAMINATION


def test_while_people_mark_it_it_is_being_marked(db: Session, stocked: School) -> None:
    first = miss(db, stocked)
    retest = begin(db, stocked, first)
    retest.state, retest.submitted_at = "marking", NOW
    db.flush()
    assert stands(db, stocked, first) is RetestState.MARKING
    with pytest.raises(Clash, match="being marked"):
        begin(db, stocked, first)


def test_while_it_is_sat_no_attempt_is_begun(db: Session, stocked: School) -> None:
    first = miss(db, stocked)
    retest = begin(db, stocked, first, now=NOW + DAY)
    assert start(db, stocked.cast.ana, now=NOW + DAY).id == retest.id


# ── once, and one's own ──


def test_starting_it_twice_finds_the_one_that_is_open(db: Session, stocked: School) -> None:
    """T06."""
    first = miss(db, stocked)
    assert begin(db, stocked, first).id == begin(db, stocked, first).id


def test_the_database_refuses_a_second_re_test_of_one_attempt(db: Session, stocked: School) -> None:
    """T05, V2.3.4."""
    first = miss(db, stocked)
    sit(db, stocked, first, wrong=(1,))
    db.add(
        Attempt(
            person_id=first.person_id, quiz_id=first.quiz_id, quiz_version_id=first.quiz_version_id, number=3,
            seed="", state="open", started_at=NOW, deadline=NOW, closes_at=NOW, retests_id=first.id,
        )
    )  # fmt: skip
    with pytest.raises(IntegrityError):
        db.flush()


def test_nobody_starts_anothers_re_test(db: Session, stocked: School) -> None:
    """T11."""
    first = miss(db, stocked)
    with pytest.raises(Missing):
        services.start_retest(db, stocked.cast.caz, first.id, KINDS, grace=GRACE, now=NOW)
    assert db.scalars(select(Attempt.id).where(Attempt.retests_id.is_not(None))).all() == []
