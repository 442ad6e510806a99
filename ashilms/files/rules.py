"""What a kept file is called, what it may be, and how its kind is told from its content."""

import hashlib
import re
from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path

PDF = "application/pdf"
JPEG = "image/jpeg"
PNG = "image/png"
LARGEST = 20 * 1024 * 1024
"""Largest file in bytes, unless the caller allows less or more."""

MEDIA = frozenset({"video/mp4", "video/webm", "audio/mpeg", "audio/mp4", "audio/ogg"})
"""Recordings: kept when they come with a course, never when somebody sends them."""
ALL = MEDIA | {PDF, JPEG, PNG}

_NAME = re.compile(r"[0-9a-f]{64}")


@dataclass(frozen=True, slots=True)
class Kept:
    """A file as it is kept: its SHA-256 in lower-case hex, its size in bytes, its media type."""

    sha256: str
    size: int
    type: str


def describe(data: bytes, kinds: Collection[str] = (PDF,)) -> Kept | None:
    """Return what `data` is, told by its content alone; `None` for what is none of these kinds."""
    kind = kind_of(data)
    return Kept(hashlib.sha256(data).hexdigest(), len(data), kind) if kind and kind in kinds else None


def kind_of(data: bytes) -> str | None:
    """Return the media type of `data` by its content, or `None` when it is none of ours.

    A PDF must begin with its mark at the very first byte and end with its end mark (ISO 32000-1, 7.5.2 and
    7.5.5; readers tolerate junk before and after, which is how files of two kinds at once are made).
    """
    if data.startswith(b"%PDF-") and b"%%EOF" in data[-1024:]:
        return PDF
    if data.startswith(b"\xff\xd8\xff") and data.endswith(
        b"\xff\xd9"
    ):  # ISO 10918-1, B.1.1: start and end of image
        return JPEG
    if data.startswith(b"\x89PNG\r\n\x1a\n") and data.endswith(b"IEND\xaeB`\x82"):  # PNG, 5.2 and 11.2.5
        return PNG
    return _recording(data[:64])


def _recording(head: bytes) -> str | None:
    """Return which recording begins so: the marks of ISO 14496-12 (4.3), EBML, Ogg (RFC 3533), ID3 and MPEG audio."""
    if head[4:8] == b"ftyp":
        return "audio/mp4" if head[8:12] in (b"M4A ", b"M4B ") else "video/mp4"
    if head.startswith(b"\x1a\x45\xdf\xa3") and b"webm" in head:
        return "video/webm"
    if head.startswith(b"OggS"):
        return "audio/ogg"
    # A frame of MPEG audio, layer III: eleven bits set, a version and the layer.
    is_frame = len(head) > 1 and head[0] == 0xFF and head[1] & 0xE6 == 0xE2 and head[1] & 0x18 != 0x08
    return "audio/mpeg" if is_frame or head.startswith(b"ID3") else None


def is_name(text: str) -> bool:
    """Return whether `text` is how a kept file is named: 64 lower-case hex digits."""
    return _NAME.fullmatch(text) is not None


def place_of(sha256: str) -> Path:
    """Return the relative path of the file with this hash.

    Raises `ValueError` for anything but 64 lower-case hex digits.
    """
    if not is_name(sha256):
        raise ValueError("A kept file is named by the 64 hexadecimal digits of its SHA-256.")
    return Path(sha256[:2], sha256[2:4], sha256)
