"""The states of a job, and how long it waits before it is tried again."""

from datetime import datetime, timedelta

QUEUED, RUNNING, DONE, FAILED = "queued", "running", "done", "failed"
LEASE = timedelta(minutes=5)
"""How long a job may run before it is taken for lost; no job of ours draws or sends for that long."""

FIRST_WAIT, LONGEST_WAIT = timedelta(seconds=30), timedelta(hours=6)
TRIES = 12
"""With the waits above a job is given up after some 14 hours: a mail server may be down for a night."""


def wait_after(attempts: int) -> timedelta:
    """Return how long to wait after so many failed tries: 30 s, 1 min, 2 min … at most 6 h."""
    return min(FIRST_WAIT * (1 << min(attempts - 1, 20)), LONGEST_WAIT)


def slot_key(name: str, every: timedelta, now: datetime) -> str:
    """Return the key of a recurring job's present turn: the same however often it is asked in one turn."""
    return f"{name}:{int(now.timestamp() // every.total_seconds())}"
