"""Reading and grading numbers: decimals as text, compared exactly."""

import re
from fractions import Fraction
from typing import Any

from ashilms.plugins import Mark, Plain

LONGEST = 24
"""Characters of a number as it is typed."""
ASKED_FOR = "Give one number, such as 12.5 or 12,5."
_NUMBER = re.compile(r"([+-]?)([0-9]{1,9})(?:[.,]([0-9]{1,9}))?")


def read(given: Any) -> str | None:
    """Return the number as a plain decimal, such as `-12.5`; `None` for nothing. A comma is a decimal point.

    Raises `ValueError` with a sentence for what is no number, or has more than nine digits on either side.
    """
    if given is None or given == "":
        return None
    if not isinstance(given, str) or len(given) > LONGEST:
        raise ValueError(ASKED_FOR)
    text = given.strip().replace("\N{MINUS SIGN}", "-")
    if not text:
        return None
    found = _NUMBER.fullmatch(text)
    if found is None:
        raise ValueError(ASKED_FOR)
    sign, whole, rest = found.groups()
    return ("-" if sign == "-" else "") + whole + (f".{rest}" if rest else "")


def grade(key: Plain, answer: str | None) -> Mark:
    """Return the mark: the largest share of those answers whose tolerance, its ends included, holds the number."""
    if answer is None:
        return Mark(Fraction(0))
    number = Fraction(answer)
    shares = [Fraction(a["share"]) for a in key["answers"] if _holds(a, number)]
    return Mark(max(shares, default=Fraction(0)))


def _holds(answer: Plain, number: Fraction) -> bool:
    return abs(number - Fraction(answer["value"])) <= Fraction(answer["tolerance"])


def accepted(key: Plain) -> list[dict[str, str]]:
    """Return what is accepted, as it is read: `12.5`, `12.5 ± 0.5`; each with its share."""
    return [
        {
            "text": a["value"] + (f" ± {a['tolerance']}" if Fraction(a["tolerance"]) else ""),
            "share": "" if a["share"] == "1" else a["share"],
        }
        for a in key["answers"]
    ]
