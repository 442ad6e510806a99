"""An essay written, marked and read in a real browser, by keyboard alone, on a phone and on a desk."""

from collections.abc import Iterator

import pytest
from flask import Flask
from playwright.sync_api import Browser, Page, expect
from sqlalchemy.orm import Session

from ashilms.accounts import services as people
from ashilms.marking.models import GivenMark
from tests.browser.looking import faults_of
from tests.conftest import CAST, Cast
from tests.loopback import served
from tests.marking.conftest import set_up

pytestmark = pytest.mark.browser


@pytest.fixture
def site(app: Flask) -> Iterator[str]:
    """Serve a school whose papers hold an essay, and a cohort."""
    with app.app_context():
        db: Session = app.config["TEST_HOST_DB"].session()
        set_up(db, Cast(**{name: people.as_actor(people.find_person(db, name)) for name in CAST}))
        db.close()
    with served(app) as address:
        yield address


def press(page: Page, keys: str) -> None:
    """Press keys one after the other; words in brackets are named keys."""
    for key in keys.split():
        page.keyboard.press(key)


def test_an_essay_is_written_and_marked_by_keyboard_without_a_barrier(
    chromium: Browser, site: str, app: Flask
) -> None:
    page = chromium.new_page(base_url=site, reduced_motion="reduce")
    page.set_default_timeout(10_000)
    page.goto("/sign-in/ana")
    page.goto("/quizzes/quiz-m02")
    page.get_by_role("button", name="Start the clock").click()
    while not page.locator("textarea").count():
        page.locator("button.al-btn--main").press("Enter")
    wrong = faults_of(page)
    page.locator("textarea").focus()
    page.keyboard.type("I stop, and I ask what it feels like.")
    expect(page.locator("[data-al-saved]")).to_contain_text("Saved")
    page.reload()
    expect(page.locator("textarea")).to_have_value("I stop, and I ask what it feels like.")
    page.goto(page.url.rpartition("/")[0] + "/review")
    page.get_by_role("button", name="Hand in").press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Being marked")
    result = page.url
    wrong += faults_of(page)
    page.goto("/sign-in/bea")
    page.goto("/marking")
    wrong += faults_of(page)
    press(page, "j Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Ana")
    wrong += faults_of(page)
    press(page, "c b s")
    expect(page.get_by_role("status").filter(has_text="3/4 of 1.")).to_be_visible()
    press(page, "t")
    page.keyboard.type("Say whom you tell, too.")
    press(page, "Tab Tab")
    page.get_by_role("button", name="Give this mark").press("Enter")
    expect(page.get_by_role("heading", name="Nothing waits for you")).to_be_visible()
    page.goto("/sign-in/ana")
    page.goto(result)
    expect(page.get_by_text("Say whom you tell, too.")).to_be_visible()
    assert wrong + faults_of(page) == []
    page.close()
    with app.app_context():
        db = app.config["TEST_HOST_DB"].session()
        assert [mark.levels for mark in db.query(GivenMark)] == [{"safe": 2, "clear": 1}]
        db.close()
