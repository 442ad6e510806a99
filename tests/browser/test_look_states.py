"""The style guide in every state and circumstance: each state in words, forced colours, paper, touch, stillness."""

import re
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe

from tests.browser.test_look import look, served

__all__ = ["look", "served"]  # fixtures

pytestmark = pytest.mark.browser


@pytest.mark.parametrize(
    "word",
    ["Valid", "Expired", "Suspended", "Revoked", "Replaced", "Not as issued", "Could not check", "Not found"],
)
def test_every_answer_of_a_verification_is_shown(look: Any, word: str) -> None:
    page = look().open("/styleguide")
    verdict = page.locator(".al-verdict").filter(has=page.get_by_role("heading", name=word, exact=True))
    assert verdict.count() == 1
    assert verdict.locator("svg").get_attribute("aria-hidden") == "true"  # the word says it, not the seal


def test_what_could_not_be_checked_has_no_tick_and_a_broken_ring(look: Any) -> None:
    page = look().open("/styleguide")
    unknown = page.locator(".al-four .is-unknown")
    tick = page.locator(".al-four .is-yes svg").first.inner_html()
    assert "could not check" in unknown.inner_text()
    assert unknown.locator("svg").inner_html() != tick
    assert page.locator(".al-verdict .al-verdict__ring--loose").count() == 2


def test_a_waiver_says_who_until_when_and_why(look: Any) -> None:
    page = look().open("/styleguide")
    waived = page.locator("li", has=page.locator(".al-bead--waived"))
    assert re.search(r"Waived by .+ until .+: .+", waived.inner_text())


@pytest.mark.parametrize(
    "component", [".al-toast", ".al-empty", "dialog.al-dialog", ".al-tag", ".al-call--wrong, .al-call"]
)
def test_nothing_of_the_system_is_left_out_of_the_guide(look: Any, component: str) -> None:
    assert look().open("/styleguide").locator(component).count() >= 1


def test_forced_colours_keep_every_choice_and_state_apart(look: Any) -> None:
    page = look(forced_colors="active").open("/styleguide")
    style = (
        "element => { const s = getComputedStyle(element); return [s.backgroundColor, s.borderTopWidth]; }"
    )
    chosen = page.locator(".al-choice:has(:checked)").first.evaluate(style)
    other = page.locator(".al-choice:not(:has(:checked))").first.evaluate(style)
    assert (chosen[1], other[1]) == ("3px", "1px")
    segments = page.locator(".al-seg label:has(:checked)").first.evaluate(style)
    assert segments[0] != page.locator(".al-seg label:not(:has(:checked))").first.evaluate(style)[0]
    assert page.locator(".al-btn--main").first.evaluate(style)[1] == "3px"
    found = Axe().run(
        page, options={"rules": {"color-contrast": {"enabled": False}}}
    )  # the person chose the colours
    assert found.response["violations"] == []


def test_paper_shows_what_is_folded_and_drops_what_is_pressed(look: Any) -> None:
    page = look(680).open("/styleguide")  # the width of a sheet of A4 between its margins
    page.emulate_media(media="print")
    assert not page.get_by_role("button", name="Save and next").first.is_visible()
    assert not page.locator(".al-head").get_by_text("Menu", exact=True).is_visible()
    assert page.locator(".al-table").last.evaluate("table => getComputedStyle(table).display") == "table"
    state = page.locator(".al-req__name .al-sr").first
    assert state.bounding_box()["width"] > 10  # "(met)" stands in words where colour may be lost
    assert (
        page.locator(".ashilms").evaluate("e => getComputedStyle(e).backgroundColor") == "rgb(255, 255, 255)"
    )


def test_a_fold_that_is_shut_is_printed_open(look: Any) -> None:
    page = look(680).open("/styleguide")
    page.evaluate("document.querySelectorAll('.al-plumb details').forEach((fold) => { fold.open = false; })")
    line = page.get_by_text("Peer practice, supervisor in the room")
    assert not line.is_visible()
    page.emulate_media(media="print")
    assert line.is_visible()


def test_where_there_is_no_keyboard_no_keys_are_offered(look: Any) -> None:
    assert look(360).open("/styleguide").locator(".al-hintline .al-key").first.is_visible()
    touched = look(360, has_touch=True, is_mobile=True).open("/styleguide")
    assert not touched.locator(".al-hintline .al-key").first.is_visible()


def test_nothing_moves_for_whoever_asks_for_stillness(look: Any) -> None:
    page = look().open("/styleguide")  # every window here asks for less motion
    moving = page.evaluate(
        """() => [...document.querySelectorAll(".ashilms *")].filter((element) => {
          return [null, "::before", "::after"].some((part) => {
            const style = getComputedStyle(element, part);
            return style.animationName !== "none" || style.transitionDuration.split(", ").some((t) => t !== "0s");
          });
        }).length"""
    )
    assert moving == 0


CONTROLS = ".al-btn, .al-in, .al-choice, .al-seg label, .al-strip a, .al-pages__list a"
TOO_SMALL = f"""() => [...document.querySelectorAll("{CONTROLS}")].filter((control) => {{
  const least = control.closest(".al-strip, .al-pages, .al-theme") ? 36 : 44;
  const {{ height }} = control.getBoundingClientRect();
  return height && Math.round(height) < least;
}}).map((control) => control.outerHTML.slice(0, 120))"""


def test_every_control_is_large_enough_for_a_thumb(look: Any) -> None:
    """WCAG 2.5.8 asks for 24 px; the system promises 44, and 36 in strips and pagers."""
    page = look(360).open("/styleguide")
    small = page.evaluate(TOO_SMALL)
    assert small == []


def test_a_short_field_does_not_pretend_to_want_more(look: Any) -> None:
    page = look().open("/styleguide")
    figure, whole = page.locator("#sg-figure").bounding_box(), page.locator("#sg-code").bounding_box()
    assert figure["width"] < whole["width"] / 2


def test_short_choices_stand_side_by_side_where_there_is_room(look: Any) -> None:
    page = look().open("/styleguide")
    cards = page.locator(".al-choices--two > .al-choice")
    assert cards.nth(0).bounding_box()["y"] == cards.nth(1).bounding_box()["y"]
    page.set_viewport_size({"width": 360, "height": 740})
    assert cards.nth(0).bounding_box()["y"] < cards.nth(1).bounding_box()["y"]


def test_an_arrow_that_leads_on_stands_after_its_words(look: Any) -> None:
    page = look().open("/styleguide")
    button = page.get_by_role("button", name="Save and next").first
    assert (
        button.evaluate("e => e.lastElementChild.tagName + (e.lastChild === e.lastElementChild)") == "svgtrue"
    )
    back = page.get_by_role("button", name="Back").first
    assert back.evaluate("e => e.firstChild === e.firstElementChild") is True
