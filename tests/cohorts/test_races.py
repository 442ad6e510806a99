"""Two registrars at once, two instructors at once: real threads on a real database, and the database decides."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Barrier

import pytest
from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from ashilms.cohorts import services
from ashilms.cohorts.models import Attendance, Cohort, CohortPlace, EnrolmentList
from ashilms.courses.models import Enrolment
from ashilms.errors import Refusal
from tests.cohorts.conftest import CLASS, LATE, WHOLE, found, newcomer, plan_of
from tests.conftest import NOW, Cast, settle

AT_ONCE = 6
Try = Callable[[Session], object]


@pytest.fixture
def cast(shared: Engine, tmp_path: Path) -> Cast:
    """The cast, on the shared database, with a cohort of two places of which Ana has one."""
    with Session(shared) as db:
        cast = settle(db)
        assert found(db, cast, tmp_path) == 1
    return cast


def at_once(shared: Engine, tries: list[Try]) -> list[int]:
    """Run every try in a thread of its own, all let go together; return each one's status, 0: done."""
    gate = Barrier(len(tries))

    def run(attempt: Try) -> int:
        with Session(shared) as db:
            gate.wait()
            try:
                attempt(db)
                db.commit()
            except Refusal as refusal:
                db.rollback()
                return refusal.status
            return 0

    with ThreadPoolExecutor(len(tries)) as pool:
        return sorted(pool.map(run, tries))


def people(shared: Engine, count: int) -> list[int]:
    with Session(shared) as db:
        made = [newcomer(db, f"p{number}").id for number in range(count)]
        db.commit()
    return made


def test_the_last_place_is_given_once(shared: Engine, cast: Cast) -> None:
    tries: list[Try] = [
        lambda db, who=who: services.add_trainee(db, cast.reg, 1, who, now=NOW)
        for who in people(shared, AT_ONCE)
    ]
    assert at_once(shared, tries) == [0] + [409] * (AT_ONCE - 1)
    with Session(shared) as db:
        assert db.get_one(Cohort, 1).taken == 2
        assert len(db.scalars(select(CohortPlace)).all()) == 2
        assert len(db.scalars(select(Enrolment)).all()) == 2


def test_one_trainee_gets_one_place_whoever_gives_it(shared: Engine, cast: Cast) -> None:
    with Session(shared) as db:
        services.change_cohort(db, cast.reg, 1, plan_of(cast, capacity=9), now=NOW)
        other = services.add_cohort(db, cast.reg, "small-pack", plan_of(cast, name="Winter"), now=NOW).id
        db.commit()
    tries: list[Try] = [
        lambda db, where=where: services.add_trainee(db, cast.reg, where, cast.caz.id, now=NOW)
        for where in (1, other) * 3
    ]
    assert at_once(shared, tries) == [0] + [409] * 5
    with Session(shared) as db:
        assert sum(db.scalars(select(Cohort.taken))) == 2


def test_a_list_is_done_once(shared: Engine, cast: Cast) -> None:
    with Session(shared) as db:
        services.read_list(db, cast.reg, "e-mail\ncaz@example.org\n", cohort_id=1, invite=None, now=NOW)
        db.commit()
    tries: list[Try] = [lambda db: services.enrol_listed(db, cast.reg, 1, invite=None, now=NOW)] * 4
    assert at_once(shared, tries) == [0, 409, 409, 409]
    with Session(shared) as db:
        assert db.get_one(EnrolmentList, 1).changed == []
        assert db.get_one(Cohort, 1).taken == 2


def test_of_two_who_keep_or_close_the_same_register_one_gets_through(shared: Engine, cast: Cast) -> None:
    with Session(shared) as db:
        services.add_session(db, cast.bea, 1, CLASS, now=NOW)
        db.commit()
    ana = cast.ana.id
    keeping: list[Try] = [
        lambda db, mark=mark: services.keep_register(db, cast.bea, 1, {ana: mark}, version=1, now=NOW)
        for mark in (WHOLE, LATE)
    ]
    closing: Try = lambda db: services.close_register(db, cast.bea, 1, version=1, now=NOW)  # noqa: E731
    assert at_once(shared, [*keeping, closing]) == [0, 409, 409]
    with Session(shared) as db:
        assert len(db.scalars(select(Attendance)).all()) == 1


def test_of_two_corrections_of_the_same_line_one_counts(shared: Engine, cast: Cast) -> None:
    with Session(shared) as db:
        services.add_session(db, cast.bea, 1, CLASS, now=NOW)
        services.close_register(db, cast.bea, 1, version=1, now=NOW)
        db.commit()
    tries: list[Try] = [
        lambda db, mark=mark: services.correct_attendance(
            db, cast.bea, 1, cast.ana.id, mark, reason="She was there after all.", number=1, now=NOW
        )
        for mark in (WHOLE, LATE)
    ]
    assert at_once(shared, tries) == [0, 409]
    with Session(shared) as db:
        assert db.scalars(select(Attendance.number)).all() == [1, 2]
