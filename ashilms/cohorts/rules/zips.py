"""A zip of CSV files, read in memory within bounds: what it says of itself is not believed."""

import zlib
from collections.abc import Collection
from io import BytesIO
from posixpath import basename
from zipfile import ZIP_DEFLATED, ZIP_STORED, BadZipFile, ZipFile, ZipInfo

from ashilms.cohorts.rules.sheets import SheetRefused

MAX_ZIP = 4 * 1024 * 1024
"""Bytes of a zip."""
MAX_UNFOLDED = 16 * 1024 * 1024
"""Bytes of all that is read of it, unfolded."""
MAX_FILES = 64
MAX_RATIO = 100
"""How many times its size in the zip a file may unfold to."""
STARTS = b"PK\x03\x04"
"""What a zip begins with."""
_ENTRY = b"PK\x01\x02"
"""What each entry of a zip's list begins with."""
_UNREADABLE = (BadZipFile, EOFError, NotImplementedError, OSError, RuntimeError, ValueError, zlib.error)
NO_ZIP = "This is no zip that can be read. Export it anew, without a password."


def unzip(data: bytes, wanted: Collection[str]) -> tuple[dict[str, str], list[str]]:
    """Return the texts of the wanted files, by name, and the names of all others, which are not read.

    Files may lie in one folder. Raises `SheetRefused` for what is no zip, or holds more than may be read.
    """
    if len(data) > MAX_ZIP:
        raise SheetRefused(
            f"That is larger than {MAX_ZIP // 1024 // 1024} MB. Export one school, or one term."
        )
    if data.count(_ENTRY) > MAX_FILES:  # before its list is read, since every entry in it takes memory
        raise SheetRefused(f"These are more than {MAX_FILES} files. An export holds fewer.")
    try:
        with ZipFile(BytesIO(data)) as zipped:
            return _read(zipped, wanted)
    except SheetRefused:
        raise
    except _UNREADABLE:
        raise SheetRefused(NO_ZIP) from None


def _read(zipped: ZipFile, wanted: Collection[str]) -> tuple[dict[str, str], list[str]]:
    texts: dict[str, str] = {}
    others, left = [], MAX_UNFOLDED
    for entry in zipped.infolist():
        name = basename(entry.orig_filename.replace("\\", "/"))  # so some Windows programs part folders
        name = name.lower() if name.lower() in wanted else name
        if entry.is_dir() or "__MACOSX" in entry.orig_filename:
            continue
        if name not in wanted:
            others.append(name[:80])
            continue
        if name in texts:
            raise SheetRefused(f"{name} is in the zip twice. Keep one.")
        content = _content(zipped, entry, name, left)
        left -= len(content)
        texts[name] = _text(content, name)
    return texts, sorted(others)


def _content(zipped: ZipFile, entry: ZipInfo, name: str, left: int) -> bytes:
    if entry.compress_type not in (ZIP_STORED, ZIP_DEFLATED):
        raise SheetRefused(NO_ZIP)
    most = min(left, MAX_RATIO * max(entry.compress_size, 1))
    with zipped.open(entry) as file:
        content = file.read(most + 1)
    if len(content) > most:
        raise SheetRefused(f"{name} unfolds to more than is read at once. Export one school, or one term.")
    return content


def _text(content: bytes, name: str) -> str:
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise SheetRefused(f"{name} is no text in UTF-8, as OneRoster asks. Export it anew.") from None
    if "\0" in text:
        raise SheetRefused(f"{name} holds bytes that no text has. Export it anew.")
    return text
