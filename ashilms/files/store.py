"""Where kept files lie: a folder of this machine, or a bucket; either is reached through fsspec alone."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import IO, Any, cast

import fsspec
from fsspec.implementations.local import LocalFileSystem

from ashilms.config import Settings
from ashilms.durable import make_folder, write_whole


@dataclass(frozen=True)
class Store:
    """One place for files, by relative names; whatever goes wrong in it is an `OSError`."""

    fs: Any
    root: str

    @property
    def folder(self) -> Path | None:
        """The folder of this machine, or `None` for a store elsewhere."""
        return Path(self.root) if isinstance(self.fs, LocalFileSystem) else None

    def write(self, name: str, data: bytes) -> None:
        """Keep `data`, whole or not at all: on a disk of ours it is there for good when this returns."""
        if self.folder is not None:
            path = self.folder / name
            for folder in reversed(path.parents[:2]):
                make_folder(folder)
            return write_whole(path, data)
        with _reaching():
            self.fs.pipe_file(self._at(name), data)
        return None

    def read(self, name: str) -> bytes:
        """Return what is kept under a name; raises `FileNotFoundError`."""
        with _reaching():
            return cast(bytes, self.fs.cat_file(self._at(name)))

    def open(self, name: str) -> tuple[IO[bytes], int]:
        """Return a file to be read in parts, and its size; raises `FileNotFoundError`."""
        with _reaching():
            return self.fs.open(self._at(name), "rb"), int(self.fs.size(self._at(name)))

    def has(self, name: str) -> bool:
        """Return whether there is a file of that name."""
        with _reaching():
            return bool(self.fs.isfile(self._at(name)))

    def names(self) -> Iterator[str]:
        """Yield the last part of every name there is."""
        with _reaching():
            found = self.fs.find(self.root) if self.fs.isdir(self.root) else []
        yield from (path.rpartition("/")[2] for path in found)

    def touch(self, name: str, data: bytes) -> None:
        """Let a file that is there count as kept just now."""
        if self.folder is not None:
            os.utime(self.folder / name)
        else:
            self.write(name, data)  # a bucket knows no other way

    def touched_at(self, name: str) -> datetime:
        """Return when a file was kept last; raises `FileNotFoundError`."""
        with _reaching():
            found = cast(datetime, self.fs.modified(self._at(name)))
        return found if found.tzinfo else found.replace(tzinfo=UTC)

    def delete(self, name: str) -> None:
        """Delete a file; none there is as good."""
        with _reaching():
            try:
                self.fs.rm_file(self._at(name))
            except FileNotFoundError:
                return

    def _at(self, name: str) -> str:
        return f"{self.root}/{name}"


def in_folder(folder: Path) -> Store:
    """Return the store that is a folder of this machine; it is made when the first file is kept."""
    return Store(fsspec.filesystem("file"), str(folder.absolute()))


def store_of(settings: Settings) -> Store:
    """Return where an installation keeps its files; raises `ValueError` for an address that nothing here can reach."""
    return _opened(settings.files_url, settings.data_dir)


@cache
def _opened(address: str, data_dir: Path) -> Store:
    if not address:
        return in_folder(data_dir / "files")
    try:
        fs, root = fsspec.url_to_fs(address)
    except (ImportError, ValueError) as problem:
        raise ValueError(
            f"ASHILMS_FILES_URL names a store that can't be reached: {problem}. Write s3://bucket/folder after: "
            "pip install 'ashilms[s3]', or leave it out to keep files in the data folder."
        ) from problem
    return Store(fs, root.rstrip("/"))


@contextmanager
def _reaching() -> Iterator[None]:
    """Turn whatever a library says about a store that does not answer into what a disk would have said."""
    try:
        yield
    except OSError:
        raise
    except Exception as problem:
        raise OSError(f"The store of files does not answer ({type(problem).__name__}).") from problem
