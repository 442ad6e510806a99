"""What tests on PostgreSQL are given: databases with something in them, put back after each test."""

import os
from collections.abc import Callable
from dataclasses import dataclass

from sqlalchemy import Connection, Engine, create_engine, text
from sqlalchemy.engine import URL, make_url
from sqlalchemy.pool import StaticPool

from ashilms.db import Base
from ashilms.rooms import load_models

NOBODY_ELSE = """
SELECT pg_terminate_backend(pid, 10000) FROM pg_stat_activity
WHERE datname = current_database() AND pid <> pg_backend_pid()
"""
"""Who is gone has also counted what was written."""
WRITTEN = """
SELECT relnamespace::regnamespace::text, relname FROM pg_class
WHERE relkind = 'r' AND NOT relisshared AND relname <> 'pg_statistic'
AND pg_stat_get_tuples_inserted(oid) + pg_stat_get_tuples_updated(oid) + pg_stat_get_tuples_deleted(oid) > 0
"""
"""Tables in which something was written since the last look, the catalogue among them: that is a changed schema."""
COLUMNS = """
SELECT c.relname, string_agg(quote_ident(a.attname), ', ' ORDER BY a.attnum) FROM pg_class c
JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped AND a.attgenerated = ''
WHERE c.relkind = 'r' AND c.relnamespace = 'public'::regnamespace GROUP BY c.relname
"""
SEQUENCES = "SELECT quote_ident(relname), pg_sequence_last_value(oid) FROM pg_class WHERE relkind = 'S'"
"""What was drawn last of each: a row that is refused has drawn a number, and is not written anywhere."""


@dataclass(frozen=True)
class _Kept:
    """A database, and how it was: the columns that are written in each table, its sequences, and what has rows."""

    url: URL
    engine: Engine
    columns: dict[str, str]
    sequences: dict[str, int | None]
    filled: frozenset[str]

    def put_back(self) -> bool:
        """Undo what was written, as if nothing had been; `False` where tables themselves were changed.

        A table is emptied and its pages given back before its rows return, so that they lie as they first did; and
        the server knows as little of how many there are.
        """
        with self.engine.connect() as connection:
            _say(connection, NOBODY_ELSE)
            written = connection.execute(text(WRITTEN)).all()
            if any(schema != "public" for schema, _ in written):
                return False
            if written:
                self._undo(connection, sorted(table for _, table in written))
            for sequence, _ in _sequences(connection).items() - self.sequences.items():
                begun = self.sequences[sequence]
                _say(connection, f"SELECT setval('{sequence}', {begun or 1}, {begun is not None})")
        return True

    def _undo(self, connection: Connection, tables: list[str]) -> None:
        back = [name for name in tables if name in self.filled]
        _say(
            connection,
            "SET session_replication_role = replica",
            "; ".join(f'DELETE FROM "{name}"' for name in tables),
            "VACUUM (INDEX_CLEANUP ON) " + ", ".join(f'"{name}"' for name in tables),
            *(
                f'INSERT INTO "{name}" ({self.columns[name]}) OVERRIDING SYSTEM VALUE'
                f' SELECT {self.columns[name]} FROM kept."{name}"'
                for name in back
            ),
            *(f"SELECT pg_clear_relation_stats('public', '{name}')" for name in tables),
            "RESET session_replication_role",
        )
        _begin_to_count(connection)


def _say(connection: Connection, *statements: str) -> None:
    for statement in statements:
        connection.exec_driver_sql(statement)


def _sequences(connection: Connection) -> dict[str, int | None]:
    return {name: last for name, last in connection.execute(text(SEQUENCES))}


def _begin_to_count(connection: Connection) -> None:
    """Let nothing that was written until now count as written."""
    _say(connection, "SELECT pg_stat_force_next_flush()", "SELECT pg_stat_reset()")


class Databases:
    """The databases of one worker on a server: each test finds one as if it were new.

    Making one takes a thousand files. So it is made once for each pattern, and what a test wrote is undone.
    """

    def __init__(self, server: str, worker: str) -> None:
        """Make the pattern on `server`, an SQLAlchemy address."""
        self._server = make_url(server)
        self._name = f"ashilms_test_{worker}_{os.getpid()}"
        self._admin = _engine_on(self._server)
        load_models()
        self._patterns: list[str] = []
        self._kept: dict[str, _Kept] = {}
        self._beside: set[str] = set()
        self._draw("bare", "template1", Base.metadata.create_all)

    def with_tables(self) -> str:
        """Return the address of an empty database that has our tables."""
        return self._found("test", "bare")

    def with_pattern(self, name: str, fill: Callable[[Engine], None], called: str = "test") -> str:
        """Return the address of a database as `fill` leaves one with our tables; it fills one once per run.

        Every test has the one `called` "test"; one that outlives a test has another name.
        """
        if name not in self._patterns:
            self._draw(name, self._full("bare"), fill)
        return self._found(called, name)

    def blank(self, name: str = "test") -> str:
        """Return the address of a database with nothing in it; of another name, it stands beside the test's own."""
        self._beside.add(name)
        return self._make(name, "template1").render_as_string(hide_password=False)

    def drop(self) -> None:
        """Leave nothing behind on the server."""
        for kept in self._kept.values():
            kept.engine.dispose()
        for last in (*self._beside, *self._kept, *self._patterns):
            self._drop(last)
        self._admin.dispose()

    def _full(self, last: str) -> str:
        return f"{self._name}_{last}"

    def _draw(self, name: str, like: str, fill: Callable[[Engine], None]) -> None:
        """Make a pattern, which nobody writes in any more."""
        engine = create_engine(self._make(name, like))
        fill(engine)
        engine.dispose()
        self._patterns.append(name)

    def _found(self, called: str, pattern: str) -> str:
        last = f"{called}_{pattern}"
        if last not in self._kept or not self._kept[last].put_back():
            self._kept[last] = self._keep(last, pattern)
        return self._kept[last].url.render_as_string(hide_password=False)

    def _keep(self, last: str, pattern: str) -> _Kept:
        """Make a test's database, and beside its tables a copy of what is in them."""
        if last in self._kept:
            self._kept[last].engine.dispose()
        url = self._make(last, self._full(pattern))
        engine = _engine_on(url)
        with engine.connect() as connection:
            columns = {table: names for table, names in connection.execute(text(COLUMNS))}
            filled = frozenset(
                name for name in columns if connection.scalar(text(f'SELECT EXISTS (SELECT FROM "{name}")'))
            )
            _say(connection, "CREATE SCHEMA kept")
            _say(connection, *(f'CREATE TABLE kept."{name}" AS TABLE "{name}"' for name in sorted(filled)))
            _begin_to_count(connection)
            return _Kept(url, engine, columns, _sequences(connection), filled)

    def _make(self, last: str, like: str) -> URL:
        self._drop(last)
        with self._admin.connect() as connection:
            _say(connection, f"CREATE DATABASE {self._full(last)} TEMPLATE {like} STRATEGY FILE_COPY")
        return self._server.set(database=self._full(last))

    def _drop(self, last: str) -> None:
        with self._admin.connect() as connection:
            _say(connection, f"DROP DATABASE IF EXISTS {self._full(last)} WITH (FORCE)")


def _engine_on(url: URL) -> Engine:
    return create_engine(url, isolation_level="AUTOCOMMIT", poolclass=StaticPool)
