"""Deadlines, hearing, and when a case is decided: values in, values out."""

from datetime import date, timedelta

import pytest

from ashilms.review_board.rules.deciding import (
    ANSWER_DAYS,
    DECIDE_DAYS,
    LATE_DAYS,
    LONGEST,
    Opinion,
    agreed,
    deadlines_from,
    is_heard,
    problem_with_opinion,
    problem_with_words,
    say_left,
)
from ashilms.review_board.rules.kinds import (
    FINDINGS,
    MEASURES_OF,
    Finding,
    Kind,
    Measure,
    Sort,
    found_in_words,
)

pytestmark = pytest.mark.any_database

TODAY = date(2028, 2, 28)
VOID, PAUSE = frozenset({Measure.VOID}), frozenset({Measure.PAUSE})
SHOWN = Opinion(Finding.SHOWN, VOID)


def test_a_case_has_days_to_be_answered_and_decided_over_a_leap_day() -> None:
    found = deadlines_from(TODAY)
    assert (found.answer_by, found.decide_by) == (date(2028, 3, 9), date(2028, 3, 29))
    assert (found.answer_by - TODAY).days == ANSWER_DAYS
    assert (found.decide_by - TODAY).days == DECIDE_DAYS


@pytest.mark.parametrize(
    ("after", "answer", "decide"),
    [(0, ANSWER_DAYS, DECIDE_DAYS), (5, ANSWER_DAYS, DECIDE_DAYS), (6, 11, DECIDE_DAYS), (27, 32, 37)],
)
def test_what_is_added_late_can_be_answered(after: int, answer: int, decide: int) -> None:
    found = deadlines_from(TODAY).extended(TODAY + timedelta(days=after))
    assert ((found.answer_by - TODAY).days, (found.decide_by - TODAY).days) == (answer, decide)
    assert (found.answer_by - TODAY).days - after >= LATE_DAYS


@pytest.mark.parametrize(
    ("days", "said"),
    [
        (2, "2 days left"),
        (1, "1 day left"),
        (0, "today is the last day"),
        (-1, "1 day over"),
        (-3, "3 days over"),
    ],
)
def test_how_long_there_is_is_said_in_words(days: int, said: str) -> None:
    assert say_left(TODAY + timedelta(days=days), TODAY) == said


@pytest.mark.parametrize(
    ("sorts", "today", "heard"),
    [
        ([Sort.ENTRY], TODAY, False),
        ([Sort.ENTRY, Sort.ANSWER], TODAY, True),
        ([Sort.ENTRY, Sort.ANSWER, Sort.NOTE], TODAY, False),
        ([Sort.ENTRY, Sort.ANSWER, Sort.NOTE, Sort.ANSWER], TODAY, True),
        ([Sort.ENTRY], TODAY + timedelta(days=1), True),
    ],
)
def test_nobody_is_heard_before_they_answered_the_last_piece_or_their_time_is_over(
    sorts: list[Sort], today: date, heard: bool
) -> None:
    assert is_heard(sorts, TODAY, today) is heard


def test_two_who_find_the_same_decide_down_to_what_follows() -> None:
    dismissed, paused = Opinion(Finding.DISMISSED), Opinion(Finding.SHOWN, PAUSE)
    assert agreed([]) is None
    assert agreed([SHOWN]) is None
    assert agreed([SHOWN, paused]) is None
    assert agreed([SHOWN, paused, dismissed]) is None
    assert agreed([SHOWN, paused, Opinion(Finding.SHOWN, VOID)]) == SHOWN


BOTH = frozenset({Measure.SUSPEND, Measure.REVOKE})


@pytest.mark.parametrize(
    ("kind", "opinion", "possible", "said"),
    [
        (Kind.FALSIFIED, SHOWN, tuple(Measure), None),
        (Kind.FALSIFIED, Opinion(Finding.DISMISSED), (), None),
        (Kind.FALSIFIED, Opinion(Finding.DISMISSED, VOID), tuple(Measure), "Nothing follows"),
        (Kind.FALSIFIED, Opinion(Finding.SHOWN), tuple(Measure), "Say what follows"),
        (Kind.FALSIFIED, Opinion(Finding.SHOWN, BOTH), tuple(Measure), "not both"),
        (Kind.FALSIFIED, SHOWN, (Measure.PAUSE,), "can’t be carried out"),
        (Kind.FAILS, SHOWN, tuple(Measure), "can’t be carried out"),
    ],
)
def test_what_somebody_finds_fits_together(
    kind: Kind, opinion: Opinion, possible: tuple[Measure, ...], said: str | None
) -> None:
    problem = problem_with_opinion(kind, opinion, possible)
    assert (problem is None) == (said is None)
    if said and problem:
        assert said in problem[1]


@pytest.mark.parametrize("words", ["", "too short", "x" * (LONGEST + 1), "Write to her at ida@example.org."])
def test_words_say_something_and_nobody_s_identity(words: str) -> None:
    assert problem_with_words(words, TODAY)
    assert problem_with_words("Nobody was there on that day.", TODAY) is None


def test_every_kind_of_case_says_what_may_be_found_and_follow() -> None:
    assert set(FINDINGS) == set(MEASURES_OF) == set(Kind)
    assert {len(found) for found in FINDINGS.values()} == {2}
    assert found_in_words(Kind.FALSIFIED)[Finding.SHOWN] == "It is shown"
