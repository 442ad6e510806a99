"""Keeping a file so that it is whole or not there, and reading it back as it was."""

import hashlib
import os
from collections.abc import Collection, Iterator
from pathlib import Path
from tempfile import NamedTemporaryFile

from ashilms.errors import Missing, Unacceptable, Unavailable
from ashilms.files.rules import LARGEST, PDF, Kept, describe, is_name, place_of


def keep(root: Path, data: bytes, *, largest: int = LARGEST, kinds: Collection[str] = (PDF,)) -> Kept:
    """Keep `data` below `root` and return how it is named; on return it has reached the disk.

    Call it before the row that names it is written: a file without a row is harmless, a row without a file
    is not. The same content twice is one file. Raises `Unacceptable` for a kind or size that is not kept, and
    `Unavailable` when the disk refuses; nothing is left behind then.
    """
    if len(data) > largest:
        megabytes = largest // (1024 * 1024)
        raise Unacceptable(f"That file is larger than {megabytes} MB. Send a smaller one.", "file")
    kept = describe(data, kinds)
    if kept is None:
        what = "a whole PDF. Save it as PDF" if PDF in kinds else "a recording that is kept. Export it anew"
        raise Unacceptable(f"That file is not {what} and send it again.", "file")
    path = root / place_of(kept.sha256)
    try:
        if not _is_whole(path, kept):
            _write_whole(path, data)
    except OSError as error:
        raise Unavailable("The file couldn't be kept just now. Nothing was changed.") from error
    return kept


def find(root: Path, sha256: str) -> Path:
    """Return where the file with this hash lies, for sending it in parts; raises `Missing` when there is none."""
    try:
        path = root / place_of(sha256)
    except ValueError:
        raise Missing("There is no such file.") from None
    if not path.is_file():
        raise Missing("There is no such file.")
    return path


def read(root: Path, sha256: str) -> bytes:
    """Return the content kept under this hash.

    Raises `Missing` when there is none (a name that is no hash included), and `Unavailable` when what is
    there is not what was kept.
    """
    try:
        data = (root / place_of(sha256)).read_bytes()
    except (ValueError, FileNotFoundError):
        raise Missing("There is no such file.") from None
    if hashlib.sha256(data).hexdigest() != sha256:
        raise Unavailable("This file is not as it was kept. `ashilms doctor` tells the site's operator more.")
    return data


def all_kept(root: Path) -> Iterator[str]:
    """Yield the hash of every kept file, in order."""
    yield from sorted(path.name for path in root.glob("*/*/*") if is_name(path.name))


def forget(root: Path, sha256: str) -> None:
    """Delete a kept file; none there is as good."""
    (root / place_of(sha256)).unlink(missing_ok=True)


def _is_whole(path: Path, kept: Kept) -> bool:
    try:
        return hashlib.sha256(path.read_bytes()).hexdigest() == kept.sha256
    except FileNotFoundError:
        return False


def _write_whole(path: Path, data: bytes) -> None:
    """Write beside the place, sync, rename into it, sync the folder: at no moment is half a file there."""
    for folder in (*reversed(path.parents[:2]), path.parent):
        _make_folder(folder)
    with NamedTemporaryFile(dir=path.parent, prefix=".", suffix=".part", delete=False) as file:
        try:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
            os.replace(file.name, path)
        except BaseException:
            Path(file.name).unlink(missing_ok=True)
            raise
    _sync_folder(path.parent)


def _make_folder(folder: Path) -> None:
    if not folder.is_dir():
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        _sync_folder(folder.parent)


def _sync_folder(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
