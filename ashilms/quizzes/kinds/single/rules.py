"""Grading single choice: the one right option earns the mark, any other nothing."""

from fractions import Fraction

from ashilms.plugins import Mark, Plain


def grade(key: Plain, answer: str | None) -> Mark:
    """Return the mark for the id of the chosen option."""
    return Mark(Fraction(int([answer] == key["right"])))
