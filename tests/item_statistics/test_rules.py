"""Intervals against published and hand-worked figures, verdicts by their limits, and who chose what."""

from fractions import Fraction
from math import sqrt

import pytest

from ashilms.item_statistics.rules.charts import spread
from ashilms.item_statistics.rules.choices import EMPTY, Given, choices_of
from ashilms.item_statistics.rules.intervals import (
    bonett,
    fisher,
    jackknife,
    middle_of,
    student,
    wilson,
)
from ashilms.item_statistics.rules.verdicts import judge
from ashilms.quizzes.rules.marks import read_marks, write_number
from ashilms.quizzes.rules.statistics import SAME_MARK, ItemStatistics
from ashilms.quizzes.rules.tallies import mean

pytestmark = pytest.mark.any_database
ONE_TO_FIVE = {Fraction(value): 1 for value in range(1, 6)}


@pytest.mark.parametrize(
    ("found", "low", "high"),
    [
        (wilson(80, 10), 49.02, 94.33),  # 8 of 10
        (wilson(0, 10), 0, 27.75),
        (wilson(100, 1), 20.65, 100),
        (fisher(50, 28), 15.60, 73.59),  # tanh(0.5493 ± 0.3920)
        (fisher(100, 5), 100, 100),
        (bonett(80, 50, 10), 69.51, 86.88),  # 1 − exp(ln 0.2 ± 0.4217)
        (middle_of({Fraction(value): 1 for value in range(1, 11)}), 2, 9),  # ranks 2 and 9 of 10: 97.9 %
        (
            jackknife(ONE_TO_FIVE, lambda values: float(mean(values))),
            3 - 2.776 * sqrt(0.5),
            3 + 2.776 * sqrt(0.5),
        ),
    ],
)
def test_intervals_are_those_worked_by_hand(
    found: tuple[float, float] | None, low: float, high: float
) -> None:
    assert found == pytest.approx((low, high), abs=0.01)


def test_too_few_have_no_interval() -> None:
    assert (fisher(50, 3), bonett(80, 3, 10), middle_of(ONE_TO_FIVE)) == (None, None, None)
    assert jackknife({Fraction(1): 4}, lambda values: float(mean(values))) is None
    assert jackknife(ONE_TO_FIVE, lambda values: "There is none.") is None


@pytest.mark.parametrize(("freedom", "t"), [(4, 2.776), (9, 2.262), (29, 2.045), (199, 1.972)])
def test_students_t_is_that_of_the_tables(freedom: int, t: float) -> None:
    assert student(freedom) == pytest.approx(t, abs=0.01)


def said(n: int, facility: float, index: float | None) -> ItemStatistics:
    reasons = {} if index is not None else {"discrimination_index": SAME_MARK}
    return ItemStatistics(n, facility, 40, None, index, None, reasons)


@pytest.mark.parametrize(
    ("item", "state", "word"),
    [
        (said(9, 50, -90), "open", "Too few to say"),
        (said(30, 50, -60), "stop", "Key may be wrong"),  # −79 to −31
        (said(20, 50, -20), "care", "Look again later"),  # −59 to 27
        (said(400, 50, 5), "care", "Does not discriminate"),  # −5 to 15
        (said(30, 50, 5), "open", "Too few to say"),  # −32 to 40
        (said(30, 50, 45), "met", "Does its work"),
        (said(400, 1, 20), "stop", "Key may be wrong"),
        (said(30, 97, 10), "met", "Almost everybody knows it"),
        (said(30, 100, None), "open", "Tells nobody apart"),
    ],
)
def test_a_question_is_told_by_what_chance_does_not_explain(
    item: ItemStatistics, state: str, word: str
) -> None:
    verdict = judge(item)
    assert (verdict.state, verdict.word) == (state, word)
    assert verdict.sentence.endswith(".")


ASKED = {"stem": "?", "options": [{"id": id_, "text": f"Option {id_}"} for id_ in "abc"]}


def test_the_best_and_the_worst_are_27_per_cent_and_whoever_earned_the_same() -> None:
    given = [
        Given("a", Fraction(90), 2),
        Given("b", Fraction(80), 2),
        Given("b", Fraction(50), 3),
        Given(None, Fraction(0), 3),
    ]
    found = choices_of(ASKED, {"right": ["a"]}, given, lambda answer: answer == "a")
    assert (found.n, found.upper, found.lower) == (10, 4, 3)  # three of ten; two more earned 80
    assert [(row.text, row.right, row.chosen, row.upper, row.lower) for row in found.rows] == [
        ("Option a", True, 2, 2, 0), ("Option b", False, 5, 2, 0), ("Option c", False, 0, 0, 0),
        (EMPTY, False, 3, 0, 3),
    ]  # fmt: skip


def test_a_lure_is_wrong_and_chosen_by_more_of_the_best() -> None:
    given = [Given("b", Fraction(90), 10), Given("a", Fraction(10), 10)]
    found = choices_of(ASKED, {"right": ["a"]}, given, lambda answer: answer == "a")
    assert [row.text for row in found.lures] == ["Option b"]


def test_answers_without_options_stand_as_they_were_given() -> None:
    given = [Given("12.5", Fraction(90), 3), Given({"p": ["x", "y"]}, Fraction(10), 1)]
    found = choices_of({"stem": "?"}, {}, given, lambda answer: answer == "12.5")
    assert [(row.text, row.right) for row in found.rows] == [("12.5", True), ("p: x, y", False)]


def test_scores_fall_into_ten_columns_and_the_whole_mark_into_the_last() -> None:
    chart = spread({Fraction(0): 1, Fraction(899, 10): 2, Fraction(100): 4}, 80)
    assert [column.count for column in chart.columns] == [1, 0, 0, 0, 0, 0, 0, 0, 2, 4]
    assert (chart.columns[9].height, chart.columns[8].height, chart.pass_at) == (120, 60, 256)


@pytest.mark.parametrize("text", ["1", "0.5", "1/3", "0.125", "-2/7"])
def test_a_mark_is_written_so_that_it_is_read_exactly(text: str) -> None:
    marks = read_marks(f"attempt,question,mark,maxmark\na,q,{write_number(Fraction(text))},1")
    assert marks.totals["a"] == Fraction(text)
