"""A draft that is saved as it is filled in, in two windows; and the inbox worked through by keys alone."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Open

pytestmark = pytest.mark.browser
SAVED = re.compile(r"Saved \d\d:\d\d:\d\d")
TWICE = "Saved while I write, and changed in the other window."


def said(page: Page) -> object:
    return expect(page.locator("[data-al-saved]"))


def test_a_draft_is_saved_as_it_is_filled_in_and_no_window_overwrites_another(open_as: Open) -> None:
    page = open_as("ida")
    page.goto("/practicum/log?category=P1")
    page.get_by_label("Start").fill("09:00")
    said(page).to_have_text(SAVED)
    assert re.search(r"/practicum/entries/\d+/edit$", page.url), "it has an address by now"
    other = page.context.new_page()
    other.goto(page.url)
    expect(other.get_by_label("Start")).to_have_value("09:00")
    other.locator("[name=reflection]").fill(TWICE)
    said(other).to_have_text(SAVED)
    page.get_by_label("Start").fill("10:00")
    said(page).to_contain_text("changed in another window")
    page.on("dialog", lambda dialog: dialog.accept())  # what was typed here is lost, and the browser asks
    page.get_by_role("link", name="Open it as it is there").click()
    expect(page.locator("[name=reflection]")).to_have_value(TWICE)
    expect(page.get_by_label("Start")).to_have_value("09:00")
    page.locator("[name=reflection]").fill("Ask kim@example.org about it.")
    said(page).to_contain_text("Not saved")
    page.locator("[name=reflection]").fill(TWICE)
    page.get_by_role("button", name="Keep as draft").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Draft")


def test_the_inbox_is_worked_through_by_keys_alone(open_as: Open) -> None:
    page = open_as("bea")
    page.goto("/inbox")
    lines = page.locator("[data-al-queue] a")
    page.keyboard.press("j")
    expect(lines.nth(0)).to_be_focused()
    page.keyboard.press("j")
    expect(lines.nth(1)).to_be_focused()
    page.keyboard.press("k")
    expect(lines.nth(0)).to_be_focused()
    asks = next(n for n, line in enumerate(lines.all_inner_texts()) if "Question" in line)
    for _ in range(asks):
        page.keyboard.press("j")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_contain_text("Ana Duarte asks")
    page.get_by_label("Your answer").fill("No, the region alone.")
    page.get_by_role("button", name="Answer").press("Enter")
    expect(page.get_by_text("Answered: “No, the region alone.”")).to_be_visible()
    page.keyboard.press("u")
    expect(page.get_by_text("Taken back. Nobody was told.")).to_be_visible()
    expect(page.get_by_text("Question · Shall I amend the strokes as well?")).to_be_visible()
