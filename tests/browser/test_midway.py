"""Pages that are there only in the middle of something: a mailed link, a quiz being sat, signing in by two steps."""

import re
from datetime import UTC, datetime, timedelta
from email import message_from_bytes, policy

import pyotp
import pytest
from flask import Flask

from tests.browser.conftest import Open, Site
from tests.browser.test_main_job import next_step, read_lesson
from tests.browser.walk import MIDWAY
from tests.browser.way import Way

pytestmark = pytest.mark.browser
EMAIL, PASSWORD = "eve@demo.example", "four quiet wooden spoons"


@pytest.fixture
def way(open_as: Open, site: Site, mapped: Flask) -> Way:
    """Eve, invited, at the beginning of her way."""
    return Way(open_as(None), site, mapped)


def mailed_link(way: Way) -> str:
    """Return the link by which Eve may set another password."""
    for _ in range(100):
        for path in sorted((way.site.data / "mail").glob("*.eml"), reverse=True):
            mail = message_from_bytes(path.read_bytes(), policy=policy.default)
            link = re.search(r"https?://\S+/reset/\S+", mail.get_body(("plain",)).get_content())
            if mail["To"] == EMAIL and link:
                return link[0]
        way.page.wait_for_timeout(200)
    raise AssertionError("no mail to Eve")


def come_in(way: Way) -> None:
    """Take up an invitation; then pretend to have lost the password, and set another by the mailed link."""
    invited = way.site.command("people", "add", "--name", "Eve", "--email", EMAIL).stdout
    way.page.goto(re.search(r"https?://\S+", invited)[0])
    way.look()
    way.page.get_by_label("New password", exact=True).fill("a first one to be lost")
    way.press("Open my account")
    way.page.context.clear_cookies()
    way.page.goto("/reset")
    way.page.get_by_label("E-mail").fill(EMAIL)
    way.press("Send me the link")
    way.look()
    way.page.goto(mailed_link(way))
    way.page.get_by_label("New password", exact=True).fill(PASSWORD)
    way.press("Set the password")


def sign_in(way: Way) -> None:
    way.page.goto("/sign-in")
    way.page.get_by_label("E-mail").fill(EMAIL)
    way.page.get_by_label("Password", exact=True).fill(PASSWORD)
    way.press("Sign in")


def sit(way: Way) -> None:
    """Take up the course, read a module and begin its quiz."""
    way.page.goto("/courses/barefoot-bar-massage")
    way.press("Take up this course")
    while "lesson" in next_step(way.page).inner_text():
        next_step(way.page).click()
        read_lesson(way.page)
    next_step(way.page).click()
    way.press("Start")
    way.look()
    way.press("Review and hand in")
    way.look()


def add_second_step(way: Way) -> None:
    """Set the second step up, look at what changes it, and come in by it."""
    way.page.goto("/security/second-factor")
    key = re.search(r"Type this key into the app: ([A-Z2-7 ]+)", way.page.inner_text("main"))[1]
    code = pyotp.TOTP(key.replace(" ", ""))
    way.page.get_by_label("Code").fill(code.now())
    way.press("Turn it on")
    way.look()  # the recovery codes
    once = way.page.locator("ol .al-code").first.inner_text()
    for path in (
        "/security",
        "/security/second-factor/codes",
        "/security/second-factor/off",
        "/reauthenticate",
    ):
        way.page.goto(path)
        way.look()
    way.page.context.clear_cookies()
    sign_in(way)
    way.look()
    way.page.get_by_label("Code").fill(once)
    way.press("Sign in")
    assert "/second-step" not in way.page.url


def hold_a_class(way: Way) -> None:
    """Set yesterday's class down, record who was there, and come to closing its register."""
    way.page.goto("/cohorts/1/sessions/add")
    for label, value in (("Title", "Necks"), ("Begins", "09:00"), ("Ends", "12:00")):
        way.page.get_by_label(label).fill(value)
    way.page.get_by_label("Day", exact=True).fill((datetime.now(UTC) - timedelta(days=1)).date().isoformat())
    way.press("Set it down")
    way.follow("Necks")
    way.page.get_by_label("Ana Duarte: there from beginning to end").check()
    way.press("Save the register")
    way.look()
    way.follow("Close it")
    way.look()


def send_a_list(way: Way) -> None:
    """Send a list, look at what would happen, and let it happen."""
    way.page.goto("/courses/barefoot-bar-massage/list")
    way.page.get_by_label("Paste the list").fill(
        "e-mail;name\nnova@demo.example;Nova\nana@demo.example\n=1+1\n"
    )
    way.press("Show what would happen")
    way.look()
    way.press("Enrol the one good line")
    way.look()
    assert "Invited by mail and enrolled." in way.page.inner_text("main")


def review_a_module(way: Way) -> None:
    """Record who has reviewed a module, look at the reviews, and come to withdrawing it."""
    way.page.goto("/reviews/barefoot-bar-massage/m02")
    for label, value in (
        ("Reviewer’s name", "A reviewer"),
        ("Profession and registration", "physiotherapist"),
    ):
        way.page.get_by_label(label).fill(value)
    way.page.get_by_label("Reviewed on").fill(datetime.now(UTC).date().isoformat())
    way.press("Record")
    way.look()
    way.follow("Withdraw")
    way.look()


def test_every_page_in_the_middle_of_something_is_accessible_and_fits(
    way: Way, open_as: Open, site: Site, mapped: Flask
) -> None:
    """Axe in both looks, on the pages to which no link leads."""
    come_in(way)
    sit(way)
    add_second_step(way)
    bea, irene = (Way(open_as(who), site, mapped) for who in ("bea", "irene"))
    hold_a_class(bea)
    send_a_list(irene)
    review_a_module(irene)
    assert way.wrong + bea.wrong + irene.wrong == []
    assert MIDWAY - way.seen - bea.seen - irene.seen == set()
