"""A file that somebody sends: told by its content what it is, within bounds, and made fit to be kept."""

from collections.abc import Collection
from dataclasses import dataclass
from enum import StrEnum

from ashilms.errors import Unacceptable
from ashilms.files import pictures
from ashilms.files.films import read_film
from ashilms.files.rules import JPEG, PDF, kind_of

MEGABYTE = 1024 * 1024


class Kind(StrEnum):
    """What a file is, told by its content."""

    PHOTO = "photo"
    VIDEO = "video"
    PAPER = "paper"


TYPES = {Kind.PHOTO: JPEG, Kind.VIDEO: "video/mp4", Kind.PAPER: PDF}
ENDINGS = {Kind.PHOTO: "jpg", Kind.VIDEO: "mp4", Kind.PAPER: "pdf"}
LARGEST = {Kind.PHOTO: 10 * MEGABYTE, Kind.VIDEO: 18 * MEGABYTE, Kind.PAPER: 5 * MEGABYTE}
"""Bytes of each as it is sent."""
LONGEST_SECONDS = 180
"""Seconds of a video: one stroke or one transition, no session."""
WORDS = {Kind.PHOTO: "photo", Kind.VIDEO: "video", Kind.PAPER: "PDF"}
READABLE = {
    Kind.PHOTO: "no photo (JPEG, PNG, WebP)", Kind.VIDEO: "no film (MP4, MOV)", Kind.PAPER: "no whole PDF",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Sent:
    """What is kept of a file: its kind, its content, and how long it lasts."""

    kind: Kind
    content: bytes
    seconds: int | None = None

    @property
    def type(self) -> str:
        """Its media type."""
        return TYPES[self.kind]


def read_sent(data: bytes, kinds: Collection[Kind] = tuple(Kind), *, field: str = "file") -> Sent:
    """Return what is kept of `data`, of one of these kinds: photos drawn anew, films without what they say besides.

    Raises `Unacceptable` at `field` for what is none of them, too large or too long.
    """
    kind = {PDF: Kind.PAPER, TYPES[Kind.VIDEO]: Kind.VIDEO}.get(kind_of(data) or "", Kind.PHOTO)
    if kind not in kinds:
        raise Unacceptable(nothing_of_ours(kinds), field)
    if len(data) > LARGEST[kind]:
        raise Unacceptable(
            f"That {WORDS[kind]} is larger than {LARGEST[kind] // MEGABYTE} MB. Send a smaller one.", field
        )
    if kind is Kind.PAPER:
        return Sent(kind, data)
    return _as_film(data, kinds, field) if kind is Kind.VIDEO else Sent(kind, _as_photo(data, kinds, field))


def nothing_of_ours(kinds: Collection[Kind]) -> str:
    """Return the sentence for a file that is none of these."""
    listed = [READABLE[kind] for kind in Kind if kind in kinds]
    said = " and ".join([", ".join(listed[:-1]), listed[-1]] if len(listed) > 1 else listed)
    return f"That is {said} that can be read. Save it as one of these and send it again."


def _as_photo(data: bytes, kinds: Collection[Kind], field: str) -> bytes:
    try:
        return pictures.redraw(data)
    except Unacceptable as refused:
        unreadable = str(refused) == pictures.NO_PICTURE
        raise Unacceptable(nothing_of_ours(kinds) if unreadable else str(refused), field) from refused


def _as_film(data: bytes, kinds: Collection[Kind], field: str) -> Sent:
    try:
        film = read_film(data)
    except ValueError as problem:
        raise Unacceptable(nothing_of_ours(kinds), field) from problem
    if film.seconds > LONGEST_SECONDS:
        raise Unacceptable(
            f"That video lasts longer than {LONGEST_SECONDS // 60} minutes. Cut it to what it is to show.",
            field,
        )
    return Sent(Kind.VIDEO, film.data, round(film.seconds))
