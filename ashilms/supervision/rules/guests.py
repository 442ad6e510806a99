"""How long what a supervisor by link holds serves, and what is kept of it: enough to know it again, not to use it."""

import hashlib
from datetime import datetime, timedelta

BROWSER = "ashilms_link"
"""Under which name a browser's signed cookie holds the token of the link that it took up."""
LINK_LASTS = timedelta(hours=72)
"""How long a mailed link may be taken up; once."""
DEVICE_LASTS = timedelta(hours=12)
"""How long a browser stays open that took a link up; as long as a session of somebody with an account."""
CODE_LASTS = timedelta(minutes=10)
"""How long a mailed code serves, and how long what it proved waits for the signature that uses it up."""
CODE_DIGITS, CODE_TRIES, MOST_CODES = 6, 5, 20
"""A code's digits, wrong ones after which it is void, and codes that one link may ask for.

All tries of all codes of one link together guess one with a chance of 1 in 10,000.
"""


def digest(token: str) -> str:
    """Return what is kept of a token of 256 bits."""
    return hashlib.sha256(token.encode()).hexdigest()


def code_digest(token: str, code: str) -> str:
    """Return what is kept of a code: without the browser's own token, which is kept nowhere, nobody finds the code."""
    return digest(f"{token}:{code}")


def bare_code(typed: str) -> str:
    """Return a code as it was mailed, from how somebody typed it."""
    return "".join(character for character in typed if character in "0123456789")[: CODE_DIGITS + 1]


def is_fresh(since: datetime | None, now: datetime) -> bool:
    """Return whether a proof made then serves for a signature now; one that lies ahead never does."""
    return since is not None and since <= now < since + CODE_LASTS
