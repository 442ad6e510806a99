"""A course, a cohort of it that Bea teaches with Ana in it, and a day of class that is over."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import event
from sqlalchemy.orm import Session

from ashilms.accounts import services as people
from ashilms.actor import TRAINEE, Actor, machine
from ashilms.cohorts import services
from ashilms.cohorts.models import Cohort, LiveSession
from ashilms.cohorts.rules.cohorts import Plan
from ashilms.cohorts.rules.times import TypedBreak
from ashilms.cohorts.services import Mark
from ashilms.cohorts.services.sessions import Typed
from ashilms.db import Base
from ashilms.packs.services import load_pack
from tests.conftest import NOW, Cast, settle
from tests.packs.small import NAME, write_pack

FIRST, LAST = date(2026, 11, 1), date(2027, 1, 31)
CLASS = Typed("Stance", date(2026, 11, 23), time(9), time(12), (TypedBreak(time(10), time(10, 10)),))
"""150 contact minutes, on the day before now."""
WHOLE, LATE = Mark(time(9), time(12)), Mark(time(9, 5), time(12))


@dataclass(frozen=True)
class Group:
    """The cohort, and what tests do to it."""

    db: Session
    cast: Cast
    id: int

    @property
    def row(self) -> Cohort:
        """The cohort's row."""
        return self.db.get_one(Cohort, self.id)

    def add(self, *trainees: Actor) -> None:
        """Give people a place."""
        for trainee in trainees:
            services.add_trainee(self.db, self.cast.reg, self.id, trainee.id, now=NOW)

    def meet(self, typed: Typed = CLASS) -> LiveSession:
        """Set down a session."""
        return services.add_session(self.db, self.cast.bea, self.id, typed, now=NOW)

    def keep(self, live: LiveSession, marks: dict[Actor, Mark]) -> LiveSession:
        """Keep a register."""
        by_id = {who.id: mark for who, mark in marks.items()}
        return services.keep_register(self.db, self.cast.bea, live.id, by_id, version=live.version, now=NOW)

    def held(self, marks: dict[Actor, Mark]) -> LiveSession:
        """Hold a session and close its register."""
        live = self.keep(self.meet(), marks)
        return services.close_register(self.db, self.cast.bea, live.id, version=live.version, now=NOW)


def plan_of(cast: Cast, **changes: Any) -> Plan:
    """Return the plan of the cohort, with something changed."""
    usual: dict[str, Any] = {
        "name": "Autumn", "instructor_id": cast.bea.id, "starts_on": FIRST, "ends_on": LAST, "capacity": 2,
    }  # fmt: skip
    return Plan(**{**usual, **changes})


def found(db: Session, cast: Cast, folder: Path) -> int:
    """Load the small pack, add the cohort with Ana in it, and return its id."""
    load_pack(db, machine("cli"), write_pack(folder), now=NOW)
    cohort = services.add_cohort(db, cast.reg, NAME, plan_of(cast), now=NOW)
    services.add_trainee(db, cast.reg, cohort.id, cast.ana.id, now=NOW)
    db.commit()
    return cohort.id


@pytest.fixture
def group(db: Session, cast: Cast, tmp_path: Path) -> Group:
    """The cohort, for tests of services."""
    return Group(db, cast, found(db, cast, tmp_path))


@pytest.fixture
def host_group(host_db: Session, tmp_path: Path) -> Group:
    """The cohort on the host site's database, for tests of views."""
    cast = settle(host_db)
    return Group(host_db, cast, found(host_db, cast, tmp_path))


def newcomer(db: Session, key: str, *, roles: tuple[str, ...] = (TRAINEE,), **more: Any) -> Actor:
    """Return somebody new."""
    usual = {"name": key.title(), "email": f"{key}@example.org"}
    return people.as_actor(people.welcome_person(db, key, now=NOW, roles=roles, **{**usual, **more}))


@contextmanager
def queries(db: Session) -> Iterator[list[str]]:
    """Collect what is asked of the database meanwhile."""
    said: list[str] = []

    def note(_connection: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        said.append(statement)

    engine = db.get_bind().engine
    event.listen(engine, "before_cursor_execute", note)
    yield said
    event.remove(engine, "before_cursor_execute", note)


@contextmanager
def loaded(kind: type[Base]) -> Iterator[list[Base]]:
    """Collect what rows of a table are read meanwhile."""
    read: list[Base] = []

    def note(row: Base, _context: Any) -> None:
        read.append(row)

    event.listen(kind, "load", note)
    yield read
    event.remove(kind, "load", note)


def later(hours: int = 1) -> datetime:
    """Return a moment after now."""
    return NOW + timedelta(hours=hours)
