"""What becomes of each person in a run that issues many certificates."""

from datetime import timedelta
from enum import StrEnum

from ashilms.certificates.rules.standing import Status


class Outcome(StrEnum):
    """From what needs somebody to what needs nobody."""

    REFUSED = "refused"
    FAILED = "not drawn yet"
    WAITING = "waiting"
    DRAWING = "being drawn"
    ISSUED = "issued"


def outcome_of(number: str | None, refused: str | None, status: str | None) -> Outcome:
    """Return what became of somebody whose certificate, if a number was taken for one, has a status.

    One that was suspended or revoked since was issued all the same.
    """
    if refused is not None:
        return Outcome.REFUSED
    if number is None or status is None:
        return Outcome.WAITING
    return {Status.ISSUING: Outcome.DRAWING, Status.FAILED: Outcome.FAILED}.get(
        Status(status), Outcome.ISSUED
    )


ENOUGH = 5
"""So many certificates have to be issued before how long one takes is more than a guess."""
WATCHED = timedelta(hours=1)
"""How long an open page looks by itself after a run was started: a host's own sessions may live by any request."""


def time_left(issued: int, took: timedelta, to_come: int) -> timedelta | None:
    """Return how long the rest takes at the pace so far, in whole minutes, the last one begun counted whole.

    `None` while it is not known, or nothing is to come.
    """
    if issued < ENOUGH or not to_come:
        return None
    return timedelta(minutes=-(-(took / issued * to_come) // timedelta(minutes=1)))
