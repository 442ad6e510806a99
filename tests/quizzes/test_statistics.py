"""Statistics of questions and papers: figures worked by hand, what can't be reckoned, and tables that are wrong.

By hand, for fixtures/marks.csv: T = 4, 2, 1, 1; T̄ = 2; Σ(T − T̄)² = 6, ³ = 6, ⁴ = 18, so k2 = 2, k3 = 4, k4 = 6.
V(q1) = 1/4, V(q2) = 11/12, V(q3) = 1/3, together 3/2. C(x, T) = 1/3, 4/3, 1/3, whose roots are as 1 : 2 : 1.
C(x, R) = 1/12, 5/12, 0 with V(R) = 19/12, 1/4, 5/3; put in order, C(x, R) = 5/12, 5/12, 2/3.
"""

from dataclasses import asdict
from math import sqrt
from pathlib import Path
from typing import Any

import pytest

from ashilms.quizzes.rules.marks import BadMarks, read_marks
from ashilms.quizzes.rules.statistics import (
    NEGATIVE,
    NO_MARKS,
    NO_SPREAD,
    NOT_IN_ALL,
    ONE,
    ONE_QUESTION,
    SAME_MARK,
    SAME_REST,
    item_statistics,
    paper_statistics,
    too_few,
)
from ashilms.quizzes.rules.tallies import Tallies, tally

pytestmark = pytest.mark.any_database
TABLE = Path(__file__).parent / "fixtures" / "marks.csv"
HEADING = "attempt,question,mark,maxmark"
ITEMS = {
    "q1": {
        "facility": 75,
        "standard_deviation": 50,
        "effective_weight": 25,
        "discrimination_index": 100 / sqrt(57),  # (1/12) / √(1/4 · 19/12)
        "discriminative_efficiency": 20,
    },
    "q2": {
        "facility": 37.5,
        "standard_deviation": 50 * sqrt(11 / 12),
        "effective_weight": 50,
        "discrimination_index": 100 * sqrt(25 / 33),  # (5/12) / √(11/12 · 1/4)
        "discriminative_efficiency": 100,
    },
    "q3": {
        "facility": 50,
        "standard_deviation": 100 / sqrt(3),
        "effective_weight": 25,
        "discrimination_index": 0,
        "discriminative_efficiency": 0,
    },
}
PAPER = {
    "mean": 50,
    "median": 37.5,
    "standard_deviation": 25 * sqrt(2),
    "skewness": sqrt(2),
    "kurtosis": 1.5,
    "coefficient_of_internal_consistency": 37.5,
    "error_ratio": 100 * sqrt(0.625),
    "standard_error": 25 * sqrt(1.25),
}


def table(*lines: str) -> Tallies:
    """Return the counts of marks read from lines below the heading."""
    return tally(read_marks("\n".join([HEADING, *lines])))


def close(figures: dict[str, float]) -> Any:
    """Return figures that compare as equal to 1e-9."""
    return pytest.approx(figures, rel=1e-9, abs=1e-9)


def test_the_figures_are_those_worked_by_hand() -> None:
    marks = tally(read_marks(TABLE.read_text("utf-8")))
    for name, item in item_statistics(marks).items():
        assert {key: asdict(item)[key] for key in ITEMS[name]} == close(ITEMS[name])
        assert (item.n, item.reasons) == (4, {})
    paper = paper_statistics(marks)
    assert {key: asdict(paper)[key] for key in PAPER} == close(PAPER)
    assert (paper.n, paper.reasons) == (4, {})


@pytest.mark.parametrize(
    ("lines", "question", "reasons"),
    [
        (["a,q,1,1"], "q", dict.fromkeys(
            ["standard_deviation", "effective_weight", "discrimination_index", "discriminative_efficiency"], ONE)),
        (["a,q,1,1", "a,r,0,1", "b,q,1,1", "b,r,1,1"], "q",
         {"discrimination_index": SAME_MARK, "discriminative_efficiency": SAME_MARK}),
        (["a,q,1,1", "a,r,1,1", "b,q,0,1", "b,r,1,1"], "q",
         {"discrimination_index": SAME_REST, "discriminative_efficiency": SAME_REST}),
        (["a,q,1,1", "a,r,0,5", "b,q,0,1", "b,r,5,5"], "q", {"effective_weight": NEGATIVE}),
        (["a,q,1,1", "a,r,0,1", "b,q,0,1"], "q", {
            "effective_weight": NOT_IN_ALL,
            "discrimination_index": SAME_REST, "discriminative_efficiency": SAME_REST}),
        (["a,q,0,0", "a,r,0,1", "b,q,0,0", "b,r,1,1"], "q", {
            "facility": NO_MARKS, "standard_deviation": NO_MARKS,
            "discrimination_index": SAME_MARK, "discriminative_efficiency": SAME_MARK}),
        (["a,q,1,1", "a,r,0,1", "b,q,1,1", "b,r,0,1"], "q", {
            "effective_weight": NO_SPREAD,
            "discrimination_index": SAME_MARK, "discriminative_efficiency": SAME_MARK}),
    ],
)  # fmt: skip
def test_what_cannot_be_reckoned_of_a_question_says_why(
    lines: list[str], question: str, reasons: dict[str, str]
) -> None:
    item = item_statistics(table(*lines))[question]
    assert item.reasons == reasons
    assert all(getattr(item, name) is None for name in reasons)


@pytest.mark.parametrize(
    ("lines", "name", "reason"),
    [
        (["a,q,1,1"], "standard_deviation", ONE),
        (["a,q,1,1", "b,q,0,1"], "skewness", too_few(3)),
        (["a,q,1,1", "b,q,0,1", "c,q,0,1"], "kurtosis", too_few(4)),
        (["a,q,1,1", "b,q,0,1", "c,q,0,1"], "coefficient_of_internal_consistency", ONE_QUESTION),
        (["a,q,1,1", "b,q,0,1", "c,r,0,1"], "error_ratio", NOT_IN_ALL),
        ([f"{who},{what},1,1" for who in "abcd" for what in "qr"], "standard_error", NO_SPREAD),
        ([f"{who},{what},1,1" for who in "abcd" for what in "qr"], "kurtosis", NO_SPREAD),
    ],
)
def test_what_cannot_be_reckoned_of_a_paper_says_why(lines: list[str], name: str, reason: str) -> None:
    paper = paper_statistics(table(*lines))
    assert (getattr(paper, name), paper.reasons[name]) == (None, reason)


def test_marks_that_no_binary_number_holds_are_still_seen_to_be_the_same() -> None:
    item = item_statistics(
        table(*(f"{who},{q},{m},1" for who in "abc" for q, m in [("q", "0.1"), ("r", "0.3")]))
    )
    assert (item["q"].standard_deviation, item["q"].discrimination_index) == (0, None)


def test_a_paper_with_drawn_questions_is_reckoned_in_per_cent_of_what_each_attempt_could_earn() -> None:
    marks = table("a,q,1,1", "a,r,1,3", "b,q,1,1")
    assert paper_statistics(marks).mean == 75  # 2 of 4 and 1 of 1


@pytest.mark.parametrize(
    ("text", "line", "part"),
    [
        ("", 1, "the heading must be attempt,question,mark,maxmark"),
        ("attempt,mark\n", 1, "the heading must be"),
        (HEADING, 1, "no mark below the heading"),
        (f"{HEADING}\na,q,1\n", 2, "there are 3 values"),
        (f"{HEADING}\n\na,q,1,1\n,q,1,1\n", 4, "attempt must be a name"),
        (f"{HEADING}\na,{'q' * 201},1,1\n", 2, "question must be a name"),
        *((f"{HEADING}\na,q,{bad},1", 2, "mark must be a number") for bad in ["NaN", "inf", "1e9", "½", "", "1x"]),
        (f"{HEADING}\na,q,0,-1", 2, "maxmark must be 0 or more"),
        (f"{HEADING}\na,q,2,1", 2, "the mark lies beyond maxmark"),
        (f"{HEADING}\na,q,0,0", 2, "attempt a could earn nothing"),
        (f"{HEADING}\na,q,1,1\na,q,0,1", 3, "has a mark for question q on line 2 already"),
        (f"{HEADING}\na,q,1,1\nb,q,0,2", 3, "had another maxmark on line 2"),
        (f'{HEADING}\na,"q,1,1', 2, "this is no CSV"),
    ],
)  # fmt: skip
def test_a_wrong_table_is_told_by_its_line(text: str, line: int, part: str) -> None:
    with pytest.raises(BadMarks) as refused:
        read_marks(text)
    assert refused.value.line == line
    assert str(refused.value).startswith(f"Line {line}: ")
    assert part in str(refused.value)


def test_a_table_saved_by_a_spreadsheet_reads_as_well() -> None:
    text = "\ufeffAttempt,Question,Mark,Maxmark\r\na,q,1,1\r\n"
    assert read_marks(text).totals == {"a": 1}
