"""Follow-ups: when after a session they are asked, which sessions need them, and what may be answered.

Harm may show days later, so somebody asks after a day, three days and a week; the hours are this programme's own.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from enum import StrEnum

HOURS = (24, 72, 168)
"""How long after the end of a session, by the clock that never jumps; pages say it by the clock of the place."""
NAMES = {24: "After a day", 72: "After three days", 168: "After a week"}
CATCH_UP = timedelta(days=14)
"""How old a session may be for which follow-ups are still made: a site may have been down, or begin with old ones."""
GRACE = timedelta(days=1)
"""How long a trainee alone sees what is due; then whoever supervised sees it too."""


class Answer(StrEnum):
    """What the client said, in one tap."""

    NOTHING = "nothing"
    MILD = "mild"
    OTHER = "other"


WORDS = {Answer.NOTHING: "Nothing to report", Answer.MILD: "Mild soreness", Answer.OTHER: "Something else"}


def due_times(ends: datetime) -> tuple[tuple[int, datetime], ...]:
    """Return when a session that ended then is asked about, with the hours."""
    return tuple((hours, ends + timedelta(hours=hours)) for hours in HOURS)


def needs_follow_up(strokes: Sequence[str] | None, client: str | None, ends: datetime, now: datetime) -> bool:
    """Return whether somebody is asked about a session: one of foot work on somebody, that is not long past."""
    return bool(strokes) and bool(client) and now - CATCH_UP <= ends <= now


def is_overdue(due_at: datetime, now: datetime) -> bool:
    """Return whether an unanswered follow-up is whoever supervised's to see too."""
    return due_at + GRACE <= now
