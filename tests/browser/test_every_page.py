"""Every page that anybody may see, in real Chromium: accessible, quiet, and never wider than the screen."""

import pytest
from flask import Flask

from tests.browser.conftest import Open, Site
from tests.browser.looking import faults_of
from tests.browser.walk import MIDWAY, SESSIONS, SIGNERS, WHO, Walk, may_see

pytestmark = pytest.mark.browser
Walked = dict[str | None, set[str]]


@pytest.fixture(scope="module")
def walked() -> Walked:
    """What each person has been led to in this run: nobody has to go there twice to be counted."""
    return {}


@pytest.mark.parametrize("who", WHO)
def test_every_page_is_accessible_quiet_and_fits(
    site: Site, open_as: Open, mapped: Flask, walked: Walked, who: str | None
) -> None:
    """Axe on every GET route that a role may see; V3.4.3 (content policy), V14.2.3 (no other site)."""
    page = open_as(who)
    said: list[str] = []
    page.on(
        "console",
        lambda message: said.append(f"{page.url}: {message.text}") if message.type == "error" else None,
    )
    page.on("pageerror", lambda error: said.append(f"{page.url}: {error}"))
    page.on(
        "request", lambda ask: said.append(ask.url) if not ask.url.startswith((site.url, "data:")) else None
    )
    wrong, seen = list[str](), walked.setdefault(who, set())
    for found in Walk(mapped, who).pages(page):
        seen.add(found.endpoint)
        if found.status >= 500:
            wrong.append(f"{found.path}: {found.status}")
        wrong += faults_of(page)
    assert wrong == []
    assert [line for line in said if "404" not in line and "403" not in line] == []
    assert seen


def test_the_walks_together_see_every_page_of_the_url_map(
    open_as: Open, mapped: Flask, walked: Walked
) -> None:
    """A page that nobody is led to, or that nobody looks at here, fails."""
    expected = set().union(*(may_see(mapped, who) for who in WHO)) - MIDWAY - SIGNERS - SESSIONS
    for who in WHO.keys() - walked.keys():
        walked[who] = {found.endpoint for found in Walk(mapped, who).pages(open_as(who))}
    seen = set().union(*walked.values())
    assert {end for end in expected - seen if not end.endswith("styleguide")} == set()
