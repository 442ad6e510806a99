"""What ratings amount to: tables, and the rule that nothing is ever averaged."""

from dataclasses import replace
from itertools import product
from pathlib import Path

import pytest
import yaml

from ashilms.rubrics.rules import (
    Criterion,
    Result,
    Rubric,
    find_rubric_problems,
    judge_anew,
    judge_ratings,
    read_rubric,
)

PACK = Path(__file__).parents[2] / "ashilms/curriculum/barefoot-bar-massage/practicum.yaml"
SHIPPED = read_rubric(yaml.safe_load(PACK.read_text())["rubrics"][0])
FOUR = replace(
    SHIPPED,
    criteria=tuple(
        c for c in SHIPPED.criteria if c.id in ("hygiene", "foot-placement", "contact", "draping")
    ),
)
"""Four of its criteria, one of them critical: few enough that every combination can be tried."""
ALL = {criterion.id: 4 for criterion in SHIPPED.criteria}


def ratings(hygiene: int = 4, placement: int = 4, contact: int = 4, draping: int = 4) -> dict[str, int]:
    return {"hygiene": hygiene, "foot-placement": placement, "contact": contact, "draping": draping}


@pytest.mark.parametrize(
    ("given", "result", "in_the_way"),
    [
        (ratings(), Result.PASSED, set()),
        (ratings(3, 4, 3, 3), Result.PASSED, set()),
        (ratings(5, 5, 5, 5), Result.PASSED, set()),
        (ratings(placement=3), Result.NOT_PASSED, {"foot-placement"}),
        (ratings(5, 3, 5, 5), Result.NOT_PASSED, {"foot-placement"}),
        (ratings(hygiene=2), Result.NOT_PASSED, {"hygiene"}),
        (ratings(2, 5, 5, 5), Result.NOT_PASSED, {"hygiene"}),
        (ratings(1, 1, 5, 5), Result.NOT_PASSED, {"hygiene", "foot-placement"}),
        ({}, Result.UNRATED, {"hygiene", "foot-placement", "contact", "draping"}),
        ({"hygiene": 1}, Result.UNRATED, {"foot-placement", "contact", "draping"}),
    ],
)
def test_ratings_pass_only_without_a_low_one_anywhere(
    given: dict[str, int], result: Result, in_the_way: set[str]
) -> None:
    outcome = judge_ratings(FOUR, given)
    assert (outcome.result, set(outcome.reasons)) == (result, in_the_way)
    assert outcome.passed == (result is Result.PASSED)


@pytest.mark.parametrize("criterion", SHIPPED.criteria, ids=lambda criterion: criterion.id)
def test_each_of_the_twelve_fails_below_three_and_a_critical_one_below_four(criterion: Criterion) -> None:
    passes = [judge_ratings(SHIPPED, ALL | {criterion.id: level}).passed for level in range(1, 6)]
    assert passes == [False, False, not criterion.critical, True, True]


def test_the_shipped_rubric_is_fit_for_use() -> None:
    assert len(SHIPPED.criteria) == 12
    assert sum(criterion.critical for criterion in SHIPPED.criteria) == 8
    assert find_rubric_problems(SHIPPED) == []
    assert (
        judge_ratings(SHIPPED, ALL, ["hand-off-bars"])
        .reasons["hand-off-bars"]
        .endswith("either hand off the bars.")
    )


def test_every_one_of_the_625_ratings_is_judged_by_the_lowest_and_never_by_a_mean() -> None:
    passed = 0
    for levels in product(range(1, 6), repeat=4):
        expected = min(levels) >= 3 and levels[1] >= 4
        assert judge_ratings(FOUR, ratings(*levels)).passed is expected, levels
        passed += expected
    assert passed == 3 * 3 * 3 * 2


@pytest.mark.parametrize("given", [{}, ratings(5, 5, 5, 5)])
def test_an_auto_fail_decides_whatever_the_ratings(given: dict[str, int]) -> None:
    outcome = judge_ratings(FOUR, given, ["ignored-stop"])
    assert outcome.result is Result.NOT_PASSED
    assert outcome.reasons["ignored-stop"] == "A stop word or stop signal was ignored."


@pytest.mark.parametrize(
    ("given", "auto_fails", "names"),
    [
        ({"charm": 5}, [], "charm"),
        ({"hygiene": 0}, [], "0"),
        ({"hygiene": 6}, [], "6"),
        ({"hygiene": True}, [], "True"),
        ({}, ["bad-hair"], "bad-hair"),
    ],
)
def test_a_rating_that_the_rubric_does_not_know_is_refused(
    given: dict[str, int], auto_fails: list[str], names: str
) -> None:
    with pytest.raises(ValueError, match=names):
        judge_ratings(SHIPPED, given, auto_fails)


def make_rubric(
    *criteria: Criterion, anchors: range = range(1, 6), least: int = 3, critical: int = 4
) -> Rubric:
    return Rubric("r", "R", {level: "…" for level in anchors}, criteria, least, critical, {})


STARRED = Criterion("a", "A", True, "low", "high")
PLAIN = Criterion("b", "B", False, "low", "high")


@pytest.mark.parametrize(
    ("rubric", "says"),
    [
        (make_rubric(STARRED, STARRED), "twice"),
        (make_rubric(STARRED, anchors=range(1, 5)), "levels 1 to 5"),
        (make_rubric(PLAIN), "no criterion is critical"),
        (make_rubric(STARRED, least=4, critical=3), "below min"),
    ],
)
def test_a_rubric_that_cannot_protect_anybody_is_named(rubric: Rubric, says: str) -> None:
    assert [says in problem for problem in find_rubric_problems(rubric)] == [True]


def test_judged_anew_what_is_no_longer_asked_counts_for_nothing_and_what_is_new_is_unrated() -> None:
    now = make_rubric(STARRED, PLAIN)
    assert judge_anew(now, {"a": 4, "b": 3, "gone": 1}, ["gone-too"]).passed
    assert not judge_anew(now, {"a": 4, "gone": 5}, []).passed
    assert not judge_anew(now, {"a": 3, "b": 5}, []).passed
