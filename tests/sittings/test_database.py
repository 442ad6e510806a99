"""What the database itself holds of dates and admissions, and how often it is asked."""

from collections.abc import Callable
from dataclasses import replace

import pytest
from sqlalchemy import event
from sqlalchemy.exc import IntegrityError

from ashilms.actor import machine
from ashilms.cohorts import services as cohorts
from ashilms.quizzes import services as quizzes
from ashilms.sittings import services
from ashilms.sittings.models import Admission, Dates, Release
from tests.conftest import NOW
from tests.quizzes.conftest import QUIZ
from tests.sittings.conftest import HOUR, Hall


def asked(hall: Hall, call: Callable[[], object]) -> int:
    """Return how many queries a call takes."""
    seen: list[str] = []
    hall.db.expire_all()

    def note(*args: object) -> None:
        seen.append(str(args[2]))

    event.listen(hall.db.get_bind(), "after_cursor_execute", note)
    call()
    event.remove(hall.db.get_bind(), "after_cursor_execute", note)
    return sum(line.startswith("SELECT") for line in seen)


def test_a_school_has_one_set_of_dates_and_a_person_one_admission_that_waits(hall: Hall) -> None:
    """V2.3.4: whoever is faster; the constraints say so, not the code before them."""
    release, bea = hall.release(), hall.cast.bea.id
    quiz_id = release.quiz_id
    dates = {"quiz_id": quiz_id, "whole_time": False, "by_id": bea, "at": NOW}
    waiting = {"release_id": release.id, "person_id": hall.cast.ana.id, "how": "click", "at": NOW}
    whom = {"quiz_id": quiz_id, "proctor_id": bea, "opens_at": NOW, "closes_at": NOW + HOUR, "made_at": NOW}
    for rows in (
        [Dates(**dates), Dates(**dates)],
        [Dates(**dates, cohort_id=hall.cohort), Dates(**dates, cohort_id=hall.cohort)],
        [Dates(**dates, opens_at=NOW, closes_at=NOW)],
        [Admission(**waiting), Admission(**waiting)],
        [Admission(**waiting | {"how": "smile"})],
        [Release(**whom)],
        [Release(**whom, cohort_id=hall.cohort, person_id=hall.cast.ana.id)],
    ):
        hall.db.add_all(rows)
        with pytest.raises(IntegrityError):
            hall.db.flush()
        hall.db.rollback()


def test_lists_take_as_many_queries_for_many_as_for_one(hall: Hall) -> None:
    release, cast, db = hall.release(), hall.cast, hall.db

    def ask() -> list[int]:
        return [
            asked(hall, lambda: services.list_quizzes(db, cast.bea, hall.cohort)),
            asked(hall, lambda: services.seats_of(db, release)),
            asked(hall, lambda: quizzes.find_offers(db, cast.ana.id, now=NOW)),
        ]

    before = ask()
    more = [replace(QUIZ, id=f"quiz-{n}", requires=[]) for n in range(3)]
    quizzes.keep_quizzes(db, machine("tests"), hall.course, [QUIZ, *more], now=NOW)
    cohorts.add_trainee(db, cast.reg, hall.cohort, cast.caz.id, now=NOW)
    services.admit(db, cast.bea, release.id, cast.caz.id, now=NOW)
    db.commit()
    assert ask() == before
