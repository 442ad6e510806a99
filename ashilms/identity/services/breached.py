"""Passwords that were in a breach somewhere: looked up in a file of this machine, so that nothing of them leaves it."""

import hashlib
from pathlib import Path


def is_breached(password: str, file: Path) -> bool:
    """Return whether `password` is in `file`: a SHA-1 hash to a line, in order, as lists of breaches are published.

    What follows a hash (`:37`) is not looked at. Takes about forty short reads, however long the list is.
    """
    wanted = hashlib.sha1(password.encode(), usedforsecurity=False).hexdigest().upper().encode()
    with file.open("rb") as lines:
        low, high = 0, file.stat().st_size
        while low < high:
            middle = (low + high) // 2
            lines.seek(middle)
            if middle:
                lines.readline()  # the middle is seldom where a line begins
            line = lines.readline()
            if not line or line[:40].upper() >= wanted:
                high = middle
            else:
                low = middle + 1
        lines.seek(low)
        if low:
            lines.readline()
        return lines.readline()[:40].upper() == wanted
