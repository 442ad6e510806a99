"""What the public may know of a certificate's history: days with a word each, and of a suspicion nothing."""

from collections.abc import Iterable, Iterator
from datetime import date

from ashilms.certificates.rules.reviewing import KEPT
from ashilms.certificates.rules.standing import Status

ISSUED = "Issued"
WORDS = {KEPT: "Suspended", Status.REVOKED: "Revoked", Status.SUPERSEDED: "Replaced by a newer one"}


def public_history(changes: Iterable[tuple[date, str]]) -> Iterator[tuple[date, str]]:
    """Yield the days and words of the history of which `changes` are all days and statuses, the oldest first.

    What was set aside and was found to be in order leaves no trace here: nothing was ever found. A suspension that
    somebody named has confirmed does, and so does its end.
    """
    issued = suspended = False
    for day, status in changes:
        if status == Status.VALID and not issued:
            yield day, ISSUED
            issued = True
        elif status == Status.VALID and suspended:
            yield day, "Valid again"
            suspended = False
        elif status in WORDS:
            yield day, WORDS[status]
            suspended = status == KEPT
