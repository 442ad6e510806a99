"""What undoes a test on PostgreSQL: whatever it wrote, the next one finds the database as if it were new."""

from collections.abc import Iterator
from typing import Any

import pytest
from sqlalchemy import Engine, create_engine, inspect, text
from sqlalchemy.exc import IntegrityError, OperationalError

from ashilms.db import Base
from tests.conftest import welcome_cast
from tests.databases import Databases

pytestmark = pytest.mark.postgresql
OWN = "undone"


@pytest.fixture
def engine(databases: Databases | None) -> Iterator[Engine]:
    made = create_engine(found(databases))
    yield made
    made.dispose()


def found(databases: Databases | None) -> str:
    assert databases
    return databases.with_pattern("peopled", welcome_cast, OWN)


def everything(engine: Engine) -> dict[str, Any]:
    """Return all rows where they lie, where each sequence stands, and what the server thinks of each table."""
    with engine.connect() as connection:
        rows: dict[str, Any] = {
            name: connection.execute(text(f'SELECT ctid::text, * FROM "{name}"')).all()
            for name in [*Base.metadata.tables, "user"]
        }
        known = (
            "SELECT relname, reltuples, relpages FROM pg_class WHERE relnamespace = 'public'::regnamespace"
        )
        last = "SELECT sequencename, last_value FROM pg_sequences"
        rows["known"] = sorted(connection.execute(text(known + " AND relkind = 'r'")).all())
        rows["last"] = sorted(connection.execute(text(last)).all(), key=str)
    engine.dispose()
    return rows


@pytest.mark.parametrize(
    "done",
    [
        "UPDATE ashilms_person SET name = 'another'",
        'DELETE FROM "user"',
        'TRUNCATE "user"',
        "INSERT INTO \"user\" VALUES ('eve', 'Eve')",
        "CREATE TABLE mine (id int)",
        'DROP TABLE "user"',
        "ALTER TABLE ashilms_person DISABLE TRIGGER ALL",
    ],
)
def test_whatever_a_test_did_is_undone(databases: Databases | None, engine: Engine, done: str) -> None:
    before, tables = everything(engine), set(inspect(engine).get_table_names())
    engine.dispose()
    with engine.begin() as connection:
        connection.execute(text(done))
    changed = set(inspect(engine).get_table_names()) != tables or everything(engine) != before
    assert changed or "TRIGGER" in done
    engine.dispose()
    assert found(databases) == engine.url.render_as_string(hide_password=False)
    assert everything(engine) == before
    assert set(inspect(engine).get_table_names()) == tables
    with engine.connect() as connection:
        assert connection.scalar(text("SELECT count(*) FROM pg_trigger WHERE tgenabled <> 'O'")) == 0


def test_a_number_drawn_for_a_row_that_was_refused_is_drawn_again(
    databases: Databases | None, engine: Engine
) -> None:
    before = everything(engine)
    with pytest.raises(IntegrityError), engine.begin() as connection:
        connection.execute(text("INSERT INTO ashilms_person DEFAULT VALUES"))
    assert everything(engine) != before
    found(databases)
    assert everything(engine) == before


def test_who_still_has_a_connection_loses_it(databases: Databases | None, engine: Engine) -> None:
    with engine.connect() as connection:
        connection.execute(text("UPDATE ashilms_person SET name = 'held'"))
        found(databases)
        with pytest.raises(OperationalError, match=r"terminat|closed"):
            connection.execute(text("SELECT 1"))
