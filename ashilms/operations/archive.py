"""The backup's form: a tar of a manifest, one file of JSON lines per table, and every kept file by its hash.

Nothing in an archive is trusted: no member is extracted to a path, none is read before its size was looked
at, and nothing is given out before the whole archive has been held against its manifest.
"""

import base64
import hashlib
import io
import json
import re
import tarfile
import tempfile
import zlib
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import IO, Any, Self

from ashilms.errors import Unacceptable
from ashilms.files.rules import LARGEST as LARGEST_FILE

FORMAT = 1
MANIFEST = "manifest.json"
LARGEST = {MANIFEST: 64 * 1024**2, "tables": 64 * 1024**3, "files": LARGEST_FILE}
"""Bytes that a member of each sort may say it has; one that says more is not read at all."""
LONGEST_LINE = 64 * 1024**2
"""Bytes of one row; the longest that we keep (a lesson, a mail) are thousands of times shorter."""
CHUNK = 1024**2
_NAME = re.compile(r"manifest\.json|tables/[a-z0-9_]+\.jsonl|files/[0-9a-f]{64}")
_HASH = re.compile(r"[0-9a-f]{64}")
_UNREADABLE = (OSError, EOFError, tarfile.TarError, zlib.error)


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
            "format": FORMAT, "revision": self.revision, "made_at": self.made_at, "rows": self.rows,
            "members": self.members,
        }  # fmt: skip
        return json.dumps(body, indent=1, sort_keys=True).encode()


class _Plain(tarfile.TarInfo):
    """A member's head; any but a plain file's is refused unread, since what follows it may be of any size."""

    @classmethod
    def frombuf(cls, buf: bytes | bytearray, encoding: str, errors: str) -> Self:
        head = super().frombuf(buf, encoding, errors)
        if head.type != tarfile.REGTYPE:
            raise _foreign(head.name)
        return head


def _foreign(name: str) -> Unacceptable:
    return Unacceptable(f"{name[:80]!r} in the backup is nothing that we write. It was made by others.")


@dataclass(frozen=True, slots=True)
class Backup:
    """An archive that was found whole: every member is there, is a plain file, and has its hash."""

    manifest: Manifest
    _tar: tarfile.TarFile

    def lines(self, name: str) -> Iterator[bytes]:
        """Yield the lines of a member; raises `Unacceptable` for one that is longer than any row is."""
        file = self._open(name)
        while line := file.readline(LONGEST_LINE):
            if len(line) == LONGEST_LINE:
                raise Unacceptable(f"A row in {name!r} is longer than any that we write.")
            yield line

    def files(self) -> Iterator[bytes]:
        """Yield the content of every kept file."""
        for name in self.manifest.members:
            if name.startswith("files/"):
                yield self._open(name).read()

    def _open(self, name: str) -> IO[bytes]:
        return _opened(self._tar, self._tar.getmember(name))


def new_archive(file: IO[bytes]) -> tarfile.TarFile:
    """Return an archive to be written to `file`, in the form whose members need no head but their own."""
    return tarfile.open(fileobj=file, mode="w:gz", compresslevel=6, format=tarfile.GNU_FORMAT)


def member_of(table: str) -> str:
    """Return the name of the member that holds a table's rows."""
    return f"tables/{table}.jsonl"


def add_member(tar: tarfile.TarFile, name: str, data: bytes) -> str:
    """Add one member, readable by its owner alone, and return its SHA-256."""
    tar.addfile(_described(name, len(data)), io.BytesIO(data))
    return hashlib.sha256(data).hexdigest()


def add_lines(tar: tarfile.TarFile, name: str, lines: Iterable[bytes], folder: Path) -> tuple[str, int]:
    """Add a member line by line, however long it gets; return its SHA-256 and how many lines there were."""
    digest, count = hashlib.sha256(), 0
    with tempfile.TemporaryFile(dir=folder) as spool:
        for line in lines:
            spool.write(line)
            digest.update(line)
            count += 1
        size = spool.tell()
        spool.seek(0)
        tar.addfile(_described(name, size), spool)
    return digest.hexdigest(), count


def _described(name: str, size: int) -> tarfile.TarInfo:
    info = tarfile.TarInfo(name)
    info.size, info.mode = size, 0o600
    return info


@contextmanager
def open_backup(path: Path) -> Iterator[Backup]:
    """Open a backup once all of it was held against its manifest.

    Raises `Unacceptable` when it is none, is of another form, or a member is missing, changed, doubled, no
    plain file, larger than makes sense, or named by nobody.
    """
    with ExitStack() as stack:
        with _told(path):
            tar = stack.enter_context(tarfile.open(path, "r:gz", tarinfo=_Plain))
            found = _found(tar)
            manifest = _manifest(tar, found)
            _check(tar, found, manifest)
        yield Backup(manifest, tar)


@contextmanager
def _told(path: Path) -> Iterator[None]:
    try:
        yield
    except _UNREADABLE as problem:
        raise Unacceptable(f"{path} can't be read as a whole backup ({problem}).") from problem


def _found(tar: tarfile.TarFile) -> dict[str, tarfile.TarInfo]:
    """Return the members by name; each is judged by its head before the next one is looked for."""
    found: dict[str, tarfile.TarInfo] = {}
    for member in tar:
        name = member.name
        if not _NAME.fullmatch(name) or name in found:
            raise _foreign(name)
        if member.size > LARGEST[name.split("/")[0]]:
            raise Unacceptable(f"{name!r} in the backup says that it is larger than makes sense.")
        found[name] = member
    return found


def _manifest(tar: tarfile.TarFile, found: dict[str, tarfile.TarInfo]) -> Manifest:
    if MANIFEST not in found:
        raise Unacceptable("The backup has no manifest. It is no AshiLMS backup, or it was cut.")
    try:
        data = json.loads(_opened(tar, found[MANIFEST]).read())
        if data["format"] != FORMAT:
            raise Unacceptable(f"This backup has form {data['format']!r}; this version reads form {FORMAT}.")
        rows = {str(name): int(count) for name, count in data["rows"].items()}
        members = {str(name): str(digest) for name, digest in data["members"].items()}
        return Manifest(str(data["revision"]), str(data["made_at"]), rows, members)
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as problem:
        raise Unacceptable("This file is no AshiLMS backup: its manifest can't be read.") from problem


def _check(tar: tarfile.TarFile, found: dict[str, tarfile.TarInfo], manifest: Manifest) -> None:
    tables = {name for name in manifest.members if name.startswith("tables/")}
    if odd := ((set(found) - {MANIFEST}) ^ set(manifest.members)) | (
        tables ^ set(map(member_of, manifest.rows))
    ):
        raise Unacceptable(f"The backup and its manifest don't agree on {min(odd)!r}. It was cut or changed.")
    for name, member in found.items():
        if name != MANIFEST and _sum_of(_opened(tar, member)) != manifest.members[name]:
            raise Unacceptable(f"{name!r} in the backup isn't what was written. Use another backup.")
    if wrong := [n for n, digest in manifest.members.items() if n.startswith("files/") and n[6:] != digest]:
        raise Unacceptable(f"{wrong[0]!r} in the backup isn't the file that it is named for.")


def _sum_of(file: IO[bytes]) -> str:
    digest = hashlib.sha256()
    while chunk := file.read(CHUNK):
        digest.update(chunk)
    return digest.hexdigest()


def _opened(tar: tarfile.TarFile, member: tarfile.TarInfo) -> IO[bytes]:
    file = tar.extractfile(member)
    if file is None:  # only what is no plain file, and none gets here
        raise Unacceptable(f"{member.name!r} in the backup is no plain file.")
    return file


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


def _moment(text: str) -> datetime:
    moment = datetime.fromisoformat(text)
    if moment.tzinfo is None:
        raise ValueError("a moment without a zone")
    return moment


_READ: dict[str, Callable[[Any], Any]] = {
    "moment": _moment,
    "day": date.fromisoformat,
    "bytes": lambda text: base64.b64decode(text, validate=True),
    "json": lambda value: value,
}
