"""Whether a recording was played, as far as the server's own clock can tell."""

from datetime import datetime, timedelta
from enum import StrEnum

ON_THE_WAY = timedelta(seconds=5)
"""What the two messages of a page may lose on their way: by so much may a recording seem to have taken less."""


class Playing(StrEnum):
    """What is heard of a recording in a lesson."""

    BEGAN = "began"
    ENDED = "ended"
    READ = "read"
    """Its transcript was read instead: the equal way for whoever does not hear or see it, or has no player."""


def left_to_play(began: datetime, now: datetime, seconds: int) -> timedelta:
    """Return how long a recording that began then must still take; zero once it may have been played to its end.

    Whatever a page reports: no more has been played than time has passed since the first sign of it.
    """
    return max(timedelta(0), timedelta(seconds=seconds) - ON_THE_WAY - (now - began))
