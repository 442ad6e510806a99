"""Statistics in a real browser: charts without a barrier, wide and narrow, dark and light."""

import random
from collections.abc import Iterator

import pytest
from flask import Flask
from playwright.sync_api import Browser, Page
from sqlalchemy.orm import Session

from ashilms.accounts import services as people
from tests.browser.looking import faults_of
from tests.conftest import CAST, Cast
from tests.item_statistics.conftest import crowd
from tests.loopback import served
from tests.quizzes.conftest import open_school

pytestmark = pytest.mark.browser


@pytest.fixture
def site(app: Flask) -> Iterator[str]:
    """Serve a school whose quiz sixty people sat; question 1 has the wrong key, question 2 is guessed."""
    with app.app_context():
        db: Session = app.config["TEST_HOST_DB"].session()
        cast = Cast(**{name: people.as_actor(people.find_person(db, name)) for name in CAST})
        dice = random.Random(1)  # noqa: S311  # chance that is the same each time
        papers = [_paper(dice, skill) for skill in range(60)]
        crowd(db, open_school(db, cast), papers)
        db.close()
    with served(app) as address:
        yield address


def _paper(dice: random.Random, skill: int) -> list[tuple[str, str]]:
    """Return what somebody of a skill from 0 to 60 answered."""
    skilled = [dice.random() < skill / 60 for _ in range(5)]
    right = [not skilled[0], dice.random() < 0.4, *skilled[2:]]
    keys = ["q01", "q02", *dice.sample(["q03", "q05", "q06", "q07", "q09"], 3)]
    return [(key, "a" if good else dice.choice("bcd")) for key, good in zip(keys, right, strict=True)]


@pytest.fixture
def page(chromium: Browser, site: str) -> Iterator[Page]:
    """A window in which Dee, an instructor, has signed in."""
    page = chromium.new_page(reduced_motion="reduce")
    page.goto(f"{site}/sign-in/dee")
    yield page
    page.context.close()


def test_charts_and_tables_are_read_without_a_barrier(page: Page, site: str) -> None:
    page.goto(f"{site}/statistics")
    page.get_by_role("link", name="Bars, table and room").click()
    wrong = faults_of(page)
    page.get_by_role("link", name="q01 v1").first.click()
    assert "Key may be wrong" in page.inner_text("main")
    assert wrong + faults_of(page) == []
