"""A film in an MP4 or QuickTime file (ISO 14496-12): whether it is one, and how long; what it says besides is blanked.

Picture and sound stay as they were filmed; nothing here decodes them. Boxes that tell of place, device or time, and
tracks that are neither picture nor sound, are renamed `free` and emptied where they stand, so that nothing moves.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from struct import unpack_from

BRANDS = frozenset(
    (
        b"isom", b"iso2", b"iso4", b"iso5", b"iso6", b"mp41", b"mp42", b"avc1", b"M4V ", b"M4VH", b"M4VP", b"qt  ",
        b"dash",
    )
)  # fmt: skip
"""Whose files are films: of the same family are pictures (HEIC, AVIF) and audio, which are none."""
SAYS_MORE = frozenset((b"udta", b"meta", b"uuid"))
"""Boxes of metadata: place, device, title, anything."""
INSIDE = frozenset((b"moov", b"trak", b"mdia"))
SEEN_AND_HEARD = frozenset((b"vide", b"soun"))
NO_FILM = "no film"


@dataclass(frozen=True, slots=True)
class Film:
    """A film as it is kept, and how many seconds it lasts."""

    data: bytes
    seconds: float


@dataclass(frozen=True, slots=True)
class Box:
    """One box: its kind, where it begins, where its content begins, where it ends."""

    kind: bytes
    start: int
    body: int
    end: int


def read_film(data: bytes) -> Film:
    """Return the film in `data`, with what it says besides blanked; raises `ValueError` for what is none.

    Every byte must belong to a box, so that no other file hides before, behind or between.
    """
    boxes = list(boxes_of(data, 0, len(data)))
    kinds = [box.kind for box in boxes]
    if (
        kinds[:1] != [b"ftyp"]
        or data[8:12] not in BRANDS
        or kinds.count(b"moov") != 1
        or b"mdat" not in kinds
    ):
        raise ValueError(NO_FILM)
    moov = boxes[kinds.index(b"moov")]
    if b"vide" not in {_handler_of(data, track) for track in boxes_of(data, moov.body, moov.end)}:
        raise ValueError(NO_FILM)
    cleaned = bytearray(data)
    _blank(cleaned, boxes)
    return Film(bytes(cleaned), _seconds_of(data, moov))


def boxes_of(data: bytes | bytearray, start: int, end: int) -> Iterator[Box]:
    """Yield the boxes between two places; raises `ValueError` unless they fill it to the last byte."""
    while start < end:
        if end - start < 8:
            raise ValueError(NO_FILM)
        size, kind, head = *unpack_from(">I4s", data, start), 8
        if size == 1 and end - start >= 16:
            (size,), head = unpack_from(">Q", data, start + 8), 16
        stop = end if size == 0 else start + size
        if stop > end or stop < start + head:
            raise ValueError(NO_FILM)
        yield Box(kind, start, start + head, stop)
        start = stop


def _blank(data: bytearray, boxes: list[Box]) -> None:
    for box in boxes:
        mute = box.kind == b"trak" and _handler_of(data, box) not in SEEN_AND_HEARD
        if mute or box.kind in SAYS_MORE:
            data[box.start + 4 : box.start + 8] = b"free"
            data[box.body : box.end] = bytes(box.end - box.body)
        elif box.kind in INSIDE:
            _blank(data, list(boxes_of(data, box.body, box.end)))


def _handler_of(data: bytes | bytearray, track: Box) -> bytes:
    """Return what a track holds: `vide`, `soun` or something else; empty for what is no track."""
    if track.kind != b"trak":
        return b""
    for media in boxes_of(data, track.body, track.end):
        if media.kind == b"mdia":
            for box in boxes_of(data, media.body, media.end):
                if box.kind == b"hdlr" and box.end - box.body >= 12:
                    return bytes(data[box.body + 8 : box.body + 12])
    return b""


def _seconds_of(data: bytes, moov: Box) -> float:
    """Return how long a film lasts by its header (`mvhd`); raises `ValueError` where it does not say."""
    head = next((box for box in boxes_of(data, moov.body, moov.end) if box.kind == b"mvhd"), None)
    if head is None or head.end - head.body < 32:
        raise ValueError(NO_FILM)
    scale, length = (
        unpack_from(">IQ", data, head.body + 20)
        if data[head.body]
        else unpack_from(">II", data, head.body + 12)
    )
    if not scale:
        raise ValueError(NO_FILM)
    return float(length) / float(scale)
