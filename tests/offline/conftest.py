"""A device that has been without a network: what it did meanwhile, as it sends it."""

import sqlite3
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import cache
from itertools import count
from typing import Any

import pytest
from sqlalchemy import Engine, create_engine
from sqlalchemy.orm import Session
from sqlalchemy.pool import StaticPool

from ashilms import prepare_engine
from ashilms.actor import Actor
from ashilms.courses import services as courses
from ashilms.db import WRITING, Base
from ashilms.offline import services
from ashilms.offline.models import OfflineItem
from ashilms.offline.rules.parcels import Item
from ashilms.rooms import load_models
from ashilms.screenings import services as screenings
from ashilms.screenings.rules import codes
from ashilms.screenings.rules.coding import decision_as_json
from ashilms.screenings.rules.screening import screen
from ashilms.sites import services as sites
from tests.conftest import NOW, Cast, settle
from tests.offline.cases import BASE
from tests.postgresql import Databases
from tests.practicum.conftest import SHIPPED, WELL, Stage, build_stage

DONE, BACK = NOW + timedelta(hours=2), NOW + timedelta(hours=5)
"""When the trainee was in the basement, and when she is back."""
MINUTE = timedelta(minutes=1)
ENDED = DONE + 70 * MINUTE
KEY = "the site's own key"
REFLECTION = "The client asked for less on the left, so I slowed down there."
_keys = count()


def fill(engine: Engine) -> None:
    """Lay down a course with its practicum on a database that has our tables."""
    with Session(engine.execution_options(**{WRITING: True})) as db:
        build_stage(db, settle(db))
        db.commit()


@pytest.fixture(scope="session")
def pattern() -> Iterator[Callable[[], sqlite3.Connection]]:
    """Return the course in memory, made once per run and only where it is asked for, to be copied for every test."""
    load_models()
    made = create_engine("sqlite://", poolclass=StaticPool)
    prepare_engine(made)

    @cache
    def draw() -> sqlite3.Connection:
        Base.metadata.create_all(made)
        fill(made)
        drawn = made.raw_connection().driver_connection
        assert isinstance(drawn, sqlite3.Connection)
        return drawn

    yield draw
    made.dispose()


@pytest.fixture(scope="session")
def add_tables(pattern: Callable[[], sqlite3.Connection]) -> Callable[[Engine], None]:
    """Return how a SQLite database gets our tables, and the course with them."""

    def copy(engine: Engine) -> None:
        connection = engine.raw_connection()
        assert isinstance(connection.driver_connection, sqlite3.Connection)
        pattern().backup(connection.driver_connection)
        connection.close()

    return copy


@pytest.fixture
def database_url(databases: Databases | None) -> str:
    """The address of the test's database: SQLite in memory, or a new one on PostgreSQL with the course in it."""
    return databases.with_pattern("offline", fill) if databases else "sqlite://"


def find_stage(db: Session) -> Stage:
    """Return the course and its rooms."""
    course = courses.get_course(db, "bars")
    plan = screenings.get_plan(db, course.id)
    return Stage(course.id, plan.id, *(room.id for room in sites.find_rooms(db)))


@pytest.fixture
def stage(db: Session) -> Stage:
    """The course and its rooms, on the test's own session."""
    return find_stage(db)


def new_key() -> str:
    return f"{next(_keys):08d}-0000-4000-8000-000000000000"


@dataclass(frozen=True)
class Device:
    """Ana's phone."""

    db: Session
    cast: Cast
    stage: Stage
    held: dict[str, bool] = field(default_factory=dict)
    """Every point of the check, each holding."""

    def check(self, *, at: datetime = DONE, **changes: Any) -> Item:
        """Return a check of the room in which every point held, but for `changes`."""
        plan = sites.get_check_plan(self.db, "bars")
        body = {
            "room_id": self.stage.room,
            "plan_id": plan.id,
            "answers": self.held,
            "refused": False,
            "note": "",
        }
        return Item(new_key(), "check", at, body | changes)

    def decision(self, check: Item, *, at: datetime = DONE + 5 * MINUTE, **changes: Any) -> Item:
        """Return a screening of somebody who is well, but for `changes`; nobody has signed it."""
        told = decision_as_json(screen(SHIPPED, WELL, today=NOW.date()))
        body = {
            "course_id": self.stage.course_id, "plan": 1, "check": check.key, "category": "P3", "client": "c-14",
            "answers": BASE, "clearances": {}, "asked_again": [], "signed": None, "started_at": None,
            "told": {"outcome": told["outcome"], "limits": told["limits"]},
        }  # fmt: skip
        return Item(new_key(), "decision", at, body | changes)

    def begun(self, check: Item, secret: str, **changes: Any) -> Item:
        """Return such a screening with Bea's code a minute after it, and begun a minute later."""
        signed_at = DONE + 6 * MINUTE
        code = codes.code_at(secret, signed_at)
        signed = {"supervisor_id": self.cast.bea.id, "code": code, "at": signed_at.isoformat()}
        return self.decision(
            check, **{"signed": signed, "started_at": (DONE + 7 * MINUTE).isoformat()} | changes
        )

    def draft(
        self, decision: Item | None = None, *, sheet: dict[str, Any] | None = None, **changes: Any
    ) -> Item:
        """Return the draft of the session that stands on a screening, but for `changes`."""
        body = {
            "course_id": self.stage.course_id, "decision": decision.key if decision else None, "replaces": [],
            "sheet": {
                "category": "P3", "day": "2026-11-24", "start": "14:10", "end": "15:00", "room_id": self.stage.room,
                "supervisor_id": self.cast.bea.id, "strokes": ["glide"], "depth": 2, "score": 4,
                "reflection": REFLECTION,
            } | (sheet or {}),
        }  # fmt: skip
        return Item(new_key(), "draft", ENDED, body | changes)

    def authenticator(self) -> str:
        """Set up Bea's, and return its secret."""
        row = screenings.begin_authenticator(self.db, self.cast.bea, now=NOW)
        secret = codes.secret_of(KEY, self.cast.bea.id, row.salt)
        screenings.confirm_authenticator(self.db, self.cast.bea, codes.code_at(secret, NOW), key=KEY, now=NOW)
        return secret

    def send(self, item: Item, who: Actor | None = None, *, now: datetime = BACK) -> OfflineItem:
        """Let one item arrive."""
        row = services.receive_item(self.db, who or self.cast.ana, item, key=KEY, now=now)
        self.db.commit()
        return row


@pytest.fixture
def device(db: Session, cast: Cast, stage: Stage) -> Device:
    """Ana's phone, with a check of which every point held."""
    return make_device(db, cast, stage)


def make_device(db: Session, cast: Cast, stage: Stage) -> Device:
    """Return Ana's phone, with a check of which every point held."""
    points = sites.get_check_plan(db, "bars").as_points()
    return Device(db, cast, stage, {point.id: True for point in points})
