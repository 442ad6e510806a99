"""Takes a backup apart and puts it together again as somebody would who wants to get something in with it."""

import gzip
import hashlib
import io
import json
import tarfile
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

Row = dict[str, Any]


@dataclass
class Forged:
    """The members of a backup by name; `heads` are members of other sorts, put before all others."""

    members: dict[str, bytes]
    heads: list[tuple[tarfile.TarInfo, bytes]] = field(default_factory=list)
    seal: bool = True
    """Whether the manifest is made to agree with the members, as whoever forges one would."""

    @property
    def manifest(self) -> dict[str, Any]:
        """The manifest as it is."""
        found: dict[str, Any] = json.loads(self.members["manifest.json"])
        return found

    def claim(self, **values: Any) -> None:
        """Let the manifest say something else."""
        self.members["manifest.json"] = json.dumps(self.manifest | values).encode()

    def rows(self, table: str) -> list[Row]:
        """Return a table's rows as they are written."""
        return [json.loads(line) for line in self.members[f"tables/{table}.jsonl"].splitlines()]

    def put(self, table: str, rows: list[Row]) -> None:
        """Put other rows in a table's place, and let the manifest agree on how many there are."""
        self.members[f"tables/{table}.jsonl"] = b"".join(json.dumps(row).encode() + b"\n" for row in rows)
        self.claim(rows=self.manifest["rows"] | {table: len(rows)})

    def write(self, path: Path) -> Path:
        """Write the archive."""
        if self.seal:
            sums = {n: hashlib.sha256(d).hexdigest() for n, d in self.members.items() if n != "manifest.json"}
            self.claim(members=sums)
        with tarfile.open(path, "w:gz", compresslevel=1) as tar:
            for head, data in self.heads:
                tar.addfile(head, io.BytesIO(data))
            for name, data in self.members.items():
                tar.addfile(described(name, len(data)), io.BytesIO(data))
        return path


Forge = Callable[[Forged], object]


def member(name: str, data: bytes = b"", *, seal: bool = True) -> Forge:
    """Put a member in; `seal=False`: behind the manifest's back."""

    def forge(forged: Forged) -> None:
        forged.members[name], forged.seal = data, seal

    return forge


def without(name: str, *, seal: bool = True) -> Forge:
    """Take a member out."""

    def forge(forged: Forged) -> None:
        del forged.members[name]
        forged.seal = seal

    return forge


def head(name: str, size: int = 0, kind: bytes = tarfile.REGTYPE, **more: Any) -> Forge:
    """Put a member of another sort before all others."""
    return lambda forged: forged.heads.append((described(name, size, kind, **more), b"x" * size))


def claim(**values: Any) -> Forge:
    """Let the manifest say something else."""
    return lambda forged: forged.claim(**values)


def count(table: str, rows: Any) -> Forge:
    """Let the manifest say another number of rows of a table; `None`: that there is no such table."""

    def forge(forged: Forged) -> None:
        said = forged.manifest["rows"] | {table: rows}
        forged.claim(rows={name: number for name, number in said.items() if number is not None})

    return forge


def cell(table: str, column: str, value: Any, at: int = 0) -> Forge:
    """Put another value in one row."""

    def forge(forged: Forged) -> None:
        rows = forged.rows(table)
        rows[at][column] = value
        forged.put(table, rows)

    return forge


def again(table: str, **values: Any) -> Forge:
    """Put a table's first row in a second time, with other values where given."""
    return lambda forged: forged.put(table, [*forged.rows(table), forged.rows(table)[0] | values])


def kept(data: bytes, name: str | None = None) -> Forge:
    """Put a kept file in, under its hash or another name."""
    return member(f"files/{name or hashlib.sha256(data).hexdigest()}", data)


def both(*forges: Forge) -> Forge:
    """Do several things to one backup."""
    return lambda forged: [forge(forged) for forge in forges]


def described(name: str, size: int = 0, kind: bytes = tarfile.REGTYPE, **more: Any) -> tarfile.TarInfo:
    """Return a member's head."""
    head = tarfile.TarInfo(name)
    head.size, head.type = size, kind
    for attribute, value in more.items():
        setattr(head, attribute, value)
    return head


def taken_apart(path: Path) -> Forged:
    """Return a backup by its members."""
    with tarfile.open(path) as tar:
        return Forged({member.name: tar.extractfile(member).read() for member in tar})


def padded_head(size: int) -> bytes:
    """Return an archive that begins with an extended head of so many bytes, all the same: small when packed."""
    head = described("././@PaxHeader", size, tarfile.XHDTYPE)
    plain = io.BytesIO()
    with gzip.GzipFile(fileobj=plain, mode="wb", compresslevel=1) as packed:
        packed.write(head.tobuf(tarfile.USTAR_FORMAT))
        for _ in range(size // 1024**2):
            packed.write(b"9" * 1024**2)
    return plain.getvalue()
