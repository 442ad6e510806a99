"""Reading what the fact of a certificate tells of its turns."""

from collections.abc import Sequence
from datetime import date

from ashilms.plugins import Fact


def changes_of(certificate: Fact) -> list[tuple[date, str]]:
    """Return each change of a certificate's status with its day, the first first."""
    return [(date.fromisoformat(on), status) for on, status in certificate.values["changes"]]


def status_on(changes: Sequence[tuple[date, str]], day: date) -> str:
    """Return the status at the end of a day; empty while the certificate was not drawn."""
    past = [status for on, status in changes if on <= day]
    return past[-1] if past else ""
