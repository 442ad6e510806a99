"""Secrets that are made at first start and kept in the data folder, readable by their owner alone."""

import os
import secrets
from pathlib import Path


def kept_secret(folder: Path, name: str) -> str:
    """Return the secret kept in `folder/name`, made at the first call, whoever of several callers is first.

    Raises `ValueError` when others may read it, since it is then a secret no longer, and when the folder can't
    be written.
    """
    path = folder / name
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        if not path.exists():
            _make(path)
    except OSError as problem:
        raise ValueError(
            f"Nothing can be kept in {folder} ({problem.strerror}). Name a folder of yours: ASHILMS_DATA_DIR=…"
        ) from problem
    if is_open(path):
        raise ValueError(f"Others may read {path}. Make it yours alone: chmod 600 {path}")
    return path.read_text().strip()


def is_open(path: Path) -> bool:
    """Return whether others than its owner may read or change what is at `path`; nothing there is not open."""
    return path.exists() and bool(path.stat().st_mode & 0o077)


def _make(path: Path) -> None:
    """Write a new secret beside its place, whole and on the disk, then link it in unless somebody was faster."""
    beside = path.with_name(f".{path.name}.{os.getpid()}.{secrets.token_hex(4)}")
    handle = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(handle, "w") as file:
            file.write(secrets.token_urlsafe(48))
            file.flush()
            os.fsync(file.fileno())
        os.link(beside, path)
    except FileExistsError:
        pass
    finally:
        beside.unlink()
