"""Grading an order: every step at its place earns its share."""

from collections.abc import Mapping
from fractions import Fraction

from ashilms.plugins import Mark, Plain

STATED = "Give each step its place, each place once. Every step at its place earns its share of the mark."
"""The marking as the page states it beside each such question."""


def ranks(count: int) -> list[str]:
    """Return the places there are, as texts from `1` on."""
    return [str(rank) for rank in range(1, count + 1)]


def right_places(key: Plain) -> dict[str, str]:
    """Return the right place of each step."""
    return dict(zip(key["right"], ranks(len(key["right"])), strict=True))


def grade(key: Plain, answer: Mapping[str, str] | None) -> Mark:
    """Return the mark for the places given, by step; a place that was given twice earns nothing."""
    right, given = right_places(key), answer or {}
    places = list(given.values())
    met = sum(given.get(step) == place and places.count(place) == 1 for step, place in right.items())
    return Mark(Fraction(met, len(right)))
