"""Every page that anybody may see, in real Chromium: accessible, quiet, and never wider than the screen."""

import os

import pytest
from axe_playwright_python.sync_playwright import Axe
from flask import Flask

from ashilms import create_app
from tests.browser.conftest import Open, Site
from tests.browser.walk import WHO, Walk, may_see

pytestmark = pytest.mark.browser
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
ONE_WAY = {
    "identity.confirm", "identity.finish", "identity.choose_password", "identity.second_step", "identity.take_up",
}  # fmt: skip
"""Reached by a mailed link or in the middle of signing in; tests/identity looks at those pages."""


@pytest.fixture(scope="module")
def mapped(site: Site) -> Flask:
    """The same app in this process, for its URL map."""
    before = dict(os.environ)
    os.environ.update({name: value for name, value in site.env.items() if name.startswith("ASHILMS_")})
    try:
        return create_app({"ASHILMS_DEMO": True, "ASHILMS_SECOND_FACTOR_ROLES": ()})
    finally:
        os.environ.clear()
        os.environ.update(before)


@pytest.mark.parametrize("who", WHO)
@pytest.mark.parametrize(("width", "scheme"), [(1280, "light"), (360, "dark")])
def test_every_page_is_accessible_quiet_and_fits(
    site: Site, open_as: Open, mapped: Flask, who: str | None, width: int, scheme: str
) -> None:
    """Axe on every GET route that a role may see; V3.4.3 (content policy), V14.2.3 (no other site)."""
    page = open_as(who, width=width, scheme=scheme)
    said: list[str] = []
    page.on(
        "console",
        lambda message: said.append(f"{page.url}: {message.text}") if message.type == "error" else None,
    )
    page.on("pageerror", lambda error: said.append(f"{page.url}: {error}"))
    page.on(
        "request", lambda ask: said.append(ask.url) if not ask.url.startswith((site.url, "data:")) else None
    )
    axe, wrong, seen = Axe(), [], set()
    for found in Walk(mapped, who).pages(page):
        seen.add(found.endpoint)
        if found.status >= 500:
            wrong.append(f"{found.path}: {found.status}")
        if page.evaluate("document.documentElement.scrollWidth - innerWidth") > 0:
            wrong.append(f"{found.path}: wider than {width} px")
        result = axe.run(page, options={"runOnly": {"type": "tag", "values": RULES}})
        wrong += [
            f"{found.path}: {v['id']}: {v['nodes'][0]['html'][:160]}" for v in result.response["violations"]
        ]
    assert wrong == []
    assert [line for line in said if "404" not in line and "403" not in line] == []
    assert seen


def test_the_walks_together_see_every_page_of_the_url_map(open_as: Open, mapped: Flask) -> None:
    """A page that nobody is led to, or that nobody looks at here, fails."""
    expected = set().union(*(may_see(mapped, who) for who in WHO)) - ONE_WAY
    seen: set[str] = set()
    for who in WHO:
        seen |= {found.endpoint for found in Walk(mapped, who).pages(open_as(who))}
    assert {end for end in expected - seen if not end.endswith("styleguide")} == set()
