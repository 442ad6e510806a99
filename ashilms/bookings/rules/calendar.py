"""A person's calendar in the form that calendar programs read (RFC 5545), each time by the person's own clock."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from icalendar import Calendar, Event

MADE_BY = "-//AshiLMS//Bookings//EN"


@dataclass(frozen=True, slots=True)
class Appointment:
    """One thing in a calendar; `key` stays its own for good. It names no client and no other person."""

    key: str
    title: str
    where: str
    starts: datetime
    ends: datetime
    changed: datetime
    version: int = 0
    called_off: bool = False


def write_calendar(appointments: Iterable[Appointment], *, name: str, zone: str, host: str) -> bytes:
    """Return the calendar; `host` makes its keys the site's own."""
    calendar = Calendar()
    for key, value in (
        ("prodid", MADE_BY), ("version", "2.0"), ("method", "PUBLISH"), ("x-wr-calname", name), ("x-wr-timezone", zone)
    ):  # fmt: skip
        calendar.add(key, value)
    for appointment in appointments:
        calendar.add_component(_event(appointment, zone, host))
    calendar.add_missing_timezones()
    return bytes(calendar.to_ical())


def _event(one: Appointment, zone: str, host: str) -> Event:
    event, here = Event(), ZoneInfo(zone)
    event.add("uid", f"{one.key}@{host}")
    event.add("summary", one.title)
    event.add("location", one.where)
    event.add("dtstart", one.starts.astimezone(here))
    event.add("dtend", one.ends.astimezone(here))
    event.add("dtstamp", one.changed)
    event.add("sequence", one.version)
    event.add("status", "CANCELLED" if one.called_off else "CONFIRMED")
    return event
