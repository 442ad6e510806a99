"""The page of what runs by itself: who may, what it says of each job, and having what failed tried again."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from ashilms.audit.models import AuditRecord
from ashilms.jobs import services
from ashilms.jobs.models import Job
from ashilms.jobs.rules import FAILED, QUEUED, TRIES
from ashilms.jobs.runner import run_due
from ashilms.notices.services import DELIVER
from ashilms.web import state
from tests.conftest import NOW
from tests.schooling import Counted, text_of

Sign = Callable[[str | None], FlaskClient]


def give_up(db: Session) -> Job:
    """Let a job have failed as often as it is tried."""
    job = services.enqueue(db, "practicum.reckon", {}, key="given-up", now=NOW - timedelta(days=1))
    for _ in range(TRIES):
        services.take(db, job.id, "tests", now=NOW)
        services.put_back(db, job.id, "OSError", now=NOW)
    db.commit()
    return job


@pytest.mark.parametrize("path", ["/jobs", "/mail"])
def test_a_registrar_alone_comes_here(client_of: Sign, cast: object, path: str) -> None:
    assert {who: client_of(who).get(path).status_code for who in ("reg", "ana", "bea", None)} == {
        "reg": 200, "ana": 403, "bea": 403, None: 401,
    }  # fmt: skip


def test_what_was_given_up_says_why_and_is_tried_again(
    client_of: Sign, app: Flask, host_db: Session, cast: object
) -> None:
    job, page = give_up(host_db), client_of("reg")
    shown = text_of(page.get("/jobs"), 200)
    assert f"Tried {TRIES} times; last stopped by OSError." in shown
    assert page.post("/jobs").location == "/jobs"
    host_db.expire_all()
    assert (job.state, job.attempts) == (QUEUED, 0)
    last = host_db.scalars(select(AuditRecord).order_by(AuditRecord.number.desc())).first()
    assert last is not None
    assert (last.action, last.after) == ("jobs.retry", {"jobs": 1})
    host_db.commit()
    run_due(app, NOW + timedelta(minutes=1))
    shown = text_of(page.get("/jobs"), 200)
    assert "Nothing was given up." in shown
    assert "A mail is sent" not in shown
    assert "last stopped by" not in shown


def test_everything_that_recurs_is_told_in_words(client_of: Sign, app: Flask, cast: object) -> None:
    handlers = state(app).kinds["handlers"].values()
    assert [one.name for one in handlers if not one.about] == []
    shown = text_of(client_of("reg").get("/jobs"), 200)
    recurring = [one.about for one in handlers if one.every]
    assert len(recurring) > 5
    assert [about for about in recurring if about not in shown] == []


def test_it_asks_as_often_however_much_was_done(
    client_of: Sign, app: Flask, host_db: Session, cast: object, counted: Counted
) -> None:
    registrar = client_of("reg")
    host_db.commit()
    run_due(app, NOW)
    with counted() as once:
        assert registrar.get("/jobs").status_code == 200
    for day in range(1, 4):
        services.enqueue(host_db, DELIVER, {"mail": 0}, key=f"mail:{day}", now=NOW)
        host_db.commit()
        run_due(app, NOW + timedelta(days=day))
    with counted() as often:
        page = registrar.get("/jobs")
    assert len(once) == len(often)
    turns = services.find_turns(host_db, state(app).kinds["handlers"].values())
    assert {turn.done.done_at for turn in turns if turn.done} == {NOW + timedelta(days=3)}
    assert page.status_code == 200


def test_what_is_being_done_is_not_called_done(
    client_of: Sign, app: Flask, host_db: Session, cast: object
) -> None:
    job = services.enqueue(host_db, "practicum.reckon", {}, key="first", now=NOW)
    services.take(host_db, job.id, "tests", now=NOW)
    host_db.commit()
    shown = text_of(client_of("reg").get("/jobs"), 200)
    about = state(app).kinds["handlers"]["practicum.reckon"].about
    row = shown.partition(about)[2].partition("</tr>")[0]
    assert "Not yet" in row
    assert "Being done" in row


def test_of_much_that_was_given_up_the_first_is_shown(
    client_of: Sign, host_db: Session, cast: object
) -> None:
    for number in range(60):
        services.enqueue(host_db, DELIVER, {"mail": 0}, key=f"mail:{number}", now=NOW).state = FAILED
    host_db.commit()
    shown = text_of(client_of("reg").get("/jobs"), 200)
    assert shown.count("A mail is sent") == 50
    assert "The first 50 of 60." in shown


def test_what_was_asked_for_once_is_counted_by_its_kind(
    client_of: Sign, app: Flask, host_db: Session, cast: object
) -> None:
    for number in range(3):
        services.enqueue(host_db, DELIVER, {"mail": 0}, key=f"mail:{number}", now=NOW)
    host_db.commit()
    run_due(app, NOW)
    shown = " ".join(text_of(client_of("reg").get("/jobs"), 200).split())
    row = shown.partition("A mail is sent")[2].partition("</tr>")[0]
    assert ">3<" in row
    assert "24 Nov 2026, 12:00 UTC" in row
