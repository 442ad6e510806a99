"""An essay and a photo sent, marked and read in a real browser, by keyboard alone, on a phone and on a desk."""

import re
from collections.abc import Iterator
from dataclasses import replace

import pytest
from flask import Flask
from playwright.sync_api import Browser, Page, expect
from sqlalchemy.orm import Session

from ashilms.accounts import services as people
from ashilms.actor import machine
from ashilms.marking.models import GivenMark
from ashilms.quizzes import services
from tests.browser.looking import faults_of
from tests.conftest import CAST, NOW, Cast
from tests.loopback import served
from tests.marking.conftest import set_up
from tests.quizzes.conftest import DRAFTS, KINDS, QUIZ
from tests.quizzes.samples import MARKED
from tests.quizzes.test_uploads import photo

pytestmark = pytest.mark.browser
TEXT = "I stop, and I ask what it feels like."


@pytest.fixture
def site(app: Flask) -> Iterator[str]:
    """Serve a school whose papers hold an essay and a question that asks for a photo, and a cohort."""
    with app.app_context():
        db: Session = app.config["TEST_HOST_DB"].session()
        desk = set_up(db, Cast(**{name: people.as_actor(people.find_person(db, name)) for name in CAST}))
        pool = [_draft(name, at) for at, name in enumerate(MARKED)]
        services.keep_questions(db, machine("tests"), desk.school.course.id, pool, now=NOW)
        terms = {**QUIZ.blueprint, "draw": 2, "critical": 0}
        services.keep_quizzes(
            db, machine("tests"), desk.school.course.id, [replace(QUIZ, blueprint=terms)], now=NOW
        )
        db.commit()
        db.close()
    with served(app) as address:
        yield address


def _draft(name: str, at: int) -> services.QuestionDraft:
    asked, key = KINDS[name].split(MARKED[name].item)
    return replace(DRAFTS[10 + at], kind=name, critical=False, asked=asked, key=key)


def press(page: Page, keys: str) -> None:
    """Press keys one after the other, once the scripts that listen for them are there."""
    page.wait_for_load_state()
    for key in keys.split():
        page.keyboard.press(key)


def answer(page: Page, number: int) -> list[str]:
    """Answer a question once its page is there, hold that it was saved, and return what is wrong with the page.

    Papers are shuffled, so which of the two it asks is seen on its own page only: the one before has a field, too.
    """
    expect(page.get_by_role("heading", level=1)).to_have_text(re.compile(rf"question {number} of 2"))
    page.wait_for_load_state()
    if page.locator("textarea").count():
        page.locator("textarea").focus()
        page.keyboard.type(TEXT)
    else:
        sent = {"name": "foot.png", "mimeType": "image/png", "buffer": photo()}
        page.locator("input[type=file]").set_input_files(sent)
    expect(page.locator("[data-al-saved]")).to_contain_text("Saved")
    page.reload()
    expect(page.locator("textarea, figure img").first).to_be_visible()
    wrong = faults_of(page)
    page.locator("button.al-btn--main").press("Enter")
    return wrong


def test_an_essay_and_a_photo_are_sent_and_marked_by_keyboard_without_a_barrier(
    chromium: Browser, site: str, app: Flask
) -> None:
    page = chromium.new_page(base_url=site, reduced_motion="reduce")
    page.set_default_timeout(10_000)
    page.goto("/sign-in/ana")
    page.goto("/quizzes/quiz-m02")
    page.get_by_role("button", name="Start the clock").press("Enter")
    wrong = answer(page, 1) + answer(page, 2)
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
    page.get_by_role("button", name="Give this mark").press("Enter")
    expect(page.get_by_role("link", name="Ana")).to_have_count(1)
    press(page, "j Enter")
    expect(page.get_by_role("heading", name="Your mark")).to_be_visible()
    press(page, "c c g")
    expect(page.get_by_role("heading", name="Nothing waits for you")).to_be_visible()
    page.goto("/sign-in/ana")
    page.goto(result)
    expect(page.get_by_text("1.75 of 2 is 87.5 %")).to_be_visible()
    expect(page.get_by_text("Say whom you tell, too.")).to_be_visible()
    assert wrong + faults_of(page) == []
    page.close()
    with app.app_context():
        db = app.config["TEST_HOST_DB"].session()
        given = [mark.levels for mark in db.query(GivenMark).order_by(GivenMark.id)]
        db.close()
    assert given == [{"safe": 2, "clear": 1}, {"safe": 2, "clear": 2}]
