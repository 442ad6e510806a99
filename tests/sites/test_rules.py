"""What records, points, checks and locks decide: every edge, as tables."""

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import pytest

from ashilms.demo.doings import acceptance
from ashilms.formats import find_moments
from ashilms.sites.rules.points import (
    ANSWER_ALL,
    SAY_WHY,
    Answers,
    Outcome,
    Point,
    digest_of,
    find_point_problems,
    judge,
    reason_of,
)
from ashilms.sites.rules.records import (
    Inspection,
    current_until,
    explain_room,
    find_acceptance_problem,
    needs_record,
)
from ashilms.sites.rules.use import Check, Locked, Room, explain_check, explain_lock, last_start

pytestmark = pytest.mark.any_database

TODAY = date(2026, 11, 24)
BERLIN = "Europe/Berlin"
RECORD = Inspection(date(2026, 1, 2), date(2026, 12, 31), "working", 260, "working", 320)


@pytest.mark.parametrize(
    ("record", "on", "holds"),
    [
        (RECORD, date(2026, 1, 1), False),
        (RECORD, date(2026, 1, 2), True),
        (RECORD, date(2026, 12, 31), True),
        (RECORD, date(2027, 1, 1), False),
        (replace(RECORD, load_kind="static"), TODAY, False),
        (replace(RECORD, load_kind="unknown", load_kg=None), TODAY, False),
        (replace(RECORD, load_kg=None), TODAY, False),
        (replace(RECORD, table_kind="static"), TODAY, False),
        (replace(RECORD, table_kind="unknown", table_kg=None), TODAY, False),
        (replace(RECORD, table_kg=None), TODAY, False),
        (
            replace(RECORD, table_kind=None, table_kg=None),
            TODAY,
            True,
        ),  # from before tables had a rating here
    ],
)
def test_a_record_holds_within_its_days_and_on_working_loads_alone(
    record: Inspection, on: date, holds: bool
) -> None:
    assert record.holds(on) is holds
    assert (current_until([record], on) is not None) is holds
    assert (explain_room([record], on) is None) is holds


@pytest.mark.parametrize(
    ("until", "needs"),
    [
        (TODAY - timedelta(days=1), True),
        (TODAY + timedelta(days=29), True),
        (TODAY + timedelta(days=30), False),
    ],
)
def test_a_record_that_ends_within_30_days_needs_a_new_one(until: date, needs: bool) -> None:
    assert needs_record([replace(RECORD, valid_until=until)], TODAY) is needs
    assert needs_record([], TODAY)


def test_of_several_records_the_one_that_holds_decides() -> None:
    static = replace(RECORD, inspected_on=date(2026, 11, 1), load_kind="static")
    later = replace(RECORD, inspected_on=date(2026, 11, 20), valid_until=date(2027, 11, 1))
    assert explain_room([RECORD, static], TODAY) is None
    assert current_until([RECORD, later], TODAY) == date(2027, 11, 1)
    assert "ended on 31 December 2026" in (explain_room([RECORD], date(2027, 2, 1)) or "")
    assert "gives no working load" in (explain_room([static], TODAY) or "")
    assert "had not been inspected" in (explain_room([later], date(2026, 11, 19)) or "")


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({}, None),
        ({"inspected_on": date(2026, 11, 25)}, "inspected_on"),
        ({"inspected_on": TODAY, "valid_until": date(2027, 11, 25)}, None),
        ({"inspected_on": TODAY, "valid_until": date(2027, 11, 26)}, "valid_until"),
        ({"valid_until": date(2026, 11, 20)}, "valid_until"),
        ({"installed_on": date(2026, 11, 21)}, "installed_on"),
        ({"load_kg": None}, "load_kg"),
        ({"load_kind": "unknown", "load_kg": None}, None),
        ({"table_kind": "static", "table_kg": None}, "table_kg"),
        ({"bar_height_cm": 260}, "bar_height_cm"),
    ],
)
def test_a_record_that_can_t_be_is_refused_at_its_field(changes: dict[str, Any], field: str | None) -> None:
    problem = find_acceptance_problem(acceptance(date(2026, 11, 20), **changes), TODAY)
    assert (problem and problem[0]) == field


BARS = Point("bars", "The bars hold", "lock", structural=True)
OPEN = Point("door", "The door opens", "lock")
FLOOR = Point("floor", "The floor is dry", "fix", then="Dry it.")
POINTS = (BARS, OPEN, FLOOR)
WHOLE = {"bars": True, "door": True, "floor": True}


@pytest.mark.parametrize(
    ("answers", "refused", "note", "comes_to"),
    [
        (WHOLE, False, "", Outcome.PASSED),
        ({**WHOLE, "floor": False}, False, "", Outcome.NOT_PASSED),
        ({**WHOLE, "bars": False}, False, "", Outcome.LOCKED),
        ({"bars": False}, False, "", Outcome.LOCKED),
        ({"bars": False}, True, "", Outcome.LOCKED),
        ({"bars": False, "floor": False}, False, "", Outcome.LOCKED),
        ({"bars": True, "door": True}, False, "", ANSWER_ALL),
        ({"floor": False}, False, "", ANSWER_ALL),
        ({}, False, "A crack over the window.", ANSWER_ALL),
        ({}, True, "", SAY_WHY),
        ({"floor": False}, True, " too short ", SAY_WHY),
        ({}, True, "A crack over the window.", Outcome.LOCKED),
        (WHOLE, True, "A crack over the window.", Outcome.LOCKED),
    ],
)
def test_a_check_comes_to_what_its_answers_say(
    answers: Answers, refused: bool, note: str, comes_to: str
) -> None:
    assert judge(POINTS, answers, refused=refused, note=note) == comes_to


def test_a_lock_says_which_points_failed_and_what_was_written() -> None:
    answers = {"bars": False, "door": False, "floor": False}
    assert reason_of(POINTS, answers, " It rattles. ") == (
        "Did not hold: The bars hold Did not hold: The door opens It rattles."
    )


def test_points_that_make_no_sense_are_told() -> None:
    twice, odd = replace(FLOOR, id="bars"), replace(FLOOR, id="odd", structural=True)
    found = find_point_problems([*POINTS, twice, odd])
    assert (list(found), "taken" in found[3], "fails: lock" in found[4]) == ([3, 4], True, True)
    assert digest_of([{"a": 1, "b": 2}]) == digest_of([{"b": 2, "a": 1}])


def utc(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


STARTS = utc("2026-11-24T14:00")
ROOM = Room("Room 1", (RECORD,))
CHECK = Check(1, 7, 3, "bars", utc("2026-11-24T13:40"), Outcome.PASSED)


def explain(
    check: Check, *others: Check, room: Room = ROOM, starts: datetime = STARTS, zone: str = "UTC"
) -> str:
    return (
        explain_check(check, [check, *others], room, room_id=7, course="bars", starts=starts, zone=zone) or ""
    )


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({}, ""),
        ({"at": utc("2026-11-24T12:00")}, ""),
        ({"at": utc("2026-11-24T11:59:59")}, "holds for two hours"),
        ({"at": STARTS}, ""),
        ({"at": STARTS + timedelta(seconds=1)}, "after its start"),
        ({"at": utc("2026-11-23T13:40")}, "of 23 November 2026"),
        ({"room_id": 8}, "another room"),
        ({"course": "other"}, "another course"),
        ({"outcome": Outcome.NOT_PASSED}, "did not pass"),
        ({"outcome": Outcome.LOCKED}, "did not pass"),
    ],
)
def test_a_check_fits_its_room_its_day_and_two_hours(changes: dict[str, Any], says: str) -> None:
    found = explain(replace(CHECK, **changes))
    assert says in found
    assert bool(found) == bool(says)


@pytest.mark.parametrize(
    ("at", "starts", "zone", "fits"),
    [
        ("2026-11-24T22:50", "2026-11-24T23:10", BERLIN, False),  # 23:50 and 00:10: past midnight in Berlin
        ("2026-11-24T22:50", "2026-11-24T22:59", BERLIN, True),
        (
            "2026-10-25T00:30",
            "2026-10-25T02:30",
            BERLIN,
            True,
        ),  # 02:30 summer to 03:30 winter: two real hours
        ("2026-10-25T00:29", "2026-10-25T02:30", BERLIN, False),
        ("2026-03-29T00:30", "2026-03-29T02:30", BERLIN, True),  # 01:30 to 04:30 by the wall, two real hours
        ("2026-03-28T23:30", "2026-03-29T01:30", BERLIN, True),
    ],
)
def test_the_two_hours_are_real_ones_and_the_day_is_that_of_the_place(
    at: str, starts: str, zone: str, fits: bool
) -> None:
    found = explain(replace(CHECK, at=utc(at)), starts=utc(starts), zone=zone)
    assert (found == "") is fits


def test_of_each_person_s_checks_of_a_room_the_last_one_counts() -> None:
    failed = replace(CHECK, id=2, at=utc("2026-11-24T13:50"), outcome=Outcome.NOT_PASSED)
    assert "at 13:50, did not pass" in explain(CHECK, failed)
    assert explain(CHECK, replace(failed, person_id=4)) == "", "somebody else's nails are their own"
    assert explain(CHECK, replace(failed, room_id=8)) == ""
    assert explain(CHECK, replace(failed, at=utc("2026-11-24T13:30"))) == ""
    assert explain(CHECK, replace(failed, at=utc("2026-11-24T14:01"))) == ""


@pytest.mark.parametrize(
    ("at", "until"),
    [
        ("2026-11-24T13:40", "2026-11-24T15:40"),
        ("2026-11-24T22:10", "2026-11-24T22:59"),  # 23:10 in Berlin: not after midnight
        ("2026-10-25T00:30", "2026-10-25T02:30"),
    ],
)
def test_whoever_checked_is_told_when_to_begin_at_the_latest(at: str, until: str) -> None:
    assert last_start(utc(at), BERLIN) == utc(until)
    assert explain(replace(CHECK, at=utc(at)), starts=utc(until), zone=BERLIN) == ""


def locked(since: str, until: str | None) -> Room:
    return Room("Room 1", (RECORD,), (Locked(utc(since), utc(until) if until else None, "It rattles."),))


@pytest.mark.parametrize(
    ("since", "until", "in_the_way"),
    [
        ("2026-11-24T13:00", None, True),
        ("2026-11-24T13:00", "2026-11-24T13:59", False),
        ("2026-11-24T13:00", "2026-11-24T14:00", False),
        ("2026-11-24T13:00", "2026-11-24T14:01", True),
        ("2026-11-24T14:30", "2026-11-24T14:31", True),
        ("2026-11-24T15:00", None, False),
    ],
)
def test_a_lock_is_in_the_way_of_every_session_that_it_touches(
    since: str, until: str | None, in_the_way: bool
) -> None:
    found = explain_lock(locked(since, until), STARTS, utc("2026-11-24T15:00"), "UTC")
    assert (found is not None) is in_the_way
    if found:
        assert "It rattles." in found
        assert ("A session ends there then." in found) is (since > "2026-11-24T14:00")


def test_a_room_that_was_locked_since_its_check_is_checked_again() -> None:
    assert "Check it again" in explain(CHECK, room=locked("2026-11-24T13:45", "2026-11-24T13:55"))
    assert explain(CHECK, room=locked("2026-11-24T13:30", "2026-11-24T13:35")) == ""


def test_the_hour_that_comes_twice_tells_which_lock_was_first() -> None:
    first, second = find_moments(date(2026, 10, 25), time(2, 30), BERLIN)
    room = Room("Room 1", (RECORD,), (Locked(first, second, "It rattles."),))
    assert explain_lock(room, second, second + timedelta(minutes=30), BERLIN) is None
    assert explain_lock(room, first, second, BERLIN) is not None
