"""The pages of custody: what is shown before anything is taken along, erased or ended."""

import io
from zipfile import ZipFile

import pytest

from tests.campus import Campus
from tests.custody.closing import close_all
from tests.house.pages import Page
from tests.house.places import places

pytestmark = pytest.mark.any_database


def test_everything_is_taken_along_from_the_profile(campus: Campus) -> None:
    """V14.3.2: as a file that no cache keeps; what is kept and until when stands on the page."""
    browser, mae = campus.browser("mae"), places(campus)["mae"]
    assert f'href="/people/{mae}/data"' in browser.get("/profile").text
    page = Page(browser.get(f"/people/{mae}/data").text).text
    for said in ("Account", "goes at once", "Practice", "Certificates", "For ever", "27 November 2033"):
        assert said in page, said
    answer = browser.post(f"/people/{mae}/data")
    assert answer.mimetype == "application/zip"
    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.headers["Content-Disposition"] == f"attachment; filename=person-{mae}.zip"
    assert ZipFile(io.BytesIO(answer.data)).testzip() is None
    assert [row["action"] for row in campus.rows("ashilms_audit_record")][-1] == "custody.export"


def test_what_would_go_is_shown_before_somebody_is_erased(campus: Campus) -> None:
    """A form without a reason, or without the confirmation, comes back and has changed nothing."""
    irene, mae = campus.browser("irene"), places(campus)["mae"]
    with campus.db() as db:
        close_all(db, mae)
        db.commit()
    page = Page(irene.get(f"/people/{mae}/erase").text).text
    assert "1 certificate stands" in page
    assert irene.post(f"/people/{mae}/erase", data={"certificates_stay": "y"}).status_code == 422
    answer = irene.post(f"/people/{mae}/erase", data={"reason": "Asked for it."})
    assert answer.status_code == 422
    assert "Confirm that they know" in answer.text
    assert (
        irene.post(f"/people/{mae}/erase", data={"reason": "Asked.", "certificates_stay": "y"}).status_code
        == 302
    )
    assert "Erased before" in irene.get(f"/people/{mae}/erase").text
    assert irene.post(f"/people/{mae}/erase", data={"reason": "Asked."}).status_code == 302


def test_what_is_open_is_named_and_nothing_can_be_sent(campus: Campus) -> None:
    """With what to do first."""
    irene, bea = campus.browser("irene"), places(campus)["bea"]
    page = irene.get(f"/people/{bea}/erase").text
    assert "2 cohorts that run are taught by them" in page
    assert "Erase this person" not in page
    assert irene.post(f"/people/{bea}/erase", data={"reason": "Asked."}).status_code == 409


def test_how_long_each_kind_is_kept_stands_on_a_page(campus: Campus) -> None:
    """And what has had its time, to be ended with a look at it; before that time there is nothing to end."""
    irene, ids = campus.browser("irene"), places(campus)
    page = Page(irene.get("/retention").text).text
    for said in ("6 years after the last of it", "7 years after the last of it", "10 years", "for ever"):
        assert said in page, said
    assert irene.get(f"/retention/{ids['mae']}/practice").status_code == 409
    assert irene.get(f"/retention/{ids['mae']}/account").status_code == 404
    assert campus.browser("bea").get("/retention").status_code == 403
