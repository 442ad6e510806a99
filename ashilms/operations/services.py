"""Backup while people work, and restore into an empty place, the same on every database."""

import json
import os
import tarfile
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from sqlalchemy import Engine, Table, func, insert, inspect, select, text
from sqlalchemy.engine import Connection

from ashilms import migrate
from ashilms.db import WRITING, Base
from ashilms.errors import Clash, Unacceptable, Unavailable
from ashilms.files import services as files
from ashilms.operations.archive import (
    MANIFEST,
    Manifest,
    add_member,
    checked_members,
    open_backup,
    plain,
    read_manifest,
    unplain,
)

BATCH = 500


@dataclass(frozen=True, slots=True)
class Copied:
    """What a backup or a restore moved."""

    rows: dict[str, int]
    files: int


def back_up(engine: Engine, files_root: Path, target: Path, *, now: datetime) -> Copied:
    """Write everything but the keys and secrets to `target`, as of one moment, while people go on working.

    The database is read in one snapshot; files are immutable and are copied after it, so every row's file is
    there. The file appears whole or not at all, readable by its owner alone. Raises `Clash` if it exists.
    """
    if target.exists():
        raise Clash(f"{target} exists already; a backup never overwrites another.")
    revision = migrate.current(engine)
    if revision is None:
        raise Unavailable("There is nothing to back up: this database was never set up. Run: ashilms upgrade")
    partial = target.with_name(target.name + ".partial")
    try:
        with open(partial, "xb", opener=_private) as raw:
            with tarfile.open(fileobj=raw, mode="w:gz", compresslevel=6) as tar:
                copied = _write(engine, files_root, tar, revision, now)
            raw.flush()
            os.fsync(raw.fileno())
        partial.rename(target)
    finally:
        partial.unlink(missing_ok=True)
    return copied


def restore(engine: Engine, files_root: Path, source: Path) -> Copied:
    """Bring back a backup into an empty database, every member checked by its hash before anything is written.

    All of it in one transaction, or nothing. Raises `Clash` when the place isn't empty, `Unacceptable` for a
    file that is no whole backup of this schema.
    """
    with open_backup(source) as tar:
        manifest = read_manifest(tar)
        if manifest.revision != migrate.head():
            raise Unacceptable(
                f"The backup is of schema {manifest.revision}; this version has {migrate.head()}. "
                "Restore with the version that made it, then run: ashilms upgrade"
            )
        members = dict(checked_members(tar, manifest))
    kept = [data for name, data in members.items() if name.startswith("files/")]
    migrate.upgrade(engine)
    with engine.connect().execution_options(**{WRITING: True}) as connection, connection.begin():
        _refuse_full(connection)
        for table in _tables():
            _fill(connection, table, members.get(f"tables/{table.name}.jsonl", b""))
        _renumber(connection)
        _check_counts(connection, manifest)
        for data in kept:
            files.keep(files_root, data)
    return Copied(manifest.rows, len(kept))


def _tables() -> list[Table]:
    return [table for table in Base.metadata.sorted_tables]


def _private(path: str, flags: int) -> int:
    return os.open(path, flags, 0o600)


def _write(engine: Engine, files_root: Path, tar: tarfile.TarFile, revision: str, now: datetime) -> Copied:
    members: dict[str, str] = {}
    rows: dict[str, int] = {}
    options = {"isolation_level": "REPEATABLE READ"} if engine.dialect.name == "postgresql" else {}
    with engine.connect().execution_options(**options) as connection, connection.begin():
        for table in _tables():
            lines = list(_lines(connection, table))
            rows[table.name] = len(lines)
            name = f"tables/{table.name}.jsonl"
            members[name] = add_member(tar, name, "".join(lines).encode())
    count = 0
    for sha256 in files.all_kept(files_root):
        name = f"files/{sha256}"
        members[name] = add_member(tar, name, files.read(files_root, sha256))
        count += 1
    add_member(tar, MANIFEST, Manifest(revision, now.isoformat(), rows, members).as_json())
    return Copied(rows, count)


def _lines(connection: Connection, table: Table) -> Iterator[str]:
    query = select(table).order_by(*table.primary_key.columns)
    for row in connection.execute(query.execution_options(yield_per=BATCH)).mappings():
        yield json.dumps({name: plain(value) for name, value in row.items()}, separators=(",", ":")) + "\n"


def _fill(connection: Connection, table: Table, data: bytes) -> None:
    batch: list[dict[str, Any]] = []
    for line in data.splitlines():
        batch.append(_row(table, line))
        if len(batch) == BATCH:
            connection.execute(insert(table), batch)
            batch = []
    if batch:
        connection.execute(insert(table), batch)


def _row(table: Table, line: bytes) -> dict[str, Any]:
    try:
        row = json.loads(line)
        return {column.name: unplain(row[column.name]) for column in table.columns}
    except (ValueError, KeyError, TypeError) as problem:
        raise Unacceptable(f"A row of {table.name} in the backup can't be read.") from problem


def _refuse_full(connection: Connection) -> None:
    """Refuse a place that holds anything; the record's empty head row, which a migration writes, is cleared."""
    for table in _tables():
        if table.name == "ashilms_audit_head":
            connection.execute(table.delete().where(table.c.number == 0))
        if connection.scalar(select(func.count()).select_from(table)):
            raise Clash("There is data in this database already. Restore into an empty one: --database URL")


def _renumber(connection: Connection) -> None:
    """On PostgreSQL, let each sequence go on after the rows that were brought back."""
    if connection.dialect.name != "postgresql":
        return
    for table in _tables():
        column = table.autoincrement_column
        if column is not None:
            name = f"pg_get_serial_sequence('{table.name}', '{column.name}')"
            top = f"(SELECT coalesce(max({column.name}), 0) + 1 FROM {table.name})"  # noqa: S608 (our own names)
            connection.execute(text(f"SELECT setval({name}, {top}, false) WHERE {name} IS NOT NULL"))


def _check_counts(connection: Connection, manifest: Manifest) -> None:
    known = set(inspect(connection).get_table_names())
    for name, rows in manifest.rows.items():
        table = Base.metadata.tables.get(name)
        if table is None or name not in known:
            raise Unacceptable(f"The backup holds a table {name!r} that this version doesn't have.")
        if connection.scalar(select(func.count()).select_from(table)) != rows:
            raise Unacceptable(f"{name} has another number of rows than the backup says.")
