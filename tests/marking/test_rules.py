"""Whose turn it is, what counts, and how far two agree: tables of marks in their order."""

from fractions import Fraction

import pytest

from ashilms.marking.rules import Compared, Given, State, Turn, compare, needs_text, stand, turn_of
from ashilms.plugins import Mark
from ashilms.quizzes.rules.rubric import Criterion, Rubric

ANN, BEN, CAT = 1, 2, 3
HIGH, LOW = {"a": 1}, {"a": 0}


@pytest.mark.parametrize(
    ("given", "needed", "state", "turns"),
    [
        ([], 1, State.WAITING, {ANN: Turn.MARK, BEN: Turn.MARK}),
        ([Given(ANN, HIGH)], 1, State.SETTLED, {ANN: Turn.CORRECT, BEN: Turn.NONE}),
        ([Given(ANN, HIGH), Given(ANN, LOW)], 1, State.SETTLED, {ANN: Turn.CORRECT, BEN: Turn.NONE}),
        ([Given(ANN, HIGH)], 2, State.WAITING, {ANN: Turn.CORRECT, BEN: Turn.MARK}),
        ([Given(ANN, HIGH), Given(BEN, HIGH)], 2, State.SETTLED, {ANN: Turn.NONE, BEN: Turn.NONE, CAT: Turn.NONE}),
        ([Given(ANN, HIGH), Given(BEN, LOW)], 2, State.DIFFER, {ANN: Turn.SETTLE, BEN: Turn.SETTLE, CAT: Turn.NONE}),
        ([Given(ANN, LOW), Given(ANN, HIGH), Given(BEN, HIGH)], 2, State.SETTLED, {ANN: Turn.NONE, BEN: Turn.NONE}),
        (
            [Given(ANN, HIGH), Given(BEN, LOW), Given(BEN, HIGH, settles=True)], 2, State.SETTLED,
            {ANN: Turn.NONE, BEN: Turn.NONE},
        ),
    ],
)  # fmt: skip
def test_what_stands_and_whose_turn_it_is(
    given: list[Given], needed: int, state: State, turns: dict[int, Turn]
) -> None:
    assert stand(given, needed) is state
    assert {who: turn_of(who, given, needed) for who in turns} == turns


def test_two_are_compared_by_what_they_gave_unseen() -> None:
    rubric = Rubric(
        (Criterion("a", "A", True, ("no", "yes")), Criterion("b", "B", False, ("no", "so", "yes")))
    )
    first, second = Given(ANN, {"a": 1, "b": 0}), Given(BEN, {"a": 1, "b": 2})
    assert compare(rubric, [first]) == []
    told = [Compared("A", True, 2, 2), Compared("B", False, 1, 3)]
    settled = Given(ANN, {"a": 1, "b": 1}, settles=True)
    assert compare(rubric, [first, second]) == compare(rubric, [first, second, settled]) == told
    assert [line.alike for line in told] == [True, False]


@pytest.mark.parametrize(
    ("earned", "turn", "needed"),
    [
        ("1", Turn.MARK, False), ("1/2", Turn.MARK, True), ("0", Turn.MARK, True), ("1", Turn.CORRECT, True),
        ("1", Turn.SETTLE, True),
    ],
)  # fmt: skip
def test_what_is_less_than_all_or_changes_something_says_why(earned: str, turn: Turn, needed: bool) -> None:
    assert needs_text(Mark(Fraction(earned)), turn) is needed
