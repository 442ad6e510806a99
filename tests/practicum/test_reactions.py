"""Who is told what: the supervisor that a session waits, the trainee what came of it, and nothing of the client."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from alembic import command
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from ashilms import migrate
from ashilms.accounts.models import Person
from ashilms.jobs.runner import run_due
from ashilms.notices.models import Mail, Naming, Notice
from ashilms.practicum.models import Entry
from ashilms.waiting import UNTOLD
from tests.conftest import NOW
from tests.practicum.test_views import ana, bea, cast, filled, send, stage
from tests.told import each_at_once, is_over

__all__ = ["ana", "bea", "cast", "filled", "stage"]

SECRET = ("C-14", "left", "slowed", "glide", "calf")
"""What stands in the entry and in no mail."""


def run(app: Flask, host_db: Session) -> list[Mail]:
    host_db.rollback()  # what was read before is let go, so that the jobs may write
    each_at_once(host_db)
    run_due(app)

    return list(host_db.scalars(select(Mail).order_by(Mail.id)))


def test_the_supervisor_is_told_once_that_a_session_waits(
    app: Flask, ana: FlaskClient, bea: FlaskClient, filled: dict[str, Any], host_db: Session
) -> None:
    send(ana, filled)
    send(ana, filled)
    mails = run(app, host_db)
    assert [(mail.address, mail.subject) for mail in mails] == [
        ("bea@example.org", "Ana sent you a session to countersign")
    ]
    entry_id = host_db.scalars(select(Entry.id)).one()
    assert host_db.scalars(select(Notice.path)).all() == [f"/practicum/entries/{entry_id}"]
    assert host_db.scalars(select(Person.name).join(Naming)).all() == ["Ana"]
    assert bea.get(f"/practicum/entries/{entry_id}").status_code == 200


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
    assert len(texts) == 2
    for text in texts:
        assert "24 November 2026, 09:00 to 10:00" in text
        assert not any(secret in text for secret in (*SECRET, reason))


def test_a_session_that_was_answered_before_the_daily_mail_stands_in_none(
    app: Flask, ana: FlaskClient, bea: FlaskClient, filled: dict[str, Any], host_db: Session
) -> None:
    """Its supervisor has done what the mail would ask for; the trainee is told what came of it."""
    id = send(ana, filled)
    host_db.rollback()
    run_due(app, NOW)
    assert host_db.scalars(select(Mail)).all() == []
    assert bea.post(f"/countersign/{id}", data={"version": 1, "do": "sign", "text": ""}).status_code == 302
    for hours in (0, 24):
        host_db.rollback()
        run_due(app, NOW + timedelta(hours=hours))
    mails = host_db.scalars(select(Mail)).all()
    assert [(mail.address, mail.subject) for mail in mails] == [
        ("ana@example.org", "Bea countersigned your session")
    ]


def test_what_a_mail_says_of_a_session_is_over_once_it_was_sent_anew(
    ana: FlaskClient, bea: FlaskClient, filled: dict[str, Any], host_db: Session
) -> None:
    id = send(ana, filled)
    host_db.rollback()
    about = f"{id}:1:{host_db.get_one(Entry, id).supervisor_id}"
    waits = [is_over(host_db, kind, about, now=NOW) for kind in ("entry-sent", "entry-waiting", "entry-late")]
    assert waits == [False, False, False]
    assert is_over(host_db, "entry-decided", about, now=NOW), "it waits for another decision"
    assert is_over(host_db, "entry-sent", f"{id}:1:0", now=NOW), "another supervisor is to sign it"
    assert is_over(host_db, "entry-sent", f"{id}:0:{about.rpartition(':')[2]}", now=NOW)
    assert is_over(host_db, "entry-sent", "999:1:1", now=NOW)
    assert is_over(host_db, "entry-waiting", about, now=NOW + timedelta(days=400)), "it has lapsed"


def test_whom_earlier_versions_named_is_noted_by_migrating(
    app: Flask, ana: FlaskClient, filled: dict[str, Any], host_db: Session
) -> None:
    """Of a notice, a line of a daily mail and that mail, as it is noted when they are told now."""
    send(ana, filled)
    for hours in (0, 24):
        host_db.rollback()
        run_due(app, NOW + timedelta(hours=hours))
    noted = select(Naming.key, Naming.person_id).order_by(Naming.key)
    before = host_db.execute(noted).all()
    assert {key.partition(":")[0] for key, _ in before} == {"practicum.tell", "notices.digest"}
    engine = host_db.get_bind()
    assert isinstance(engine, Engine)
    host_db.close()
    migrate._run(engine, lambda config: command.stamp(config, "head"))
    migrate.downgrade(engine, "20261130_50_letters")
    migrate.upgrade(engine)
    assert host_db.execute(noted).all() == before
