"""Double clicks, two tabs, and trainee against supervisor: real threads on a real database file or server."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from datetime import timedelta
from threading import Barrier

import pytest
from sqlalchemy import Engine, func, select
from sqlalchemy.orm import Session

from ashilms.actor import Actor
from ashilms.audit import services as audit
from ashilms.errors import Refusal
from ashilms.practicum import services
from ashilms.practicum.models import Entry, Review
from ashilms.practicum.rules.sheet import Sheet
from tests.conftest import NOW, Cast, settle
from tests.practicum.conftest import Stage, at, build_stage, load_caps, make_sheet, with_screening

TABS = 8


@dataclass(frozen=True)
class School:
    """The cast and the practicum on a database that many threads share."""

    engine: Engine
    cast: Cast
    stage: Stage

    def sheet(self, who: Actor | None = None, **changes: object) -> Sheet:
        """Return a session with Bea this morning, which Ana (or `who`) started on a decision of its own."""
        with Session(self.engine, expire_on_commit=False) as db:
            plain = make_sheet(self.stage, self.cast.bea.id, **changes)
            begun = with_screening(db, who or self.cast.ana, plain)
            db.commit()
            return begun

    def log(self, db: Session, who: Actor, sheet: Sheet, key: str) -> Entry:
        """Log a session and send it."""
        return services.log_entry(db, who, self.stage.course_id, sheet, form_key=key, send=True, now=NOW)

    def sent(self) -> Entry:
        """Return an entry that waits for Bea."""
        sheet = self.sheet()
        with Session(self.engine, expire_on_commit=False) as db:
            entry = self.log(db, self.cast.ana, sheet, "first")
            db.commit()
            return entry


@pytest.fixture
def school(shared: Engine) -> School:
    """The school on an engine that many threads may use."""
    with Session(shared, expire_on_commit=False) as db:
        cast = settle(db)
        stage = build_stage(db, cast)
        db.commit()
    return School(shared, cast, stage)


def at_once(school: School, tries: list[Callable[[Session], object]]) -> tuple[int, list[str]]:
    """Let every try run in a thread and transaction of its own; return how many went through, and why not."""
    gate = Barrier(len(tries))
    refused: list[str] = []

    def run(attempt: Callable[[Session], object]) -> None:
        with Session(school.engine) as db:
            gate.wait()
            try:
                attempt(db)
                db.commit()
            except Refusal as refusal:
                db.rollback()
                refused.append(str(refusal))

    with ThreadPoolExecutor(len(tries)) as pool:
        for future in [pool.submit(run, attempt) for attempt in tries]:
            future.result()
    return len(tries) - len(refused), refused


def count(school: School, *where: object) -> int:
    with Session(school.engine) as db:
        assert audit.verify_chain(db) is None
        return db.scalar(select(func.count()).select_from(Entry).where(*where)) or 0  # type: ignore[arg-type]


def test_a_form_sent_eight_times_at_once_makes_one_entry(school: School) -> None:
    """T06, V2.3.4: every click is answered with the same entry."""
    sheet = school.sheet()
    through, refused = at_once(school, [lambda db: school.log(db, school.cast.ana, sheet, "key")] * TABS)
    assert (through, refused, count(school)) == (TABS, [], 1)


def test_of_sessions_that_overlap_sent_from_eight_tabs_one_is_logged(school: School) -> None:
    """T01, V2.3.2: looking and logging can't be torn apart."""
    sheets = [school.sheet(start=at(f"09:0{n}"), end=at(f"10:0{n}")) for n in range(TABS)]
    tries = [lambda db, n=n: school.log(db, school.cast.ana, sheets[n], f"key-{n}") for n in range(TABS)]
    through, refused = at_once(school, tries)  # type: ignore[arg-type]
    assert (through, len(refused), count(school)) == (1, TABS - 1, 1)
    assert all("You already have an entry" in sentence for sentence in refused)


def test_one_supervisor_is_not_put_into_two_rooms_at_once(school: School) -> None:
    """V2.3.2: two trainees, two rooms, one supervisor."""
    own, other = school.sheet(), school.sheet(school.cast.caz, room_id=school.stage.other_room)
    through, refused = at_once(
        school,
        [
            lambda db: school.log(db, school.cast.ana, own, "a"),
            lambda db: school.log(db, school.cast.caz, other, "b"),
        ],
    )
    assert (through, count(school)) == (1, 1)
    assert "was in another room then" in refused[0]


@pytest.mark.parametrize("turn", range(4))
def test_two_trainees_at_once_do_not_fill_one_table_of_their_supervisor(school: School, turn: int) -> None:
    """V2.3.3: the last table that a supervisor may see to is taken once, whoever logs it."""
    with Session(school.engine) as db:
        load_caps(db, school.cast.reg, school.stage.course_id, tables_at_once=1)
        db.commit()
    cast = school.cast
    sheets = {who.id: school.sheet(who, start=at(f"09:{turn}0")) for who in (cast.ana, cast.caz)}
    tries: list[Callable[[Session], object]] = [
        lambda db, who=who: school.log(db, who, sheets[who.id], "key") for who in (cast.ana, cast.caz)
    ]
    through, refused = at_once(school, tries)
    assert (through, count(school)) == (1, 1)
    assert "Bea sees to 1 table at a time at most" in refused[0]


@pytest.mark.parametrize("turn", range(8))
def test_sending_a_session_and_signing_another_at_once_wait_for_each_other_in_one_order(
    school: School, turn: int
) -> None:
    """V2.3.3: Caz comes after Bea in the order of locks, whichever of the two begins."""
    caz, bea = school.cast.caz, school.cast.bea
    first, second = school.sheet(caz, start=at("08:00"), end=at("08:50")), school.sheet(caz)
    with Session(school.engine, expire_on_commit=False) as db:
        waiting = school.log(db, caz, first, "first")
        db.commit()
    tries: list[Callable[[Session], object]] = [
        lambda db: services.countersign_entry(
            db, bea, waiting.id, version=1, ratings={}, outcome=None, now=NOW
        ),
        lambda db: school.log(db, caz, second, "second"),
    ]
    assert at_once(school, tries if turn % 2 else tries[::-1]) == (2, [])


def test_an_entry_signed_from_eight_tabs_has_one_signature(school: School) -> None:
    """T06, V2.3.4."""
    entry = school.sent()
    through, refused = at_once(
        school,
        [
            lambda db: services.countersign_entry(
                db, school.cast.bea, entry.id, version=1, ratings={}, outcome=None, now=NOW
            )
        ]
        * TABS,
    )
    assert (through, len(refused)) == (1, TABS - 1)
    with Session(school.engine) as db:
        assert db.scalar(select(func.count()).select_from(Review)) == 1
        assert services.ledger_of(db, school.cast.ana.id).credited_minutes == 60


@pytest.mark.parametrize("turn", range(4))
def test_signing_and_voiding_at_once_end_in_one_of_both(school: School, turn: int) -> None:
    entry = school.sent()
    tries: list[Callable[[Session], object]] = [
        lambda db: services.countersign_entry(
            db, school.cast.bea, entry.id, version=1, ratings={}, outcome=None, now=NOW
        ),
        lambda db: services.void_entry(db, school.cast.ana, entry.id, reason="It was another day.", now=NOW),
    ]
    at_once(school, tries if turn % 2 else tries[::-1])
    with Session(school.engine) as db:
        now_it_is = db.get_one(Entry, entry.id)
        assert now_it_is.state == "void", "a void comes through before or after the signature"
        assert len(now_it_is.reviews) <= 1
        assert services.ledger_of(db, school.cast.ana.id).credited_minutes == 0
        assert audit.verify_chain(db) is None


def test_an_entry_amended_from_eight_tabs_has_one_amendment(school: School) -> None:
    entry = school.sent()
    with Session(school.engine) as db:
        services.countersign_entry(
            db, school.cast.bea, entry.id, version=1, ratings={}, outcome=None, now=NOW
        )
        db.commit()
    through, _ = at_once(
        school, [lambda db: services.amend_entry(db, school.cast.ana, entry.id, now=NOW)] * TABS
    )
    assert (through, count(school, Entry.amends_id == entry.id)) == (TABS, 1)


def test_a_draft_changed_in_two_tabs_keeps_one_change_and_tells_the_other(school: School) -> None:
    sheet = school.sheet()
    with Session(school.engine, expire_on_commit=False) as db:
        entry = services.log_entry(
            db, school.cast.ana, school.stage.course_id, sheet, form_key="d", send=False, now=NOW
        )
        db.commit()
    changed = replace(sheet, end=at("09:30"))
    through, refused = at_once(
        school,
        [
            lambda db: services.change_entry(
                db, school.cast.ana, entry.id, changed, version=1, send=False, now=NOW + timedelta(minutes=1)
            )
        ]
        * 2,
    )
    assert through == 1
    assert "changed meanwhile" in refused[0]


def test_two_entries_sent_at_once_stand_on_one_decision_once(school: School) -> None:
    """T01: of two forms for one session the database lets one in."""
    first = school.sheet()
    second = replace(first, start=at("10:00"), end=at("10:30"))
    through, refused = at_once(
        school,
        [
            lambda db: school.log(db, school.cast.ana, first, "a"),
            lambda db: school.log(db, school.cast.ana, second, "b"),
        ],
    )
    assert (through, count(school)) == (1, 1)
    assert "stands on this screening already" in refused[0]
