"""Grading a statement as true or false."""

from fractions import Fraction
from typing import Any

from ashilms.plugins import Mark, Plain

ANSWERS = {"true": "True", "false": "False"}
"""What may be answered, and what it is called."""


def choices(answer: str | None) -> list[dict[str, Any]]:
    """Return both answers, and which one was chosen."""
    return [{"place": name, "text": text, "chosen": name == answer} for name, text in ANSWERS.items()]


def read(given: Any) -> str | None:
    """Return what was answered, `None` for nothing; raises `ValueError` for anything else than true or false."""
    if not given:
        return None
    if not isinstance(given, str) or given not in ANSWERS:
        raise ValueError("Choose true or false.")
    return given


def grade(key: Plain, answer: str | None) -> Mark:
    """Return the mark: one for the right answer, nothing for the other or none."""
    return Mark(Fraction(int(answer == key["right"])))
