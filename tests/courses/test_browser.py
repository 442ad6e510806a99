"""A real browser is given what hostile packs come to, without the policy that would stop it: nothing happens."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, Error

from ashilms.courses.figures import clean_figure
from tests.courses.hostile import OUT, RAW, hostile_lessons
from tests.courses.test_figures import HOSTILE, drawn
from tests.courses.test_markup import html_of, render

pytestmark = pytest.mark.browser
INSIDE = "http://inside.example/"


@pytest.fixture(scope="module")
def context(chromium: Browser) -> Iterator[BrowserContext]:
    """A browser whose pages have no content policy, and for which there is no outside."""
    context = chromium.new_context()
    context.route("**/*", lambda route: route.abort())
    context.route(INSIDE, lambda route: route.fulfill(body="<p>inside</p>", content_type="text/html"))
    yield context
    context.close()


def happened(context: BrowserContext, html: str) -> tuple[int, int]:
    """Return how often something ran, and how many requests went outside, once `html` was the page.

    A page that went elsewhere by itself counts as something that ran.
    """
    page, outside = context.new_page(), list[str]()
    page.on("request", lambda request: outside.append(request.url) if request.url != INSIDE else None)
    page.goto(INSIDE)
    try:
        page.set_content(f"<!doctype html><main>{html}</main>", wait_until="load")
        page.wait_for_timeout(50)
        fired = int(page.evaluate("window.fired || 0"))
    except Error:
        fired = 1
    page.close()
    return fired, len(outside)


def test_nothing_of_a_hostile_lesson_runs_or_calls_out(context: BrowserContext) -> None:
    """T16, T17: 0 executions and 0 outside requests with the content policy off."""
    lessons = [html for text in hostile_lessons() for html in html_of(render(text))]
    for start in range(0, len(lessons), 300):
        assert happened(context, "\n".join(lessons[start : start + 300])) == (0, 0)


def test_nothing_of_a_hostile_figure_runs_or_calls_out(context: BrowserContext) -> None:
    """V1.3.4, T13: figures stand inline in a page, where a script of theirs would run."""
    figures = [clean_figure("foot", drawn(inside)).svg for inside, _ in HOSTILE if len(inside) < 1_000]
    assert len(figures) > 25
    assert happened(context, "\n".join(figures)) == (0, 0)


def test_the_same_text_untreated_does_run_and_call_out(context: BrowserContext) -> None:
    """What the tests above look for can be seen: raw, a good part of it fires."""
    results = [happened(context, raw) for raw in RAW[::3]]
    assert sum(fired > 0 for fired, _ in results) > 5
    assert sum(outside > 0 for _, outside in results) > 3
    assert OUT.startswith("https://")
