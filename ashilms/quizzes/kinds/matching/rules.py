"""Grading matches: every prompt that gets what belongs to it earns its share."""

from collections.abc import Mapping
from fractions import Fraction

from ashilms.plugins import Mark, Plain

STATED = "Each right match earns its share of the mark. A text may belong to several, or to none."
"""The marking as the page states it beside each such question."""


def grade(key: Plain, answer: Mapping[str, str] | None) -> Mark:
    """Return the mark for the texts chosen, by prompt."""
    right, chosen = key["right"], answer or {}
    return Mark(Fraction(sum(chosen.get(prompt) == match for prompt, match in right.items()), len(right)))
