"""The log of mail: what waits and why, what left and when, and nothing of what it said."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from ashilms.accounts.models import Person
from ashilms.jobs import services as jobs
from ashilms.jobs.models import Job
from ashilms.jobs.runner import run_due
from ashilms.notices import services
from tests.conftest import NOW, Cast
from tests.schooling import text_of

Sign = Callable[[str | None], FlaskClient]


def write(db: Session, to: Person | str, about: str) -> None:
    """Put a mail into the outbox."""
    values = {"name": "Ana", "school": "S", "link": "A link that lets in.", "said": about, "answer": ""}
    services.send_mail(
        db, to, "case", values, render=lambda _, values: values["link"], key=about, now=NOW, urgent=True
    )
    db.commit()


def test_a_mail_waits_with_its_reason_and_then_says_when_it_left(
    client_of: Sign, app: Flask, host_db: Session, cast: Cast
) -> None:
    ana = host_db.get_one(Person, cast.ana.id)
    write(host_db, ana, "Your session was returned")
    write(host_db, "office@example.org", "A report")
    job = host_db.scalars(select(Job).where(Job.kind == services.DELIVER)).first()
    assert job is not None
    jobs.take(host_db, job.id, "tests", now=NOW)
    jobs.put_back(host_db, job.id, "ConnectionRefusedError", now=NOW)
    host_db.commit()
    registrar = client_of("reg")
    shown = text_of(registrar.get("/mail"), 200)
    assert "ana@example.org" in shown
    assert "Tried 1 time, again at 24 Nov 2026, 12:00 UTC: ConnectionRefusedError" in shown
    assert "2 wait" in shown
    assert "A link that lets in" not in shown
    host_db.commit()
    run_due(app, NOW + timedelta(minutes=2))
    shown = text_of(registrar.get("/mail"), 200)
    assert "Nothing waits to be sent." in shown
    assert shown.count("24 Nov 2026, 12:02 UTC") == 2
    assert "No mail" in text_of(registrar.get("/mail?waits=1"), 200)


@pytest.mark.parametrize("before", ["", "x", "-1", "-" + "9" * 20, "9" * 400, "1.5", "0"])
@pytest.mark.parametrize("path", ["/mail", "/audit"])
def test_an_address_that_names_no_line_shows_the_newest(
    client_of: Sign, host_db: Session, cast: Cast, path: str, before: str
) -> None:
    write(host_db, "office@example.org", "A report")
    newest, shown = (client_of("reg").get(address) for address in (path, f"{path}?before={before}"))
    assert (newest.status_code, shown.status_code) == (200, 200)
    table = [answer.text.partition("<tbody>")[2].partition("</tbody>")[0] for answer in (newest, shown)]
    assert "<tr>" in table[0]
    assert table[0] == table[1]


def test_a_long_log_is_read_a_page_at_a_time(client_of: Sign, host_db: Session, cast: Cast) -> None:
    for number in range(51):
        write(host_db, "office@example.org", f"Mail number {number:02}")
    registrar = client_of("reg")
    first = registrar.get("/mail")
    assert "Mail number 50" in first.text
    assert "Mail number 00" not in first.text
    older = first.text.rpartition('href="/mail?before=')[2].partition('"')[0]
    second = text_of(registrar.get(f"/mail?before={older}"), 200)
    assert "Mail number 00" in second
    assert "Mail number 50" not in second
