"""Every form of the site, sent as it is meant and in every way that it is not.

Forms are found on their pages and held against the URL map (`deeds.py`), so that none is left out.
"""

import pytest

from tests.campus import Campus
from tests.house.deeds import DEEDS
from tests.house.filling import Deed

pytestmark = pytest.mark.any_database


def test_every_view_that_takes_something_is_among_the_deeds(campus: Campus) -> None:
    taking = {rule.endpoint for rule in campus.app.url_map.iter_rules() if "POST" in rule.methods}
    assert taking == {deed.view for deed in DEEDS}


@pytest.mark.parametrize("deed", DEEDS, ids=str)
def test_every_form_filled_in_as_it_is_meant_succeeds(campus: Campus, deed: Deed) -> None:
    """Without this, everything below could be refused for another reason than it should be."""
    assert deed.ready(campus).send().status_code in (200, 204, 302)


NO_FORM = (
    "application/json",
    "text/plain",
    "application/xml",
    "application/octet-stream",
    "text/plain; x=urlencoded",
)


@pytest.mark.parametrize("deed", DEEDS, ids=str)
def test_a_body_that_is_no_form_is_not_read(campus: Campus, deed: Deed) -> None:
    """V3.5.2, V15.3.5: nor what another site may send unasked (text/plain), nor JSON with lists for texts."""
    ready = deed.ready(campus)
    body = "&".join(f"{name}={value}" for name, value in ready.data.items())
    before = campus.digest()
    for kind in NO_FORM:
        assert ready.send(body, content_type=kind).status_code == 415
    assert (
        ready.send('{"name": ["x"], "roles": {"a": 1}}', content_type="application/json").status_code == 415
    )
    assert campus.digest() == before
