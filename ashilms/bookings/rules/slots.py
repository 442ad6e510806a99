"""When something that can be booked may be, and what stands in the way of it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from ashilms.formats import clock, find_moments

OBSERVATION, LIVE = "observation", "live"
KINDS = {OBSERVATION: "Observation", LIVE: "Live session"}
NOTICE = {
    0: "Until it begins",
    2: "Until 2 hours before",
    24: "Until a day before",
    48: "Until two days before",
}
"""Hours before the beginning up to which a place may be given back."""
MOST_PLACES = 12
LONGEST = timedelta(hours=8)
"""Of an observation; a live session brings its own times."""
FARTHEST = timedelta(days=180)
"""How far ahead places may be offered."""


class SlotFault(ValueError):
    """What can't be offered; `str()` is the sentence, `field` the field that it belongs to."""

    def __init__(self, field: str, sentence: str) -> None:
        super().__init__(sentence)
        self.field = field


@dataclass(frozen=True, slots=True)
class Span:
    """From when until when, in UTC."""

    starts: datetime
    ends: datetime

    def meets(self, other: "Span") -> bool:
        """Return whether the two overlap; one that begins as the other ends doesn't."""
        return self.starts < other.ends and other.starts < self.ends


@dataclass(frozen=True, slots=True)
class Busy:
    """Something that keeps a person or a room at a time: what it is called in a sentence."""

    span: Span
    what: str


def read_span(day: date, start: time, end: time, zone: str, *, now: datetime) -> Span:
    """Return the span that these times of the clock in `zone` mean; raises `SlotFault` for what can't be offered."""
    starts, ends = _moment(day, start, zone, "start"), _moment(day, end, zone, "end")
    if ends <= starts:
        raise SlotFault("end", "The end lies before the start. Check both times.")
    if ends - starts > LONGEST:
        raise SlotFault("end", f"That is more than {LONGEST.seconds // 3600} hours. Check both times.")
    return refuse_time(Span(starts, ends), now)


def refuse_time(span: Span, now: datetime) -> Span:
    """Return the span again; raises `SlotFault` for one that has begun, or lies too far ahead."""
    if span.starts <= now:
        raise SlotFault("start", "That has begun already. Places are offered for what is to come.")
    if span.starts - now > FARTHEST:
        raise SlotFault("day", f"That is more than {FARTHEST.days} days ahead. Look at the day again.")
    return span


def _moment(day: date, at: time, zone: str, field: str) -> datetime:
    found = find_moments(day, at, zone)
    if len(found) == 1:
        return found[0]
    why = (
        "came twice that day: the clocks were set back" if found else "did not exist: the clocks went forward"
    )
    raise SlotFault(field, f"{at:%H:%M} {why}. Take another time.")


def find_clash(span: Span, busy: Sequence[Busy]) -> Busy | None:
    """Return the first thing that is at the same time, or `None`."""
    return next((one for one in busy if span.meets(one.span)), None)


def why_not_bookable(*, ended: bool, taken: int, capacity: int, starts: datetime, now: datetime) -> str:
    """Return why nobody can book a place any more, in a sentence; empty while somebody can."""
    if ended:
        return "This was called off."
    if now >= starts:
        return "This has begun."
    return "Every place is taken." if taken >= capacity else ""


def why_not_cancellable(cancel_until: datetime, now: datetime, zone: str) -> str:
    """Return why a place can't be given back any more, in a sentence; empty while it can."""
    if now <= cancel_until:
        return ""
    return f"A place could be given back until {clock(cancel_until, zone)}. Tell whoever leads it."
