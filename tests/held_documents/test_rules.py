"""On which days a document counts, what can't be so, and which reminder is due: each edge by itself."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ashilms.held_documents.rules import (
    Held,
    State,
    Typed,
    find_fault,
    kept_of,
    problem_with_reason,
    read_kinds,
)
from ashilms.notices.rules import BEFORE, reminder_due
from tests.held_documents.conftest import FIRST_AID, KINDS, LICENCE, TODAY

pytestmark = pytest.mark.any_database

LICENCES, COURSES, PERMITS = read_kinds(KINDS)
FROM, UNTIL = date(2026, 3, 1), date(2027, 2, 28)
SENT, ACCEPTED = (date(2026, 3, 10), State.SENT), (date(2026, 3, 12), State.ACCEPTED)
LEAP = date(2028, 2, 29)


@pytest.mark.parametrize(
    ("on", "counts"),
    [
        (date(2026, 2, 28), False),
        (date(2026, 3, 10), False),
        (date(2026, 3, 11), False),
        (date(2026, 3, 12), True),
        (date(2026, 3, 13), True),
        (date(2027, 2, 27), True),
        (date(2027, 2, 28), True),
        (date(2027, 3, 1), False),
    ],
)
def test_a_document_counts_from_its_acceptance_through_its_last_day(on: date, counts: bool) -> None:
    assert Held(FROM, UNTIL, [SENT, ACCEPTED]).counts_on(on) is counts


@pytest.mark.parametrize(("on", "counts"), [(date(2026, 4, 30), False), (date(2026, 5, 1), True)])
def test_one_that_holds_from_a_later_day_counts_from_then(on: date, counts: bool) -> None:
    assert Held(date(2026, 5, 1), None, [SENT, ACCEPTED]).counts_on(on) is counts


@pytest.mark.parametrize(
    ("on", "counts"), [(date(2028, 2, 28), True), (LEAP, True), (date(2028, 3, 1), False)]
)
def test_one_that_ends_on_a_leap_day_counts_on_it(on: date, counts: bool) -> None:
    assert Held(FROM, LEAP, [SENT, ACCEPTED]).counts_on(on) is counts


@pytest.mark.parametrize(
    ("turned", "on", "counts"),
    [
        ([SENT], UNTIL, False),
        ([SENT, (date(2026, 3, 12), State.REFUSED)], UNTIL, False),
        ([SENT, ACCEPTED, (date(2026, 6, 2), State.WITHDRAWN)], date(2026, 6, 1), True),
        ([SENT, ACCEPTED, (date(2026, 6, 2), State.WITHDRAWN)], date(2026, 6, 2), False),
        ([SENT, ACCEPTED, (date(2026, 3, 12), State.WITHDRAWN)], date(2026, 3, 12), False),
    ],
)
def test_what_was_decided_holds_from_the_end_of_its_day(
    turned: list[tuple[date, State]], on: date, counts: bool
) -> None:
    assert Held(FROM, UNTIL, turned).counts_on(on) is counts


@pytest.mark.parametrize(
    ("kind", "typed", "field"),
    [
        (LICENCES, LICENCE, None),
        (LICENCES, replace(LICENCE, ends_on=None), None),
        (LICENCES, replace(LICENCE, issuer=" \t"), "issuer"),
        (LICENCES, replace(LICENCE, number=" "), "number"),
        (LICENCES, replace(LICENCE, place=""), "place"),
        (LICENCES, replace(LICENCE, issued_on=TODAY), None),
        (LICENCES, replace(LICENCE, issued_on=TODAY + timedelta(days=1)), "issued_on"),
        (LICENCES, replace(LICENCE, issued_on=date(1949, 12, 31)), "issued_on"),
        (LICENCES, replace(LICENCE, ends_on=TODAY), None),
        (LICENCES, replace(LICENCE, ends_on=TODAY - timedelta(days=1)), "ends_on"),
        (LICENCES, replace(LICENCE, ends_on=LICENCE.issued_on - timedelta(days=1)), "ends_on"),
        (COURSES, FIRST_AID, None),
        (COURSES, replace(FIRST_AID, ends_on=None), "ends_on"),
        (PERMITS, replace(FIRST_AID, place="US-FL"), None),
        (PERMITS, replace(FIRST_AID, place="US-TX"), "place"),
        (PERMITS, FIRST_AID, "place"),
    ],
)
def test_what_can_t_be_so_is_said_at_its_field(kind: object, typed: Typed, field: str | None) -> None:
    fault = find_fault(kind, typed, TODAY)
    assert (fault and fault[0]) == field


def test_nothing_is_kept_that_the_kind_does_not_ask_for() -> None:
    told = replace(LICENCE, issuer=" Board ", number=" MA 1 ", place=" Florida ")
    assert kept_of(LICENCES, told) == replace(LICENCE, issuer="Board", number="MA 1", place="Florida")
    kept = kept_of(COURSES, told)
    assert (kept.number, kept.place, kept.ends_on) == ("", "", told.ends_on)
    assert kept_of(PERMITS, told).ends_on is None


@pytest.mark.parametrize(
    ("left", "due"),
    [
        (91, None), (90, 90), (89, 90), (61, 90), (60, 60), (31, 60), (30, 30), (8, 30), (7, 7), (1, 7), (0, 7),
        (-1, None),
    ],
)  # fmt: skip
def test_the_reminder_due_is_the_latest_whose_day_has_come(left: int, due: int | None) -> None:
    assert reminder_due(TODAY + timedelta(days=left), TODAY) == due


def test_nothing_is_due_of_what_has_no_end() -> None:
    assert reminder_due(None, TODAY) is None


@given(st.sets(st.integers(-5, 100)))
def test_whatever_days_are_missed_nobody_is_reminded_twice_of_one_mark(days: set[int]) -> None:
    """A run on some days alone sends each mark at most once, and the last mark that came by any of them."""
    due = [reminder_due(TODAY, TODAY - timedelta(days=left)) for left in sorted(days, reverse=True)]
    sent = list(dict.fromkeys(one for one in due if one))
    assert sent == sorted(sent, reverse=True)
    assert set(sent) <= set(BEFORE)
    near = [left for left in days if 0 <= left <= max(BEFORE)]
    assert bool(sent) is bool(near)


@pytest.mark.parametrize(
    ("state", "reason", "wrong"),
    [
        (State.ACCEPTED, "", False), (State.ACCEPTED, "fine", True), (State.REFUSED, "", True),
        (State.REFUSED, "x" * 10, False), (State.WITHDRAWN, "x" * 1001, True),
    ],
)  # fmt: skip
def test_only_what_is_accepted_needs_no_reason(state: State, reason: str, wrong: bool) -> None:
    assert bool(problem_with_reason(state, reason)) is wrong
