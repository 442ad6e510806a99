"""Reading an essay and counting its words. Nothing that was written is refused for being too long or too short."""

import unicodedata
from typing import Any

from ashilms.plugins import Plain

LONGEST = 20_000
"""Characters of an answer: about 3,000 words."""
SAVES_AFTER = 3_000
"""Milliseconds after the last key until it is saved as it stands."""


def read(given: Any) -> str | None:
    """Return the text with plain line ends, `None` for nothing.

    Raises `ValueError` with a sentence for what is too long to be kept, or holds what can't be read.
    """
    if given is None:
        return None
    if not isinstance(given, str):
        raise ValueError("Answer with a text.")
    text = given.replace("\r\n", "\n").replace("\r", "\n")
    if len(text) > LONGEST:
        raise ValueError(f"Answer in at most {LONGEST:,} characters; these are {len(text):,}.")
    if any(_is_unreadable(letter) for letter in text):
        raise ValueError("The answer holds characters that can’t be read. Type it anew.")
    return text if text.strip() else None


def _is_unreadable(letter: str) -> bool:
    return letter not in "\n\t" and unicodedata.category(letter) in ("Cc", "Cs", "Cn", "Co")


def count_words(text: str | None) -> int:
    """Return how many words a text has: what stands between spaces."""
    return len((text or "").split())


def wanted(words: Plain | None) -> str:
    """Return in words how long an answer is to be; empty where nobody said."""
    if not words:
        return ""
    least, most = words.get("least"), words.get("most")
    if least and most:
        return f"{least} to {most} words"
    return f"at most {most} words" if most else f"at least {least} words"
