"""Two tabs, double clicks and the clock at once: real threads on a real database file or server."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier

import pytest
from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from ashilms.audit import services as audit
from ashilms.errors import Refusal
from ashilms.quizzes import services
from ashilms.quizzes.models import AnswerStep, Attempt, AttemptGrade
from tests.conftest import NOW, settle
from tests.quizzes.conftest import GRACE, KINDS, School, answer, open_school, places, start

TABS = 8
LATER = NOW + timedelta(hours=1)


@pytest.fixture
def sat(shared: Engine) -> School:
    """The school on the shared database; its rows are read here and closed again."""
    with Session(shared, expire_on_commit=False) as db:
        return open_school(db, settle(db))


def at_once(shared: Engine, tries: list[Callable[[Session], object]]) -> tuple[list[object], list[Refusal]]:
    """Run every try in a thread and a transaction of its own, all let go together; return what came of them."""
    gate = Barrier(len(tries))
    done: list[object] = []
    refused: list[Refusal] = []

    def run(attempt: Callable[[Session], object]) -> None:
        with Session(shared, expire_on_commit=False) as db:
            gate.wait()
            try:
                outcome = attempt(db)
                db.commit()
            except Refusal as refusal:
                db.rollback()
                refused.append(refusal)
            else:
                done.append(outcome)

    with ThreadPoolExecutor(len(tries)) as pool:
        for future in [pool.submit(run, attempt) for attempt in tries]:
            future.result()
    return done, refused


def begun(shared: Engine, sat: School) -> Attempt:
    with Session(shared, expire_on_commit=False) as db:
        attempt = start(db, sat.cast.ana)
        assert len(attempt.items) == 5
        return attempt


def whole(shared: Engine) -> None:
    with Session(shared) as db:
        assert audit.verify_chain(db) is None


def test_eight_starts_at_once_are_one_attempt(shared: Engine, sat: School) -> None:
    """T06, V2.3.2: a double click, or as many tabs."""

    def begin(db: Session) -> int:
        return services.start_attempt(db, sat.cast.ana, "quiz-m02", KINDS, grace=GRACE, now=NOW).id

    done, refused = at_once(shared, [begin] * TABS)
    assert (len(done), len(set(done)), refused) == (TABS, 1, [])
    whole(shared)


def test_eight_tabs_handing_in_one_attempt_give_one_grade(shared: Engine, sat: School) -> None:
    """T06, V2.3.4: one success, the rest 409."""
    attempt = begun(shared, sat)

    def submit(db: Session) -> int:
        return services.hand_in(db, sat.cast.ana, attempt.id, KINDS, now=NOW).id

    done, refused = at_once(shared, [submit] * TABS)
    assert (len(done), [r.status for r in refused]) == (1, [409] * (TABS - 1))
    with Session(shared) as db:
        assert len(db.scalars(select(AttemptGrade)).all()) == 1
    whole(shared)


def test_one_sending_repeated_at_once_is_saved_once(shared: Engine, sat: School) -> None:
    """T05."""
    attempt = begun(shared, sat)

    def save(db: Session) -> object:
        given = places(db, services.own_attempt(db, sat.cast.ana, attempt.id).items[0])
        return services.save_answer(
            db, sat.cast.ana, attempt.id, 1, given, KINDS, key="one", flagged=False, now=NOW
        )

    done, refused = at_once(shared, [save] * TABS)
    assert (len(done), set(done), refused) == (TABS, {NOW}, [])
    with Session(shared) as db:
        assert len(db.scalars(select(AnswerStep)).all()) == 1


def test_an_answer_that_was_acknowledged_is_in_the_grade(shared: Engine, sat: School) -> None:
    """T06: answers and the hand-in at once; whoever is told "saved" is graded with it."""
    attempt = begun(shared, sat)

    def save(number: int) -> Callable[[Session], int]:
        def run(db: Session) -> int:
            item = services.own_attempt(db, sat.cast.ana, attempt.id).items[number - 1]
            services.save_answer(
                db, sat.cast.ana, attempt.id, number, places(db, item), KINDS,
                key=f"k{number}", flagged=False, now=NOW,
            )  # fmt: skip
            return number

        return run

    def submit(db: Session) -> str:
        services.hand_in(db, sat.cast.ana, attempt.id, KINDS, now=NOW)
        return "handed in"

    done, _refused = at_once(shared, [*(save(number) for number in range(1, 6)), submit])
    saved = {number for number in done if isinstance(number, int)}
    assert "handed in" in done
    with Session(shared) as db:
        grade = services.own_attempt(db, sat.cast.ana, attempt.id).grade
        assert grade
        assert {number for number, mark in enumerate(grade.marks, start=1) if mark.right} == saved


def test_the_clock_and_the_person_cannot_both_close_an_attempt(shared: Engine, sat: School) -> None:
    """T06, T07."""
    attempt = begun(shared, sat)
    with Session(shared) as db:
        answer(db, sat.cast.ana, services.own_attempt(db, sat.cast.ana, attempt.id))

    def sweep(db: Session) -> int:
        return services.close_overdue(db, KINDS, now=LATER)

    def look(db: Session) -> int:
        return services.close_overdue(db, KINDS, now=LATER, person_id=sat.cast.ana.id)

    done, refused = at_once(shared, [sweep, look, sweep, look])
    assert (sum(int(str(n)) for n in done), refused) == (1, [])
    with Session(shared) as db:
        assert len(db.scalars(select(AttemptGrade)).all()) == 1
    whole(shared)
