"""The aftercare card: what it says, that it was given, and the pages of what is due."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from ashilms.actor import REGISTRAR
from ashilms.errors import Missing, Unacceptable
from ashilms.incidents import services
from ashilms.practicum.models import Entry
from tests.conftest import NOW
from tests.incidents.conftest import Office
from tests.practicum.conftest import Desk, at, make_sheet
from tests.practicum.test_views import cast as site_cast
from tests.practicum.test_views import stage as site_stage
from tests.schooling import text_of

pytestmark = pytest.mark.any_database

SignIn = Callable[[str | None], FlaskClient]
TODAY = NOW.date()


@pytest.mark.parametrize(
    ("day", "clock", "field"),
    [(TODAY, "08:59", "at"), (TODAY, "12:01", "at"), (TODAY - timedelta(days=1), "10:00", "day"),
     (TODAY + timedelta(days=1), "10:00", "day")],
)  # fmt: skip
def test_a_card_is_given_after_the_session_began_and_not_in_the_future(
    office: Office, entry: Entry, day: Any, clock: str, field: str
) -> None:
    with pytest.raises(Unacceptable) as refused:
        services.record_card(office.db, office.cast.ana, entry.id, day, at(clock), now=NOW)
    assert refused.value.field == field


@pytest.mark.parametrize("who", ["bea", "caz", "reg"])
def test_nobody_records_a_card_for_somebody_else(office: Office, entry: Entry, who: str) -> None:
    """T11."""
    with pytest.raises(Missing):
        services.record_card(office.db, getattr(office.cast, who), entry.id, TODAY, at("10:00"), now=NOW)


def test_a_session_shows_the_incidents_that_concern_its_reader_alone(office: Office, entry: Entry) -> None:
    """T11: a supervisor whom the report does not name reads nothing of it on the session's page."""
    row = office.report(entry_id=entry.id, supervisor_id=office.cast.dee.id)
    seen = {
        who: list(services.tell_of_session(office.db, getattr(office.cast, who), entry).incidents)
        for who in ("ana", "bea", "dee", "reg")
    }
    assert seen == {"ana": [row], "bea": [], "dee": [row], "reg": [row]}
    registrar = replace(office.cast.bea, roles=frozenset({REGISTRAR}))
    assert list(services.tell_of_session(office.db, registrar, entry).incidents) == [row]


@pytest.fixture
def sent(host_db: Session, app: Flask) -> Entry:
    """A session of this morning, on the host site's database; its follow-ups are made."""
    cast = site_cast.__wrapped__(host_db)
    stage = site_stage.__wrapped__(host_db, cast)
    entry = Desk(host_db, cast, stage).send(make_sheet(stage, cast.bea.id))
    services.make_follow_ups(host_db, now=NOW)
    host_db.commit()
    return entry


def test_the_card_says_when_to_get_help_and_names_the_number_of_the_place(
    client_of: SignIn, app: Flask, sent: Entry
) -> None:
    ana, ours = client_of("ana"), app.extensions["ashilms"]
    page = f"/practicum/entries/{sent.id}/aftercare"
    said = text_of(ana.get(page))
    signs = ("weak or numb", "between the legs", "bladder or bowel", "head or chest", "short of breath", "swollen",
             "dark or has blood", "bruise that spreads", "hours or days", "deep massage with the feet")  # fmt: skip
    assert [sign for sign in signs if sign not in said] == []
    assert "Call the emergency services." in said
    ours.settings = replace(ours.settings, emergency_number="112")
    assert "Call 112." in text_of(ana.get(page))
    assert "Card not recorded" in text_of(ana.get(f"/practicum/entries/{sent.id}"))
    assert "not one to come" in text_of(ana.post(page, data={"day": "2026-11-24", "at": "23:00"}), 422)
    assert ana.post(page, data={"day": "2026-11-24", "at": "10:02"}).status_code == 302
    assert "Aftercare card given" in text_of(client_of("bea").get(f"/practicum/entries/{sent.id}"))


def test_one_tap_answers_and_something_else_leads_to_a_report(
    client_of: SignIn, app: Flask, host_db: Session, sent: Entry
) -> None:
    app.extensions["ashilms"].clock = lambda: NOW + timedelta(days=4)
    ids = [row.id for row in services.follow_ups_of(host_db, sent.id)]
    host_db.rollback()
    ana = client_of("ana")
    assert "After three days · C-14" in text_of(ana.get("/follow-ups"))
    assert "After a day" in text_of(client_of("bea").get("/follow-ups/overdue"))
    assert ana.post(f"/follow-ups/{ids[0]}", data={"answer": "nothing"}).location.endswith("/follow-ups")
    bad = ana.post(f"/follow-ups/{ids[1]}", data={"answer": "mild", "note": "0151 2345 6789"})
    assert "telephone number" in text_of(bad, 422)
    assert text_of(ana.post(f"/follow-ups/{ids[1]}", data={"answer": "fine"}), 422)
    led = ana.post(f"/follow-ups/{ids[1]}", data={"answer": "other", "note": "Numb toes."}).location
    assert "After three days the client said: Numb toes." in text_of(ana.get(led))
    assert "You said “something else”" in text_of(ana.get("/follow-ups"))
    assert ana.post(f"/follow-ups/{ids[0]}", data={"answer": "mild"}).status_code == 409
