"""What a file of evidence may be, how large and how many, and what a signature says of the files it stands on."""

import hashlib
from collections.abc import Iterable
from enum import StrEnum

from ashilms.files.rules import JPEG, PDF

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
NOTHING_OF_OURS = (
    "That is no photo (JPEG, PNG, WebP), no film (MP4, MOV) and no whole PDF that can be read. Save it as one of "
    "these and send it again."
)


def too_large(kind: Kind) -> str:
    """Return the sentence for a file that is larger than its kind may be."""
    return f"That {WORDS[kind]} is larger than {LARGEST[kind] // MEGABYTE} MB. Send a smaller one."


def digest_of_files(sha256s: Iterable[str]) -> str:
    """Return one SHA-256 over the hashes of files, whatever their order: what was there when an entry was signed."""
    return hashlib.sha256("\n".join(sorted(sha256s)).encode()).hexdigest()
