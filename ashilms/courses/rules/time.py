"""Active time: from signs that a person is in a lesson to seconds credited there, by the server's clock alone.

A person is in one place at a time. A sign (a page was opened, a page says that it is being read, something was
sent) brings them to a lesson, and the time until the next sign belongs to the place that it ends: so two tabs,
two devices or a script that sends whatever it likes share one clock, and what is credited never exceeds the time
that has passed. Nothing that a browser says of times is ever asked for.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

TIMES_STUDY = 3
"""Active time of a lesson counts up to so many times its study minutes: room for a slow reader, for a second
language and for reading it again. Past that, it says that a page was left open rather than that it was studied."""


class Sign(StrEnum):
    """What was heard of a person in a lesson."""

    CAME = "came"
    """A page was opened, or something on it was sent."""
    ON = "on"
    """The page is in view, and somebody was active in it a moment ago."""
    LEFT = "left"
    """The page went out of view, or nobody was active in it for a while."""
    DONE = "done"
    """The lesson was finished."""


PATIENCE = {
    Sign.CAME: timedelta(minutes=10),
    Sign.ON: timedelta(minutes=2),
    Sign.LEFT: timedelta(0),
    Sign.DONE: timedelta(0),
}
"""How long silence after a sign still counts: the idle limit. A page that speaks does so each minute, so that two
are a lost request; one without JavaScript says nothing until something is sent, and ten minutes read most lessons."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where a person is: the lesson's id, since when this stretch runs, and until when silence would count."""

    lesson: int
    at: datetime
    until: datetime


@dataclass(frozen=True, slots=True)
class Heard:
    """What a sign leads to: where the person is now, and whole seconds for the lesson where they were before."""

    place: Place
    seconds: int


def hear(place: Place | None, lesson: int, sign: Sign, now: datetime) -> Heard:
    """Return what becomes of a sign from `lesson` at `now`, by the server's clock.

    The stretch that ends is credited up to its idle limit. A sign that is older than the last one (of two requests
    the later was faster) moves nothing back; leaving a lesson where the person is no longer changes nothing.
    """
    if place is None:
        return Heard(Place(lesson, now, now + PATIENCE[sign]), 0)
    if now < place.at or (sign is Sign.LEFT and lesson != place.lesson):
        return Heard(place, 0)
    gone = min(now, place.until) - place.at
    return Heard(Place(lesson, now, now + PATIENCE[sign]), max(0, int(gone.total_seconds())))


def most_seconds(study_minutes: int) -> int:
    """Return how many active seconds a lesson may be credited with."""
    return study_minutes * 60 * TIMES_STUDY


def added(seconds: int, more: int, study_minutes: int) -> int:
    """Return the active seconds of a lesson after `more` of them, capped; what was credited is never taken back."""
    return max(seconds, min(seconds + more, most_seconds(study_minutes)))
