"""Keys in files: changed by one process at a time, opened by their passphrase, refused when others may read them."""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives import serialization

from ashilms.durable import make_folder
from ashilms.errors import Unavailable

_OPEN_TO_OTHERS = 0o077


class KeyMissing(Unavailable):
    """There is no such key; `str()` says what to do."""


class WrongPassphrase(Unavailable):
    """The passphrase does not open the key."""


class KeyTooOpen(Unavailable):
    """Others than the owner may read the key, so it may have been copied; it is not used."""


class KeyDamaged(Unavailable):
    """The key's files do not belong together or cannot be read."""


def open_key(path: Path, passphrase: str) -> Any:
    """Return the private key in a file, of whatever sort. Raises `WrongPassphrase`."""
    try:
        return serialization.load_pem_private_key(path.read_bytes(), passphrase.encode())
    except (ValueError, TypeError) as problem:
        raise WrongPassphrase(
            f"The passphrase doesn't open the signing key {path.name}. Set ASHILMS_KEY_PASSPHRASE to the one "
            "it was made with."
        ) from problem


def refuse_open(folder: Path, path: Path) -> None:
    """Raise `KeyTooOpen` when others than the owner may reach a key or the folder in which it lies."""
    for place, rights in ((folder, "700"), (path, "600")):
        if place.stat().st_mode & _OPEN_TO_OTHERS:
            raise KeyTooOpen(
                f"Others than the owner may reach {place}, so the key may have been copied and isn't used. "
                f"If nobody did, run: chmod {rights} {place}"
            )


@contextmanager
def locked(folder: Path) -> Iterator[None]:
    """Let one process at a time change the folder, which is made when it is not there."""
    make_folder(folder)
    descriptor = os.open(folder / ".lock", os.O_CREAT | os.O_RDWR, 0o600)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        yield
    finally:
        os.close(descriptor)
