"""What holds of dates and of releases, as plain values."""

from dataclasses import dataclass
from datetime import datetime, timedelta

LONGEST = timedelta(hours=24)
"""A release is for one sitting in one room; a proctor is not present for longer than a day."""
LEAST = 8
"""Characters of a password that a proctor gives out."""
MOST = 100


@dataclass(frozen=True, slots=True)
class Window:
    """From when until when, of which either may be left open."""

    opens: datetime | None = None
    closes: datetime | None = None
    whole_time: bool = False
    """Whether who begins before the end keeps the whole time of the quiz."""


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong, and at which field."""

    field: str
    sentence: str


def fault_of_dates(window: Window) -> Fault | None:
    """Return why these can't be the dates of a quiz."""
    if window.opens and window.closes and window.closes <= window.opens:
        return Fault("closes_on", "It would close before it opens. Check both.")
    return None


def fault_of_release(opens: datetime, closes: datetime, password: str | None, now: datetime) -> Fault | None:
    """Return why this can't be a release; `password` is `None` where the proctor lets everybody in by a click."""
    if closes <= opens:
        return Fault("closes", "The end lies before the start. A release is within one day.")
    if closes - opens > LONGEST:
        return Fault("closes", "That is more than 24 hours. Release each sitting by itself.")
    if closes <= now:
        return Fault("closes", "That is over already. Check day and times.")
    if password is not None and not LEAST <= len(password) <= MOST:
        return Fault("password", f"Choose a password of {LEAST} to {MOST} characters.")
    return None
