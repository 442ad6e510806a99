"""A session's time: from what the wall clock showed to UTC and back, across midnight and clock changes."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from ashilms.formats import find_moments

LONGEST = timedelta(hours=12)
"""An entry is one session. Longer ones are a slip of the clock (an end typed before its start)."""


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of time from `starts` up to `ends`, both UTC, in whole minutes."""

    starts: datetime
    ends: datetime

    @property
    def minutes(self) -> int:
        """How many minutes really passed."""
        return int((self.ends - self.starts) // timedelta(minutes=1))

    def overlaps(self, other: "Span") -> bool:
        """Return whether the two share any time; one that ends as the other starts does not."""
        return self.starts < other.ends and other.starts < self.ends

    def day(self, zone: str) -> date:
        """Return the date on which it starts, as `zone` shows it."""
        return self.starts.astimezone(ZoneInfo(zone)).date()

    def clock(self, zone: str) -> str:
        """Return the times as `zone` shows them: `15:00 to 15:45`, with names where the offset changes."""
        a, b = (moment.astimezone(ZoneInfo(zone)) for moment in (self.starts, self.ends))
        if a.utcoffset() == b.utcoffset():
            return f"{a:%H:%M} to {b:%H:%M}"
        return f"{a:%H:%M} {a.tzname()} to {b:%H:%M} {b.tzname()}"


def find_spans(day: date, start: time, end: time, zone: str) -> list[Span]:
    """Return every session that may be meant by these times, shortest first.

    An end before its start lies on the next day. Usually there is one; in the night in which clocks are
    set back there may be several, and none when a time does not exist or the session would pass `LONGEST`.
    """
    ends = [moment for ahead in (0, 1) for moment in find_moments(day + timedelta(days=ahead), end, zone)]
    spans = [Span(a, b) for a in find_moments(day, start, zone) for b in ends]
    return sorted(
        (s for s in spans if timedelta(0) < s.ends - s.starts <= LONGEST), key=lambda s: (s.minutes, s.starts)
    )


def explain_no_span(day: date, start: time, end: time, zone: str) -> tuple[str, str]:
    """Return the field and the sentence that say why `find_spans` found nothing."""
    for name, at in (("start", start), ("end", end)):
        if not find_moments(day, at, zone):
            return name, f"{at:%H:%M} did not exist on that day: the clocks went forward over it."
    if start == end:
        return "end", "Start and end are the same. Put in when it ended."
    return "end", "The end lies before the start, or more than 12 hours after it. Check both times."


def split_by_day(span: Span, zone: str) -> Iterator[tuple[date, int]]:
    """Yield the minutes that fall on each date of `zone`, in order."""
    here, at = ZoneInfo(zone), span.starts
    while at < span.ends:
        day = at.astimezone(here).date()
        midnight = datetime.combine(day + timedelta(days=1), time(), here).astimezone(UTC)
        upto = min(midnight, span.ends)
        yield day, Span(at, upto).minutes
        at = upto
