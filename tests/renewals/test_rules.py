"""The path: what was wrong the last time and what was not done lately; and where a certificate is, in words."""

from datetime import date, timedelta

import pytest

from ashilms.programs.rules.validity import Rule, stage_on
from ashilms.quizzes.rules.sat import Answered, Sat
from ashilms.renewals.rules import Idle, find_idle, find_weak, say_early, say_stage

DAY, UNTIL, RULE = timedelta(days=1), date(2028, 5, 31), Rule(24)


def sat(title: str, *questions: tuple[str, bool, bool]) -> Sat:
    return Sat(1, title, UNTIL, tuple(Answered(*question) for question in questions))


def test_a_module_is_weak_where_something_was_not_right() -> None:
    quiz = sat("Bars", ("m02", True, True), ("m02", False, False), ("m02", False, False))
    exam = sat("Examination", ("m02", False, False), ("m05", True, True), ("m06", False, True))
    found = find_weak([quiz, exam])
    assert [(one.module, one.wrong, one.critical) for one in found] == [("m06", 1, 1), ("m02", 3, 0)]
    assert [(missed.sat.title, missed.wrong, missed.asked) for missed in found[1].missed] == [
        ("Bars", 2, 3), ("Examination", 1, 1),
    ]  # fmt: skip


def test_where_must_pass_questions_were_missed_stands_first_then_where_most_were() -> None:
    one = sat(
        "Examination",
        *(("m07", False, False) for _ in range(3)),
        *(("m05", False, False) for _ in range(3)),
        ("m10", False, True),
    )
    assert [weak.module for weak in find_weak([one])] == ["m10", "m05", "m07"]


@pytest.mark.parametrize("questions", [[], [("m02", True, True), ("m05", True, False)]])
def test_where_all_was_right_nothing_is_weak(questions: list[tuple[str, bool, bool]]) -> None:
    assert find_weak([sat("Examination", *questions)]) == []


@pytest.mark.parametrize(
    ("last", "today", "idle"),
    [
        (date(2027, 11, 30), date(2028, 5, 30), False),
        (date(2027, 11, 30), date(2028, 5, 31), True),
        (date(2027, 8, 31), date(2028, 2, 29), False),
        (date(2027, 8, 31), date(2028, 3, 1), True),
        (date(2028, 5, 31), date(2028, 5, 31), False),
    ],
)
def test_a_skill_is_idle_after_so_many_months(last: date, today: date, idle: bool) -> None:
    assert find_idle({"P3": last}, 6, today) == ([Idle("P3", last)] if idle else [])


def test_what_is_idle_longest_stands_first() -> None:
    days = {"P5": UNTIL - 300 * DAY, "P4": UNTIL - 400 * DAY, "P2": UNTIL - 300 * DAY, "P3": UNTIL}
    assert [one.code for one in find_idle(days, 6, UNTIL)] == ["P4", "P2", "P5"]


@pytest.mark.parametrize(
    ("today", "says"),
    [
        (UNTIL - 61 * DAY, "It is valid until 31 May 2028, that day included."),
        (UNTIL - 60 * DAY, "that day included: 60 days from now."),
        (UNTIL - DAY, "1 day from now."),
        (UNTIL, "that day included: today."),
        (UNTIL + DAY, "reads “expired” since 1 June 2028. Until 30 July 2028 you can still simply renew it."),
        (date(2028, 7, 30), "you can still simply renew it."),
        (
            date(2028, 7, 31),
            "It could simply be renewed until 30 July 2028. Until 31 May 2029 more is asked.",
        ),
        (
            date(2029, 6, 1),
            "After 31 May 2029 practice is assessed anew; that is possible until 31 May 2031.",
        ),
        (date(2031, 6, 1), "Since 31 May 2031 too much time has gone by: the whole level is done anew."),
    ],
)
def test_where_it_is_said_with_its_days(today: date, says: str) -> None:
    assert says in say_stage(RULE, UNTIL, stage_on(RULE, UNTIL, today), today)


@pytest.mark.parametrize(
    ("rule", "says"),
    [
        (RULE, "counted from the last thing that you do for it: done later, it holds longer."),
        (
            Rule(24, "previous_expiry"),
            "falls between 2 March 2028 and 30 July 2028, else from the day of that.",
        ),
        (Rule(24, "fixed_dates", ((12, 31),)), "until a fixed day of the year"),
    ],
)
def test_what_doing_it_early_means_is_said_by_the_way_of_counting(rule: Rule, says: str) -> None:
    assert says in say_early(rule, UNTIL)
