"""The shipped migrations, run beside a host's own: our tables, our version table, nothing else."""

from collections.abc import Callable
from typing import Any

from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Engine
from sqlalchemy.engine import Connection

from ashilms.db import PREFIX, WRITING, Base
from ashilms.resources import resource_dir

VERSION_TABLE = PREFIX + "alembic_version"


def leave_alone(name: str | None, type_: str, parent_names: Any = None) -> bool:
    """Return whether a host's own migrations may look at `name`: give it as `include_name` in their env.py.

    Without it `flask db migrate` finds our tables in the database but not in the host's models, and
    proposes to drop them.
    """
    return not (type_ == "table" and (name or "").startswith(PREFIX))


def ours_only(name: str | None, type_: str, parent_names: Any = None) -> bool:
    """Return whether our migrations look at `name`: our tables, never the version table or a host's."""
    return type_ != "table" or ((name or "").startswith(PREFIX) and name != VERSION_TABLE)


def upgrade(engine: Engine, revision: str = "head") -> None:
    """Bring the database to `revision`; all of it in one transaction, or nothing where the database can."""
    _run(engine, lambda config: command.upgrade(config, revision))


def downgrade(engine: Engine, revision: str) -> None:
    """Take the database back to `revision`."""
    _run(engine, lambda config: command.downgrade(config, revision))


def current(engine: Engine) -> str | None:
    """Return the revision that the database is at, or `None` when we were never installed there."""
    with engine.connect() as connection:
        return MigrationContext.configure(
            connection, opts={"version_table": VERSION_TABLE}
        ).get_current_revision()


def head() -> str | None:
    """Return the revision that this version of the code needs."""
    return ScriptDirectory.from_config(_config(None)).get_current_head()


def differences(engine: Engine) -> list[Any]:
    """Return what the models say and the database lacks, or the other way round; empty when they agree.

    Compares the models that are loaded; an upgrade loads all of them.
    """
    with engine.connect() as connection:
        options = {"version_table": VERSION_TABLE, "include_name": ours_only, "compare_type": True}
        return list(compare_metadata(MigrationContext.configure(connection, opts=options), Base.metadata))


def _run(engine: Engine, act: Callable[[Config], None]) -> None:
    with engine.connect().execution_options(**{WRITING: True}) as connection, connection.begin():
        act(_config(connection))


def _config(connection: Connection | None) -> Config:
    config = Config(attributes={"connection": connection})
    config.set_main_option("script_location", str(resource_dir("migrations")).replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    return config
