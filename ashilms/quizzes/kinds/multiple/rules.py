"""Grading multiple choice: what is right earns its share of the mark, what is wrong takes one back."""

from collections.abc import Collection
from fractions import Fraction

from ashilms.plugins import Mark, Plain

STATED = (
    "Choose all that are right. Each right choice earns its share of the mark, "
    "each wrong one takes a share back, and it never falls below zero."
)
"""The marking as the page states it beside each such question."""


def grade(key: Plain, answer: Collection[str] | None) -> Mark:
    """Return the mark for these options: (right ones − wrong ones) ÷ all that are right, at least 0."""
    right = set(key["right"])
    chosen = set(answer or ())
    return Mark(max(Fraction(0), Fraction(len(chosen & right) - len(chosen - right), len(right))))
