"""Offering, booking, giving back, calling off, attendance and calendars."""

from collections.abc import Callable
from datetime import time, timedelta
from typing import Any

import pytest
from icalendar import Calendar
from sqlalchemy.exc import IntegrityError

from ashilms.accounts import services as people
from ashilms.bookings import services
from ashilms.bookings.models import CalendarFeed
from ashilms.cohorts import services as cohorts
from ashilms.cohorts.services.sessions import Typed as Planned
from ashilms.errors import Clash, Missing, NotAllowed, Refusal, Unacceptable
from ashilms.supervision import services as supervision
from tests.bookings.conftest import TOMORROW, Board
from tests.conftest import NOW

pytestmark = pytest.mark.any_database

BEGUN = NOW + timedelta(days=1)


def test_a_trainee_books_and_gives_back_until_the_stated_time(board: Board) -> None:
    slot = board.offer()
    row = board.book(slot)
    assert (slot.taken, slot.free, [one.id for one in services.bookings_of(board.db, slot.id)]) == (
        1,
        1,
        [row.id],
    )
    with pytest.raises(Clash, match="could be given back until 25 Nov 2026, 07:00"):
        services.cancel_booking(board.db, board.cast.ana, row.id, now=NOW.replace(day=25, hour=8))
    services.cancel_booking(board.db, board.cast.ana, row.id, now=NOW)
    assert (slot.taken, services.own_bookings(board.db, board.cast.ana.id, since=NOW)) == (0, [])
    with pytest.raises(Clash, match="before"):
        services.cancel_booking(board.db, board.cast.ana, row.id, now=NOW)
    board.book(slot)
    assert slot.taken == 1


def test_the_last_place_is_given_once(board: Board) -> None:
    """V2.3.3: the database counts."""
    slot = board.offer(capacity=1)
    board.book(slot)
    with pytest.raises(Clash, match="Every place is taken"):
        board.book(slot, board.cast.caz)
    slot.taken = 2
    with pytest.raises(IntegrityError):
        board.db.flush()


def test_one_trainee_has_one_place_in_it(board: Board) -> None:
    slot = board.offer()
    board.book(slot)
    with pytest.raises(Clash, match="You have “Observation” at that time"):
        board.book(slot)


def test_a_room_is_in_one_place_s_use_at_a_time(board: Board) -> None:
    board.offer()
    dee = board.cast.dee
    for start in (time(9), time(9, 59)):
        with pytest.raises(Clash, match="Room 1 has “Observation” at that time"):
            board.offer(dee, assessor_id=dee.id, start=start, end=time(11))
    assert board.offer(dee, assessor_id=dee.id, start=time(10), end=time(11)).id


def test_an_assessor_is_in_one_place_at_a_time_and_teaches_nowhere_else(board: Board) -> None:
    board.offer()
    with pytest.raises(Clash, match="Bea has “Observation”"):
        board.offer(room_id=board.stage.other_room)
    board.meet(start=time(13))
    with pytest.raises(Clash, match="Bea has “Stance”"):
        board.offer(start=time(14), end=time(15))


def test_a_trainee_is_in_one_place_at_a_time_and_not_in_class(board: Board) -> None:
    board.book(board.offer())
    dee = board.cast.dee
    other = board.offer(dee, assessor_id=dee.id, room_id=board.stage.other_room)
    with pytest.raises(Clash, match="You have “Observation”"):
        board.book(other)
    board.meet(board.cast.caz)
    with pytest.raises(Clash, match="You have “Stance”"):
        board.book(other, board.cast.caz)


REFUSED: list[tuple[dict[str, Any], str]] = [
    ({"capacity": 0}, "capacity"),
    ({"capacity": 13}, "capacity"),
    ({"notice": 3}, "notice"),
    ({"day": None}, "day"),
    ({"day": NOW.date()}, "start"),
    ({"day": NOW.date() + timedelta(days=60)}, "room_id"),
]
"""On the last of these days the room's record has ended."""


def test_what_cannot_be_offered_says_where(board: Board) -> None:
    for changes, field in REFUSED:
        with pytest.raises(Unacceptable) as refused:
            board.offer(**changes)
        assert refused.value.field == field


def test_an_instructor_offers_their_own_and_a_registrar_anybody_s(board: Board) -> None:
    """V8.2.1, T12."""
    assert board.offer(board.cast.reg, assessor_id=board.cast.dee.id).assessor_id == board.cast.dee.id
    for who in (board.cast.dee, board.cast.ana):
        with pytest.raises(NotAllowed):
            board.offer(who)
    with pytest.raises(Unacceptable, match="Choose an instructor"):
        board.offer(board.cast.reg, assessor_id=board.cast.caz.id)


def test_nobody_books_with_somebody_close(board: Board) -> None:
    """T12."""
    slot = board.offer()
    people.get_person(board.db, board.cast.bea.id).email = "bea@example.org"
    supervision.declare_tie(board.db, board.cast.ana, "bea@example.org", now=NOW)
    with pytest.raises(Clash, match="close tie"):
        board.book(slot)


def test_somebody_s_place_is_theirs_alone(board: Board) -> None:
    """T11, V8.2.2."""
    slot = board.offer()
    row = board.book(slot)
    dee, caz = board.cast.dee, board.cast.caz
    deeds: list[Callable[[], object]] = [
        lambda: services.cancel_booking(board.db, caz, row.id, now=NOW),
        lambda: services.get_slot(board.db, dee, slot.id),
        lambda: services.call_off(board.db, dee, slot.id, reason="I should like to.", now=NOW),
        lambda: services.mark_booking(board.db, dee, row.id, came=False, now=BEGUN),
        lambda: services.mark_booking(board.db, board.cast.ana, row.id, came=True, now=BEGUN),
        lambda: services.book_place(board.db, dee, slot.id, now=NOW),
    ]
    for deed in deeds:
        with pytest.raises(Missing):
            deed()
    assert row.came is None


def test_what_is_called_off_is_booked_no_more_and_says_why(board: Board) -> None:
    slot = board.offer()
    board.book(slot)
    bea = board.cast.bea
    with pytest.raises(Unacceptable, match="in a sentence"):
        services.call_off(board.db, bea, slot.id, reason="Ill.", now=NOW)
    services.call_off(board.db, bea, slot.id, reason="I have caught a cold.", now=NOW)
    (row,) = services.own_bookings(board.db, board.cast.ana.id, since=NOW)
    assert (row.slot.ended_reason, slot.version) == ("I have caught a cold.", 2)
    assert services.find_slots(board.db, board.cast.caz, now=NOW) == []
    board.offer()  # the hour is free again
    with pytest.raises(Clash, match="called off before"):
        services.call_off(board.db, bea, slot.id, reason="I have caught a cold.", now=NOW)
    with pytest.raises(Clash, match="called off"):
        services.mark_booking(board.db, bea, row.id, came=False, now=BEGUN)


def test_who_did_not_come_is_said_once_and_after_it_began(board: Board) -> None:
    row, bea = board.book(board.offer()), board.cast.bea
    with pytest.raises(Clash, match="not begun"):
        services.mark_booking(board.db, bea, row.id, came=False, now=NOW)
    services.mark_booking(board.db, bea, row.id, came=False, now=BEGUN)
    assert row.came is False
    with pytest.raises(Clash, match="before"):
        services.mark_booking(board.db, bea, row.id, came=True, now=BEGUN)


def test_the_register_of_a_class_with_places_lists_who_booked_one(board: Board) -> None:
    """Attendance is the cohort's own: there is no second kind of it."""
    ana, caz = board.cast.ana, board.cast.caz
    live = board.meet(ana, caz)
    assert {row.person_id for row in cohorts.register_of(board.db, live)} == {ana.id, caz.id}
    slot = board.offer(live_id=live.id, day=None)
    assert (slot.title, slot.starts, slot.capacity) == ("Stance", live.starts, 2)
    assert cohorts.register_of(board.db, live) == []
    board.book(slot)
    assert [row.person_id for row in cohorts.register_of(board.db, live)] == [ana.id]
    with pytest.raises(Clash, match="Bea has “Stance”"):
        board.offer(live_id=live.id, room_id=board.stage.other_room)


def test_a_class_is_booked_by_its_cohort_alone(board: Board) -> None:
    live = board.meet(board.cast.ana)
    slot = board.offer(live_id=live.id)
    with pytest.raises(Missing):
        board.book(slot, board.cast.caz)


def test_places_follow_the_times_of_their_class(board: Board) -> None:
    live = board.meet(board.cast.ana)
    slot = board.offer(live_id=live.id)
    moved = Planned("Stance", TOMORROW, time(13), time(15))
    cohorts.change_session(board.db, board.cast.bea, live.id, moved, version=live.version, now=NOW)
    assert (slot.starts.hour, slot.cancel_until.hour, slot.version) == (13, 11, 2)
    dee = board.cast.dee
    board.offer(dee, assessor_id=dee.id, start=time(16), end=time(17))
    onto = Planned("Stance", TOMORROW, time(15), time(17))
    with pytest.raises(Refusal, match="Room 1 has"):
        cohorts.change_session(board.db, board.cast.bea, live.id, onto, version=live.version, now=NOW)


def events(board: Board, token: str) -> list[str]:
    """Return what a calendar shows."""
    body = services.read_feed(board.db, token, site="https://school.example", now=NOW)
    return [str(event["SUMMARY"]) for event in Calendar.from_ical(body).walk("VEVENT")]


def test_a_calendar_shows_what_one_booked_leads_and_attends(board: Board) -> None:
    ana, bea = board.cast.ana, board.cast.bea
    board.book(board.offer())
    board.meet(ana, start=time(13))
    tokens = [services.make_feed(board.db, who, now=NOW) for who in (ana, bea, board.cast.caz)]
    assert [events(board, token) for token in tokens] == [
        ["Observation", "Stance"],
        ["Observation, 1 of 2 booked", "Stance"],
        [],
    ]


def test_the_address_of_a_calendar_is_secret_and_can_be_taken_back(board: Board) -> None:
    """V6.5.3, T51: 256 bits, of which a hash is kept; another one, or none, makes it lead nowhere."""
    ana = board.cast.ana
    first = services.make_feed(board.db, ana, now=NOW)
    assert len(first) >= 43
    assert first not in str([row.hash for row in board.db.query(CalendarFeed)])
    second = services.make_feed(board.db, ana, now=NOW)
    assert events(board, second) == []
    for token in (first, "", second[:-1], second.upper()):
        with pytest.raises(Missing):
            events(board, token)
    services.revoke_feed(board.db, ana, now=NOW)
    for deed in (lambda: events(board, second), lambda: services.revoke_feed(board.db, ana, now=NOW)):
        with pytest.raises(Missing):
            deed()
