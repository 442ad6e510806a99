"""What the database itself holds of incidents, follow-ups and cards, and how they are looked up: on every database."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError

from ashilms.courses import services as courses
from ashilms.errors import Clash, NotAllowed, Unacceptable
from ashilms.incidents import services
from ashilms.incidents.models import FollowUp, Incident
from ashilms.incidents.rules.follow_ups import Answer
from ashilms.practicum import services as practicum
from ashilms.practicum.models import Entry
from tests.conftest import NOW
from tests.incidents.conftest import Office, due
from tests.practicum.conftest import at

DAY = timedelta(days=1)
ENDS = datetime(2026, 11, 24, 10, tzinfo=UTC)
LATER = NOW + DAY
TODAY = NOW.date()


@pytest.mark.parametrize(
    "broken", [{"state": "gone"}, {"severity": 6}, {"severity": None}, {"room_id": None}, {"state": "closed"}]
)
def test_the_database_refuses_what_no_incident_is(office: Office, broken: dict[str, Any]) -> None:
    row = office.report()
    for name, value in broken.items():
        setattr(row, name, value)
    with pytest.raises(IntegrityError):
        office.db.flush()


@pytest.mark.parametrize("severity", [3, 5])
def test_a_pause_ends_only_by_a_review_of_somebody_who_was_not_there(office: Office, severity: int) -> None:
    row = office.report(severity=severity)
    with pytest.raises(NotAllowed, match="not involved"):
        office.close(row, office.cast.bea)
    with pytest.raises(Unacceptable, match="what you found"):
        office.close(row, review="All fine now, I think.")
    with pytest.raises(NotAllowed):
        office.close(row, office.cast.ana)
    assert len(courses.open_holds_of(office.db, office.cast.ana.id)) == 1
    office.close(row)
    assert courses.open_holds_of(office.db, office.cast.ana.id) == []


def test_a_form_sent_twice_makes_one_report(office: Office) -> None:
    """V2.3.4."""
    for _ in range(2):
        services.report_incident(
            office.db, office.cast.ana, office.filled(), form_key="once", send=True, now=NOW
        )
    assert office.db.scalar(select(func.count()).select_from(Incident)) == 1


def test_the_inbox_of_who_supervised_has_it_first_when_it_is_grave(office: Office) -> None:
    rows = [office.report(severity=severity) for severity in (1, 3)]
    waiting = services.waiting_for(office.db, office.cast.bea)
    assert [(item.id, item.flagged) for item in waiting] == [(rows[1].id, True), (rows[0].id, False)]
    assert services.waiting_for(office.db, office.cast.dee) == []
    office.close(rows[1])
    assert [item.id for item in services.waiting_for(office.db, office.cast.bea)] == [rows[0].id]


def test_the_job_makes_three_once_however_often_it_runs(office: Office, entry: Entry) -> None:
    assert [services.make_follow_ups(office.db, now=NOW) for _ in range(3)] == [1, 0, 0]
    rows = services.follow_ups_of(office.db, entry.id)
    assert [(row.hours, row.due_at - ENDS) for row in rows] == [(24, DAY), (72, 3 * DAY), (168, 7 * DAY)]


def test_the_database_holds_one_of_each(office: Office, entry: Entry) -> None:
    services.make_follow_ups(office.db, now=NOW)
    office.db.add(FollowUp(entry_id=entry.id, person_id=entry.person_id, hours=24, due_at=NOW))
    with pytest.raises(IntegrityError):
        office.db.flush()


@pytest.mark.parametrize(
    "broken", [{"answer": "fine", "answered_at": NOW}, {"answer": "mild"}, {"answered_at": NOW}]
)
def test_the_database_refuses_what_no_answer_is(
    office: Office, first: FollowUp, broken: dict[str, Any]
) -> None:
    for name, value in broken.items():
        setattr(first, name, value)
    with pytest.raises(IntegrityError):
        office.db.flush()


def test_nobody_is_asked_about_a_session_that_is_void(office: Office, entry: Entry) -> None:
    services.make_follow_ups(office.db, now=NOW)
    practicum.void_entry(office.db, office.cast.ana, entry.id, reason="It was another day.", now=NOW)
    assert due(office, NOW + 9 * DAY) == []
    assert services.find_overdue(office.db, office.cast.bea, now=NOW + 9 * DAY) == []
    assert services.count_due(office.db, office.cast.ana.id, now=NOW + 9 * DAY) == 0
    (first, *_) = services.follow_ups_of(office.db, entry.id)
    with pytest.raises(Clash, match="not asked now"):
        services.answer_follow_up(office.db, office.cast.ana, first.id, Answer.NOTHING, now=NOW + 9 * DAY)


def test_something_else_stays_in_view_until_it_is_reported(
    office: Office, first: FollowUp, entry: Entry
) -> None:
    ana = office.cast.ana
    services.answer_follow_up(office.db, ana, first.id, Answer.OTHER, now=LATER)
    office.report(entry_id=entry.id, send=False)
    assert list(services.find_unreported(office.db, ana)) == [first]
    office.report(entry_id=entry.id)
    assert services.find_unreported(office.db, ana) == []


def test_that_the_card_was_given_is_recorded_once(office: Office, entry: Entry) -> None:
    row = services.record_card(office.db, office.cast.ana, entry.id, TODAY, at("10:00"), now=NOW)
    assert services.find_given(office.db, entry.id) == row
    assert row.given_at == NOW.replace(hour=10)
    with pytest.raises(Clash, match="already"):
        services.record_card(office.db, office.cast.ana, entry.id, TODAY, at("10:00"), now=NOW)
