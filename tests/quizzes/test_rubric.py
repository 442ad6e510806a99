"""What a rubric makes of levels: exact shares, their mean, and criteria that no other makes up for."""

from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ashilms.quizzes.rules.rubric import (
    Criterion,
    Rubric,
    explain_mark,
    find_rubric_problems,
    mark_by,
    read_rubric,
)

SAFE = Criterion("safe", "Stops in time", True, ("no", "late", "in time"))
CLEAR = Criterion("clear", "Is clear", False, ("no", "partly", "mostly", "wholly"))
BOTH = Rubric((SAFE, CLEAR))


@pytest.mark.parametrize(
    ("safe", "clear", "earned", "said"),
    [
        (2, 3, "1", "(1 + 1) ÷ 2 criteria: 1 of 1."),
        (1, 0, "1/4", "(1/2 + 0) ÷ 2 criteria: 1/4 of 1."),
        (1, 2, "7/12", "(1/2 + 2/3) ÷ 2 criteria: 7/12 of 1."),
        (2, 0, "1/2", "(1 + 0) ÷ 2 criteria: 1/2 of 1."),
        (0, 3, "0", "“Stops in time” is critical and lies at its lowest level: the answer earns nothing."),
        (0, 0, "0", "“Stops in time” is critical and lies at its lowest level: the answer earns nothing."),
    ],
)
def test_a_mark_is_the_mean_of_exact_shares_and_says_how_it_comes_about(
    safe: int, clear: int, earned: str, said: str
) -> None:
    levels = {"safe": safe, "clear": clear}
    assert mark_by(BOTH, levels).earned == Fraction(earned)
    assert mark_by(BOTH, levels).right is (earned == "1")
    assert explain_mark(BOTH, levels) == said


def test_one_criterion_is_not_divided() -> None:
    assert explain_mark(Rubric((CLEAR,)), {"clear": 1}) == "Earned: 1/3 of 1."


@pytest.mark.parametrize(
    ("levels", "sentence"),
    [
        ({}, "Choose a level for “Stops in time”."),
        ({"safe": 1}, "Choose a level for “Is clear”."),
        ({"safe": 3, "clear": 1}, "“Stops in time” has no level 3."),
        ({"safe": -1, "clear": 1}, "has no level -1."),
        ({"safe": True, "clear": 1}, "has no level True."),
        ({"safe": 1, "clear": 1, "odd": 1}, "The rubric has no criterion 'odd'."),
    ],
)
def test_what_is_no_level_is_refused(levels: dict[str, int], sentence: str) -> None:
    """T39."""
    with pytest.raises(ValueError, match=r"\.$") as refused:
        mark_by(BOTH, levels)
    assert sentence in str(refused.value)


@settings(max_examples=30)
@given(st.lists(st.integers(0, 5), min_size=1, max_size=8))
def test_a_mark_is_never_below_nothing_or_above_all_and_no_higher_level_earns_less(levels: list[int]) -> None:
    rubric = Rubric(tuple(Criterion(str(n), str(n), False, tuple("abcdef")) for n in range(len(levels))))
    given_levels = {str(n): level for n, level in enumerate(levels)}
    mark = mark_by(rubric, given_levels)
    assert 0 <= mark.earned <= 1
    better = {**given_levels, "0": min(levels[0] + 1, 5)}
    assert mark_by(rubric, better).earned >= mark.earned


def one(**changes: object) -> dict[str, object]:
    return {"id": "a", "text": "One", "critical": False, "levels": ["no", "yes"], **changes}


@pytest.mark.parametrize(
    ("rubric", "sentence"),
    [
        ([], "0 criteria are given; give 1 to 8."),
        ([one(id=str(n), text=str(n)) for n in range(9)], "9 criteria are given"),
        ([one(), one(text="Two")], "Two criteria have the same id: 'a'."),
        ([one(), one(id="b", text="One ")], "Two criteria have the same text: 'One'."),
        ([one(levels=["no"])], "Criterion 'a' has 1 levels; give 2 to 6, the lowest first."),
        ([one(levels=list("abcdefg"))], "Criterion 'a' has 7 levels"),
        ([one(levels=["no", "no "])], "Criterion 'a' says the same of two levels."),
    ],
)
def test_a_rubric_that_cannot_be_used_says_why(rubric: list[dict[str, object]], sentence: str) -> None:
    assert sentence in " ".join(find_rubric_problems(rubric))


def test_a_sound_rubric_has_no_problems_and_is_read_as_it_stands() -> None:
    data = [one(critical=True)]
    assert find_rubric_problems(data) == []
    assert read_rubric(data) == Rubric((Criterion("a", "One", True, ("no", "yes")),))
