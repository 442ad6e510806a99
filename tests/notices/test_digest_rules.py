"""When a daily mail is due, by the clock of whoever gets it, and how what it holds is put."""

from datetime import UTC, date, datetime, timedelta

import pytest

from ashilms.notices.rules.digests import Item, draw_items, is_due, latest_turn, say_more
from ashilms.notices.rules.letters import Block, Piece, as_text


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


@pytest.mark.parametrize(
    ("now", "zone", "hour", "day", "turn"),
    [
        ("2026-11-24T07:00", "UTC", 7, "2026-11-24", "2026-11-24T07:00"),
        ("2026-11-24T06:59:59", "UTC", 7, "2026-11-23", "2026-11-23T07:00"),
        ("2026-11-24T12:00", "America/Chicago", 7, "2026-11-23", "2026-11-23T13:00"),
        ("2026-11-24T13:00", "America/Chicago", 7, "2026-11-24", "2026-11-24T13:00"),
        ("2026-11-24T18:00", "Pacific/Kiritimati", 7, "2026-11-25", "2026-11-24T17:00"),
        ("2026-11-24T01:15", "Asia/Kathmandu", 7, "2026-11-24", "2026-11-24T01:15"),
        ("2026-11-24T00:00", "UTC", 0, "2026-11-24", "2026-11-24T00:00"),
        # the hour that New York skips on 8 March 2026, and the one that it shows twice on 1 November
        ("2026-03-08T06:59", "America/New_York", 2, "2026-03-07", "2026-03-07T07:00"),
        ("2026-03-08T07:00", "America/New_York", 2, "2026-03-08", "2026-03-08T07:00"),
        ("2026-11-01T05:00", "America/New_York", 1, "2026-11-01", "2026-11-01T05:00"),
        ("2026-11-01T06:30", "America/New_York", 1, "2026-11-01", "2026-11-01T05:00"),
        ("2028-02-29T07:30", "UTC", 7, "2028-02-29", "2028-02-29T07:00"),
    ],
)
def test_a_turn_comes_at_the_hour_where_the_person_is(
    now: str, zone: str, hour: int, day: str, turn: str
) -> None:
    found = latest_turn(at(now), zone, hour)
    assert (found.day, found.at) == (date.fromisoformat(day), at(turn))


@pytest.mark.parametrize(
    "zone", ["UTC", "America/New_York", "Europe/Berlin", "Australia/Lord_Howe", "Asia/Kathmandu"]
)
@pytest.mark.parametrize("hour", [0, 1, 2, 3, 7, 23])
def test_every_day_of_a_year_has_one_turn(zone: str, hour: int) -> None:
    start = at("2026-01-02T00:00")
    turns = {latest_turn(start + timedelta(hours=6) * n, zone, hour) for n in range(4 * 365)}
    days = sorted(turn.day for turn in turns)
    assert len(days) == len(set(days))
    assert days == [days[0] + timedelta(n) for n in range(len(days))]


def test_what_came_after_the_hour_waits_for_the_next() -> None:
    turn = latest_turn(at("2026-11-24T15:00"), "UTC", 7)
    now = at("2026-11-24T15:00")
    assert is_due(at("2026-11-24T07:00"), turn, now=now)
    assert is_due(at("2026-11-20T07:00"), turn, now=now, last=at("2026-11-23T07:10"))
    assert not is_due(at("2026-11-24T07:01"), turn, now=now)
    assert is_due(at("2026-11-24T07:01"), turn, now=now, at_once=True)


def test_an_hour_that_was_changed_makes_no_second_one_that_day_and_nothing_wait_for_two() -> None:
    turn, now = latest_turn(at("2026-11-24T07:00"), "UTC", 7), at("2026-11-24T07:00")
    assert not is_due(at("2026-11-24T06:30"), turn, now=now, last=at("2026-11-24T06:00"))
    assert not is_due(at("2026-11-23T07:30"), turn, now=now, last=at("2026-11-23T11:01"))
    assert is_due(at("2026-11-23T07:30"), turn, now=now, last=at("2026-11-23T11:00"))
    late = at("2026-11-25T06:00")
    assert not is_due(at("2026-11-24T05:01"), turn, now=late, last=at("2026-11-24T10:01"))
    assert is_due(at("2026-11-24T05:00"), turn, now=late, last=at("2026-11-24T10:00"))


def said(text: str) -> Block:
    return Block("text", ((Piece(text),),))


def test_things_stand_in_groups_in_the_order_in_which_they_came_and_say_nothing_twice() -> None:
    items = [
        Item("Sessions", "First", (said("One."),)),
        Item("Quizzes", "Marked", (said("It is marked."),)),
        Item("Sessions", "Second", (said("Second."), said("Two."))),
    ]
    assert as_text(draw_items(items)).split("\n\n") == [
        "QUIZZES\n-------", "Marked", "It is marked.", "SESSIONS\n--------", "First", "One.", "Second", "Two.\n",
    ]  # fmt: skip


def test_what_is_more_than_a_digest_spells_out_is_counted() -> None:
    assert [say_more(count) for count in (-3, 0)] == [[], []]
    assert as_text(say_more(12)) == "And 12 more, on your own pages.\n"
