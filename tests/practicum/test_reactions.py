"""Who is told what: the supervisor that a session waits, the trainee what came of it, and nothing of the client."""

from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from ashilms.jobs.runner import run_due
from ashilms.notices.models import Mail
from ashilms.waiting import UNTOLD
from tests.conftest import NOW
from tests.practicum.test_views import ana, bea, cast, filled, send, stage

__all__ = ["ana", "bea", "cast", "filled", "stage"]

SECRET = ("C-14", "left", "slowed", "glide", "calf")
"""What stands in the entry and in no mail."""


def run(app: Flask, host_db: Session) -> list[Mail]:
    host_db.rollback()  # what was read before is let go, so that the jobs may write
    run_due(app)

    return list(host_db.scalars(select(Mail).order_by(Mail.id)))


def test_the_supervisor_is_told_once_that_a_session_waits(
    app: Flask, ana: FlaskClient, filled: dict[str, Any], host_db: Session
) -> None:
    send(ana, filled)
    send(ana, filled)
    mails = run(app, host_db)
    assert [(mail.address, mail.subject) for mail in mails] == [
        ("bea@example.org", "Ana sent you a session to countersign")
    ]


@pytest.mark.parametrize(
    ("do", "word"), [("sign", "countersigned"), ("return", "returned"), ("reject", "rejected")]
)
def test_the_trainee_is_told_what_came_of_it_and_no_more(
    app: Flask,
    ana: FlaskClient,
    bea: FlaskClient,
    filled: dict[str, Any],
    host_db: Session,
    do: str,
    word: str,
) -> None:
    texts: list[str] = []
    look: Callable[[str], None] = texts.append
    original = app.extensions["ashilms"].render
    app.extensions["ashilms"].render = lambda name, values: [look(text := original(name, values)), text][1]
    id = send(ana, filled)
    reason = "The reflection says nothing about the end."
    assert bea.post(f"/countersign/{id}", data={"version": 1, "do": do, "text": reason}).status_code == 302
    if do == "return":  # nobody is told of what may still be taken back
        assert [mail.address for mail in run(app, host_db)] == ["bea@example.org"]
        app.extensions["ashilms"].clock = lambda: NOW + UNTOLD
    mails = run(app, host_db)
    assert (mails[-1].address, mails[-1].subject) == ("ana@example.org", f"Bea {word} your session")
    assert len(texts) == 4
    for text in texts:
        assert "24 November 2026, 09:00 to 10:00" in text
        assert not any(secret in text for secret in (*SECRET, reason))
