"""Of which documents the next one is due, as the page and the mails say alike; what asking that costs."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from sqlalchemy import delete, event
from sqlalchemy.orm import Session

from ashilms.accounts import services as people
from ashilms.actor import SUPERVISOR, TRAINEE, Actor
from ashilms.courses import services as courses
from ashilms.held_documents import services
from ashilms.held_documents.models import DocumentDecision
from ashilms.held_documents.rules import State
from tests.conftest import NOW
from tests.held_documents.conftest import FIRST_AID, KINDS, REASON, TODAY, Desk
from tests.told import is_over

pytestmark = pytest.mark.any_database
SOON = TODAY + timedelta(days=7)
LONG = replace(FIRST_AID, ends_on=TODAY + timedelta(days=700))


def keys(desk: Desk, now: datetime = NOW) -> list[str]:
    return [one.key.partition(":")[2] for one in services.find_reminders(desk.db, now=now)]


def test_who_is_reminded_of_what(desk: Desk) -> None:
    far, near = desk.hold(TODAY + timedelta(days=91)), desk.hold(TODAY + timedelta(days=7))
    assert keys(desk) == []  # the longer one takes its place
    desk.db.execute(delete(DocumentDecision).where(DocumentDecision.document_id == far.id))
    desk.db.commit()
    desk.db.expire_all()
    assert keys(desk) == [f"{near.id}:7"]
    assert keys(desk, NOW - timedelta(days=83)) == [f"{near.id}:90"]
    assert keys(desk, NOW + timedelta(days=7)) == [f"{near.id}:7"]
    assert keys(desk, NOW + timedelta(days=8)) == []
    services.decide(desk.db, desk.cast.reg, near.id, State.WITHDRAWN, REASON, now=NOW)
    assert keys(desk) == []


@pytest.mark.parametrize(("zone", "due"), [("Pacific/Kiritimati", True), ("UTC", False)])
def test_a_reminder_goes_by_the_holder_s_own_calendar(desk: Desk, zone: str, due: bool) -> None:
    desk.hold(TODAY + timedelta(days=91))
    people.get_person(desk.db, desk.cast.ana.id).zone = zone
    desk.db.commit()
    assert bool(keys(desk)) is due


def due_on_the_page(desk: Desk) -> set[int]:
    db, ana = desk.db, people.as_actor(people.get_person(desk.db, desk.cast.ana.id))
    rows = services.documents_of(db, ana, ana.id)
    return set(services.next_due(rows, services.asked_of(db, ana), TODAY))


def is_due(desk: Desk) -> bool:
    """Return whether the next one is due, which the mails and the page have to say alike."""
    mailed = {one.document.id for one in services.find_reminders(desk.db, now=NOW)}
    assert mailed == due_on_the_page(desk)
    return bool(mailed)


def test_nothing_is_due_while_the_next_one_waits(desk: Desk) -> None:
    desk.hold(SOON)
    assert is_due(desk)
    waits = desk.send(LONG, "first-aid")
    assert not is_due(desk)
    services.decide(desk.db, desk.cast.reg, waits.id, State.REFUSED, REASON, now=NOW)
    assert is_due(desk)


def test_one_that_ends_no_later_or_holds_elsewhere_is_no_next_one(desk: Desk) -> None:
    desk.hold(SOON)
    desk.send(replace(FIRST_AID, ends_on=SOON), "first-aid")
    desk.send(replace(LONG, number="MA 1", place="Texas"), "licence")
    assert is_due(desk)


def test_a_next_one_that_was_replaced_by_a_shorter_one_waits_no_more(desk: Desk) -> None:
    desk.hold(SOON)
    desk.send(LONG, "first-aid")
    desk.send(replace(FIRST_AID, ends_on=TODAY + timedelta(days=2)), "first-aid")
    assert is_due(desk)


def test_nothing_is_due_of_what_is_no_longer_asked_for(desk: Desk) -> None:
    desk.hold(SOON)
    services.load_plan(desk.db, desk.cast.reg, "course", KINDS[:1], now=NOW)
    assert not is_due(desk)


def test_who_sends_no_documents_any_more_is_not_reminded(desk: Desk) -> None:
    desk.hold(SOON)
    place = lambda *roles: people.place_person(desk.db, desk.cast.reg, desk.cast.ana.id, roles, now=NOW)  # noqa: E731
    place(SUPERVISOR)
    assert not is_due(desk)
    place(SUPERVISOR, TRAINEE)
    assert is_due(desk)


def holder(desk: Desk, number: int) -> Actor:
    who = people.as_actor(people.welcome_person(desk.db, f"h{number}", name=f"H{number}", now=NOW))
    courses.enrol(desk.db, who, courses.get_course(desk.db, "course").id, now=NOW)
    return who


def test_reminders_ask_as_often_for_twenty_holders_as_for_two(desk: Desk, db: Session) -> None:
    """For the kinds, the documents with their holders, the holders' roles, and what was decided."""
    said: list[str] = []
    event.listen(db.get_bind(), "before_cursor_execute", lambda *given: said.append(given[2]))
    numbers = []
    for numbered in (range(2), range(2, 20)):
        for number in numbered:
            desk.accept(desk.send(replace(FIRST_AID, ends_on=SOON), "first-aid", who=holder(desk, number)))
        db.expunge_all()
        said.clear()
        found = list(services.find_reminders(db, now=NOW))
        numbers.append((len(found), sum(one.startswith("SELECT") for one in said)))
    assert numbers == [(2, 4), (20, 4)]


def test_what_waits_for_a_daily_mail_is_over_when_the_next_one_is_there(desk: Desk) -> None:
    row = desk.hold(SOON)
    assert not is_over(desk.db, "document-ends", str(row.id), now=NOW)
    assert not is_over(desk.db, "document-accepted", f"{row.id}:accepted", now=NOW)
    assert is_over(desk.db, "document-refused", f"{row.id}:refused", now=NOW), "it is accepted by now"
    assert is_over(desk.db, "document-ends", "999", now=NOW)
    desk.send(LONG, "first-aid")
    assert is_over(desk.db, "document-ends", str(row.id), now=NOW)
