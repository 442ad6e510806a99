"""The pages of bookings: offering, booking, giving back, and a calendar's address."""

from collections.abc import Callable
from datetime import time
from typing import Any
from urllib.parse import urlsplit

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from ashilms.accounts import services as people
from ashilms.cohorts import services as cohorts
from ashilms.cohorts.services.sessions import Typed as Planned
from ashilms.jobs.runner import run_due
from ashilms.web import state
from tests.bookings.conftest import TOMORROW, Board
from tests.conftest import NOW, Cast
from tests.house.pages import Page
from tests.practicum.conftest import Stage, build_stage
from tests.practicum.test_views import cast
from tests.schooling import counted, text_of
from tests.told import is_over

__all__ = ["cast", "counted"]

pytestmark = pytest.mark.any_database

SignIn = Callable[[str | None], FlaskClient]


@pytest.fixture
def stage(host_db: Session, cast: Cast) -> Stage:
    """The practicum's stage, on the host site's database."""
    return build_stage(host_db, cast)


@pytest.fixture
def board(host_db: Session, cast: Cast, stage: Stage) -> Board:
    """Shorthands, on the host site's database."""
    return Board(host_db, cast, stage)


@pytest.fixture
def filled(board: Board) -> dict[str, Any]:
    """Two places as Bea fills them in."""
    return {
        "course_id": board.stage.course_id, "assessor_id": board.cast.bea.id, "room_id": board.stage.room,
        "day": "2026-11-25", "start": "09:00", "end": "10:00", "capacity": "2", "notice": "2", "live_id": "",
    }  # fmt: skip


def test_places_are_offered_booked_and_given_back(client_of: SignIn, filled: dict[str, Any]) -> None:
    bea, ana = client_of("bea"), client_of("ana")
    assert bea.post("/bookings/add", data=filled).status_code == 302
    page = text_of(ana.get("/bookings"))
    assert "25 November 2026, 09:00 to 10:00 UTC" in page
    assert "2 of 2 left" in page
    assert ana.post("/bookings/1/book").status_code == 302
    assert "until 25 Nov 2026, 07:00 UTC" in text_of(ana.get("/bookings"))
    assert "1 of 2 places booked" in text_of(bea.get("/bookings/1"))
    assert ana.post("/bookings/own/1/cancel").status_code == 302
    assert "You have no place" in text_of(ana.get("/bookings"))


REFUSED = [
    ({"capacity": "99"}, "1 to 12 places"),
    ({"day": "2026-11-01"}, "begun already"),
    ({"end": "08:00"}, "before the start"),
    ({"room_id": "999"}, "Choose one from the list"),
    ({"day": ""}, "choose a class"),
]


def test_what_cannot_be_offered_comes_back_with_a_sentence(client_of: SignIn, filled: dict[str, Any]) -> None:
    bea = client_of("bea")
    for changes, says in REFUSED:
        assert says in text_of(bea.post("/bookings/add", data=filled | changes), 422)


def test_a_clash_is_said_on_the_form_and_nothing_typed_is_lost(
    client_of: SignIn, board: Board, filled: dict[str, Any]
) -> None:
    board.offer()
    said = text_of(client_of("bea").post("/bookings/add", data=filled | {"start": "09:30"}), 422)
    assert "Room 1 has “Observation” at that time." in said
    assert 'value="09:30"' in said


def test_what_is_called_off_says_why_to_whoever_booked(client_of: SignIn, board: Board) -> None:
    slot = board.offer()
    board.book(slot)
    bea = client_of("bea")
    assert "in a sentence" in text_of(bea.post(f"/bookings/{slot.id}/call-off", data={"reason": "Ill."}), 422)
    reason = {"reason": "I have caught a cold."}
    assert bea.post(f"/bookings/{slot.id}/call-off", data=reason).status_code == 302
    assert "I have caught a cold." in text_of(client_of("ana").get("/bookings"))


def test_who_has_a_place_is_mailed_once_when_it_is_moved_and_when_it_is_called_off(
    app: Flask, client_of: SignIn, board: Board
) -> None:
    live = board.meet(board.cast.ana)
    slot = board.offer(live_id=live.id)
    board.book(slot)
    people.get_person(board.db, board.cast.ana.id).email = "ana@example.org"
    later = Planned("Stance", TOMORROW, time(13), time(15))
    cohorts.change_session(board.db, board.cast.bea, live.id, later, version=live.version, now=NOW)
    board.db.commit()
    bea = client_of("bea")
    reason = {"reason": "Reg has told me of a leak."}
    assert bea.post(f"/bookings/{slot.id}/call-off", data=reason).status_code == 302
    run_due(app)
    run_due(app)
    sent = [file.read_text() for file in sorted((state(app).settings.data_dir / "mail").iterdir())]
    about = [mail for mail in sent if "Stance" in mail]
    assert ["Subject: At another time: Stance" in mail for mail in about] == [True, False]
    assert ["Subject: Called off: Stance" in mail for mail in about] == [False, True]
    assert "13:00 to 15:00" in about[0]
    assert not any("leak" in mail for mail in sent), "a reason stays on the page"


def test_a_calendar_is_read_by_its_address_without_signing_in(client_of: SignIn, board: Board) -> None:
    """T51, V14.3.2: and by no other; it is kept nowhere on the way."""
    board.book(board.offer())
    ana, nobody = client_of("ana"), client_of(None)
    made = Page(ana.post("/calendar").text)
    (address,) = [
        about["value"] for tag, about in made.tags if tag == "input" and about.get("id") == "address"
    ]
    answer = nobody.get(urlsplit(address).path)
    assert (answer.status_code, answer.mimetype) == (200, "text/calendar")
    assert answer.headers["Cache-Control"] == "no-store"
    assert "SUMMARY:Observation" in answer.text
    assert not any(name in answer.text for name in ("Ana", "Bea"))
    assert nobody.get(urlsplit(address).path.replace(".ics", "x.ics")).status_code == 404
    assert address not in ana.get("/calendar").text, "it is shown once"
    assert ana.post("/calendar/revoke").status_code == 302
    assert nobody.get(urlsplit(address).path).status_code == 404


def test_the_page_asks_as_often_for_six_as_for_two(
    client_of: SignIn, board: Board, counted: Callable[[], Any]
) -> None:
    asked = []
    ana = client_of("ana")
    for hours in ((8, 9), (13, 14, 15, 16)):
        for hour in hours:
            slot = board.offer(start=time(hour), end=time(hour, 50))
            if hour % 2:
                board.book(slot)
        with counted() as said:
            text_of(ana.get("/bookings"))
        asked.append(len(said))
    assert asked[0] == asked[1]


def test_what_waits_for_a_daily_mail_is_over_when_the_place_changed_again_or_is_past(board: Board) -> None:
    slot = board.offer()
    about = f"{slot.id}:{slot.version}"
    assert not is_over(board.db, "place-moved", about, now=NOW)
    assert is_over(board.db, "place-moved", about, now=slot.ends)
    assert is_over(board.db, "place-called-off", f"{slot.id}:{slot.version + 1}", now=NOW)
    assert is_over(board.db, "place-moved", "999:1", now=NOW)
