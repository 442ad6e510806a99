"""Presence codes: by the standard, a half minute's and a supervisor's own; and what they prove of a session."""

from datetime import UTC, datetime, timedelta

import pytest

from ashilms.supervision.rules.presence import (
    code_at,
    find_step,
    say_presence,
    seconds_left,
    secret_of,
    step_of,
)
from tests.conftest import NOW

pytestmark = pytest.mark.any_database

SECRET = secret_of("a site's own key", 2, NOW.date())
SECOND, MINUTE = timedelta(seconds=1), timedelta(minutes=1)


@pytest.mark.parametrize(
    ("seconds", "code"),
    [(59, "119246"), (1111111109, "084774"), (1234567890, "819424"), (20000000000, "737706")],
)
def test_codes_are_those_of_the_standard(seconds: int, code: str) -> None:
    """RFC 6238, appendix B: the vectors for SHA-256, whose last six digits these are."""
    moment = datetime.fromtimestamp(seconds, UTC)
    assert code_at(b"12345678901234567890123456789012", step_of(moment)) == code


@pytest.mark.parametrize(
    ("after", "taken"), [(0, True), (29, True), (30, True), (59, True), (60, False), (-1, False)]
)
def test_a_code_is_taken_while_it_is_shown_and_for_half_a_minute_after(after: int, taken: bool) -> None:
    shown = code_at(SECRET, step_of(NOW))
    assert (find_step(SECRET, shown, NOW + after * SECOND) == step_of(NOW)) is taken


def test_each_supervisor_and_each_day_has_codes_of_its_own() -> None:
    site, tomorrow = "a site's own key", NOW.date() + timedelta(days=1)
    others = {secret_of(site, 3, NOW.date()), secret_of(site, 2, tomorrow)}
    assert len(others | {SECRET, secret_of("another key", 2, NOW.date())}) == 4


@pytest.mark.parametrize("typed", ["", "12345", "abcdef", "1234567", "000 000 0"])
def test_what_is_no_code_is_not_taken(typed: str) -> None:
    assert find_step(SECRET, typed, NOW) is None


def test_seconds_are_counted_to_the_next_code() -> None:
    assert [seconds_left(NOW + n * SECOND) for n in (0, 1, 29, 30)] == [30, 29, 1, 30]


STARTS, ENDS = NOW, NOW + 60 * MINUTE


@pytest.mark.parametrize(
    ("minutes", "says"),
    [
        ([], "not proven"),
        ([0, 60], "start and end"),
        ([-15, 75], "start and end"),
        ([-16, 76], "not proven"),
        ([15], "start only"),
        ([16], "not proven"),
        ([45], "end only"),
        ([30], "not proven"),
        ([0, 30], "start only"),
        ([60, 0, 30], "start and end"),
    ],
)
def test_a_code_near_the_start_and_one_near_the_end_prove_them(minutes: list[int], says: str) -> None:
    assert say_presence([NOW + n * MINUTE for n in minutes], STARTS, ENDS) == says


def test_one_code_never_proves_both_ends_of_a_short_session() -> None:
    ends = STARTS + 10 * MINUTE
    assert say_presence([STARTS + 5 * MINUTE], STARTS, ends) == "start only"
    assert say_presence([STARTS + 5 * MINUTE, STARTS + 6 * MINUTE], STARTS, ends) == "start and end"
