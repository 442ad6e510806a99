"""Asking and answering on the pages, and the one mail that tells of it."""

from datetime import timedelta
from typing import Any

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from ashilms.jobs.runner import run_due
from ashilms.notices.models import Mail
from ashilms.threads.models import Remark
from tests.conftest import NOW
from tests.practicum.test_views import ana, bea, cast, filled, send, stage
from tests.told import each_at_once

__all__ = ["ana", "bea", "cast", "filled", "stage"]


def test_a_question_goes_to_the_inbox_and_its_answer_to_the_session_s_page(
    ana: FlaskClient, bea: FlaskClient, filled: dict[str, Any], host_db: Session
) -> None:
    id = send(ana, filled)
    bad = ana.post(f"/practicum/entries/{id}/ask", data={"text": "Write to kim@example.org"})
    assert (bad.status_code, "There is an e-mail address in it" in bad.text) == (422, True)
    assert "kim@example.org" in bad.text, "what was typed is kept"
    assert ana.post(f"/practicum/entries/{id}/ask", data={"text": "Which side?"}).location.endswith(
        "#questions"
    )
    assert "Question · Which side?" in bea.get("/inbox").text
    question = host_db.scalars(select(Remark)).one().id
    assert bea.post(f"/practicum/questions/{question}/answer", data={"text": "Both."}).status_code == 302
    inbox = bea.get("/inbox").text
    assert ("Question · Which side?" in inbox, "Answered: “Both.”" in inbox) == (False, True)
    page = ana.get(f"/practicum/entries/{id}").text
    assert all(said in page for said in ("Which side?", "Both.", "answered"))
    assert ana.post(f"/practicum/questions/{question}/withdraw").status_code == 409


def test_one_mail_tells_of_what_came_in_a_quarter_of_an_hour_and_nothing_of_what(
    app: Flask, ana: FlaskClient, filled: dict[str, Any], host_db: Session
) -> None:
    id = send(ana, filled)
    for text in ("Which side?", "Both?"):
        ana.post(f"/practicum/entries/{id}/ask", data={"text": text})
    host_db.rollback()
    each_at_once(host_db)
    for minutes in (0, 14, 16, 40):
        run_due(app, NOW + timedelta(minutes=minutes))
    mails = [mail for mail in host_db.scalars(select(Mail)) if "asked" in mail.subject]
    assert [(mail.address, mail.subject) for mail in mails] == [
        ("bea@example.org", "Something was asked about a session")
    ]
