"""Who is reminded that a certificate ends, when, and once."""

from datetime import date, timedelta

import pytest
from flask import Flask
from sqlalchemy import delete, event, select, update
from sqlalchemy.orm import Session

from ashilms.accounts.models import Person
from ashilms.certificates import services
from ashilms.certificates.models import Certificate
from ashilms.certificates.reactions import HANDLERS, REMIND
from ashilms.certificates.rules import Status
from ashilms.formats import day
from ashilms.jobs.runner import run_due
from ashilms.jobs.services import Work
from ashilms.notices.models import Mail
from tests.conftest import NOW
from tests.renewing import let_renew
from tests.schooling import Founded
from tests.told import each_at_once, is_over

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


@pytest.mark.parametrize("renews", [True, False])
def test_a_reminder_speaks_of_renewing_where_its_programme_does(
    app: Flask, site_school: Founded, host_db: Session, renews: bool
) -> None:
    row, ends = certify(site_school)
    if not renews:
        let_renew(site_school.db, site_school.program_id, renewal={})
    each_at_once(host_db)
    (handler,) = (one for one in HANDLERS if one.name == REMIND)
    tools, soon = app.extensions["ashilms"], NOW + (ends - NOW.date() - 30 * DAY)
    with app.test_request_context():
        handler.finish(host_db, Work({}, "turn", soon, tools.settings, tools.render))
    mail = host_db.scalars(select(Mail).where(Mail.key.startswith("certificates.remind"))).one()
    page = "/renewal" if renews else f"/certificates/{row.number}"
    for part in (mail.text, mail.html):
        assert ("What renewing it takes" in part) is renews
        assert ("ask the school in time what comes after it" in part) is not renews
        assert f"{page}\n" in part or f"{page}<" in part


def test_a_reminder_is_mailed_once_and_says_until_when(
    app: Flask, site_school: Founded, host_db: Session
) -> None:
    row, ends = certify(site_school)
    host_db.execute(delete(Mail))
    each_at_once(host_db)
    soon = NOW + (ends - NOW.date() - 30 * DAY)
    for later in (timedelta(), timedelta(hours=7), 23 * DAY, 24 * DAY):
        run_due(app, soon + later)
    mine = Mail.key.startswith("certificates.remind")
    mails = host_db.scalars(select(Mail).where(mine).order_by(Mail.id)).all()
    assert [mail.key for mail in mails] == [f"certificates.remind:{row.number}:{days}" for days in (30, 7)]
    assert {mail.address for mail in mails} == {"ana@example.org"}
    assert {mail.subject for mail in mails} == {f"Your certificate ends on {day(ends)}"}


def test_what_waits_for_a_daily_mail_is_over_when_the_certificate_stands_no_more_or_has_ended(
    school: Founded,
) -> None:
    row, ends = certify(school)
    over = lambda kind, now=NOW: is_over(school.db, kind, row.number, now=now)  # noqa: E731
    waiting = [f"certificate-{what}" for what in ("ends", "ends-for-good", "issued", "corrected", "expired")]
    assert not any(over(kind) for kind in (*waiting, "marked"))
    for kind in waiting[:2]:
        assert not over(kind, NOW + (ends - NOW.date()))
        assert over(kind, NOW + (ends - NOW.date()) + 2 * DAY)
    services.change_status(
        school.db, school.cast.reg, row.number, Status.SUSPENDED, reason="Asked about.", now=NOW
    )
    assert all(over(kind) for kind in waiting)


def test_what_ends_today_is_told_at_once(app: Flask, site_school: Founded, host_db: Session) -> None:
    """Nobody was reminded before, as nothing ran: the last day can't wait for tomorrow's mail."""
    row, ends = certify(site_school)
    host_db.execute(delete(Mail))
    host_db.commit()
    run_due(app, NOW + (ends - NOW.date()))
    keys = list(host_db.scalars(select(Mail.key)))
    assert f"certificates.remind:{row.number}:7" in keys
