"""The script of a quiz in a real browser: it saves, counts and takes letters, and decides nothing."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from flask import Flask
from playwright.sync_api import Browser, BrowserContext, Page, Route, expect
from sqlalchemy import select
from sqlalchemy.orm import Session

from ashilms.accounts import services as people
from ashilms.quizzes.models import AnswerStep
from tests.conftest import CAST, NOW, Cast
from tests.loopback import served
from tests.quizzes.conftest import open_school

pytestmark = pytest.mark.browser


@pytest.fixture
def site(app: Flask) -> Iterator[str]:
    """The host site with the school, served one request at a time on the test's own database."""
    with app.app_context():
        db: Session = app.config["TEST_HOST_DB"].session()
        open_school(db, Cast(**{name: people.as_actor(people.find_person(db, name)) for name in CAST}))
        db.close()
    with served(app) as address:
        yield address


@pytest.fixture
def client(chromium: Browser, site: str) -> Iterator[BrowserContext]:
    """Ana's browser."""
    context = chromium.new_context(base_url=site)
    context.set_default_timeout(10_000)
    yield context
    context.close()


@pytest.fixture
def page(client: BrowserContext) -> Page:
    """Ana at the first question of an attempt."""
    page = client.new_page()
    page.goto("/sign-in/ana")
    page.goto("/quizzes/quiz-m02")
    send(page, "Start the clock")
    while page.locator("input[type=checkbox]").count():
        send(page, "Save and next")
    expect(page.locator("#question > fieldset")).to_be_focused()  # from now on letters count
    return page


def send(page: Page, name: str) -> None:
    """Press a form's button, and wait for the page that answers it."""
    with page.expect_navigation():
        page.get_by_role("button", name=name).click()


def steps(app: Flask) -> list[AnswerStep]:
    with app.app_context():
        db = app.config["TEST_HOST_DB"].session()
        found = list(db.scalars(select(AnswerStep).order_by(AnswerStep.id)))
        db.close()
        return found


def test_a_letter_chooses_and_the_choice_is_saved_with_its_time(page: Page, app: Flask) -> None:
    """Focus is on the question when the page opens; letters work there and nowhere else (WCAG 2.1.4)."""
    page.keyboard.press("b")
    expect(page.locator(".al-saved")).to_have_text("Saved 12:00:00")
    expect(page.locator("#answer-1")).to_be_checked()
    assert len(steps(app)) == 1
    page.get_by_role("button", name="Review and hand in").focus()
    page.keyboard.press("c")
    expect(page.locator("#answer-1")).to_be_checked()


def test_what_is_chosen_without_a_connection_is_sent_when_it_is_back(page: Page, app: Flask) -> None:
    page.context.set_offline(True)
    page.keyboard.press("a")
    expect(page.locator(".al-saved--not")).to_contain_text("no connection")
    page.keyboard.press("d")
    page.get_by_role("button", name="Save and next").click()
    expect(page.locator(".al-saved--not")).to_be_visible()
    assert steps(app) == []
    page.context.set_offline(False)
    expect(page.locator(".al-saved")).to_contain_text("Saved")
    expect(page.locator("#answer-3")).to_be_checked()
    assert len(steps(app)) == 1


def test_choosing_fast_saves_the_last_choice(page: Page, app: Flask) -> None:
    for letter in "abcdabc":
        page.keyboard.press(letter)
    expect(page.locator(".al-saved time")).to_be_visible()
    send(page, "Save and")
    page.go_back()
    expect(page.locator("#answer-2")).to_be_checked()


def hold_first_saving(page: Page) -> list[Route]:
    """Load the page anew; the first saving from it is held on its way, and put into what is returned."""
    held: list[Route] = []

    def pass_or_hold(route: Route) -> None:
        if route.request.method == "POST" and not held:
            held.append(route)
        else:
            route.continue_()

    page.route(page.url, pass_or_hold)
    page.reload()
    expect(page.locator("#question > fieldset")).to_be_focused()
    return held


def wait_for(page: Page, held: list[Route]) -> Route:
    """Wait until something is held; return it."""
    while not held:
        page.wait_for_timeout(10)
    return held[0]


def test_a_saving_that_was_overtaken_changes_nothing(page: Page, app: Flask) -> None:
    """T05: two sendings of a page are under way at once, and the first comes last."""
    held = hold_first_saving(page)
    page.keyboard.press("a")
    first = wait_for(page, held).request
    page.keyboard.press("b")
    send(page, "Save and")
    late = page.request.post(
        first.url, data=first.post_data_buffer, headers={"Content-Type": first.headers["content-type"]}
    )
    assert late.status == 409
    page.go_back()
    expect(page.locator("#answer-1")).to_be_checked()
    assert len(steps(app)) == 1


@pytest.mark.parametrize("width", [320, 360, 1280])
def test_nothing_moves_under_the_finger_when_a_choice_is_saved(page: Page, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 740})
    held = hold_first_saving(page)
    top = "document.querySelector('#question').getBoundingClientRect().top + scrollY"
    before = page.evaluate(top)
    page.keyboard.press("a")
    expect(page.locator(".al-saved--busy")).to_be_visible()
    assert page.evaluate(top) == pytest.approx(before, abs=1)
    wait_for(page, held).continue_()
    expect(page.locator(".al-saved time")).to_be_visible()
    assert page.evaluate(top) == pytest.approx(before, abs=1)


def test_the_clock_counts_down_and_leads_to_the_result_when_the_server_has_closed_it(
    page: Page, app: Flask
) -> None:
    """T07."""
    app.extensions["ashilms"].clock = lambda: NOW + timedelta(minutes=10, seconds=9)
    page.reload()
    expect(page.locator(".al-timer b")).to_have_text("0:00")
    expect(page.locator("[data-al-said]")).to_contain_text("Time is up")
    app.extensions["ashilms"].clock = lambda: NOW + timedelta(minutes=10, seconds=12)
    page.wait_for_url("**/result")
    expect(page.get_by_role("heading", level=1)).to_have_text("Not passed yet")


def test_a_page_that_is_refused_says_so_and_tries_no_more(page: Page, app: Flask) -> None:
    """A closed attempt, another sign-in: the person is told to load the page again."""
    app.extensions["ashilms"].clock = lambda: NOW + timedelta(minutes=11)
    page.keyboard.press("a")
    expect(page.locator(".al-saved--not")).to_contain_text("Load the page again")
    assert steps(app) == []


def test_without_a_script_every_button_saves(chromium: Browser, site: str, app: Flask) -> None:
    context = chromium.new_context(base_url=site, java_script_enabled=False)
    page = context.new_page()
    page.goto("/sign-in/ana")
    page.goto("/quizzes/quiz-m02")
    page.get_by_role("button", name="Start the clock").click()
    page.locator("label.al-choice").first.click()
    page.get_by_role("group", name="Questions").get_by_role("button", name="3, not answered").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("question 3 of 5")
    page.locator("label.al-choice").first.click()
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_contain_text("question 4 of 5")
    page.get_by_role("button", name="Leave, keep my answers").click()
    page.get_by_role("link", name="Bars, table and room").click()
    page.get_by_role("link", name="Review and hand in").click()
    expect(page.get_by_role("heading", level=2, name="3 questions are empty")).to_be_visible()
    context.close()
    assert {step.number for step in steps(app)} == {1, 3}
