"""A session's time: across midnight, across clock changes, and against another way of counting."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ashilms.practicum.rules.spans import (
    Span,
    explain_no_span,
    find_spans,
    split_by_day,
)

BERLIN, NEW_YORK, LORD_HOWE = "Europe/Berlin", "America/New_York", "Australia/Lord_Howe"
SPRING, AUTUMN = date(2026, 3, 29), date(2026, 10, 25)
"""The nights in which clocks change in Berlin."""


def at(text: str) -> time:
    return time.fromisoformat(text)


def utc(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


@pytest.mark.parametrize(
    ("day", "start", "end", "zone", "minutes", "starts"),
    [
        (date(2026, 11, 24), "14:00", "15:10", BERLIN, [70], "2026-11-24T13:00"),
        (date(2026, 11, 24), "14:00", "15:10", "UTC", [70], "2026-11-24T14:00"),
        (date(2026, 11, 24), "23:30", "00:45", BERLIN, [75], "2026-11-24T22:30"),
        (date(2026, 11, 24), "19:00", "07:00", NEW_YORK, [720], "2026-11-25T00:00"),
        # Clocks go forward from 02:00 to 03:00: an hour that nobody worked.
        (SPRING, "01:30", "03:30", BERLIN, [60], "2026-03-29T00:30"),
        (SPRING - timedelta(days=1), "23:00", "04:00", BERLIN, [240], "2026-03-28T22:00"),
        # Clocks go back from 03:00 to 02:00: an hour that was worked twice.
        (AUTUMN, "01:30", "03:30", BERLIN, [180], "2026-10-24T23:30"),
        (AUTUMN - timedelta(days=1), "23:00", "04:00", BERLIN, [360], "2026-10-24T21:00"),
        # One of the times happened twice: the person has to say which.
        (AUTUMN, "02:10", "02:50", BERLIN, [40, 40, 100], "2026-10-25T00:10"),
        (AUTUMN, "01:30", "02:30", BERLIN, [60, 120], "2026-10-24T23:30"),
        (AUTUMN, "02:50", "02:10", BERLIN, [20], "2026-10-25T00:50"),
        # A change of half an hour.
        (date(2026, 4, 5), "01:15", "02:15", LORD_HOWE, [90], "2026-04-04T14:15"),
    ],
)
def test_minutes_are_those_that_passed_whatever_the_clocks_did(
    day: date, start: str, end: str, zone: str, minutes: list[int], starts: str
) -> None:
    spans = find_spans(day, at(start), at(end), zone)
    assert [span.minutes for span in spans] == minutes
    assert spans[0].starts == utc(starts)
    assert all(span.day(zone) == day for span in spans)


@pytest.mark.parametrize(
    ("day", "start", "end", "field", "says"),
    [
        (SPRING, "02:30", "04:00", "start", "02:30 did not exist"),
        (SPRING, "01:00", "02:15", "end", "02:15 did not exist"),
        (date(2026, 11, 24), "14:00", "14:00", "end", "the same"),
        (date(2026, 11, 24), "14:00", "13:00", "end", "before the start"),
        (date(2026, 11, 24), "08:00", "20:01", "end", "more than 12 hours"),
    ],
)
def test_times_that_make_no_session_say_why(day: date, start: str, end: str, field: str, says: str) -> None:
    assert find_spans(day, at(start), at(end), BERLIN) == []
    assert explain_no_span(day, at(start), at(end), BERLIN)[0] == field
    assert says in explain_no_span(day, at(start), at(end), BERLIN)[1]


def test_a_span_names_the_clock_when_it_changed_meanwhile() -> None:
    first, _ = find_spans(AUTUMN, at("01:30"), at("02:30"), BERLIN)
    assert first.clock(BERLIN) == "01:30 to 02:30"
    assert find_spans(AUTUMN, at("01:30"), at("03:30"), BERLIN)[0].clock(BERLIN) == "01:30 CEST to 03:30 CET"


ZONES = st.sampled_from(
    [BERLIN, NEW_YORK, LORD_HOWE, "UTC", "Asia/Kathmandu", "Africa/Cairo", "Pacific/Apia"]
)
MINUTES = st.integers(0, 2 * 366 * 24 * 60)
START = utc("2026-01-01T00:00")


@st.composite
def spans(draw: st.DrawFn, longest: int = 720) -> Span:
    starts = START + timedelta(minutes=draw(MINUTES))
    return Span(starts, starts + timedelta(minutes=draw(st.integers(1, longest))))


@given(spans(), ZONES)
def test_what_the_wall_clock_showed_leads_back_to_the_session(span: Span, zone: str) -> None:
    here = ZoneInfo(zone)
    start, end = span.starts.astimezone(here), span.ends.astimezone(here)
    assert span in find_spans(start.date(), start.time(), end.time(), zone)


@given(spans(), ZONES)
def test_days_share_out_exactly_the_minutes_of_the_session(span: Span, zone: str) -> None:
    counted: dict[date, int] = {}
    for minute in range(span.minutes):
        day = (span.starts + timedelta(minutes=minute)).astimezone(ZoneInfo(zone)).date()
        counted[day] = counted.get(day, 0) + 1
    assert dict(split_by_day(span, zone)) == counted


@given(spans(), spans(), st.integers(-900, 900))
def test_two_sessions_overlap_when_they_share_a_minute(one: Span, other: Span, shift: int) -> None:
    """V2.2.3, against a checker that knows only sets of minutes."""
    starts = one.starts + timedelta(minutes=shift)
    other = Span(starts, starts + (other.ends - other.starts))

    def minutes(span: Span) -> set[datetime]:
        return {span.starts + timedelta(minutes=n) for n in range(span.minutes)}

    assert one.overlaps(other) is other.overlaps(one) is bool(minutes(one) & minutes(other))
