"""Every page that anybody may see, in real Chromium: accessible, quiet, and never wider than the screen."""

import pytest
from flask import Flask

from tests.browser.conftest import Open, Site
from tests.browser.looking import look_at_every_page
from tests.browser.walk import LEADING, MIDWAY, SESSIONS, SIGNERS, STAFF, TRIES, WHO, Walk, may_see

pytestmark = pytest.mark.browser
Walked = dict[str | None, set[str]]


@pytest.fixture(scope="module")
def walked() -> Walked:
    """What each person has been led to in this run: nobody has to go there twice to be counted."""
    return {}


@pytest.mark.parametrize("who", [who for who in WHO if who not in STAFF])
def test_every_page_is_accessible_quiet_and_fits(
    site: Site, open_as: Open, mapped: Flask, walked: Walked, who: str | None
) -> None:
    """Axe on every GET route that a role may see; V3.4.3 (content policy), V14.2.3 (no other site)."""
    walked[who] = look_at_every_page(site, open_as(who), mapped, who)


def test_the_walks_together_see_every_page_of_the_url_map(
    open_as: Open, mapped: Flask, walked: Walked
) -> None:
    """A page that nobody is led to, or that nobody looks at here, fails."""
    expected = (
        set().union(*(may_see(mapped, who) for who in WHO)) - MIDWAY - SIGNERS - SESSIONS - TRIES - LEADING
    )
    for who in WHO.keys() - walked.keys():
        walked[who] = {found.endpoint for found in Walk(mapped, who).pages(open_as(who))}
    seen = set().union(*walked.values())
    assert {end for end in expected - seen if not end.endswith("styleguide")} == set()
