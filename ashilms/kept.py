"""Secrets that are made at first start and kept in the data folder, readable by their owner alone."""

import secrets
from contextlib import suppress
from pathlib import Path

from ashilms.durable import write_whole


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
    """Write a new secret in its place, unless somebody was faster."""
    with suppress(FileExistsError):
        write_whole(path, secrets.token_urlsafe(48).encode(), anew=True)
