"""What may be decided about a certificate whose pass was lost, and what a preview is told by."""

import hashlib
from collections.abc import Iterable

STANDS, ENDED = "stands", "ended"
"""It stands, for a reason; it was suspended or withdrawn on its own page."""
DECISIONS = {
    STANDS: "The certificate stands",
    ENDED: "The certificate was suspended or revoked",
}
LONGEST = 1000
"""Characters of a reason."""
LISTED = 200
"""Attempts that a page lists one by one."""
AT_ONCE = 2000
"""Attempts that are graded again while somebody waits, in about a second; of more, a job takes care."""


def digest_of(preview: str, certificates: Iterable[int]) -> str:
    """Return what names all that was seen: the attempts, by their own digest, and the certificates."""
    seen = " ".join([preview, *(str(id_) for id_ in sorted(certificates))])
    return hashlib.sha256(seen.encode()).hexdigest()
