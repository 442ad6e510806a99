"""Backup while people work, and restore into an empty place, the same on every database."""

import json
import os
import secrets
import tarfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from sqlalchemy import JSON, Column, Engine, String, Table, func, insert, inspect, select, text, true
from sqlalchemy.engine import Connection
from sqlalchemy.exc import OperationalError, StatementError
from sqlalchemy.orm import Session
from sqlalchemy.types import TypeDecorator

from ashilms import migrate
from ashilms.audit import services as audit
from ashilms.db import WRITING, Base
from ashilms.errors import Clash, Missing, Unacceptable, Unavailable
from ashilms.files import services as files
from ashilms.files.rules import ALL as KEPT
from ashilms.files.services import Store
from ashilms.operations.archive import (
    MANIFEST,
    Backup,
    Manifest,
    add_lines,
    add_member,
    member_of,
    new_archive,
    open_backup,
    plain,
    unplain,
)

BATCH = 500


@dataclass(frozen=True, slots=True)
class Copied:
    """What a backup or a restore moved."""

    rows: dict[str, int]
    files: int
    damaged: tuple[str, ...] = ()
    """Hashes of kept files that are no longer what was kept, and were left out."""


def back_up(engine: Engine, store: Store, target: Path, *, now: datetime) -> Copied:
    """Write everything but the keys and secrets to `target`, as of one moment, while people go on working.

    The database is read in one snapshot; files are immutable and are copied after it, so every row's file is
    there. The file appears whole or not at all, readable by its owner alone. Raises `Clash` if it exists, and
    `Unavailable` for a database that isn't of this version.
    """
    if target.exists():
        raise Clash(f"{target} exists already; a backup never overwrites another.")
    if not target.parent.is_dir():
        raise Unacceptable(f"There is no folder {target.parent}.")
    revision = _refuse_unknown(engine)
    partial = target.with_name(f".{target.name}.{secrets.token_hex(4)}.part")
    try:
        with open(partial, "xb", opener=_private) as raw:
            with new_archive(raw) as tar:
                copied = _write(engine, store, tar, target.parent, revision, now)
            raw.flush()
            os.fsync(raw.fileno())
        partial.rename(target)
    finally:
        partial.unlink(missing_ok=True)
    return copied


def restore(engine: Engine, store: Store, source: Path, *, despite_broken_record: bool = False) -> Copied:
    """Bring back a backup into an empty database, all of it checked before anything is written.

    All of it in one transaction, or nothing. Raises `Clash` when the place isn't empty, `Unacceptable` for a
    file that is no whole backup of this schema, and for one whose audit record doesn't hold together, unless
    that is all there is to bring back and somebody says so.
    """
    with open_backup(source) as backup:
        _refuse_other_schema(backup.manifest)
        with (
            _no_file_left_behind(store),
            engine.connect().execution_options(**{WRITING: True}) as connection,
            connection.begin(),
        ):
            _refuse_full(connection)
            migrate.upgrade_on(connection)
            _fill_all(connection, backup)
            if not despite_broken_record:
                _check_record(connection)
            kept = [files.keep(store, data, kinds=KEPT).sha256 for data in backup.files()]
    return Copied(backup.manifest.rows, len(kept))


def _tables() -> list[Table]:
    return list(Base.metadata.sorted_tables)


def _refuse_unknown(engine: Engine) -> str:
    """Return the revision of the database; refuse one of which we would leave out a table."""
    revision, head = migrate.current(engine), migrate.head()
    if revision is None:
        raise Unavailable("There is nothing to back up: this database was never set up. Run: ashilms upgrade")
    there = {name for name in inspect(engine).get_table_names() if migrate.ours_only(name, "table")}
    if revision != head or there != {table.name for table in _tables()}:
        raise Unavailable(
            f"The database is at {revision}, and this version knows {head}. Run: ashilms upgrade. Or back up "
            "with the version that made it."
        )
    return revision


def _private(path: str, flags: int) -> int:
    return os.open(path, flags, 0o600)


def _write(
    engine: Engine, store: Store, tar: tarfile.TarFile, folder: Path, revision: str, now: datetime
) -> Copied:
    members: dict[str, str] = {}
    rows: dict[str, int] = {}
    options = {"isolation_level": "REPEATABLE READ"} if engine.dialect.name == "postgresql" else {}
    with engine.connect().execution_options(**options) as connection, connection.begin():
        for table in _tables():
            name = member_of(table.name)
            members[name], rows[table.name] = add_lines(tar, name, _lines(connection, table), folder)
    kept, damaged = 0, []
    for sha256 in files.all_kept(store):
        try:
            members[f"files/{sha256}"] = add_member(tar, f"files/{sha256}", files.read(store, sha256))
            kept += 1
        except Unavailable:
            damaged.append(sha256)
        except Missing:  # erased since we looked
            continue
    add_member(tar, MANIFEST, Manifest(revision, now.isoformat(), rows, members).as_json())
    return Copied(rows, kept, tuple(damaged))


def _lines(connection: Connection, table: Table) -> Iterator[bytes]:
    query = select(table).order_by(*table.primary_key.columns)
    for row in connection.execute(query.execution_options(yield_per=BATCH)).mappings():
        fields = {name: plain(value) for name, value in row.items()}
        yield json.dumps(fields, separators=(",", ":")).encode() + b"\n"


def _refuse_other_schema(manifest: Manifest) -> None:
    if manifest.revision != migrate.head():
        raise Unacceptable(
            f"The backup is of schema {manifest.revision}; this version has {migrate.head()}. "
            "Restore with the version that made it, then run: ashilms upgrade"
        )
    if odd := {table.name for table in _tables()} ^ set(manifest.rows):
        raise Unacceptable(f"The backup and this version don't agree on the table {min(odd)!r}.")


def _refuse_full(connection: Connection) -> None:
    """Refuse a place that holds anything, before anything is done to it."""
    there = set(inspect(connection).get_table_names())
    full = [table.name for table in _tables() if table.name in there and _holds(connection, table)]
    if full:
        raise Clash(
            f"There is data in this database already (in {full[0]}). Restore into an empty one: set "
            "ASHILMS_DATABASE_URL, or ASHILMS_DATA_DIR."
        )


def _holds(connection: Connection, table: Table) -> bool:
    """Return whether a table has a row; the record's empty head, which a migration writes, is none."""
    begun = table.c.number > 0 if table.name == "ashilms_audit_head" else true()
    return connection.execute(select(text("1")).select_from(table).where(begun).limit(1)).first() is not None


@contextmanager
def _no_file_left_behind(store: Store) -> Iterator[None]:
    """Take away again whatever files were brought, should the rest fail."""
    before = set(files.all_kept(store))
    try:
        yield
    except BaseException:
        for sha256 in set(files.all_kept(store)) - before:
            files.forget(store, sha256)
        raise


def _fill_all(connection: Connection, backup: Backup) -> None:
    for table in _tables():
        if table.name == "ashilms_audit_head":
            connection.execute(table.delete().where(table.c.number == 0))
        brought = _fill(connection, table, backup.lines(member_of(table.name)))
        if not brought == backup.manifest.rows[table.name] == _count(connection, table):
            raise Unacceptable(f"{table.name} has another number of rows than the backup says.")
        _renumber(connection, table)


def _fill(connection: Connection, table: Table, lines: Iterator[bytes]) -> int:
    batch: list[dict[str, Any]] = []
    brought = 0
    for line in lines:
        batch.append(_row(table, line))
        if len(batch) == BATCH:
            brought += _insert(connection, table, batch)
            batch = []
    return brought + (_insert(connection, table, batch) if batch else 0)


def _insert(connection: Connection, table: Table, batch: list[dict[str, Any]]) -> int:
    try:
        connection.execute(insert(table), batch)
    except OperationalError:
        raise
    except (
        StatementError,
        ValueError,
        OverflowError,
    ) as problem:  # the last two: before it gets to the database
        raise Unacceptable(f"The rows of {table.name} in the backup don't fit together.") from problem
    return len(batch)


def _row(table: Table, line: bytes) -> dict[str, Any]:
    try:
        row = {name: unplain(value) for name, value in json.loads(line).items()}
        if set(row) == set(table.columns.keys()) and all(_fits(row[c.name], c) for c in table.columns):
            return row
        problem = None
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        problem = error
    raise Unacceptable(f"A row of {table.name} in the backup can't be read.") from problem


def _fits(value: Any, column: Column[Any]) -> bool:
    """Return whether a value is of its column's type and length: SQLite would take any other as well."""
    if value is None:
        return bool(column.nullable) or isinstance(column.type, JSON)
    kind = column.type.impl_instance if isinstance(column.type, TypeDecorator) else column.type
    if isinstance(kind, JSON):
        return True
    longest = kind.length if isinstance(kind, String) else None
    return isinstance(value, kind.python_type) and (longest is None or len(value) <= longest)


def _count(connection: Connection, table: Table) -> int:
    return connection.scalar(select(func.count()).select_from(table)) or 0


def _renumber(connection: Connection, table: Table) -> None:
    """On PostgreSQL, let the table's sequence go on after the rows that were brought back."""
    column = table.autoincrement_column
    if connection.dialect.name != "postgresql" or column is None:
        return
    name = f"pg_get_serial_sequence('{table.name}', '{column.name}')"
    top = f"(SELECT coalesce(max({column.name}), 0) + 1 FROM {table.name})"  # noqa: S608 (our own names)
    connection.execute(text(f"SELECT setval({name}, {top}, false) WHERE {name} IS NOT NULL"))


def _check_record(connection: Connection) -> None:
    with Session(connection) as db:
        broken = audit.verify_chain(db)
    if broken is not None:
        raise Unacceptable(
            f"The audit record in the backup doesn't hold together: {broken} Use another backup; if there is "
            "none, add --despite-broken-record."
        )
