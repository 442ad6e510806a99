"""When places may be offered, booked and given back; and a calendar as programs read it."""

from datetime import UTC, date, datetime, time, timedelta

import pytest
from icalendar import Calendar

from ashilms.bookings.rules.calendar import Appointment, write_calendar
from ashilms.bookings.rules.slots import (
    Busy,
    SlotFault,
    Span,
    find_clash,
    read_span,
    why_not_bookable,
    why_not_cancellable,
)

pytestmark = pytest.mark.any_database

NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)
TEN = NOW.replace(hour=10)
HOUR = timedelta(hours=1)


@pytest.mark.parametrize(
    ("day", "start", "end", "field"),
    [
        (date(2026, 11, 25), time(9), time(10), None),
        (date(2026, 11, 25), time(10), time(9), "end"),
        (date(2026, 11, 25), time(8), time(17), "end"),
        (date(2026, 11, 24), time(11), time(14), "start"),
        (date(2027, 6, 1), time(9), time(10), "day"),
        (date(2027, 3, 28), time(2, 30), time(4), "start"),
        (date(2027, 3, 28), time(1), time(2, 30), "end"),
    ],
)
def test_places_lie_ahead_within_a_day_and_at_times_that_exist(
    day: date, start: time, end: time, field: str | None
) -> None:
    """By the clock of Berlin, which goes forward on 28 March 2027."""
    if field is None:
        assert read_span(day, start, end, "Europe/Berlin", now=NOW).starts.hour == 8
        return
    with pytest.raises(SlotFault) as fault:
        read_span(day, start, end, "Europe/Berlin", now=NOW)
    assert fault.value.field == field


@pytest.mark.parametrize(
    ("starts", "clashes"), [(-1, False), (-0.5, True), (0, True), (0.5, True), (1, False)]
)
def test_what_touches_is_no_clash_and_what_overlaps_is(starts: float, clashes: bool) -> None:
    begins = TEN + starts * HOUR
    found = find_clash(Span(TEN, TEN + HOUR), [Busy(Span(begins, begins + HOUR), "Legs")])
    assert (found is not None) is clashes


@pytest.mark.parametrize(
    ("ended", "taken", "starts", "why"),
    [
        (False, 1, NOW + HOUR, ""),
        (True, 0, NOW + HOUR, "called off"),
        (False, 2, NOW + HOUR, "Every place"),
        (False, 0, NOW, "begun"),
    ],
)
def test_why_nobody_can_book(ended: bool, taken: int, starts: datetime, why: str) -> None:
    said = why_not_bookable(ended=ended, taken=taken, capacity=2, starts=starts, now=NOW)
    assert why in said
    assert bool(why) is bool(said)


def test_a_place_can_be_given_back_until_the_very_moment() -> None:
    assert why_not_cancellable(NOW, NOW, "UTC") == ""
    late = why_not_cancellable(NOW, NOW + timedelta(seconds=1), "Europe/Berlin")
    assert late == "A place could be given back until 24 Nov 2026, 13:00 CET. Tell whoever leads it."


def test_a_calendar_shows_each_time_by_the_person_s_own_clock() -> None:
    """RFC 5545: with the zone's rules in it, and what was called off as cancelled."""
    one = Appointment("slot-1", "Observation", "Room 1, School", TEN, TEN + HOUR, NOW, 3)
    off = Appointment("slot-2", "Legs; back, and more", "Room 1", TEN, TEN + HOUR, NOW, called_off=True)
    body = write_calendar([one, off], name="Bookings", zone="America/Bogota", host="school.example")
    read = Calendar.from_ical(body)
    first, second = read.walk("VEVENT")
    assert (first["UID"], first["SEQUENCE"], first["SUMMARY"]) == ("slot-1@school.example", 3, "Observation")
    assert (first.start.hour, first.start.astimezone(UTC)) == (5, TEN)
    assert first["DTSTART"].params["TZID"] == "America/Bogota"
    assert [str(zone["TZID"]) for zone in read.walk("VTIMEZONE")] == ["America/Bogota"]
    assert (second["STATUS"], second["SUMMARY"]) == ("CANCELLED", "Legs; back, and more")
    assert b"\r\n" in body


def test_an_empty_calendar_is_one_all_the_same() -> None:
    assert Calendar.from_ical(write_calendar([], name="B", zone="UTC", host="x")).walk("VEVENT") == []
