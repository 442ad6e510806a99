"""How far two assessors agree: pairs, what is too few, and the figure against one worked out by hand."""

from fractions import Fraction

import pytest

from ashilms.observations.rules.agreement import LEAST, Rated, measure, pair_up
from ashilms.observations.services.agreement import load_kappa
from ashilms.rubrics.rules import Criterion, Rubric

pytestmark = pytest.mark.any_database

ANCHORS = {level: str(level) for level in range(1, 6)}
RUBRIC = Rubric(
    "r", "R", ANCHORS, (Criterion("a", "A", True, "l", "h"), Criterion("b", "B", False, "l", "h")), 3, 4, {}
)
ONE = [4, 4, 3, 5, 4, 2, 4, 3, 5, 4]
TWO = [4, 3, 3, 5, 4, 3, 4, 4, 4, 4]


def rated(one: list[int], two: list[int], *, b: bool = True) -> list[Rated]:
    """Return two assessors' levels, the same for both criteria."""
    return [
        Rated(f"s{n}", who, {"a": level, **({"b": level} if b else {})})
        for who, levels in ((2, one), (1, two))
        for n, level in enumerate(levels)
    ]


def by_hand(one: list[int], two: list[int]) -> Fraction:
    """Return quadratically weighted kappa: 1 - sum of weighted observed by sum of weighted expected differences."""
    n = len(one)
    seen = sum(Fraction((x - y) ** 2, n) for x, y in zip(one, two, strict=True))
    chance = sum(Fraction((x - y) ** 2, n * n) for x in one for y in two)
    return 1 - seen / chance


def test_the_figure_is_that_of_the_textbook() -> None:
    """Cohen 1968: squared differences, seen against those of chance."""
    found = measure(RUBRIC, pair_up(rated(ONE, TWO)), load_kappa())
    assert found.overall.kappa == pytest.approx(float(by_hand(ONE * 2, TWO * 2)))
    line = found.criteria[0]
    assert line.kappa == pytest.approx(float(by_hand(ONE, TWO)))
    assert (line.name, line.sessions, line.rated, line.alike, line.critical) == ("A", 10, 10, 6, True)
    assert line.words == "substantial"


@pytest.mark.parametrize(
    ("one", "two", "words"),
    [
        (ONE[:-1], TWO[:-1], "too few to say"),
        ([4] * LEAST, [4] * LEAST, "every level is the same, so nothing can be said"),
        ([4, 5] * 5, [5, 4] * 5, "poor"),
        ([1, 2, 3, 4, 5] * 2, [1, 2, 3, 4, 5] * 2, "substantial"),
        ([4] * LEAST, [5] * LEAST, "poor"),
    ],
)
def test_what_it_says_in_words(one: list[int], two: list[int], words: str) -> None:
    assert measure(RUBRIC, pair_up(rated(one, two)), load_kappa()).overall.words == words


def test_only_sessions_that_two_rated_make_a_pair_and_three_make_three() -> None:
    alone = [Rated("s1", 1, {"a": 4}), Rated("s2", 2, {"a": 4})]
    assert pair_up(alone) == []
    three = [Rated("s", who, {"a": 4}) for who in (3, 1, 2)]
    assert [one.assessors for one in pair_up(three)] == [(1, 2), (1, 3), (2, 3)]


def test_a_criterion_that_one_left_out_is_not_compared() -> None:
    found = measure(RUBRIC, pair_up(rated(ONE, TWO, b=False)), load_kappa())
    assert [(line.sessions, line.rated) for line in found.criteria] == [(10, 10), (0, 0)]
    assert (found.overall.sessions, found.overall.rated) == (10, 10)
    assert [pair for pair, _ in found.pairs] == [(1, 2)]
