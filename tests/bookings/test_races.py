"""The last place, one room, and one person, asked for at once: real threads on a real database file or server."""

from collections.abc import Callable
from datetime import time, timedelta

from sqlalchemy.orm import Session

from ashilms.bookings import services
from ashilms.bookings.models import Slot
from ashilms.bookings.services import Typed
from tests.conftest import NOW
from tests.practicum.test_races import School, at_once, school

__all__ = ["school"]

TOMORROW = NOW.date() + timedelta(days=1)


def typed(school: School, assessor: int, *, room: int | None = None, hour: int = 9) -> Typed:
    """Return one place tomorrow."""
    at = (TOMORROW, time(hour), time(hour + 1))
    return Typed(school.stage.course_id, assessor, room or school.stage.room, 1, 0, None, *at)


def test_of_two_who_ask_for_the_last_place_one_gets_it(school: School) -> None:
    """V2.3.3, V2.3.4."""
    cast = school.cast
    with Session(school.engine) as db:
        id = services.offer_slot(db, cast.bea, typed(school, cast.bea.id), now=NOW).id
        db.commit()
    tries: list[Callable[[Session], object]] = [
        lambda db, who=who: services.book_place(db, who, id, now=NOW)
        for who in (cast.ana, cast.caz, cast.ana)
    ]
    through, refused = at_once(school, tries)
    assert (through, len(refused)) == (1, 2)
    with Session(school.engine) as db:
        assert db.get_one(Slot, id).taken == 1
        assert len(services.bookings_of(db, id)) == 1


def test_of_two_who_offer_places_in_one_room_at_one_time_one_does(school: School) -> None:
    """V2.3.4."""
    cast = school.cast
    tries: list[Callable[[Session], object]] = [
        lambda db, who=who: services.offer_slot(db, who, typed(school, who.id), now=NOW)
        for who in (cast.bea, cast.dee)
    ]
    through, refused = at_once(school, tries)
    assert (through, len(refused)) == (1, 1)


def test_a_trainee_who_books_two_at_one_time_gets_one(school: School) -> None:
    """V2.3.4."""
    cast = school.cast
    with Session(school.engine) as db:
        ids = [
            services.offer_slot(db, who, typed(school, who.id, room=room), now=NOW).id
            for who, room in ((cast.bea, school.stage.room), (cast.dee, school.stage.other_room))
        ]
        db.commit()
    tries: list[Callable[[Session], object]] = [
        lambda db, id=id: services.book_place(db, cast.ana, id, now=NOW) for id in ids
    ]
    through, refused = at_once(school, tries)
    assert (through, len(refused)) == (1, 1)
