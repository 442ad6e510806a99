"""The walks of an instructor and a registrar, beside those in `test_every_page.py`: each file has a site of its own."""

import pytest
from flask import Flask

from tests.browser.conftest import Open, Site
from tests.browser.looking import look_at_every_page
from tests.browser.walk import STAFF

pytestmark = pytest.mark.browser


@pytest.mark.parametrize("who", STAFF)
def test_every_page_of_staff_is_accessible_quiet_and_fits(
    site: Site, open_as: Open, mapped: Flask, who: str
) -> None:
    """Axe on every GET route that a role may see; V3.4.3 (content policy), V14.2.3 (no other site)."""
    look_at_every_page(site, open_as(who), mapped, who)
