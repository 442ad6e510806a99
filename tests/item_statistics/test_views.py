"""The pages of statistics: who may, what they say, and files from which anybody reckons the same."""

import csv
import io
import json
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from ashilms.cli import group
from tests.item_statistics.conftest import crowd
from tests.quizzes.conftest import School
from tests.schooling import Counted, counted

__all__ = ["counted"]
Sign = Callable[[str | None], FlaskClient]
PAGES = ("", "/quiz-m02", "/quiz-m02/questions/1", "/quiz-m02/figures.csv", "/quiz-m02/marks.csv")
MIXED = ["ab", "aa", "bb", "ba", "ab", "aa", "aa", "cb", "aa", "bb", "ab", "bc"]
"""What was answered to q01 and q02."""


@pytest.fixture
def sat(host_db: Session, site_school: School) -> School:
    """A dozen people have sat two questions."""
    crowd(host_db, site_school, [[("q01", answers[0]), ("q02", answers[1])] for answers in MIXED])
    return site_school


@pytest.mark.parametrize(("who", "code"), [(None, 401), ("ana", 403), ("dee", 200), ("reg", 200)])
def test_instructors_and_registrars_see_them(
    client_of: Sign, sat: School, who: str | None, code: int
) -> None:
    """T11."""
    browser = client_of(who)
    assert [browser.get(f"/statistics{page}").status_code for page in PAGES] == [code] * len(PAGES)


def test_the_pages_say_what_is_counted_and_name_nobody(client_of: Sign, sat: School) -> None:
    """T11."""
    browser = client_of("dee")
    pages = [browser.get(f"/statistics{page}").text for page in PAGES]
    assert not [page for page in pages if "Person " in page or "crowd-" in page]
    assert "12 people’s first attempts" in pages[1]
    assert "staff are left out" in pages[0]
    assert 'role="img" aria-label="People by what they earned' in pages[1]
    assert "counts as right" in pages[2]


def test_the_command_line_reckons_the_same_from_the_marks(
    client_of: Sign, sat: School, tmp_path: Path
) -> None:
    browser, table = client_of("dee"), tmp_path / "marks.csv"
    table.write_bytes(browser.get("/statistics/quiz-m02/marks.csv").data)
    answer = CliRunner().invoke(group, ["quizzes", "statistics", "--marks", str(table), "--json"])
    reckoned = json.loads(answer.output)
    shown = browser.get("/statistics/quiz-m02/figures.csv").data.decode("utf-8-sig")
    rows = [row for row in csv.DictReader(io.StringIO(shown)) if row["Figure"] == "Discrimination index"]
    assert {f"{row['Question']} v{row['Version']}": float(row["Value"]) for row in rows} == {
        name: pytest.approx(item["discrimination_index"], abs=1e-5)
        for name, item in reckoned["items"].items()
    }


def test_a_page_asks_as_much_for_a_hundred_people_as_for_one(
    host_db: Session, client_of: Sign, site_school: School, counted: Counted
) -> None:
    browser, asked = client_of("dee"), []
    for first, papers in ((1, [[("q01", "a"), ("q02", "b")]]), (2, [[("q03", "a"), ("q02", "b")]] * 30)):
        crowd(host_db, site_school, papers, first=first)
        with counted() as said:
            assert browser.get("/statistics/quiz-m02").status_code == 200
        asked.append(len(said))
    assert asked[0] == asked[1]


def test_a_quiz_that_nobody_sat_says_so(client_of: Sign, site_school: School) -> None:
    assert "Nobody has finished it yet" in client_of("dee").get("/statistics/quiz-m02").text
