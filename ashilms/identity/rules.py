"""What a password must be, where a sign-in may lead, when a session ends, and how a browser is called."""

import hashlib
import re
import unicodedata
from collections.abc import Collection, Iterable
from datetime import datetime, timedelta
from urllib.parse import urlsplit

IDLE, ABSOLUTE = timedelta(minutes=30), timedelta(hours=12)
"""A session ends after this long without a request, and after this long in any case."""

FRESH = timedelta(minutes=10)
"""How long a proof of who one is serves for signatures."""

AHEAD = timedelta(minutes=5)
"""How far a session may lie in the future, by clocks that differ; more means that the clock was set back."""

FLOOR, USUAL, LONGEST = 8, 12, 128
"""Fewest characters of a password whatever the settings say; the default; most. OWASP ASVS 5.0.0, 6.2.1 and 6.2.9."""

LIFETIMES = {
    "register": timedelta(hours=24),
    "invite": timedelta(hours=72),
    "reset": timedelta(minutes=30),
    "half": timedelta(minutes=10),
}
"""How long each kind of one-use link serves."""

FINISH_PATHS = {"register": "/confirm/", "invite": "/invitation/", "reset": "/reset/"}
"""Where each mailed link is taken up, before its token."""

CODE_TRIES = 5
"""Wrong codes after which half a sign-in is over."""

OWN_WORDS = ("ashilms", "ashi", "ashiatsu", "barefoot", "massage")
"""Words of this very place, which a guesser tries first."""


def fold_email(value: str) -> str:
    """Return an address as it is stored and looked up."""
    return unicodedata.normalize("NFC", value).strip().casefold()


def digest(token: str) -> str:
    """Return what is stored of a token that has 128 bits or more: enough to know it again, not to use it."""
    return hashlib.sha256(token.encode()).hexdigest()


def password_fault(
    password: str, *, common: Collection[str], words: Iterable[str] = (), least: int = USUAL
) -> str | None:
    """Return what is wrong with a new password as a sentence, or `None`.

    Length, the list of `common` ones, and `words` that belong to the place or the person; nothing about
    which characters it is made of. A word counts when the password is little more than the word: fewer than
    `FLOOR` other characters.
    """
    if len(password) < max(least, FLOOR):
        return f"Use at least {max(least, FLOOR)} characters. Three or four words in a row do well."
    if len(password) > LONGEST:
        return f"Use at most {LONGEST} characters."
    bare = password.casefold()
    if bare in common or bare.strip("0123456789!?.*_- ") in common:
        return "That password is on every guesser's list. Choose one that others don't use."
    if len(set(bare)) < 5:
        return "That repeats a few characters. Choose one that is harder to guess."
    for word in {w.casefold() for w in words if len(w) >= 4}:
        if word in bare and len(bare.replace(word, "")) < FLOOR:
            return f"Leave out \u201c{word}\u201d: it is the first thing a guesser tries here."
    return None


def words_about(email: str, *names: str) -> list[str]:
    """Return the words that a guesser would try for this person and place."""
    local = email.partition("@")[0]
    return [*OWN_WORDS, local, *re.split(r"[^\w]+", " ".join((local, *names)))]


_ODD = re.compile(r"[\x00-\x20\x7f-\xa0\\\u2028\u2029]")


def local_path(target: str | None) -> str | None:
    """Return `target` when it is a path on this very site, else `None`.

    Browsers read `\\` as `/`, drop control characters, and take `//host` and `/\\host` for another site.
    """
    if not target or len(target) > 2000 or _ODD.search(target):
        return None
    if not target.startswith("/") or target.startswith("//"):
        return None
    try:
        parts = urlsplit(target)
    except ValueError:
        return None
    return target if not parts.scheme and not parts.netloc else None


def stands(*, created: datetime, seen: datetime, now: datetime) -> bool:
    """Return whether a session still stands: in use within `IDLE`, begun within `ABSOLUTE`, and not ahead of now.

    A clock that was set back cannot lengthen a session: what lies in the future does not stand.
    """
    return now - IDLE <= seen <= now + AHEAD and now - ABSOLUTE <= created <= now + AHEAD


def is_fresh(proved: datetime, now: datetime) -> bool:
    """Return whether a proof of who one is serves for a signature now."""
    return now - FRESH <= proved <= now + AHEAD


_BROWSERS = (
    ("Edg", "Edge"),
    ("OPR", "Opera"),
    ("Firefox", "Firefox"),
    ("Chrom", "Chrome"),
    ("Safari", "Safari"),
)
_SYSTEMS = (
    ("Android", "Android"), ("iPhone", "iPhone"), ("iPad", "iPad"), ("Windows", "Windows"), ("Mac OS", "macOS"),
    ("CrOS", "ChromeOS"), ("Linux", "Linux"),
)  # fmt: skip


def browser_name(agent: str) -> str:
    """Return a browser's own description in a few words, such as `Firefox on Linux`."""
    browser = next((name for mark, name in _BROWSERS if mark in agent), "A browser")
    system = next((name for mark, name in _SYSTEMS if mark in agent), None)
    return f"{browser} on {system}" if system else browser


def spaced(secret: str) -> str:
    """Return a key or code in groups of four, to be read and typed."""
    return " ".join(secret[i : i + 4] for i in range(0, len(secret), 4))


def bare_code(typed: str) -> str:
    """Return a code as it was made, from how somebody typed it: spaces and dashes dropped, in lower case."""
    return re.sub(r"[\s\-\u2010-\u2015]", "", typed).lower()
