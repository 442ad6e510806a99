"""The walks of an instructor and a registrar, beside those in `test_every_page.py`: each file has a site of its own."""

import pytest
from flask import Flask

from tests.browser.conftest import Open, Site
from tests.browser.looking import Known, look_at_every_page
from tests.browser.walk import STAFF, WHO, Walk, led_to

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def known() -> Known:
    """What was looked at in these walks: pages are built of the same parts."""
    return Known()


@pytest.fixture(scope="module")
def walked() -> dict[str, set[str]]:
    """What each of them has been led to in this run."""
    return {}


@pytest.mark.parametrize("who", STAFF)
def test_every_page_of_staff_is_accessible_quiet_and_fits(
    site: Site, open_as: Open, mapped: Flask, walked: dict[str, set[str]], known: Known, who: str
) -> None:
    """Axe on every GET route that a role may see; V3.4.3 (content policy), V14.2.3 (no other site)."""
    walked[who] = look_at_every_page(site, open_as(who), mapped, who, known)


def test_these_walks_see_every_page_that_staff_alone_may_see(
    open_as: Open, mapped: Flask, walked: dict[str, set[str]]
) -> None:
    """A page that nobody is led to, or that nobody looks at here, fails."""
    for who in set(STAFF) - walked.keys():
        walked[who] = {found.endpoint for found in Walk(mapped, who).pages(open_as(who))}
    others = led_to(mapped, [who for who in WHO if who not in STAFF])
    assert led_to(mapped, STAFF) - others - set().union(*walked.values()) == set()
