"""Every page that anybody may see, in real Chromium: accessible, quiet, and never wider than the screen."""

import pytest
from flask import Flask

from tests.browser.conftest import Open, Site
from tests.browser.looking import Known, look_at_every_page
from tests.browser.walk import STAFF, WHO, Walk, led_to

pytestmark = pytest.mark.browser
Walked = dict[str | None, set[str]]


@pytest.fixture(scope="module")
def walked() -> Walked:
    """What each person has been led to in this run: nobody has to go there twice to be counted."""
    return {}


@pytest.fixture(scope="module")
def known() -> Known:
    """What was looked at in these walks: pages are built of the same parts."""
    return Known()


@pytest.mark.parametrize("who", [who for who in WHO if who not in STAFF])
def test_every_page_is_accessible_quiet_and_fits(
    site: Site, open_as: Open, mapped: Flask, walked: Walked, known: Known, who: str | None
) -> None:
    """Axe on every GET route that a role may see; V3.4.3 (content policy), V14.2.3 (no other site)."""
    walked[who] = look_at_every_page(site, open_as(who), mapped, who, known)


def test_these_walks_see_every_page_that_anybody_but_staff_may_see(
    open_as: Open, mapped: Flask, walked: Walked
) -> None:
    """A page that nobody is led to, or that nobody looks at here, fails."""
    walkers = [who for who in WHO if who not in STAFF]
    for who in set(walkers) - walked.keys():
        walked[who] = {found.endpoint for found in Walk(mapped, who).pages(open_as(who))}
    assert led_to(mapped, walkers) - set().union(*walked.values()) == set()
