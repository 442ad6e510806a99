"""Links by which a holder shares a certificate: for a purpose and a time, seen when opened, ended; and LinkedIn."""

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from ashilms.audit.models import AuditRecord
from ashilms.certificates.rules import Status
from ashilms.errors import Clash, Missing, NotAllowed, Unacceptable
from ashilms.verification import services
from ashilms.verification.models import ShareLink
from ashilms.verification.rules.sharing import DAYS, MOST_OPEN, is_open, linkedin_address
from tests.certified import Certified
from tests.conftest import NOW
from tests.schooling import text_of
from tests.verification.test_views import answers, word

pytestmark = pytest.mark.any_database
Sign = Callable[[str | None], FlaskClient]


def make(held: Certified, who: str = "ana", **values: Any) -> ShareLink:
    cast, db = held.school.cast, held.school.db
    usual: dict[str, Any] = {"purpose": "Quay Spa", "days": 7, "now": NOW} | values
    link = services.make_link(db, getattr(cast, who), held.row.number, **usual)
    db.commit()
    return link


@pytest.mark.parametrize(
    ("ended", "at", "open"),
    [
        (None, timedelta(), True),
        (None, timedelta(days=7) - timedelta(seconds=1), True),
        (None, timedelta(days=7), False),
        (timedelta(hours=1), timedelta(hours=2), False),
    ],
)
def test_a_link_is_open_until_its_end_or_until_it_is_ended(
    ended: timedelta | None, at: timedelta, open: bool
) -> None:
    ended_at = NOW + ended if ended is not None else None
    assert is_open(NOW + timedelta(days=7), ended_at, NOW + at) is open


def test_a_holder_makes_a_link_sees_when_it_was_opened_and_ends_it(
    certified_here: Certified, client_of: Sign
) -> None:
    """T25, T29: what has ended says so, tells nothing, and is kept by no cache."""
    ana, employer, number = client_of("ana"), client_of(None), certified_here.row.number
    place = f"/certificates/{number}/sharing"
    assert ana.post(place, data={"purpose": " Quay  Spa ", "days": "30"}).location == place
    page = text_of(ana.get(place))
    found = re.search(r"http://localhost(/s/[\w-]{22})<", page)
    assert found
    assert "Quay Spa" in page
    assert "not yet" in page
    shown = text_of(employer.get(found[1]))
    assert (word(shown), answers(shown)) == ("Valid", ["is-yes"] * 4)
    assert "The link is open until 24 Dec 2026, 12:00 UTC" in shown
    assert "Quay Spa" not in shown  # its purpose is for the holder's eyes
    page = text_of(ana.get(place))
    assert "1 time, last 24 Nov 2026, 12:00 UTC" in page
    end = re.search(r'action="([^"]+/end)"', page)
    assert end
    assert ana.post(end[1]).location == place
    gone = employer.get(found[1])
    told = text_of(gone, 410)
    assert "This link has ended" in told
    assert gone.headers["Cache-Control"] == "no-store"
    said = certified_here.said
    for private in (said.holder, said.number, said.award, said.token, "Quay", "Harbour School", "2028"):
        assert private not in told
    assert "ended by you" in text_of(ana.get(place))
    assert ana.post(end[1]).status_code == 409


def test_a_link_ends_by_itself(certified_here: Certified, app: Flask, client_of: Sign) -> None:
    link = make(certified_here)
    for days, code in ((6.9, 200), (7, 410), (4000, 410)):
        app.extensions["ashilms"].clock = lambda days=days: NOW + timedelta(days=days)
        assert client_of(None).get(f"/s/{link.token}").status_code == code


def test_a_shared_link_says_what_became_of_the_certificate(
    certified_here: Certified, client_of: Sign
) -> None:
    """T25: at once, whatever it said before."""
    link = make(certified_here)
    assert word(text_of(client_of(None).get(f"/s/{link.token}"))) == "Valid"
    certified_here.bring_to(Status.REVOKED)
    assert word(text_of(client_of(None).get(f"/s/{link.token}"))) == "Revoked"


@pytest.mark.parametrize("token", ["x", "A" * 22, "A" * 5000, "%2e%2e", "<script>"])
def test_a_link_that_never_was_leads_nowhere(certified_here: Certified, client_of: Sign, token: str) -> None:
    """T28: and neither does a certificate's own token here, nor a shared one there."""
    link = make(certified_here)
    employer = client_of(None)
    addresses = (f"/s/{token}", f"/s/{certified_here.row.token}", f"/c/{link.token}", f"/s/{link.token[:-1]}")
    assert {employer.get(address).status_code for address in addresses} == {404}


@pytest.mark.parametrize(
    ("values", "error"),
    [
        ({"purpose": "  "}, Unacceptable),
        ({"purpose": "x" * 121}, Unacceptable),
        ({"days": 8}, Unacceptable),
        ({"days": 100_000}, Unacceptable),
        ({"who": "reg"}, NotAllowed),
        ({"who": "caz"}, Missing),
        ({"who": "bea"}, Missing),
    ],
)
def test_a_link_that_cannot_be_made_is_refused(
    certified: Certified, values: dict[str, Any], error: type[Exception]
) -> None:
    """T11: the holder alone, for a purpose and one of four times; a registrar shares nobody's certificate."""
    with pytest.raises(error):
        make(certified, **values)
    assert certified.school.db.scalars(select(ShareLink)).all() == []


def test_so_many_links_are_open_at_once(certified: Certified) -> None:
    links = [make(certified) for _ in range(MOST_OPEN)]
    with pytest.raises(Clash, match="End one"):
        make(certified)
    db, ana = certified.school.db, certified.school.cast.ana
    services.end_link(db, ana, certified.row.number, links[0].id, now=NOW)
    assert make(certified)
    assert len({link.token for link in links}) == MOST_OPEN


def test_making_and_ending_are_in_the_record_and_the_secret_is_not(certified: Certified) -> None:
    link, db = make(certified), certified.school.db
    services.end_link(db, certified.school.cast.ana, certified.row.number, link.id, now=NOW)
    rows = db.scalars(select(AuditRecord).where(AuditRecord.action.startswith("verification."))).all()
    assert [row.action for row in rows] == ["verification.share", "verification.unshare"]
    assert link.token not in str([vars(row) for row in rows])


def test_the_form_says_what_is_missing(certified_here: Certified, client_of: Sign) -> None:
    place = f"/certificates/{certified_here.row.number}/sharing"
    page = text_of(client_of("ana").post(place, data={"purpose": " ", "days": "5"}), 422)
    assert "Say what the link is for" in page
    assert "Choose one from the list." in page


def test_linkedin_is_told_what_the_certificate_says_by_the_holder_s_own_click(
    certified_here: Certified, client_of: Sign
) -> None:
    """T29: a link on a page of the holder's own, below the PDF; nothing is sent by us."""
    said, ana = certified_here.said, client_of("ana")
    asked = {k: v[0] for k, v in parse_qs(urlsplit(linkedin_address(said)).query).items()}
    assert asked == {
        "startTask": "CERTIFICATION_NAME", "name": said.award, "organizationName": said.provider.name,
        "issueYear": "2026", "issueMonth": "11", "expirationYear": "2028", "expirationMonth": "11",
        "certId": said.number, "certUrl": said.verify_url,
    }  # fmt: skip
    assert "linkedin" not in text_of(ana.get(f"/certificates/{said.number}")).lower()
    place = f"/certificates/{said.number}/sharing"
    assert "Add to my LinkedIn profile" in text_of(ana.get(place))
    certified_here.bring_to(Status.REVOKED)
    assert "linkedin" not in text_of(ana.get(place)).lower()


def test_the_days_offered_are_these() -> None:
    assert DAYS == (7, 30, 90, 365)
