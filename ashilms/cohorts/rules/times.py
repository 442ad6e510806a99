"""What was typed about a session's or a person's times, made into moments, or what is wrong with it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

from ashilms.cohorts.rules.hours import Break, Timetable, wall
from ashilms.formats import MONTHS, find_moments

LONGEST = timedelta(hours=12)
"""A live session is one day's; a longer one is a slip of the clock."""
MAX_BREAKS = 4
BREAKS = "breaks"
"""The name under which what is wrong with the breaks is told."""


class TimeFault(ValueError):
    """Times that can't be; `str()` is the sentence, `field` the field that it belongs to."""

    def __init__(self, field: str, sentence: str) -> None:
        super().__init__(sentence)
        self.field = field


@dataclass(frozen=True, slots=True)
class TypedBreak:
    """A break as it was typed."""

    begins: time
    ends: time
    meal: bool = False


def read_timetable(day: date, start: time, end: time, breaks: Sequence[TypedBreak], zone: str) -> Timetable:
    """Return the session that these times of the clock in `zone` mean; raises `TimeFault`."""
    starts, ends = read_moment(day, start, zone, "start"), read_moment(day, end, zone, "end")
    if ends <= starts:
        raise TimeFault(
            "end", "The end lies before the start. A session that passes midnight is two sessions."
        )
    if ends - starts > LONGEST:
        raise TimeFault("end", "That is more than 12 hours. Check both times.")
    read = (
        Break(
            read_moment(day, pause.begins, zone, BREAKS),
            read_moment(day, pause.ends, zone, BREAKS),
            pause.meal,
        )
        for pause in breaks
    )
    pauses = tuple(sorted(read, key=lambda pause: pause.begins))
    _refuse_odd_breaks(starts, ends, pauses, zone)
    return Timetable(starts, ends, pauses)


def _refuse_odd_breaks(starts: datetime, ends: datetime, breaks: Sequence[Break], zone: str) -> None:
    for pause in breaks:
        said = f"The break from {wall(pause.begins, zone)} to {wall(pause.ends, zone)}"
        if pause.ends <= pause.begins:
            raise TimeFault(BREAKS, f"{said} ends before it begins.")
        if pause.begins <= starts or pause.ends >= ends:
            raise TimeFault(BREAKS, f"{said} has to lie within the session, with class before and after it.")
    for one, other in pairwise(breaks):
        if other.begins < one.ends:
            raise TimeFault(
                BREAKS, f"Two breaks overlap at {wall(other.begins, zone)}. Make one of them, or move one."
            )


def read_attendance(
    day: date, arrived: time | None, left: time | None, zone: str, *, now: datetime
) -> tuple[datetime | None, datetime | None]:
    """Return the moments at which somebody came and left; raises `TimeFault` for what can't be or lies ahead."""
    came = read_moment(day, arrived, zone, "arrived") if arrived else None
    went = read_moment(day, left, zone, "left") if left else None
    if went and not came:
        raise TimeFault("arrived", "Put in when they arrived, too.")
    if came and went and went <= came:
        raise TimeFault("left", "They can’t have left before they arrived. Check both times.")
    for field, moment in (("arrived", came), ("left", went)):
        if moment and moment > now:
            raise TimeFault(field, f"{wall(moment, zone)} is still to come. Record it when it has happened.")
    return came, went


def read_moment(day: date, at: time, zone: str, field: str) -> datetime:
    """Return the one moment at which the clock of `zone` showed this; raises `TimeFault` for none and for two."""
    found = find_moments(day, at, zone)
    if not found:
        raise TimeFault(field, f"{at:%H:%M} did not exist on that day: the clocks went forward over it.")
    if len(found) > 1:
        raise TimeFault(
            field, f"{at:%H:%M} came twice that day: the clocks were set back. Take another time."
        )
    return found[0]


def describe_break(pause: Break, zone: str) -> str:
    """Return a break in words: `12:00 to 13:00, a meal`."""
    kind = "a meal" if pause.meal else f"{pause.minutes} min"
    return f"{wall(pause.begins, zone)} to {wall(pause.ends, zone)}, {kind}"


def when(timetable: Timetable, zone: str) -> str:
    """Return a session's day and times as `zone` shows them: `28 Nov 2026, 09:00 to 17:00 CET`."""
    start, end = (moment.astimezone(ZoneInfo(zone)) for moment in (timetable.starts, timetable.ends))
    on = f"{start.day} {MONTHS[start.month - 1][:3]} {start.year}"
    return f"{on}, {start:%H:%M} to {end:%H:%M} {end.tzname()}"
