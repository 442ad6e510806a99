"""Looking an installation over: each check says what it found and, if that is bad, the line that mends it."""

import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from flask import Flask
from sqlalchemy import Engine, text
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from ashilms import migrate
from ashilms.audit import services as audit
from ashilms.certificates import keys, press
from ashilms.certificates import services as certificates
from ashilms.config import Settings
from ashilms.documents.pango import problem_with_pango
from ashilms.errors import Refusal
from ashilms.files import services as files
from ashilms.practicum import services as practicum
from ashilms.web import state

LEAST_FREE = 500 * 1024**2
"""Bytes that must be free in the data folder: room for a backup and some days of files of a small school."""


@dataclass(frozen=True, slots=True)
class Check:
    """One thing looked at."""

    name: str
    ok: bool
    finding: str
    mend: str = ""


def examine(app: Flask) -> list[Check]:
    """Return every check's outcome; none of them raises, and none changes anything."""
    settings, engine = state(app).settings, app.extensions["sqlalchemy"].engine
    return [
        _folder(settings.data_dir),
        _space(settings.data_dir),
        *_database(engine),
        _files(settings.data_dir / "files"),
        _pango(),
        _keys(settings),
        _address(settings),
        _limits(settings),
    ]


def _folder(folder: Path) -> Check:
    if not folder.is_dir():
        return Check("data folder", False, f"{folder} isn't there", f"mkdir -m 700 {folder}")
    if folder.stat().st_mode & 0o007:
        return Check(
            "data folder", False, f"anybody on this machine may look into {folder}", f"chmod 700 {folder}"
        )
    return Check("data folder", True, str(folder))


def _space(folder: Path) -> Check:
    free = shutil.disk_usage(folder if folder.is_dir() else Path.cwd()).free
    return Check(
        "disk space",
        free >= LEAST_FREE,
        f"{free // 1024**2} MB free",
        "free some space, or move ASHILMS_DATA_DIR",
    )


def _database(engine: Engine) -> Iterator[Check]:
    try:
        current = migrate.current(engine)
    except SQLAlchemyError as problem:
        yield Check(
            "database", False, f"can't be reached: {problem}", "check ASHILMS_DATABASE_URL and that it runs"
        )
        return
    yield Check("database", True, engine.dialect.name)
    head = migrate.head()
    yield Check("schema", current == head, f"{current or 'not set up'}, needs {head}", "ashilms upgrade")
    if engine.dialect.name == "sqlite":
        yield _sqlite(engine)
    if current == head:
        with Session(engine) as db:
            yield from (_record(db), _entries(db), _waiting(db))


def _sqlite(engine: Engine) -> Check:
    with engine.connect() as connection:
        mode = connection.scalar(text("PRAGMA journal_mode"))
        sync = connection.scalar(text("PRAGMA synchronous"))
    ok = mode in ("wal", "memory") and sync == 2
    return Check(
        "durability",
        ok,
        f"journal {mode}, synchronous {sync}",
        "call prepare_engine(db.engine) before AshiLMS(app)",
    )


def _record(db: Session) -> Check:
    broken = audit.verify_chain(db)
    return Check(
        "audit record", broken is None, broken or "every link holds",
        "restore the last backup in which `ashilms audit verify` passes, and find out who changed the database",
    )  # fmt: skip


def _entries(db: Session) -> Check:
    altered = practicum.find_altered(db)
    return Check(
        "signed entries", not altered,
        f"no longer what was signed: {altered}" if altered else "each is what was signed",
        "restore the last backup in which `ashilms doctor` finds them sound, and find out who changed the database",
    )  # fmt: skip


def _waiting(db: Session) -> Check:
    waiting = [row.number for row in certificates.unfinished(db)]
    return Check(
        "certificates", not waiting,
        f"approved and not drawn: {', '.join(waiting)}" if waiting else "all are drawn",
        "ashilms certificates finish",
    )  # fmt: skip


def _files(root: Path) -> Check:
    kept = list(files.all_kept(root))
    damaged = [sha256 for sha256 in kept if not _is_sound(root, sha256)]
    return Check(
        "kept files", not damaged,
        f"not as they were kept: {', '.join(damaged)}" if damaged else f"{len(kept)}, each as it was kept",
        "take them from a backup: in its archive each is files/ and this name",
    )  # fmt: skip


def _is_sound(root: Path, sha256: str) -> bool:
    try:
        files.read(root, sha256)
    except (Refusal, OSError):
        return False
    return True


def _pango() -> Check:
    problem = problem_with_pango()
    return Check("drawing library", problem is None, problem or "Pango is here", "script/bootstrap")


def _keys(settings: Settings) -> Check:
    def look() -> str:
        active = keys.active(settings.data_dir / "keys")
        if active is None:
            return "none yet; one is made when the first certificate is issued"
        keys.load(settings.data_dir / "keys", active.kid, press.passphrase_of(settings))
        return f"key {active.kid} opens"

    return _guarded("signing key", look, "chmod 600 the key's file, or give ASHILMS_KEY_PASSPHRASE as it was")


def _guarded(name: str, look: Callable[[], str], mend: str) -> Check:
    try:
        return Check(name, True, look())
    except Exception as problem:  # a check reports what it meets, whatever that is
        return Check(name, False, str(problem), mend)


def _address(settings: Settings) -> Check:
    parts = urlsplit(settings.public_url)
    local = parts.hostname in ("127.0.0.1", "localhost", "::1")
    ok = parts.scheme == "https" or local
    return Check(
        "public address", ok, settings.public_url, "serve over TLS and set ASHILMS_PUBLIC_URL=https://…"
    )


def _limits(settings: Settings) -> Check:
    return Check("rate limits", True, f"counted in {settings.limit_storage.split(':')[0]}")
