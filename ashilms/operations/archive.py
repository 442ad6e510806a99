"""The backup's form: a tar of a manifest, one file of JSON lines per table, and every kept file by its hash."""

import base64
import hashlib
import io
import json
import tarfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

from ashilms.errors import Unacceptable

FORMAT = 1
MANIFEST = "manifest.json"
LARGEST_MEMBER = 2 * 1024**3
"""Bytes; a member that says it is larger is not read at all."""


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a backup holds: the schema's revision, rows per table, and the SHA-256 of every member."""

    revision: str
    made_at: str
    rows: dict[str, int]
    members: dict[str, str]

    def as_json(self) -> bytes:
        """Return the manifest as it is written."""
        body = {
            "format": FORMAT,
            "revision": self.revision,
            "made_at": self.made_at,
            "rows": self.rows,
            "members": self.members,
        }
        return json.dumps(body, indent=1, sort_keys=True).encode()


def add_member(tar: tarfile.TarFile, name: str, data: bytes) -> str:
    """Add one member, readable by its owner alone, and return its SHA-256."""
    info = tarfile.TarInfo(name)
    info.size, info.mode = len(data), 0o600
    tar.addfile(info, io.BytesIO(data))
    return hashlib.sha256(data).hexdigest()


def read_manifest(tar: tarfile.TarFile) -> Manifest:
    """Return the manifest; raises `Unacceptable` when this is no backup of ours or of a newer form."""
    try:
        data = json.loads(_read(tar, MANIFEST))
        if data["format"] != FORMAT:
            raise Unacceptable(f"This backup has form {data['format']!r}; this version reads form {FORMAT}.")
        return Manifest(data["revision"], data["made_at"], dict(data["rows"]), dict(data["members"]))
    except (ValueError, KeyError, TypeError, AttributeError) as problem:
        raise Unacceptable("This file is no AshiLMS backup: its manifest can't be read.") from problem


def checked_members(tar: tarfile.TarFile, manifest: Manifest) -> Iterator[tuple[str, bytes]]:
    """Yield every member that the manifest names, each checked against its hash before it is given out.

    Raises `Unacceptable` for a member that is missing, changed, no plain file, or named by nobody.
    """
    found = {member.name for member in tar.getmembers() if member.name != MANIFEST}
    if odd := found ^ set(manifest.members):
        raise Unacceptable(
            f"The backup and its manifest don't agree on {sorted(odd)[0]!r}. It was cut or changed."
        )
    for name, digest in manifest.members.items():
        data = _read(tar, name)
        if hashlib.sha256(data).hexdigest() != digest:
            raise Unacceptable(f"{name!r} in the backup isn't what was written. Use another backup.")
        yield name, data


def _read(tar: tarfile.TarFile, name: str) -> bytes:
    try:
        member = tar.getmember(name)
    except KeyError:
        raise Unacceptable(f"The backup has no {name!r}. It is no AshiLMS backup, or it was cut.") from None
    if not member.isreg() or member.size > LARGEST_MEMBER:
        raise Unacceptable(f"{name!r} in the backup is no plain file of a sane size.")
    file = tar.extractfile(member)
    return file.read() if file else b""


def plain(value: Any) -> Any:
    """Return a column's value as JSON can hold it; what JSON has no word for is marked with its kind."""
    if isinstance(value, datetime):
        return {"moment": value.isoformat()}
    if isinstance(value, date):
        return {"day": value.isoformat()}
    if isinstance(value, bytes):
        return {"bytes": base64.b64encode(value).decode()}
    return {"json": value} if isinstance(value, dict | list) else value


def unplain(value: Any) -> Any:
    """Return what `plain` was given; raises `KeyError` or `ValueError` for what it never wrote."""
    if not isinstance(value, dict):
        return value
    [(kind, inner)] = value.items()
    return _READ[kind](inner)


_READ: dict[str, Callable[[Any], Any]] = {
    "moment": datetime.fromisoformat,
    "day": date.fromisoformat,
    "bytes": lambda text: base64.b64decode(text, validate=True),
    "json": lambda value: value,
}


def open_backup(path: Path) -> tarfile.TarFile:
    """Open a backup for reading; raises `Unacceptable` when it can't be read as one."""
    try:
        return tarfile.open(path, "r:gz")
    except (OSError, tarfile.TarError, EOFError) as problem:
        raise Unacceptable(f"{path} can't be read as a backup: {problem}") from problem
