"""Active time, from plain values: what a sign is worth, and what no sequence of signs can obtain."""

from collections import defaultdict
from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ashilms.courses.rules.credit import Content, contact_hours, creditable
from ashilms.courses.rules.time import Place, Sign, added, hear, most_seconds

NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)
HERE, THERE = 1, 2
CAME, ON, LEFT, DONE = Sign.CAME, Sign.ON, Sign.LEFT, Sign.DONE


def after(seconds: float) -> datetime:
    return NOW + timedelta(seconds=seconds)


@pytest.mark.parametrize(
    ("before", "wait", "sign", "lesson", "credited"),
    [
        (CAME, 240, ON, HERE, 240),  # a page without a script is read for ten minutes
        (CAME, 600, DONE, HERE, 600),
        (CAME, 3600, DONE, HERE, 600),  # and no longer than that
        (ON, 60, ON, HERE, 60),
        (ON, 120, ON, HERE, 120),  # one lost request
        (ON, 86_400, CAME, HERE, 120),  # back on the next day
        (LEFT, 60, ON, HERE, 0),  # out of view
        (DONE, 60, CAME, THERE, 0),
        (ON, 45, CAME, THERE, 45),  # the stretch belongs to the lesson that was left
        (ON, 45, LEFT, THERE, 0),  # another tab went out of view: nothing happens
        (ON, 0.9, ON, HERE, 0),  # whole seconds
        (ON, -30, ON, HERE, 0),  # the later of two requests was faster
    ],
)
def test_a_stretch_counts_up_to_the_idle_limit_of_the_sign_before_it(
    before: Sign, wait: float, sign: Sign, lesson: int, credited: int
) -> None:
    start = hear(None, HERE, before, NOW)
    assert start.seconds == 0
    assert hear(start.place, lesson, sign, after(wait)).seconds == credited


def test_a_sign_that_is_older_than_the_last_one_moves_nothing_back() -> None:
    place = hear(None, HERE, ON, NOW).place
    assert hear(place, THERE, CAME, after(-1)).place == place


def test_leaving_a_lesson_where_one_is_no_longer_changes_nothing() -> None:
    place = hear(None, HERE, ON, NOW).place
    assert hear(place, THERE, LEFT, after(20)).place == place
    assert hear(place, HERE, LEFT, after(20)).place == Place(HERE, after(20), after(20))


@pytest.mark.parametrize(
    ("seconds", "more", "minutes", "now"),
    [
        (0, 60, 10, 60),
        (1790, 60, 10, 1800),
        (1800, 60, 10, 1800),
        (2000, 60, 10, 2000),  # a later version declares less: nothing is taken back
    ],
)
def test_a_lesson_is_credited_up_to_its_cap(seconds: int, more: int, minutes: int, now: int) -> None:
    assert added(seconds, more, minutes) == now


signs = st.lists(
    st.tuples(
        st.integers(0, 3),
        st.sampled_from(list(Sign)),
        # How long after the last one that came, as servers see it; late ones come before it.
        st.floats(min_value=-120, max_value=4_000, allow_nan=False),
    ),
    max_size=60,
)


@given(signs)
def test_whatever_is_sent_no_more_is_credited_than_time_has_passed(
    sent: list[tuple[int, Sign, float]],
) -> None:
    """Any interleaving over any lessons, out of order: the total stays below the clock, and no stretch is had twice."""
    place: Place | None = None
    at, newest = NOW, NOW
    stretches: list[tuple[datetime, datetime]] = []
    totals: defaultdict[int, int] = defaultdict(int)
    for lesson, sign, wait in sent:
        at += timedelta(seconds=wait)
        heard = hear(place, lesson, sign, at)
        if heard.seconds:
            assert place is not None
            stretches.append((place.at, place.at + timedelta(seconds=heard.seconds)))
            totals[place.lesson] = added(totals[place.lesson], heard.seconds, 10)
        place, newest = heard.place, max(newest, at)
        assert place.at <= newest
    first = min([NOW, *(begun for begun, _ in stretches)])
    assert timedelta(seconds=sum(totals.values())) <= newest - first
    assert all(done <= begun for (_, done), (begun, _) in pairwise(stretches))
    assert all(done <= newest for _, done in stretches)
    assert all(seconds <= most_seconds(10) for seconds in totals.values())


@given(signs, st.integers(0, 3))
def test_a_tab_in_another_lesson_earns_its_own_lesson_nothing_for_somebody_elses_time(
    sent: list[tuple[int, Sign, float]], lesson: int
) -> None:
    """Signs from other lessons alone leave a lesson without a second."""
    place: Place | None = None
    at, credited = NOW, 0
    for other, sign, wait in sent:
        at += timedelta(seconds=wait)
        heard = hear(place, other if other != lesson else 9, sign, at)
        credited += heard.seconds if place and place.lesson == lesson else 0
        place = heard.place
    assert credited == 0


@pytest.mark.parametrize(
    ("minutes", "words"),
    [
        (0, "0 contact hours"),
        (24, "0 contact hours"),
        (25, "½ contact hour"),
        (50, "1 contact hour"),
        (99, "1½ contact hours"),
        (500, "10 contact hours"),
    ],
)
def test_contact_hours_are_whole_or_half_and_never_rounded_up(minutes: int, words: str) -> None:
    assert contact_hours(minutes) == words


@pytest.mark.parametrize(
    ("words", "examined", "claimed", "minutes"),
    [
        (12_000, True, None, 50),
        (12_000, True, 30, 30),
        (12_000, True, 90, 50),
        (12_000, False, 30, 0),
        (12_000, True, 0, 0),
    ],
)
def test_a_module_earns_what_its_content_supports_and_no_more_than_it_claims(
    words: int, examined: bool, claimed: int | None, minutes: int
) -> None:
    assert creditable(Content(words, examined=examined), claimed) == minutes
