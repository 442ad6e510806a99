"""The pages of incidents: from a report to a review, what a bad form gets, and how often a list asks."""

from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from ashilms.incidents.models import Incident
from ashilms.jobs.runner import run_due
from ashilms.notices.models import Mail
from tests.conftest import Cast
from tests.incidents.conftest import HAPPENED, REVIEW, Office
from tests.practicum.conftest import Stage
from tests.practicum.test_views import cast, stage
from tests.schooling import counted, text_of

__all__ = ["cast", "counted", "stage"]

pytestmark = pytest.mark.any_database

SignIn = Callable[[str | None], FlaskClient]


@pytest.fixture
def office(host_db: Session, cast: Cast, stage: Stage) -> Office:
    """Shorthands, on the host site's database."""
    return Office(host_db, cast, stage)


@pytest.fixture
def filled(cast: Cast, stage: Stage) -> dict[str, Any]:
    """The report as Ana fills it in."""
    return {
        "happened": HAPPENED, "day": "2026-11-24", "at": "09:40", "room_id": stage.room, "severity": "3",
        "trainee_id": cast.ana.id, "supervisor_id": cast.bea.id, "form_key": "k", "do": "send",
    }  # fmt: skip


def test_from_a_report_to_a_review(client_of: SignIn, host_db: Session, filled: dict[str, Any]) -> None:
    ana, reg = client_of("ana"), client_of("reg")
    assert "Report an incident" in text_of(ana.get("/"))
    sent = ana.post("/incidents/report", data=filled)
    assert sent.status_code == 302
    page = sent.location
    assert "Sessions are paused" in text_of(ana.get(page))
    assert reg.post(f"{page}/review", data={"version": 1}).status_code == 302
    details = {"version": 2, "region": "calf-left", "feet": "1", "symptoms": "Sore until noon."}
    assert reg.post(f"{page}/details", data=details).status_code == 302
    assert reg.post(f"{page}/close", data={"version": 3, "review": REVIEW}).status_code == 302
    told = text_of(ana.get(page))
    assert all(words in told for words in (REVIEW, "Left calf", "closed by Reg", "Sore until noon."))
    assert "Sessions are paused" not in told


def test_a_bad_report_keeps_what_was_typed_and_says_what_to_put_right(
    client_of: SignIn, filled: dict[str, Any]
) -> None:
    answer = client_of("ana").post(
        "/incidents/report", data=filled | {"happened": "Write to her: maria@example.org", "at": "23:59"}
    )
    said = text_of(answer, 422)
    assert "There is an e-mail address in it." in said
    assert "That is still to come." in said
    assert "Write to her: maria@example.org" in said


def test_a_draft_is_gone_on_with(client_of: SignIn, host_db: Session, filled: dict[str, Any]) -> None:
    ana = client_of("ana")
    assert (
        ana.post(
            "/incidents/report", data={"happened": "The strap.", "form_key": "d", "do": "draft"}
        ).status_code
        == 302
    )
    id = host_db.scalars(select(Incident.id)).one()
    assert "The strap." in text_of(ana.get(f"/incidents/{id}/edit"))
    assert ana.get(f"/incidents/{id}").location.endswith("/edit")
    assert ana.post(f"/incidents/{id}/edit", data=filled | {"version": 1}).location.endswith(
        f"/incidents/{id}"
    )


@pytest.mark.parametrize(
    ("path", "data", "says"),
    [
        ("details", {"client": "Maria"}, "such as C-14"),
        ("close", {"review": "Fine."}, "what you found"),
        ("severity", {"severity": "1", "reason": "It was less grave."}, "another severity"),
        ("notes", {"text": "0151 2345 6789"}, "telephone number"),
    ],
)
def test_what_breaks_a_rule_comes_back_with_a_sentence(
    client_of: SignIn, office: Office, path: str, data: dict[str, str], says: str
) -> None:
    row = office.report()
    answer = client_of("reg").post(f"/incidents/{row.id}/{path}", data={"version": 1, **data})
    assert says in text_of(answer, 422)


def test_who_supervised_is_told_on_the_page_why_somebody_else_closes(
    client_of: SignIn, office: Office
) -> None:
    row = office.report(severity=4)
    told = text_of(client_of("bea").get(f"/incidents/{row.id}"))
    assert "You were there, so somebody else reviews and closes it." in told
    assert "This room is locked" in told
    assert client_of("bea").get(f"/incidents/{row.id}/close").status_code == 403


def test_lists_ask_as_often_for_twelve_as_for_two(
    client_of: SignIn, office: Office, counted: Callable[[], Any]
) -> None:
    asked = []
    bea, reg = client_of("bea"), client_of("reg")
    for more in (2, 10):
        for _ in range(more):
            office.report()
        with counted() as queries:
            assert bea.get("/inbox").status_code == reg.get("/incidents").status_code == 200
        asked.append(len(queries))
    assert asked[0] == asked[1]


def test_whom_it_concerns_is_told_that_there_is_something_to_read_and_no_more(
    app: Flask, office: Office, host_db: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    texts: list[str] = []
    original = app.extensions["ashilms"].render
    monkeypatch.setattr(
        app.extensions["ashilms"],
        "render",
        lambda name, values: [texts.append(t := original(name, values)), t][1],
    )
    row = office.report(severity=3)
    host_db.rollback()
    run_due(app)
    mails = host_db.scalars(select(Mail).order_by(Mail.address)).all()
    assert [(mail.address, mail.subject) for mail in mails] == [
        ("bea@example.org", "Urgent: an incident was reported"),
        ("reg@example.org", "Urgent: an incident was reported"),
    ]
    assert len(texts) == 2
    assert all(f"/incidents/{row.id}" in text for text in texts)
    assert not any(word in text for text in texts for word in ("stop word", "Ana", "Room 1"))


@pytest.mark.parametrize("asked", ["entry=999", f"entry={10**30}", "follow_up=7", "follow_up=-1", "entry=0"])
def test_a_report_about_nothing_that_is_there_is_not_begun(
    client_of: SignIn, stage: Stage, asked: str
) -> None:
    """T11: nor one about somebody else's session."""
    assert client_of("ana").get(f"/incidents/report?{asked}").status_code == 404
