"""What a test's database holds when it begins: made once per run, and copied for every test."""

import sqlite3
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import Engine, create_engine
from sqlalchemy.pool import StaticPool

from ashilms import prepare_engine
from ashilms.db import Base
from ashilms.rooms import load_models
from tests.databases import Databases

MEMORY = {"poolclass": StaticPool, "connect_args": {"check_same_thread": False}}
"""How an engine is made on SQLite in memory, which is gone with its one connection."""


@dataclass(frozen=True)
class Ground:
    """A database with our tables, after `fill`; the name says which one it is."""

    name: str
    fill: Callable[[Engine], None]


BARE = Ground("bare", lambda _: None)


class Grounds:
    """Every ground that was asked for in this run, on the server of the tests or else in SQLite."""

    def __init__(self, databases: Databases | None) -> None:
        """Begin with none."""
        self._databases = databases
        self._kept: dict[str, Engine] = {}

    def address(self, ground: Ground) -> str:
        """Return the address of a test's database: a new copy on a server, or SQLite in memory, to be `copied`."""
        if self._databases:
            return self._databases.with_pattern(ground.name, ground.fill)
        return "sqlite://"

    def shared_address(self, ground: Ground, folder: Path) -> str:
        """Return the address of a copy that many threads and processes may use: a file in `folder`, or on a server."""
        if self._databases:
            return self.address(ground)
        file = folder / "shared.db"
        with closing(sqlite3.connect(file)) as target:
            self.drawn(ground).backup(target)
        return f"sqlite:///{file}"

    def copy(self, ground: Ground, engine: Engine) -> None:
        """Let an empty SQLite database be as the ground is, which takes no time worth naming."""
        connection = engine.raw_connection()
        assert isinstance(connection.driver_connection, sqlite3.Connection)
        self.drawn(ground).backup(connection.driver_connection)
        connection.close()

    def drawn(self, ground: Ground) -> sqlite3.Connection:
        """Return the ground in SQLite in memory, made when it is first asked for."""
        if ground.name not in self._kept:
            load_models()
            engine = self._kept[ground.name] = create_engine("sqlite://", **MEMORY)
            prepare_engine(engine)
            Base.metadata.create_all(engine)
            ground.fill(engine)
        drawn = self._kept[ground.name].raw_connection().driver_connection
        assert isinstance(drawn, sqlite3.Connection)
        return drawn

    def dispose(self) -> None:
        """Let go of all of them."""
        for engine in self._kept.values():
            engine.dispose()
