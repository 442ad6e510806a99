"""A pack in a zip: read in memory within the same bounds as a folder; nothing of it is ever written.

What a zip says of itself is not believed: a file is read no further than its bound, whatever size is stated, and
its names are only looked at, never opened.
"""

import stat
import zlib
from io import BytesIO
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZIP_STORED, BadZipFile, ZipFile, ZipInfo

from ashilms.packs.folder import (
    BAD_NAME,
    LINK,
    NO_PACK,
    NOT_PLAIN,
    TOO_MUCH,
    Folder,
    no_such_file,
    read_bounded,
    too_large,
)
from ashilms.packs.rules.files import MAX_FILES, MAX_RATIO, MAX_TOTAL, SAFE_PART, kind_of

_UNREADABLE = (BadZipFile, EOFError, NotImplementedError, OSError, RuntimeError, ValueError, zlib.error)
_ENTRY = b"PK\x01\x02"
"""What each entry of a zip's list begins with."""


def read_zip(file: Path) -> Folder:
    """Return every file of the pack in a zip; what may not be there is a problem and is not unpacked.

    The pack may lie in one folder inside the zip, whose name it then has, or at the top.
    """
    found = Folder()
    content = read_bounded(file, MAX_TOTAL, file.name, found)
    if content is None:
        return found
    if content.count(_ENTRY) > MAX_FILES:
        found.tell(".", TOO_MUCH)  # before the list is read, since every entry in it takes memory
        return found
    try:
        with ZipFile(BytesIO(content)) as zipped:
            _read_all(zipped, found)
    except _UNREADABLE as error:
        found.files.clear()
        found.tell(
            file.name, f"This is no zip that can be read ({error}). Zip the folder that holds pack.yaml anew."
        )
    return found


def _read_all(zipped: ZipFile, found: Folder) -> None:
    entries = [entry for entry in zipped.infolist() if not entry.orig_filename.endswith("/")]
    top = _top({entry.orig_filename for entry in entries})
    found.name = top.rstrip("/")
    if f"{top}pack.yaml" not in {entry.orig_filename for entry in entries}:
        found.tell("pack.yaml", NO_PACK)
        return
    total = 0
    for entry in entries:
        name = entry.orig_filename.removeprefix(top)
        if wrong := _wrong_entry(entry, name, found):
            found.tell(name, wrong)
            continue
        content = _unpacked(zipped, entry, name, found)
        total += len(content or b"")
        if total > MAX_TOTAL:
            found.tell(".", TOO_MUCH)
            return
        if content is not None:
            found.files[name] = content


def _top(names: set[str]) -> str:
    """Return the one folder that everything lies in, with its slash; empty when there is none."""
    tops = {name.partition("/")[0] for name in names}
    if len(tops) != 1 or any("/" not in name for name in names):
        return ""
    top = tops.pop()
    return f"{top}/" if SAFE_PART.fullmatch(top) else ""


def _wrong_entry(entry: ZipInfo, name: str, found: Folder) -> str | None:
    """Return what is wrong with an entry before any of it is unpacked, or `None`."""
    sort = stat.S_IFMT(entry.external_attr >> 16)
    if sort == stat.S_IFLNK:
        return LINK
    if sort not in (0, stat.S_IFREG):
        return NOT_PLAIN
    if not all(SAFE_PART.fullmatch(part) for part in name.split("/")):
        return BAD_NAME
    if name in found.files:
        return "This file is in the zip twice. Keep one."
    kind = kind_of(name)
    if kind is None:
        return no_such_file(name)
    return _wrong_inside(entry, kind.limit)


def _wrong_inside(entry: ZipInfo, limit: int) -> str | None:
    if entry.flag_bits & 0x1:
        return "This file is locked with a password. Zip the pack without one."
    if entry.compress_type not in (ZIP_STORED, ZIP_DEFLATED):
        return "This file is packed in a way that is not read here. Zip the pack in the usual way (deflate)."
    if entry.file_size > limit:
        return too_large(limit)
    if entry.file_size > MAX_RATIO * max(entry.compress_size, 1):
        return f"This file unfolds to more than {MAX_RATIO} times its size in the zip. Text does not; take it out."
    return None


def _unpacked(zipped: ZipFile, entry: ZipInfo, name: str, found: Folder) -> bytes | None:
    with zipped.open(entry) as file:
        content = file.read(entry.file_size + 1)
    if len(content) != entry.file_size:
        found.tell(name, "This file has another size than the zip says. Zip the pack's folder anew.")
        return None
    return content
