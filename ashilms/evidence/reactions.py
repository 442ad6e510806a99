"""What this room does by itself: seal what a signature stands on, and show an entry's files on its page."""

from ashilms import signals
from ashilms.evidence import services

ASIDES = {"evidence": services.tell_of_evidence}
"""What is said on a session's page, by the name under which its template knows it."""


def connect() -> None:
    """Listen; connecting twice is the same as once."""
    signals.entry_decided.connect(services.seal_evidence, weak=False)
