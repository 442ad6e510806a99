"""The way of a supervisor without an account, on a host's site: a link, what waits, a code, a signature, no more."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from ashilms.accounts.rules import allows
from ashilms.actor import LINK, SUPERVISOR, Actor
from ashilms.jobs.runner import run_due
from ashilms.notices.models import Mail
from ashilms.practicum.models import Review
from ashilms.supervision import services as supervision
from ashilms.supervision.models import GuestDevice
from ashilms.supervision.services import guests
from tests.conftest import NOW, Cast
from tests.house.test_access import action_of, address, our_rules
from tests.practicum.conftest import Stage, at, entitle, make_sheet, with_screening
from tests.practicum.test_views import ana, cast, entry_of, filled, send, stage
from tests.told import each_at_once

__all__ = ["ana", "cast", "filled", "stage"]
SignIn = Callable[[str | None], FlaskClient]
REASON = "Which region did you leave out?"


@pytest.fixture
def gil(host_db: Session, cast: Cast, stage: Stage) -> int:
    """Who was invited for Ana, with a licence and a level that were verified."""
    id = supervision.invite_guest(
        host_db, cast.bea, email="gil@site.example", name="Gil", trainees=[cast.ana.id],
        door="http://localhost/by-link", zone="UTC", now=NOW,
    )  # fmt: skip
    entitle(host_db, cast.reg, id)
    host_db.commit()
    return id


@pytest.fixture
def later(host_db: Session, cast: Cast, stage: Stage) -> dict[str, Any]:
    """What is different about Ana's second session that day."""
    sheet = make_sheet(stage, cast.bea.id, start=at("10:00"), end=at("11:00"))
    begun = with_screening(host_db, cast.ana, sheet)
    host_db.commit()
    return {"form_key": "k2", "decision_id": begun.decision_id, "start": "10:00", "end": "11:00"}


def open_link(app: Flask, host_db: Session, browser: FlaskClient, gil: int) -> FlaskClient:
    """Let Gil open a link in this browser."""
    told: list[str] = []

    def render(_name: str, values: Any) -> str:
        told.append(values["link"])
        return "Subject: A link"

    guests.send_link(host_db, person_id=gil, email="", door="/by-link", school="S", render=render, now=NOW)
    host_db.commit()
    page = browser.get(told[0])
    assert "Welcome, Gil" in page.text
    assert page.headers["Referrer-Policy"] == "no-referrer"
    assert browser.post(told[0]).location.endswith("/inbox")
    assert browser.post(told[0]).status_code == 410
    return browser


def prove(host_db: Session, browser: FlaskClient, path: str) -> None:
    """Let Gil ask for a code and put it in."""
    asked = browser.get(path)
    assert "/by-link/code" in asked.location
    sent = browser.post(asked.location, data={"do": "send"})
    host_db.expire_all()
    text = host_db.scalars(select(Mail).order_by(Mail.id.desc())).first()
    code = re.search(r"^(\d{6})$", text.text, re.M) if text else None
    assert code
    wrong = browser.post(sent.location, data={"code": f"{(int(code[1]) + 1) % 10**6:06}"})
    assert wrong.status_code == 422
    assert browser.post(sent.location, data={"code": code[1]}).location == path


def test_a_session_is_signed_by_link_with_a_fresh_code_and_the_next_asks_for_another(
    app: Flask, host_db: Session, client_of: SignIn, ana: FlaskClient, filled: dict[str, Any],
    later: dict[str, Any], gil: int,
) -> None:  # fmt: skip
    """T02, T03, T37: the code is asked for on every way to a signature, and serves one."""
    first = send(ana, filled, supervisor_id=gil)
    second = send(ana, {**filled, **later}, supervisor_id=gil)
    browser = open_link(app, host_db, client_of(None), gil)
    inbox = browser.get("/inbox").text
    assert f"/countersign/{first}" in inbox
    assert f"/countersign/{second}" in inbox
    signing = {"version": 1, "do": "sign"}
    refused = browser.post(f"/countersign/{first}", data=signing)
    assert refused.status_code == 422
    assert "Prove once more that it is you" in refused.text
    prove(host_db, browser, f"/countersign/{first}")
    assert "Countersign this session" in browser.get(f"/countersign/{first}").text
    assert browser.post(f"/countersign/{first}", data=signing).status_code == 302
    assert entry_of(host_db, first).state == "countersigned"
    assert host_db.scalars(select(Review)).one().credentials
    assert browser.post(f"/countersign/{second}", data=signing).status_code == 422
    prove(host_db, browser, f"/countersign/{second}")
    returned = browser.post(f"/countersign/{second}", data={"version": 1, "do": "return", "text": REASON})
    assert returned.status_code == 302
    assert entry_of(host_db, second).state == "returned"


def test_whoever_came_in_by_link_sees_their_trainees_sessions_and_nothing_else(
    app: Flask,
    host_db: Session,
    client_of: SignIn,
    ana: FlaskClient,
    filled: dict[str, Any],
    later: dict[str, Any],
    gil: int,
    cast: Cast,
) -> None:
    """T11: of what stands at an address, what concerns them answers, and all else is refused or not there."""
    own = send(ana, filled, supervisor_id=gil)
    others = send(ana, {**filled, **later})
    browser = open_link(app, host_db, client_of(None), gil)
    codes = {path: browser.get(path).status_code for path in (
        f"/practicum/entries/{own}", f"/practicum/entries/{others}", f"/countersign/{others}", "/inbox", "/ties",
        "/", "/profile", "/courses", "/supervisors", "/supervisors/invite", "/practicum", f"/standings/{cast.ana.id}",
    )}  # fmt: skip
    assert {path for path, code in codes.items() if code == 200} == {
        f"/practicum/entries/{own}", "/inbox", "/ties",
    }  # fmt: skip
    assert set(codes.values()) <= {200, 302, 403, 404}
    prove(host_db, browser, f"/countersign/{own}")
    answer = browser.post(f"/countersign/{others}", data={"version": 1, "do": "sign"})
    assert answer.status_code == 404
    assert entry_of(host_db, others).state == "submitted"


def test_every_address_is_open_by_link_to_exactly_what_the_policy_names(
    app: Flask, host_db: Session, client_of: SignIn, gil: int
) -> None:
    """S2, T11, V8.2.1: the matrix of all routes, made from the URL map, for whoever came in by a link."""
    actor, wrong = Actor(gil, "Gil", frozenset({SUPERVISOR}), via=LINK), []
    browser = open_link(app, host_db, client_of(None), gil)
    for rule in sorted(our_rules(app), key=lambda rule: rule.rule == "/by-link/leave"):  # which ends it
        for method in sorted(rule.methods - {"HEAD", "OPTIONS"}):
            status = browser.open(address(rule), method=method).status_code
            allowed = allows(actor, action_of(app, rule) or "")
            if (status in (401, 403)) is allowed:
                wrong.append((method, rule.rule, status))
    assert wrong == []


def test_a_link_is_not_opened_in_a_browser_in_which_somebody_else_is_signed_in(
    host_db: Session, client_of: SignIn, gil: int
) -> None:
    told: list[str] = []
    guests.send_link(
        host_db, person_id=gil, email="", door="/by-link", school="S", now=NOW,
        render=lambda _, values: told.append(values["link"]) or "Subject: x",  # type: ignore[func-returns-value]
    )  # fmt: skip
    host_db.commit()
    reg = client_of("reg")
    assert "signed in as Reg" in reg.get(told[0]).text
    assert reg.post(told[0]).status_code == 409
    assert client_of(None).post(told[0]).status_code == 302


def test_leaving_closes_the_browser_s_way_in(
    app: Flask, host_db: Session, client_of: SignIn, gil: int
) -> None:
    browser = open_link(app, host_db, client_of(None), gil)
    assert browser.post("/by-link/leave").location.endswith("/by-link")
    assert browser.get("/inbox").status_code in (302, 401)
    assert host_db.scalars(select(GuestDevice)).all() == []


def test_asking_for_a_link_answers_the_same_for_any_address_and_mails_the_invited_alone(
    app: Flask, host_db: Session, client_of: SignIn, gil: int
) -> None:
    """T34."""
    run_due(app, NOW)
    before = len(host_db.scalars(select(Mail)).all())
    pages = {
        client_of(None).post("/by-link", data={"email": address}).text
        for address in ("gil@site.example", "bea@example.org", "nobody@example.org")
    }
    assert len(pages) == 1
    run_due(app, NOW)
    host_db.expire_all()
    mails = host_db.scalars(select(Mail).order_by(Mail.id)).all()
    assert [mail.address for mail in mails[before:]] == ["gil@site.example"]


def test_a_mail_about_a_session_leads_a_supervisor_by_link_to_where_links_are_asked_for(
    app: Flask, host_db: Session, ana: FlaskClient, filled: dict[str, Any], gil: int
) -> None:
    send(ana, filled, supervisor_id=gil)
    each_at_once(host_db)
    told: list[Any] = []
    here = app.extensions["ashilms"]
    plain = here.render
    here.render = lambda name, values: told.append((name, values)) or plain(name, values)
    run_due(app, NOW)
    links = {
        values["link"]
        for _, values in told
        if values["subject"].endswith("sent you a session to countersign")
    }
    assert links == {"http://localhost/by-link"}
