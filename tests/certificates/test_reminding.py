"""Who is reminded that a certificate ends, when, and once."""

from datetime import date, timedelta

import pytest
from flask import Flask
from sqlalchemy import delete, event, select, update
from sqlalchemy.orm import Session

from ashilms.accounts.models import Person
from ashilms.certificates import services
from ashilms.certificates.models import Certificate
from ashilms.certificates.rules import Status
from ashilms.formats import day
from ashilms.jobs.runner import run_due
from ashilms.notices.models import Mail
from tests.conftest import NOW
from tests.schooling import Founded

pytestmark = pytest.mark.any_database
DAY = timedelta(days=1)


def days_due(school: Founded, ends: date, left: int) -> list[int]:
    """Return which reminders are found so many days before the end."""
    now = NOW + (ends - NOW.date() - left * DAY)
    return [reminder.days for reminder in services.find_reminders(school.db, now=now)]


def certify(school: Founded) -> tuple[Certificate, date]:
    row = school.certify()
    ends = row.as_payload().valid_until
    assert ends is not None
    assert row.ends_on == ends
    return row, ends


@pytest.mark.parametrize(
    ("left", "due"),
    [(91, []), (90, [90]), (61, [90]), (60, [60]), (30, [30]), (7, [7]), (0, [7]), (-1, [])],
)
def test_the_latest_reminder_whose_day_has_come_is_due_until_it_ends(
    school: Founded, left: int, due: list[int]
) -> None:
    _, ends = certify(school)
    assert days_due(school, ends, left) == due


@pytest.mark.parametrize("status", [Status.SUSPENDED, Status.REVOKED])
def test_nobody_is_reminded_of_what_does_not_stand(school: Founded, status: Status) -> None:
    row, ends = certify(school)
    services.change_status(school.db, school.cast.reg, row.number, status, reason="Asked about.", now=NOW)
    assert days_due(school, ends, 30) == []


def test_however_many_are_reminded_they_are_found_by_one_query(school: Founded) -> None:
    row, ends = certify(school)
    for number in range(20):
        more = {column.name: getattr(row, column.name) for column in Certificate.__table__.columns}
        more |= {"id": None, "number": f"n{number}", "token": f"t{number}", "ends_on": ends}
        school.db.add(Certificate(**more))
    school.db.commit()
    asked: list[str] = []

    def count(_connection: object, _cursor: object, statement: str, *_more: object) -> None:
        asked.extend([statement] if statement.startswith("SELECT") else [])

    event.listen(school.db.get_bind(), "before_cursor_execute", count)
    try:
        assert days_due(school, ends, 30) == [30] * 21
    finally:
        event.remove(school.db.get_bind(), "before_cursor_execute", count)
    assert len(asked) == 1


def test_whoever_has_left_is_not_written_to(school: Founded) -> None:
    _, ends = certify(school)
    school.db.execute(update(Person).where(Person.id == school.cast.ana.id).values(active=False))
    assert days_due(school, ends, 30) == []


@pytest.mark.parametrize(("zone", "due"), [("Pacific/Kiritimati", [90]), ("UTC", [])])
def test_a_reminder_goes_by_the_holder_s_own_calendar(school: Founded, zone: str, due: list[int]) -> None:
    """At noon in UTC it is the next day on Kiritimati."""
    _, ends = certify(school)
    school.db.execute(update(Person).where(Person.id == school.cast.ana.id).values(zone=zone))
    assert days_due(school, ends, 91) == due


def test_a_reminder_is_mailed_once_and_says_until_when(
    app: Flask, site_school: Founded, host_db: Session
) -> None:
    row, ends = certify(site_school)
    host_db.execute(delete(Mail))
    host_db.commit()
    soon = NOW + (ends - NOW.date() - 30 * DAY)
    for later in (timedelta(), timedelta(hours=7), 23 * DAY, 24 * DAY):
        run_due(app, soon + later)
    mine = Mail.key.startswith("certificates.remind")
    mails = host_db.scalars(select(Mail).where(mine).order_by(Mail.id)).all()
    assert [mail.key for mail in mails] == [f"certificates.remind:{row.number}:{days}" for days in (30, 7)]
    assert {mail.address for mail in mails} == {"ana@example.org"}
    assert {mail.subject for mail in mails} == {f"Your certificate ends on {day(ends)}"}
