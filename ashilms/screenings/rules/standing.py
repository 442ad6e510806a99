"""How a decision stands: whether it may still be countersigned, and whether a session may begin on it."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from ashilms.formats import day as day_in_words
from ashilms.formats import local
from ashilms.screenings.rules.outcomes import Outcome

OFFLINE = timedelta(hours=72)
"""How long after it was made, signed or begun without a network something is still taken."""


@dataclass(frozen=True, slots=True)
class Standing:
    """A decision as far as it matters to what may be done on it."""

    id: int
    day: date
    zone: str
    decided_at: datetime
    outcome: Outcome
    needs_signature: bool
    signed_at: datetime | None = None
    started_at: datetime | None = None


def explain_moment(at: datetime, now: datetime, what: str) -> str | None:
    """Return why something that is said to have been done at `at` is not taken at `now`, or `None`."""
    if at > now:
        return f"{what} lies in the future. Look at the clock of your device, then send it again."
    if at < now - OFFLINE:
        days = OFFLINE // timedelta(days=1)
        return f"{what} lies more than {days} days back. What was done without a network is sent within {days} days."
    return None


def explain_no_signing(decision: Standing, at: datetime) -> str | None:
    """Return why a decision can't be countersigned at that moment, or `None`."""
    if decision.started_at is not None:
        return "The session has begun. A decision is countersigned before contact, never after."
    if at < decision.decided_at:
        return "This was signed before it was decided. Look at the clock of your device."
    return _of_another_day(decision, at)


def explain_no_start(decision: Standing, at: datetime, *, newer: bool) -> str | None:
    """Return why no session may begin on a decision at that moment, or `None`.

    `newer`: whether the client was screened again that day, so that this decision holds no more.
    """
    if not decision.outcome.allows_session:
        return "This decision allows no foot work, and nobody overrides it. Do what it says."
    if newer:
        return "This client was screened again since. Only the last decision of the day holds."
    if decision.needs_signature and decision.signed_at is None:
        return "Your supervisor countersigns the decision before contact. Ask them to sign it first."
    if at < (decision.signed_at or decision.decided_at):
        return "The session would begin before its decision was signed. Look at the clock of your device."
    return _of_another_day(decision, at)


def _of_another_day(decision: Standing, at: datetime) -> str | None:
    if local(at, decision.zone).date() == decision.day:
        return None
    return f"A decision holds for its day alone; this one was for {day_in_words(decision.day)}. Screen again."
