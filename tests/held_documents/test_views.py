"""The pages on which documents are sent and checked, who comes to them, and the mails."""

from collections.abc import Callable
from datetime import timedelta
from io import BytesIO
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from ashilms.accounts import services as people
from ashilms.actor import SUPERVISOR
from ashilms.held_documents.models import HeldDocument
from ashilms.held_documents.services import waiting
from ashilms.jobs.models import Job
from ashilms.jobs.runner import run_due
from ashilms.notices.models import Mail
from ashilms.web import state
from tests.conftest import NOW, settle
from tests.evidence.films import PAPER, photo
from tests.held_documents.conftest import REASON, ask_for_kinds
from tests.told import each_at_once

Sign = Callable[[str | None], FlaskClient]
SAYS = {"issuer": "Red Cross", "issued_on": "2026-01-02", "ends_on": "2027-01-02"}


@pytest.fixture(autouse=True)
def kinds(host_db: Session) -> None:
    """Ana and Caz take the course that asks for the kinds."""
    cast = settle(host_db)
    ask_for_kinds(host_db, cast.ana, cast.caz)


def send(browser: FlaskClient, kind: str = "first-aid", data: bytes = PAPER, **changes: str) -> Any:
    form = {**SAYS, **changes, "file": (BytesIO(data), "../x.svg")}
    return browser.post(f"/documents/send/{kind}", data=form, content_type="multipart/form-data")


def test_a_document_is_sent_checked_and_told(client_of: Sign, app: Flask, host_db: Session) -> None:
    ana, reg = client_of("ana"), client_of("reg")
    assert "Nothing sent yet" in ana.get("/documents").text
    assert "Nothing waits" in reg.get("/documents/to-check").text
    assert send(ana, data=photo()).location == "/documents"
    assert "Waits to be checked" in ana.get("/documents").text
    assert 'href="/documents/1"' in reg.get("/documents/to-check").text
    page = reg.get("/documents/1").text
    assert ('src="/documents/1/file"' in page, "Red Cross" in page, "Look at it." in page) == (
        True,
        True,
        True,
    )
    assert reg.post("/documents/1", data={"state": "refused"}).status_code == 422
    assert (
        reg.post("/documents/1", data={"state": "refused", "reason": REASON}).location
        == "/documents/to-check"
    )
    assert (
        reg.post("/documents/1", data={"state": "accepted"}).status_code == 422
    )  # nothing is offered any more
    own = ana.get("/documents").text.replace("&#39;", "'")
    assert ("Refused" in own, REASON in own) == (True, True)
    host_db.rollback()
    each_at_once(host_db)
    run_due(app)
    (mail,) = host_db.scalars(select(Mail))
    assert (mail.address, mail.subject) == (
        "ana@example.org",
        "Your document was refused: First aid and CPR",
    )


def test_after_one_decision_comes_what_waits_next(client_of: Sign) -> None:
    ana, reg = client_of("ana"), client_of("reg")
    send(ana)
    send(ana, "licence", number="MA 1", place="Florida")
    assert reg.post("/documents/1", data={"state": "accepted"}).location == "/documents/2"
    assert reg.post("/documents/2", data={"state": "accepted"}).location == "/documents/to-check"
    gone = {"state": "withdrawn", "reason": "The board says that it was never issued."}
    assert reg.post("/documents/2", data=gone).location == "/people/1/documents"
    assert "Counts no more" in ana.get("/documents").text
    assert "never issued" in reg.get("/people/1/documents").text


def test_all_that_wait_are_counted_and_the_longest_waiting_shown(
    client_of: Sign, monkeypatch: pytest.MonkeyPatch
) -> None:
    send(client_of("ana"))
    send(client_of("caz"))
    monkeypatch.setattr(waiting, "MOST_SHOWN", 1)
    page = client_of("reg").get("/documents/to-check").text
    assert ('href="/documents/1"' in page, 'href="/documents/2"' in page) == (True, False)
    assert ("2 waiting" in page, "Shown are the 1 that" in page) == (True, True)
    assert "2 documents to check" in client_of("reg").get("/documents/2").text


def test_a_form_with_something_wrong_keeps_what_was_typed(client_of: Sign, host_db: Session) -> None:
    ana = client_of("ana")
    for wrong, says in (
        ({"ends_on": ""}, "last day"), ({"ends_on": "2026-01-01"}, "before it was issued"),
        ({"issued_on": "2999-01-01"}, "hasn’t come"), ({"issuer": ""}, "who issued it"),
        ({"issuer": "  "}, "who issued it"), ({"data": b"<svg/>"}, "no photo"), ({"data": b""}, "no photo"),
    ):  # fmt: skip
        answer = send(ana, **wrong)
        assert (answer.status_code, says in answer.text.replace("can’t", "can't")) == (422, True), wrong
        assert "issuer" in wrong or "Red Cross" in answer.text
    assert send(ana, "permit").status_code == 422
    assert send(ana, "licence", place="Florida").status_code == 422
    assert send(ana, "nothing").status_code == 404
    assert host_db.scalars(select(HeldDocument)).all() == []


def test_who_comes_to_which_page(client_of: Sign) -> None:
    """T11: somebody else's document does not exist."""
    send(client_of("ana"))
    pages = ("/documents", "/documents/to-check", "/documents/1", "/documents/1/file", "/people/1/documents")
    codes = {
        who: [client_of(who).get(page).status_code for page in pages]
        for who in (None, "ana", "caz", "bea", "reg")
    }
    assert codes == {
        None: [401] * 5, "ana": [200, 403, 403, 200, 403], "caz": [200, 403, 403, 404, 403],
        "bea": [200, 403, 403, 404, 403], "reg": [200, 200, 200, 200, 200],
    }  # fmt: skip
    assert client_of("ana").post("/documents/1", data={"state": "accepted"}).status_code == 403


def test_whoever_trains_no_longer_still_sees_what_they_sent(client_of: Sign, host_db: Session) -> None:
    """A trainee becomes a supervisor: what they sent is theirs, and nothing more is asked for."""
    ana = client_of("ana")
    send(ana)
    cast = settle(host_db)
    people.place_person(host_db, cast.reg, cast.ana.id, [SUPERVISOR], now=NOW)
    host_db.commit()
    page = ana.get("/documents")
    assert (page.status_code, "Red Cross" in page.text, "/documents/send/" in page.text) == (200, True, False)
    assert ana.get("/documents/1/file").status_code == 200
    assert send(ana).status_code == 403
    assert "No documents of yours" in client_of("bea").get("/documents").text


def test_the_page_says_which_reminders_come(client_of: Sign) -> None:
    assert "mail 90, 60, 30 and 7 days before" in client_of("ana").get("/documents").text


def test_a_pdf_is_saved_and_a_photo_looked_at(client_of: Sign) -> None:
    """T13: sealed, by a number and not by a name."""
    ana, reg = client_of("ana"), client_of("reg")
    send(ana)
    send(ana, data=photo())
    for number, (kind, how) in enumerate(
        (("application/pdf", "attachment"), ("image/jpeg", "inline")), start=1
    ):
        got = reg.get(f"/documents/{number}/file")
        assert (got.mimetype, got.headers["Cache-Control"]) == (kind, "no-store")
        assert got.headers["Content-Disposition"].startswith(f"{how}; filename=document-{number}.")
        assert "sandbox" in got.headers["Content-Security-Policy"]


def test_reminders_are_mailed_once_however_often_they_run(
    client_of: Sign, app: Flask, host_db: Session
) -> None:
    """Run twice on a day, and after weeks in which nothing ran."""
    send(client_of("ana"), ends_on="2027-02-22")  # 90 days after NOW
    client_of("reg").post("/documents/1", data={"state": "accepted"})
    each_at_once(host_db)
    here, told = state(app), []
    for days in (0, 0, 1, 60, 60, 83, 85, 90, 91):
        here.clock = lambda days=days: NOW + timedelta(days=days)  # type: ignore[misc]
        for turn in host_db.scalars(select(Job).where(Job.kind == "documents.remind")):
            turn.key = f"{turn.key}:{turn.id}"  # as if its turn had passed
        host_db.commit()
        run_due(app)
        host_db.rollback()
        mails = host_db.scalars(select(Mail).where(Mail.subject.like("%ends on%"))).all()
        told.append(len(mails))
    assert told == [1, 1, 1, 2, 2, 3, 3, 3, 3]
