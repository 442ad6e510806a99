"""Two who lock and unlock at once: real threads on a real database file or server."""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from sqlalchemy import Engine, func, select
from sqlalchemy.orm import Session

from ashilms.audit import services as audit
from ashilms.errors import Refusal
from ashilms.sites import services
from ashilms.sites.models import RoomCheck, RoomLock, RoomOpening
from tests.conftest import NOW, settle
from tests.sites.conftest import Site, build_site

TRIES = 6
Try = Callable[[Session], object]


@pytest.fixture
def raced(shared: Engine) -> Iterator[tuple[Engine, Site]]:
    """The room on an engine that many threads may use."""
    with Session(shared, expire_on_commit=False) as db:
        yield shared, build_site(db, settle(db))


def at_once(engine: Engine, tries: list[Try]) -> list[str]:
    """Let every try run in a thread and transaction of its own; return why those were refused that were."""
    gate, refused = Barrier(len(tries)), list[str]()

    def run(attempt: Try) -> None:
        with Session(engine) as db:
            gate.wait()
            try:
                attempt(db)
                db.commit()
            except Refusal as refusal:
                refused.append(str(refusal))

    with ThreadPoolExecutor(len(tries)) as pool:
        list(pool.map(run, tries))
    return refused


def count(engine: Engine, table: type) -> int:
    with Session(engine) as db:
        assert audit.verify_chain(db) is None
        return db.scalar(select(func.count()).select_from(table)) or 0


def record(site: Site, db: Session, key: str, *failed: str) -> object:
    return services.record_check(
        db, site.cast.ana, site.room.id, site.plan_id, site.answers(*failed), form_key=key, now=NOW
    )


def test_a_form_sent_six_times_at_once_makes_one_check_and_one_lock(raced: tuple[Engine, Site]) -> None:
    """V2.3.4: every press is answered with the same check."""
    engine, site = raced
    assert at_once(engine, [lambda db: record(site, db, "key", "fixings")] * TRIES) == []
    assert (count(engine, RoomCheck), count(engine, RoomLock)) == (1, 1)


def test_of_six_who_unlock_at_once_one_does(raced: tuple[Engine, Site]) -> None:
    """V2.3.2: the others are told that somebody was quicker."""
    engine, site = raced
    site.check("floor", refused=True, note="The floor is under water.")
    site.db.commit()
    lock = site.room.open_locks[0].id
    site.db.commit()  # a session that writes keeps SQLite's lock
    reason = "It has dried, and was swept."
    refused = at_once(
        engine, [lambda db: services.unlock_room(db, site.cast.bea, lock, reason=reason, now=NOW)] * TRIES
    )
    assert (len(refused), count(engine, RoomOpening)) == (TRIES - 1, 1)
    assert all("meanwhile" in sentence for sentence in refused)


def test_whoever_locks_while_somebody_unlocks_locks_all_the_same(raced: tuple[Engine, Site]) -> None:
    """V2.3.2: an unlocking opens the lock that was seen, never one that came meanwhile."""
    engine, site = raced
    site.check("floor", refused=True, note="The floor is under water.")
    site.db.commit()
    lock = site.room.open_locks[0].id
    site.db.commit()  # a session that writes keeps SQLite's lock
    at_once(
        engine,
        [
            lambda db: record(site, db, "other", "fixings"),
            lambda db: services.unlock_room(db, site.cast.bea, lock, reason="It has dried since.", now=NOW),
        ],
    )
    with Session(engine) as db:
        room = services.get_room(db, site.room.id)
        assert [lock.structural for lock in room.open_locks] == [True]
