"""A re-test in a real browser: one must-pass rule is missed, asked again by two other questions, and passed."""

from collections.abc import Iterator

import pytest
from flask import Flask
from playwright.sync_api import Browser, Page, expect
from sqlalchemy import select
from sqlalchemy.orm import Session

from ashilms.accounts import services as people
from ashilms.actor import machine
from ashilms.quizzes import services
from ashilms.quizzes.models import Attempt
from tests.conftest import CAST, NOW, Cast
from tests.loopback import served
from tests.quizzes.conftest import DRAFTS, OTHERS, numbers, open_school, places

pytestmark = pytest.mark.browser


@pytest.fixture
def site(app: Flask) -> Iterator[str]:
    """The host site with the school, and two other questions on each must-pass rule."""
    with app.app_context():
        db: Session = app.config["TEST_HOST_DB"].session()
        cast = Cast(**{name: people.as_actor(people.find_person(db, name)) for name in CAST})
        school = open_school(db, cast)
        services.keep_questions(db, machine("tests"), school.course.id, [*DRAFTS, *OTHERS], now=NOW)
        db.commit()
        db.close()
    with served(app) as address:
        yield address


def answers(app: Flask, *, miss: bool) -> list[list[str]]:
    """Return the places to choose at each question of the latest attempt; the first must-pass one wrong if asked."""
    with app.app_context():
        db = app.config["TEST_HOST_DB"].session()
        attempt = db.scalars(select(Attempt).order_by(Attempt.id.desc())).first()
        missed = numbers(attempt, critical=True)[0] if miss else 0
        found = [places(db, item, right=item.number != missed) for item in attempt.items]
        db.close()
    return [[one] if isinstance(one, str) else one for one in found]


def sit(page: Page, app: Flask, *, miss: bool = False) -> None:
    """Answer what is open, and hand in."""
    for number, chosen in enumerate(answers(app, miss=miss), start=1):
        expect(page.get_by_role("heading", level=1)).to_contain_text(f"question {number} of")
        for place in chosen:
            page.locator("label.al-choice").nth(int(place) - 1).click()
        expect(page.locator(".al-saved time")).to_be_visible()
        page.get_by_role("button", name="Save and").click()
    page.get_by_role("button", name="Hand in").click()


def test_one_missed_rule_is_made_good_by_a_re_test(chromium: Browser, site: str, app: Flask) -> None:
    context = chromium.new_context(base_url=site, viewport={"width": 360, "height": 740})
    page = context.new_page()
    page.goto("/sign-in/ana")
    page.goto("/quizzes/quiz-m02")
    page.get_by_role("button", name="Start the clock").click()
    sit(page, app, miss=True)
    expect(page.get_by_text("One must-pass question was missed")).to_be_visible()
    page.get_by_role("button", name="Start the re-test").click()
    expect(page.get_by_role("heading", level=1)).to_have_text(
        "Bars, table and room, re-test, question 1 of 2"
    )
    sit(page, app)
    expect(page.get_by_role("heading", level=1)).to_have_text("Passed")
    page.get_by_role("link", name="your attempt").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Passed by a re-test")
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    context.close()
