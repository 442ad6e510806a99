"""That somebody checked a certificate: its holder sees when and how, and nothing anywhere says who."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.exc import OperationalError

from ashilms.verification import services
from ashilms.verification.models import LookUp
from tests.certified import Certified
from tests.conftest import NOW
from tests.schooling import text_of
from tests.verification.test_views import NOBODY, ask, send, word

pytestmark = pytest.mark.any_database
Sign = Callable[[str | None], FlaskClient]


def ways(held: Certified) -> list[str]:
    """Return by which ways it was looked at, oldest first."""
    held.school.db.expire_all()
    held.school.db.commit()
    return list(held.school.db.scalars(select(LookUp.how).order_by(LookUp.id)))


def test_each_way_of_checking_is_noted_once_an_hour(
    certified_here: Certified, client_of: Sign, app: Flask
) -> None:
    employer, held = client_of(None), certified_here
    for _ in range(2):
        assert word(text_of(ask(employer, held.row.number))) == "Valid"
        assert word(text_of(employer.get(f"/c/{held.row.token}"))) == "Valid"
        assert word(text_of(send(employer, held.pdf))) == "Valid"
    assert ways(held) == ["number", "link", "file"]
    app.extensions["ashilms"].clock = lambda: NOW + timedelta(minutes=61)
    employer.get(f"/c/{held.row.token}")
    assert ways(held) == ["number", "link", "file", "link"]


def test_what_tells_nothing_is_not_noted(certified_here: Certified, client_of: Sign) -> None:
    """T28: a wrong surname, an unknown number, a link that is none, a changed file; and a look without a page."""
    employer, held = client_of(None), certified_here
    for number, surname in ((held.row.number, "Okafor"), (NOBODY, "Reis")):
        assert ask(employer, number, surname).status_code == 404
    assert employer.get(f"/c/{'A' * 22}").status_code == 404
    assert employer.head(f"/c/{held.row.token}").status_code == 200
    assert send(employer, held.pdf + b"\n").status_code == 422
    assert ways(held) == []


@pytest.mark.parametrize(("who", "noted"), [("ana", []), ("caz", ["link"]), ("reg", ["link"])])
def test_a_holder_s_own_looks_are_none(
    certified_here: Certified, client_of: Sign, who: str, noted: list[str]
) -> None:
    assert client_of(who).get(f"/c/{certified_here.row.token}").status_code == 200
    assert ways(certified_here) == noted


def test_the_holder_sees_when_and_how_and_nobody_sees_who(certified_here: Certified, client_of: Sign) -> None:
    """T29: of who looked there is no trace: no column, no address, no name on the page."""
    held = certified_here
    client_of("caz").get(f"/c/{held.row.token}", environ_base={"REMOTE_ADDR": "198.51.100.77"})
    page = text_of(client_of("ana").get(f"/certificates/{held.row.number}/sharing"))
    assert "24 Nov 2026, 12:00 UTC" in page
    assert "by the code on it, or its own link" in page
    assert "198.51" not in page
    assert "Caz" not in page
    assert set(LookUp.__table__.columns.keys()) == {"id", "certificate_id", "at", "how", "link_id"}


def test_an_answer_never_waits_for_the_note(
    certified_here: Certified, client_of: Sign, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What can't be written (a full disk, a lock) keeps nobody from the answer."""

    def refuse(*_args: object, **_values: object) -> None:
        raise OperationalError("INSERT", {}, Exception("database or disk is full"))

    monkeypatch.setattr(services, "note_look_up", refuse)
    assert word(text_of(client_of(None).get(f"/c/{certified_here.row.token}"))) == "Valid"
    assert ways(certified_here) == []
