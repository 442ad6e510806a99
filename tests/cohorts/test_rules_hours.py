"""Contact minutes: what a session is worth, who was there for all of it, and how hours are printed."""

from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ashilms.cohorts.rules.hours import Break, Timetable, contact_minutes, judge
from ashilms.cohorts.rules.times import TimeFault, TypedBreak, read_attendance, read_timetable, when
from ashilms.courses.rules.credit import contact_hours

DAY = date(2026, 11, 24)
BERLIN = "Europe/Berlin"


def at(text: str) -> datetime:
    return datetime.combine(DAY, time.fromisoformat(text), UTC)


def timetable(start: str, end: str, *breaks: str) -> Timetable:
    """Return a session; a break is `10:00-10:15`, a meal `12:00-13:00m`."""
    parts = [(pause.rstrip("m").split("-"), pause.endswith("m")) for pause in breaks]
    return Timetable(
        at(start), at(end), tuple(Break(at(begins), at(ends), meal) for (begins, ends), meal in parts)
    )


@pytest.mark.parametrize(
    ("session", "minutes", "printed"),
    [
        (timetable("09:00", "10:00", "09:50-09:59"), 50, "1 contact hour"),
        (timetable("09:00", "10:00"), 50, "1 contact hour"),  # no break is saved up: an hour is an hour
        (timetable("09:00", "11:30"), 125, "2½ contact hours"),
        (timetable("09:00", "12:00", "10:00-10:10", "11:00-11:10"), 150, "3 contact hours"),
        (timetable("09:00", "12:00", "10:00-10:20", "11:00-11:20"), 140, "2½ contact hours"),
        (timetable("09:00", "12:00", "10:00-10:20"), 150, "3 contact hours"),  # 20 minutes are still short
        (timetable("09:00", "12:00", "10:00-10:21"), 132, "2½ contact hours"),  # 21 are part of no hour
        (timetable("09:00", "17:00", "12:00-13:00m"), 350, "7 contact hours"),
        (timetable("09:00", "17:00", "10:30-10:45", "12:00-13:00m", "15:00-15:15"), 350, "7 contact hours"),
        (timetable("09:00", "17:00", "12:00-12:10m"), 391, "7½ contact hours"),  # a meal never counts
        (timetable("09:00", "09:30"), 25, "½ contact hour"),
        (timetable("09:00", "09:29"), 24, "0 contact hours"),
    ],
)  # fmt: skip
def test_a_session_is_worth_its_class_but_no_more_than_its_hours(
    session: Timetable, minutes: int, printed: str
) -> None:
    assert contact_minutes(session) == minutes
    assert contact_hours(minutes) == printed


@given(st.integers(1, 720), st.lists(st.integers(1, 60), max_size=4), st.booleans())
def test_no_session_is_worth_more_than_its_class_nor_than_its_hours(
    length: int, breaks: list[int], meal: bool
) -> None:
    begins, pauses = at("06:00"), []
    for minutes in breaks:
        begins += timedelta(minutes=5)
        pauses.append(Break(begins, begins + timedelta(minutes=minutes), meal))
        begins += timedelta(minutes=minutes)
    end = max(begins, at("06:00") + timedelta(minutes=length)) + timedelta(minutes=1)
    session = Timetable(at("06:00"), end, tuple(pauses))
    whole = int((end - session.starts).total_seconds()) // 60
    worth = contact_minutes(session)
    assert 0 <= worth <= whole - sum(breaks)
    assert worth * 60 <= whole * 50
    if meal and breaks:
        assert contact_minutes(Timetable(session.starts, end)) >= worth


@pytest.mark.parametrize(
    ("arrived", "left", "earned", "why"),
    [
        ("09:00", "12:00", 150, "There from beginning to end."),
        ("08:40", "12:30", 150, "There from beginning to end."),
        ("09:01", "12:00", 0, "Came at 09:01, 1 min after the beginning. A session counts whole or not at all."),
        ("09:00", "11:59", 0, "Left at 11:59, 1 min before the end. A session counts whole or not at all."),
        (
            "09:07", "11:00", 0,
            "Came at 09:07, 7 min after the beginning and left at 11:00, 60 min before the end. "
            "A session counts whole or not at all.",
        ),
        (None, None, 0, "Not there: no arrival was recorded."),
        ("09:00", None, 0, "When they left isn’t recorded, so nothing counts yet."),
    ],
)  # fmt: skip
def test_attendance_is_all_or_nothing_and_says_why(
    arrived: str | None, left: str | None, earned: int, why: str
) -> None:
    session = timetable("09:00", "12:00", "10:00-10:10")
    told = judge(session, at(arrived) if arrived else None, at(left) if left else None, "UTC")
    assert (told.minutes, told.why) == (earned, why)


@pytest.mark.parametrize(
    ("minutes", "printed"),
    [
        (0, "0 contact hours"),
        (49, "½ contact hour"),
        (50, "1 contact hour"),
        (99, "1½ contact hours"),
        (1050, "21 contact hours"),
    ],
)
def test_only_whole_and_half_hours_are_printed(minutes: int, printed: str) -> None:
    assert contact_hours(minutes) == printed


@pytest.mark.parametrize(
    ("day", "start", "end", "breaks", "field", "said"),
    [
        (DAY, "10:00", "09:00", [], "end", "lies before the start"),
        (DAY, "10:00", "10:00", [], "end", "lies before the start"),
        (DAY, "06:00", "19:00", [], "end", "more than 12 hours"),
        (DAY, "09:00", "12:00", [("11:00", "10:00")], "breaks", "from 11:00 to 10:00 ends before it begins"),
        (DAY, "09:00", "12:00", [("09:00", "09:10")], "breaks", "has to lie within the session"),
        (DAY, "09:00", "12:00", [("11:30", "12:00")], "breaks", "has to lie within the session"),
        (DAY, "09:00", "12:00", [("10:00", "10:20"), ("10:10", "10:30")], "breaks", "overlap at 10:10"),
        (date(2026, 3, 29), "02:30", "05:00", [], "start", "did not exist on that day"),
        (date(2026, 10, 25), "01:00", "02:30", [], "end", "came twice that day"),
    ],
)
def test_times_that_can_t_be_are_refused_at_their_field(
    day: date, start: str, end: str, breaks: list[tuple[str, str]], field: str, said: str
) -> None:
    pauses = [TypedBreak(time.fromisoformat(a), time.fromisoformat(b)) for a, b in breaks]
    with pytest.raises(TimeFault, match=said) as fault:
        read_timetable(day, time.fromisoformat(start), time.fromisoformat(end), pauses, BERLIN)
    assert fault.value.field == field


def test_a_session_over_a_change_of_the_clocks_is_as_long_as_it_was() -> None:
    """From one to four, in the night in which the clocks go forward: two hours."""
    session = read_timetable(date(2026, 3, 29), time(1), time(4), [], BERLIN)
    assert contact_minutes(session) == 100
    assert when(session, BERLIN) == "29 Mar 2026, 01:00 to 04:00 CEST"


def test_breaks_may_be_typed_in_any_order() -> None:
    pauses = [TypedBreak(time(15), time(15, 10)), TypedBreak(time(10), time(10, 10), meal=True)]
    read = read_timetable(DAY, time(9), time(17), pauses, BERLIN)
    assert [(pause.begins.hour, pause.meal) for pause in read.breaks] == [(9, True), (14, False)]


@pytest.mark.parametrize(
    ("arrived", "left", "field", "said"),
    [
        (None, "12:00", "arrived", "Put in when they arrived, too."),
        ("12:00", "09:00", "left", "can’t have left before"),
        ("12:00", "12:00", "left", "can’t have left before"),
        ("13:30", None, "arrived", "13:30 is still to come"),
        ("09:00", "13:01", "left", "13:01 is still to come"),
    ],
)
def test_an_attendance_that_can_t_be_is_refused_at_its_field(
    arrived: str | None, left: str | None, field: str, said: str
) -> None:
    came, went = (time.fromisoformat(text) if text else None for text in (arrived, left))
    with pytest.raises(TimeFault, match=said) as fault:
        read_attendance(DAY, came, went, BERLIN, now=at("12:00"))  # 13:00 in Berlin
    assert fault.value.field == field
