"""Migrations bring an empty database to what the models say, can be taken back, and leave a host alone."""

from collections.abc import Iterator

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Column, Engine, Integer, MetaData, Table, create_engine, inspect, text

from ashilms import migrate, prepare_engine
from ashilms.db import PREFIX, Base
from ashilms.resources import resource_dir
from ashilms.rooms import load_models
from tests.schooling import found


@pytest.fixture
def empty(blank_database_url: str) -> Iterator[Engine]:
    """An engine on a database with nothing in it."""
    engine = create_engine(blank_database_url)
    prepare_engine(engine)
    yield engine
    engine.dispose()


def tables(engine: Engine) -> set[str]:
    return set(inspect(engine).get_table_names())


def test_from_empty_to_what_the_models_say(empty: Engine) -> None:
    load_models()
    migrate.upgrade(empty)
    assert migrate.current(empty) == migrate.head()
    assert migrate.differences(empty) == []


def test_every_table_of_ours_bears_our_prefix(empty: Engine) -> None:
    migrate.upgrade(empty)
    assert {name for name in tables(empty) if not name.startswith(PREFIX)} == set()


def test_each_step_can_be_taken_back_and_made_again(empty: Engine) -> None:
    migrate.upgrade(empty)
    migrate.downgrade(empty, "-1")
    migrate.upgrade(empty)
    assert migrate.differences(empty) == []
    migrate.downgrade(empty, "base")
    assert tables(empty) <= {migrate.VERSION_TABLE}


FIRST_RELEASE = "20261124_11_certificates"
"""What the first sites were set up with."""


def test_a_school_keeps_every_row_on_the_way_back_and_up_again(empty: Engine) -> None:
    """A step that makes a table anew, as SQLite has to, loses nothing that stands in it or points at it."""
    load_models()
    migrate.upgrade(empty)
    found(empty)
    before = rows(empty)
    migrate.downgrade(empty, FIRST_RELEASE)
    old = {name: count for name, count in before.items() if name in tables(empty)}
    assert old["ashilms_pack_text"] > 0
    assert rows(empty) == old
    migrate.upgrade(empty)
    assert migrate.differences(empty) == []
    assert {name: count for name, count in rows(empty).items() if name in old} == old
    with empty.connect() as connection:
        if empty.dialect.name == "sqlite":
            assert connection.scalar(text("PRAGMA foreign_keys")) == 1
    migrate.remove(empty)
    assert tables(empty) == set()


def rows(engine: Engine) -> dict[str, int]:
    """Return how many rows each table has that our models know."""
    with engine.connect() as connection:
        return {
            name: connection.scalar(text(f"SELECT count(*) FROM {name}")) or 0
            for name in tables(engine) & Base.metadata.tables.keys()
        }


def test_upgrading_twice_changes_nothing(empty: Engine) -> None:
    migrate.upgrade(empty)
    before = tables(empty)
    migrate.upgrade(empty)
    assert tables(empty) == before


def test_the_database_guards_the_record_after_a_migration(empty: Engine) -> None:
    """V16.4.2: the triggers come with the migration, not only with the models."""
    migrate.upgrade(empty)
    with empty.begin() as connection:
        connection.execute(text(
            "INSERT INTO ashilms_audit_record (number, at, actor, action, subject, before, after, previous, hash) "
            "VALUES (1, '2026-11-24 12:00:00', 'x', 'y', 'z', '{}', '{}', '', 'h')"
        ))  # fmt: skip
    for change in ("UPDATE ashilms_audit_record SET action = 'n'", "DELETE FROM ashilms_audit_record"):
        with pytest.raises(Exception, match="append-only"), empty.begin() as connection:
            connection.execute(text(change))


def test_history_is_one_line() -> None:
    script = ScriptDirectory(str(resource_dir("migrations")))
    assert len(script.get_heads()) == 1
    assert all(not revision.is_branch_point for revision in script.walk_revisions())


def test_each_migration_says_why() -> None:
    for path in (resource_dir("migrations") / "versions").glob("*.py"):
        assert path.name[:8].isdigit(), path.name
        assert "Why:" in path.read_text(), path.name
        assert "…" not in path.read_text().split('"""')[1], path.name


@pytest.mark.parametrize("filtered", [True, False])
def test_a_hosts_own_migrations_leave_our_tables_alone(empty: Engine, filtered: bool) -> None:
    """The trap that `leave_alone` is for: without it the host's Alembic proposes to drop all of ours."""
    migrate.upgrade(empty)
    host = MetaData()
    Table("member", host, Column("id", Integer, primary_key=True))
    options = {"include_name": migrate.leave_alone} if filtered else {}
    with empty.connect() as connection:
        proposed = compare_metadata(MigrationContext.configure(connection, opts=options), host)
    dropped = [change for change in proposed if isinstance(change, tuple) and change[0] == "remove_table"]
    assert bool(dropped) is not filtered
    assert [change[0] for change in proposed if isinstance(change, tuple) and change[0] == "add_table"] == [
        "add_table"
    ]
