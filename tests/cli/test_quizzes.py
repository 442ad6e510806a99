"""Quizzes by command: statistics of a table of marks, without a site."""

import json
from pathlib import Path

import pytest

from tests.cli.conftest import Site

pytestmark = pytest.mark.any_database
TABLE = Path(__file__).parents[1] / "quizzes" / "fixtures" / "marks.csv"


def test_statistics_are_told_as_json_by_question_and_for_the_paper(new_site: Site) -> None:
    found = json.loads("\n".join(new_site.run("quizzes", "statistics", "--marks", TABLE, "--json").lines))
    assert [*found["items"]] == ["q1", "q2", "q3"]
    assert found["items"]["q1"] | {"discrimination_index": None} == {
        "n": 4,
        "facility": 75.0,
        "standard_deviation": 50.0,
        "effective_weight": 25.0,
        "discrimination_index": None,
        "discriminative_efficiency": 20.0,
        "reasons": {},
    }
    assert (found["paper"]["mean"], found["paper"]["kurtosis"]) == (50, 1.5)


def test_without_json_each_figure_has_a_line(new_site: Site) -> None:
    lines = [" ".join(line.split()) for line in new_site.run("quizzes", "statistics", "--marks", TABLE).lines]
    assert lines[:3] == ["q1 (4 attempts)", "facility 75.00", "standard deviation 50.00"]
    assert "coefficient of internal consistency 37.50" in lines


@pytest.mark.parametrize(
    ("data", "part"),
    [(b"attempt\n", "Line 1: the heading"), (b"a\n\xff", "Line 2: this is no UTF-8"), (None, "No such file")],
)
def test_a_bad_table_ends_the_command_with_2(
    new_site: Site, tmp_path: Path, data: bytes | None, part: str
) -> None:
    file = tmp_path / "marks.csv"
    if data is not None:
        file.write_bytes(data)
    said = new_site.run("quizzes", "statistics", "--marks", file)
    assert (said.code, said.out) == (2, "")
    assert part in said.err
