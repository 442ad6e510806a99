"""Reading and grading short texts: case, spaces, the form of letters and marks at the ends count for nothing."""

import unicodedata
from fractions import Fraction
from typing import Any

from ashilms.plugins import Mark, Plain

LONGEST = 200
"""Characters of an answer."""


def read(given: Any) -> str | None:
    """Return the text with single spaces; `None` for nothing.

    Raises `ValueError` with a sentence for what is too long or holds what cannot be read, such as a null byte.
    """
    if given is None:
        return None
    if not isinstance(given, str):
        raise ValueError("Answer with a text.")
    if len(given) > LONGEST:
        raise ValueError(f"Answer in at most {LONGEST} characters.")
    text = " ".join(given.split())
    if any(unicodedata.category(letter) in ("Cc", "Cs", "Cn", "Co") for letter in text):
        raise ValueError("The answer holds characters that can’t be read. Type it anew.")
    return text or None


def normal(text: str) -> str:
    """Return what texts are compared by: NFKC, without case, single spaces, no punctuation at the ends."""
    folded = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", text).casefold())
    kept = [at for at, letter in enumerate(folded) if not _is_edge(letter)]
    return " ".join(folded[kept[0] : kept[-1] + 1].split()) if kept else ""


def _is_edge(letter: str) -> bool:
    return letter.isspace() or unicodedata.category(letter).startswith("P")


def grade(key: Plain, answer: str | None) -> Mark:
    """Return the mark: the share of the accepted text that this one is, nothing for another."""
    text = normal(answer or "")
    shares = [Fraction(a["share"]) for a in key["accepted"] if normal(a["text"]) == text]
    return Mark(max(shares, default=Fraction(0)))


def accepted(key: Plain) -> list[dict[str, str]]:
    """Return what is accepted, each text with its share unless it is all."""
    return [{"text": a["text"], "share": "" if a["share"] == "1" else a["share"]} for a in key["accepted"]]
