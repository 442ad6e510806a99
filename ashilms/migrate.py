"""The shipped migrations, run beside a host's own: our tables, our version table, nothing else.

Alembic is loaded by what migrates only: whether a database is up to date is asked at every start and by every
readiness check, and loading Alembic takes longer than all else that a start does.
"""

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection, Engine, inspect, text

from ashilms.db import PREFIX, WRITING, Base
from ashilms.resources import resource_dir

if TYPE_CHECKING:
    from alembic.config import Config

VERSION_TABLE = PREFIX + "alembic_version"
DERIVED = PREFIX + "search"
"""What the name of everything begins with that a database keeps for searching (tables, a column, its index).

No model has it, since each database has its own; it is made by a migration, filled by the database itself, and in
no backup.
"""
_NAMED = re.compile(r"""^(revision|down_revision) = (?:["'](\w+)["']|None)$""", re.MULTILINE)


def leave_alone(name: str | None, type_: str, parent_names: Any = None) -> bool:
    """Return whether a host's own migrations may look at `name`: give it as `include_name` in their env.py.

    Without it `flask db migrate` finds our tables in the database but not in the host's models, and
    proposes to drop them.
    """
    return not (type_ == "table" and (name or "").startswith(PREFIX))


def ours_only(name: str | None, type_: str, parent_names: Any = None) -> bool:
    """Return whether our migrations look at `name`: our tables, never the version table, a search index or a host's."""
    if (name or "").startswith(DERIVED):
        return False
    return type_ != "table" or ((name or "").startswith(PREFIX) and name != VERSION_TABLE)


def upgrade(engine: Engine, revision: str = "head") -> None:
    """Bring the database to `revision`; all of it in one transaction, or nothing where the database can."""
    from alembic import command

    _run(engine, lambda config: command.upgrade(config, revision))


def upgrade_on(connection: Connection) -> None:
    """Bring the database to this version inside a transaction that goes on after it."""
    from alembic import command

    command.upgrade(_config(connection), "head")


def downgrade(engine: Engine, revision: str) -> None:
    """Take the database back to `revision`."""
    from alembic import command

    _run(engine, lambda config: command.downgrade(config, revision))


def current(engine: Engine) -> str | None:
    """Return the revision that the database is at, or `None` when we were never installed there."""
    with engine.connect() as connection:
        if not inspect(connection).has_table(VERSION_TABLE):
            return None
        version: str | None = connection.scalar(text(f"SELECT version_num FROM {VERSION_TABLE}"))  # noqa: S608 (a constant)
        return version


def head() -> str | None:
    """Return the revision that this version of the code needs: the one that no other follows."""
    made, followed = set[str](), set[str]()
    for path in (resource_dir("migrations") / "versions").glob("*.py"):
        for name, revision in _NAMED.findall(path.read_text()):
            (made if name == "revision" else followed).add(revision)
    return next(iter(made - followed), None)


def differences(engine: Engine) -> list[Any]:
    """Return what the models loaded so far say and the database lacks, or the other way round; empty: they agree."""
    from alembic.autogenerate import compare_metadata
    from alembic.migration import MigrationContext

    with engine.connect() as connection:
        options = {"version_table": VERSION_TABLE, "include_name": ours_only, "compare_type": True}
        return list(compare_metadata(MigrationContext.configure(connection, opts=options), Base.metadata))


def remove(engine: Engine) -> None:
    """Take every table of ours out of the database, with all that is in them; a host's own stay as they are."""
    downgrade(engine, "base")
    with engine.connect().execution_options(**{WRITING: True}) as connection, connection.begin():
        connection.execute(text(f"DROP TABLE {VERSION_TABLE}"))


def _run(engine: Engine, act: Callable[["Config"], None]) -> None:
    with (
        engine.connect().execution_options(**{WRITING: True}) as connection,
        _looked_up_last(connection),
        connection.begin(),
    ):
        act(_config(connection))
        _refuse_dangling(connection)


@contextmanager
def _looked_up_last(connection: Connection) -> Iterator[None]:
    """Let SQLite look references up at the end: it changes a column by making the table anew, and drops the old one.

    It takes this setting outside of a transaction alone; PostgreSQL changes a table where it is.
    """
    if connection.dialect.name != "sqlite":
        yield
        return
    driver: Any = connection.connection.driver_connection
    driver.execute("PRAGMA foreign_keys=OFF")
    try:
        yield
    finally:
        driver.execute("PRAGMA foreign_keys=ON")


def _refuse_dangling(connection: Connection) -> None:
    if connection.dialect.name == "sqlite":
        dangling = connection.execute(text("PRAGMA foreign_key_check")).all()
        if dangling:
            raise RuntimeError(
                f"{dangling[0][0]} would point at rows that aren't there; nothing was changed."
            )


def _config(connection: Connection) -> "Config":
    from alembic.config import Config

    config = Config(attributes={"connection": connection})
    config.set_main_option("script_location", str(resource_dir("migrations")).replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    return config
