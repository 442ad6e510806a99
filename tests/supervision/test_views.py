"""The registrar's and the supervisor's pages: a paper that is no PDF, recording to verifying, and withdrawing."""

import re
from collections.abc import Callable
from datetime import timedelta
from email import message_from_bytes, policy
from io import BytesIO
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from ashilms.accounts import services as people
from ashilms.demo import doings
from ashilms.jobs.runner import run_due
from ashilms.notices.models import Mail
from ashilms.supervision import services
from ashilms.supervision.models import CloseTie, Credential
from ashilms.web import state
from tests.conftest import NOW, settle
from tests.told import each_at_once

pytestmark = pytest.mark.any_database

SignIn = Callable[[str | None], FlaskClient]
PDF = b"%PDF-1.4 a licence %%EOF"
TYPED = {
    "kind": "licence", "title": "Massage therapist", "issuer": "Board of Massage", "number": "MT-1", "level": "",
    "valid_from": "2026-11-01", "valid_until": "2027-10-31",
}  # fmt: skip
HOSTILE = (b"<script>alert(1)</script>%PDF-1.4 %%EOF", b"GIF89a", b"%PDF-1.4 without an end", b"")


def record(client: FlaskClient, person: int, content: bytes | None = PDF, **changes: Any) -> Any:
    """Record a credential with a paper."""
    paper = {} if content is None else {"evidence": (BytesIO(content), "licence.pdf", "application/pdf")}
    return client.post(
        f"/supervisors/{person}/record",
        data={**TYPED, **paper, **changes},
        content_type="multipart/form-data",
    )


@pytest.fixture
def bea(host_db: Session) -> int:
    """Bea's id."""
    found = people.find_person(host_db, "bea")
    assert found
    return found.id


@pytest.mark.parametrize("content", HOSTILE)
def test_a_paper_that_is_no_pdf_is_not_kept(
    app: Flask, host_db: Session, client_of: SignIn, bea: int, content: bytes
) -> None:
    """T13: told by its content; a file that can't be kept leaves no row behind, and no row names no file."""
    answer = record(client_of("reg"), bea, content)
    assert answer.status_code == 422
    assert "not a whole PDF" in answer.text
    assert host_db.scalars(select(Credential)).all() == []


def test_a_paper_is_given_to_registrars_and_its_holder_as_a_file_in_which_nothing_runs(
    host_db: Session, client_of: SignIn, bea: int
) -> None:
    """T11, T13."""
    assert record(client_of("reg"), bea).status_code == 302
    path = f"/credentials/{host_db.scalars(select(Credential.id)).one()}/paper"
    answered = {who: client_of(who).get(path) for who in ("reg", "bea", "dee", "ana")}
    assert {who: answer.status_code for who, answer in answered.items()} == {
        "reg": 200, "bea": 200, "dee": 404, "ana": 403,
    }  # fmt: skip
    sent = answered["bea"]
    assert sent.data == PDF
    assert sent.headers["Content-Disposition"].startswith("attachment")
    assert sent.headers["Content-Security-Policy"].endswith("sandbox")
    assert sent.headers["Cache-Control"] == "no-store"


def test_a_credential_goes_from_recording_to_withdrawal_before_the_registrar_s_eyes(
    host_db: Session, client_of: SignIn, bea: int
) -> None:
    reg = client_of("reg")
    record(reg, bea, None)
    record(reg, bea, None, kind="first-aid", title="Standard first aid with CPR")
    record(reg, bea, None, kind="level", level="1", title="Foundation", valid_until="")
    licence, *others = host_db.scalars(select(Credential.id).order_by(Credential.id))
    assert "3 credentials to verify" in reg.get("/supervisors").text
    assert "May not supervise today" in reg.get(f"/supervisors/{bea}").text
    for id in (licence, *others):
        assert "Did you look it up?" in reg.get(f"/credentials/{id}/verify").text
        assert reg.post(f"/credentials/{id}/verify").status_code == 302
    assert "You may supervise today" in client_of("bea").get("/credentials").text
    since = {"since": "2026-11-20", "reason": "The board says that it had lapsed."}
    shown = reg.post(f"/credentials/{licence}/withdraw", data=since)
    assert "0 signed sessions and 0 certificates rest on it" in shown.text
    done = reg.post(f"/credentials/{licence}/withdraw", data={**since, "do": "withdraw", "resting": "0"})
    assert done.status_code == 302
    assert "turned out to have lapsed" in client_of("bea").get("/credentials").text
    assert reg.post(f"/credentials/{licence}/withdraw", data={**since, "do": "withdraw"}).status_code == 409


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"valid_from": "2026-12-24"}, "This day lies ahead"),
        ({"valid_until": "2026-10-31"}, "ends on its first day or after"),
        ({"valid_until": ""}, "until when the licence holds"),
        ({"kind": "first-aid", "valid_until": ""}, "until when the first-aid certificate holds"),
        ({"kind": "level"}, "Choose the level"),
        ({"kind": "other"}, "Choose one from the list"),
        ({"level": "4"}, "Choose one from the list"),
        ({"title": ""}, "what the paper is called"),
        ({"valid_from": "soon"}, "as in 2026-11-24"),
    ],
)
def test_a_credential_that_cannot_be_comes_back_with_what_was_typed(
    host_db: Session, client_of: SignIn, bea: int, changes: dict[str, str], says: str
) -> None:
    answer = record(client_of("reg"), bea, None, **changes)
    assert answer.status_code == 422
    assert says in answer.text
    assert 'value="MT-1"' in answer.text
    assert host_db.scalars(select(Credential)).all() == []


def test_a_tie_is_declared_and_ended(host_db: Session, client_of: SignIn, bea: int) -> None:
    ana, reg = client_of("ana"), client_of("reg")
    assert ana.post("/ties", data={"email": "not an address"}).status_code == 422
    assert ana.post("/ties", data={"email": " bea@example.org "}).status_code == 302
    assert "bea@example.org" in ana.get("/ties").text
    assert "bea@example.org" in reg.get("/supervisors").text
    tie = host_db.scalars(select(CloseTie.id)).one()
    assert reg.post(f"/ties/{tie}/end", data={"reason": "no"}).status_code == 422
    assert reg.post(f"/ties/{tie}/end", data={"reason": "It was a slip of the pen."}).status_code == 302
    assert "Nothing declared" in ana.get("/ties").text


def test_a_reminder_is_mailed_once_and_leads_guests_to_their_own_door(
    app: Flask, host_db: Session, bea: int
) -> None:
    cast = settle(host_db)
    gil = services.invite_guest(
        host_db, cast.reg, email="gil@site.example", name="Gil", trainees=[cast.ana.id],
        door="http://localhost/by-link", zone="UTC", now=NOW,
    )  # fmt: skip
    ends = NOW.date() + timedelta(days=60)
    doings.entitle(host_db, cast.reg, bea, gil, since=NOW.date(), until=ends, now=NOW)
    each_at_once(host_db)
    for hours in (0, 7):
        run_due(app, NOW + timedelta(hours=hours))
    mails = host_db.scalars(
        select(Mail).where(Mail.key.startswith("supervision.remind")).order_by(Mail.id)
    ).all()
    assert [(mail.address, mail.subject) for mail in mails] == [
        (to, f"Your {what} ends on 23 January 2027")
        for to in ("bea@example.org", "gil@site.example")
        for what in ("licence", "first-aid certificate")
    ]
    files = sorted((state(app).settings.data_dir / "mail").glob("*.eml"))
    sent = [message_from_bytes(file.read_bytes(), policy=policy.default) for file in files]
    led = {
        (mail["To"].addresses[0].addr_spec, link)
        for mail in sent
        if " ends on " in mail["Subject"]
        for link in re.findall(r"http://\S+", mail.get_body(("plain",)).get_content())
    }
    assert led == {
        ("bea@example.org", "http://localhost/credentials"), ("gil@site.example", "http://localhost/by-link"),
    }  # fmt: skip


def test_a_code_on_bea_s_screen_is_put_in_by_ana(
    host_db: Session, client_of: SignIn, app: Flask, bea: int
) -> None:
    reg, ana = client_of("reg"), client_of("ana")
    record(reg, bea, None)
    record(reg, bea, None, kind="first-aid", title="Standard first aid with CPR")
    record(reg, bea, None, kind="level", level="1", title="Foundation", valid_until="")
    for id in list(host_db.scalars(select(Credential.id))):
        reg.post(f"/credentials/{id}/verify")
    page = client_of("bea").get("/presence/code").text
    code = page.partition("The code: </span>")[2][:7]
    wrong = f"{(int(code.replace(' ', '')) + 1) % 10**6:06}"
    assert ana.post("/presence", data={"supervisor": bea, "code": wrong}).status_code == 422
    assert ana.post("/presence", data={"supervisor": bea, "code": code}).status_code == 302
    again = ana.post("/presence", data={"supervisor": bea, "code": code})
    assert "put in this code already" in again.text
    assert '<th scope="row">A</th>' in client_of("bea").get("/presence/code").text
    assert code.replace(" ", "") not in page.partition("http")[2].partition("<")[0], "no address holds a code"
