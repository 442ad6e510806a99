"""When somebody is reminded of a session that waits, and when the registrars are told before it lapses."""

from datetime import datetime, timedelta

REMIND, ESCALATE = (7, 14), 21
"""Days after sending: the supervisor twice, then the registrars too; unsigned after 30 days it lapses."""


def stage_of(sent_at: datetime | None, now: datetime) -> int | None:
    """Return the last stage reached, in days after sending; `None` before the first.

    Whoever looks after a time without looking says the last stage alone: three reminders at once help nobody.
    """
    if sent_at is None:
        return None
    return max((days for days in (*REMIND, ESCALATE) if now - sent_at >= timedelta(days=days)), default=None)
