"""The design system in a real browser: at every width, in every theme, beside a host, with and without script."""

from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from flask import Flask, current_app, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from playwright.sync_api import Browser, Page

from ashilms.resources import resource_dir
from tests.loopback import served as on_loopback

pytestmark = pytest.mark.browser
STATIC = Path(__file__).parents[2] / "ashilms" / "static"
HOSTILE = Path(__file__).parent / "hostile.css"
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; font-src 'self'; "
    "form-action 'self'; base-uri 'none'"
)


def site() -> dict[str, Any]:
    """Return what the extension hands to every page, for a trainee who is signed in."""
    pages = ("Home", "Course", "Quizzes", "Practicum", "Certificate")
    return {
        "nav": [{"name": name, "url": "#", "current": name == "Home"} for name in pages],
        "actor": SimpleNamespace(name="Ana", roles=("trainee",)),
        "account_nav": [{"name": "Sign out", "url": "/sign-out", "post": True}],
        "theme": request.cookies.get("ashilms_theme", "auto"),
        "lang": "en",
        "dir": "ltr",
        "provider": "A school with a rather long name of its own",
        "demo": True,
        "standalone": True,
        "home_url": "/",
        "privacy_url": "/privacy",
        "verify_url": "/verify",
    }


def bare_app() -> Flask:
    """Return an app with our templates, our static files and nothing else of ours."""
    app = Flask(__name__, template_folder=str(resource_dir("templates")), static_folder=str(STATIC))
    app.secret_key = "for flashes"
    app.extensions["sent"] = []
    app.jinja_env.globals["csrf_token"] = lambda: "token"
    app.jinja_env.globals["ashilms_static"] = lambda name: url_for("static", filename=name)
    app.context_processor(lambda: {"ashilms": site()})
    app.add_url_rule(
        "/styleguide", view_func=lambda: render_template("ashilms/styleguide.html"), endpoint="guide"
    )
    app.add_url_rule("/form", view_func=show_form, methods=["GET", "POST"])
    app.after_request(guarded)
    return app


def show_form() -> ResponseReturnValue:
    """A form that posts to itself, then says so."""
    if request.method == "POST":
        current_app.extensions["sent"].append(request.form.to_dict())
        flash("Sent.", "success")
        return redirect("/styleguide")
    page = current_app.jinja_env.from_string(
        '{% extends "ashilms/base.html" %}{% import "ashilms/_ui.html" as ui %}{% block title %}Form{% endblock %}'
        '{% block main %}<form class="al-page" method="post" data-al-unsaved>'
        '<input class="al-in" name="note" aria-label="Note">{{ ui.button("Send", "main", busy="Sending…") }}'
        "</form>{% endblock %}"
    )
    return page.render(ashilms=site())


def guarded(response: Any) -> Any:
    response.headers["Content-Security-Policy"] = POLICY
    return response


@pytest.fixture(scope="module")
def served() -> Iterator[tuple[Flask, str]]:
    """The bare app and its address."""
    app = bare_app()
    with on_loopback(app, threaded=True) as address:
        yield app, address


class Look:
    """A browser window on the bare app, and what the browser complained of."""

    def __init__(self, browser: Browser, address: str, **window: Any) -> None:
        self.address = address
        self.faults: list[str] = []
        self.window = browser.new_context(reduced_motion="reduce", **window)

    def open(self, path: str) -> Page:
        """Return a new page at `path`, its fonts loaded."""
        page = self.window.new_page()
        page.on("console", lambda said: self.faults.append(said.text) if said.type == "error" else None)
        page.on("pageerror", lambda error: self.faults.append(str(error)))
        page.goto(self.address + path)
        return page


@pytest.fixture
def look(chromium: Browser, served: tuple[Flask, str]) -> Iterator[Any]:
    """Open windows on the bare app, and see that none complains of anything."""
    opened: list[Look] = []

    def window(width: int = 1280, **options: Any) -> Look:
        opened.append(Look(chromium, served[1], viewport={"width": width, "height": 800}, **options))
        return opened[-1]

    yield window
    for one in opened:
        one.window.close()
        assert one.faults == []


@pytest.mark.parametrize(
    ("width", "query"),
    [
        (1280, "theme=light"),
        (1280, "theme=dark"),
        (360, "theme=light"),
        (360, "theme=dark"),
        (768, "dir=rtl"),
    ],
)
def test_the_style_guide_has_no_barrier_that_axe_finds(look: Any, width: int, query: str) -> None:
    page = look(width).open(f"/styleguide?{query}")
    assert [
        (found["id"], found["nodes"][0]["html"]) for found in Axe().run(page).response["violations"]
    ] == []


@pytest.mark.parametrize("direction", ["ltr", "rtl"])
def test_no_page_is_wider_than_its_window(look: Any, direction: str) -> None:
    page = look().open(f"/styleguide?dir={direction}")
    wider = {}
    for width in (320, 360, 640, 768, 1000, 1280, 1920):
        page.set_viewport_size({"width": width, "height": 800})
        wider[width] = page.evaluate("document.documentElement.scrollWidth - innerWidth")
    assert {width: by for width, by in wider.items() if by > 0} == {}


COMPUTED = """(inside) => [...document.querySelectorAll(inside)].map((element) => {
  const style = getComputedStyle(element);
  return element.tagName + "." + element.getAttribute("class") + " " + [...style]
    .filter((name) => !name.startsWith("--")).map((name) => name + ":" + style.getPropertyValue(name)).join(";");
})"""


def changed(before: list[str], after: list[str]) -> list[str]:
    """Return which properties of which elements differ."""
    assert len(before) == len(after)
    pairs = [(old, new) for old, new in zip(before, after, strict=True) if old != new]
    return [
        f"{old.split(' ')[0]}: {was} -> {now}"
        for old, new in pairs
        for was, now in zip(old.split(";"), new.split(";"), strict=False)
        if was != now
    ]


def test_a_host_that_styles_bare_elements_changes_nothing_of_ours(look: Any) -> None:
    page = look(bypass_csp=True).open("/styleguide")
    before = page.evaluate(COMPUTED, ".ashilms *")
    page.add_style_tag(path=HOSTILE)
    assert changed(before, page.evaluate(COMPUTED, ".ashilms *"))[:5] == []


def test_our_stylesheet_changes_nothing_of_a_host(look: Any) -> None:
    window = look()
    page = window.open("/styleguide")
    page.evaluate(
        """() => {
          document.body.className = "";
          const host = document.createElement("div");
          host.className = "host";
          for (const name of ["h1", "p", "a", "button", "input", "table", "ul", "li", "fieldset", "dialog", "progress"])
            host.append(document.createElement(name));
          document.body.append(host);
        }"""
    )
    before = page.evaluate(COMPUTED, ".host, .host *")
    page.evaluate("document.querySelector('link[rel=stylesheet]').disabled = true")
    assert changed(before, page.evaluate(COMPUTED, ".host, .host *"))[:5] == []


def test_a_dialog_opens_closes_and_gives_the_focus_back(look: Any) -> None:
    page = look().open("/styleguide")
    page.get_by_role("link", name="Revoke certificate…").click()
    assert page.get_by_role("dialog", name="Revoke this certificate?").is_visible()
    page.keyboard.press("Escape")
    assert page.get_by_role("dialog").count() == 0
    assert page.evaluate("document.activeElement.textContent") == "Revoke certificate…"


def test_without_script_everything_is_there_and_nothing_pretends(look: Any) -> None:
    page = look(360, java_script_enabled=False).open("/styleguide")
    page.get_by_text("Menu", exact=True).click()
    assert page.get_by_role("navigation", name="Menu").get_by_role("link", name="Practicum").is_visible()
    assert page.get_by_role("link", name="Revoke certificate…").get_attribute("href") == "#notices"
    assert not page.get_by_text("Colours").is_visible()
    assert page.get_by_role("button", name="Dismiss").count() == 0


def test_a_form_is_not_sent_twice(look: Any, served: tuple[Flask, str]) -> None:
    page = look().open("/form")
    page.get_by_label("Note").fill("once")
    page.evaluate(
        "setTimeout(() => { const b = document.querySelector('main button'); b.click(); b.click(); }, 0)"
    )
    page.wait_for_url("**/styleguide")
    assert served[0].extensions["sent"] == [{"note": "once"}]
    toast = page.locator(".al-toasts .al-toast")
    assert toast.inner_text().strip() == "Sent."
    toast.get_by_role("button", name="Dismiss").click()
    assert toast.count() == 0


def test_what_was_typed_is_not_left_unasked(look: Any) -> None:
    page = look().open("/form")
    asked: list[str] = []
    page.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.accept()))
    page.get_by_label("Note").press_sequentially("half a sentence")
    page.goto(page.url.replace("/form", "/styleguide"))
    assert asked == ["beforeunload"]


def test_the_queue_is_walked_with_two_keys(look: Any) -> None:
    page = look().open("/styleguide")
    focused = "document.activeElement.querySelector('b')?.textContent"
    page.keyboard.press("j")
    assert page.evaluate(focused) == "Ida Lund"  # the one after the one that is open
    page.keyboard.press("k")
    page.keyboard.press("k")
    assert page.evaluate(focused) == "Ben Sato"


def test_a_chosen_theme_is_kept(look: Any) -> None:
    window = look()
    page = window.open("/form")
    page.get_by_label("Colours").select_option("Dark")
    assert page.locator(".ashilms").get_attribute("data-theme") == "dark"
    assert window.open("/form").locator(".ashilms").get_attribute("data-theme") == "dark"
