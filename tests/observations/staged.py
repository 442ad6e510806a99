"""The practicum's stage, made once for the rooms that stand on it and copied for every test."""

import sqlite3
from collections.abc import Callable, Iterator

import pytest
from sqlalchemy import Engine, create_engine, select
from sqlalchemy.orm import Session
from sqlalchemy.pool import StaticPool

from ashilms import prepare_engine
from ashilms.courses.models import Course
from ashilms.db import WRITING, Base
from ashilms.practicum import services as practicum
from ashilms.rooms import load_models
from ashilms.sites import services as sites
from tests.conftest import Cast, settle
from tests.practicum.conftest import Stage, build_stage

__all__ = ["add_tables", "stage"]


@pytest.fixture(scope="session")
def add_tables() -> Iterator[Callable[[Engine], None]]:
    """Return how a SQLite database gets our tables, and the stage with them."""
    load_models()
    pattern = create_engine("sqlite://", poolclass=StaticPool)
    prepare_engine(pattern)
    Base.metadata.create_all(pattern)
    with Session(pattern.execution_options(**{WRITING: True})) as db:
        build_stage(db, settle(db))
    drawn = pattern.raw_connection().driver_connection
    assert isinstance(drawn, sqlite3.Connection)

    def copy(engine: Engine) -> None:
        connection = engine.raw_connection()
        assert isinstance(connection.driver_connection, sqlite3.Connection)
        drawn.backup(connection.driver_connection)
        connection.close()

    yield copy
    pattern.dispose()


@pytest.fixture
def stage(db: Session, cast: Cast) -> Stage:
    """A course with its practicum, on the test's own session."""
    return find_stage(db, cast)


def find_stage(db: Session, cast: Cast) -> Stage:
    """Return the stage that was copied, or build it where it was not."""
    course = db.scalar(select(Course.id).where(Course.slug == "bars"))
    if course is None:
        return build_stage(db, cast)
    one, other = (room.id for room in sites.find_rooms(db))
    return Stage(course, practicum.get_plan(db, course).id, one, other)
