"""A pack's recordings: each file with its captions and its transcript, and what is wrong with them."""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from io import BytesIO
from typing import Any

from tinytag import TinyTag

from ashilms.courses.captions import Captions, clean_captions
from ashilms.courses.markup import Markup
from ashilms.files.rules import kind_of
from ashilms.plugins import PackDocument, PackFiles, Problem

FOLDER = "media/"
TYPES = {
    "mp4": "video/mp4", "webm": "video/webm", "mp3": "audio/mpeg", "m4a": "audio/mp4", "ogg": "audio/ogg",
}  # fmt: skip
"""What a recording may be, by how its name ends."""
UNMEASURED = "video/webm"
"""Of this the page's own figure stands: nothing that we have reads how long it takes."""
NEAR = 2.0
"""Seconds by which a recording may be longer or shorter than its page says."""


@dataclass(frozen=True, slots=True)
class Recording:
    """A recording with what belongs to it, as far as it is there and can be read."""

    key: str
    file: str
    data: bytes
    page: PackDocument | None
    captions: Captions | None

    @property
    def type(self) -> str:
        """Its media type, by its name."""
        return TYPES[self.file.rpartition(".")[2]]

    @property
    def seconds(self) -> int:
        """How long it takes, as its page says."""
        return int(self.page.data["seconds"]) if self.page else 0

    def as_values(self) -> dict[str, Any]:
        """Return a sound recording as it is stored."""
        page, captions = self.page, self.captions
        assert page is not None and captions is not None, self.file  # noqa: S101, PT018 - the pack was checked
        return {
            "title": page.data["title"], "seconds": self.seconds, "type": self.type,
            "file": hashlib.sha256(self.data).hexdigest(), "captions": captions.text,
            "transcript": Markup().block(page.body, page.body_line),
        }  # fmt: skip


def recordings_in(pack: PackFiles) -> Iterator[Recording]:
    """Yield each recording of a pack, by name."""
    for file in sorted(pack.blobs):
        stem = file.rpartition(".")[0]
        text = pack.texts.get(f"{stem}.vtt")
        captions = clean_captions(text) if text is not None else None
        page = pack.documents.get(f"{stem}.md")
        yield Recording(stem.removeprefix(FOLDER), file, pack.blobs[file], page, captions)


def check_media(pack: PackFiles) -> Iterator[Problem]:
    """Yield what is wrong with a pack's recordings: each has captions and a transcript, and is what it says it is."""
    seen: dict[str, str] = {}
    for recording in recordings_in(pack):
        if (first := seen.setdefault(recording.key, recording.file)) != recording.file:
            yield Problem(recording.file, 1, f"{first} has this name already. Give each its own.")
        yield from _check_beside(pack, recording)
        yield from _check_content(recording)
        yield from _check_captions(recording)
    for name in sorted(pack.files):
        if (
            name.startswith(FOLDER)
            and name not in pack.blobs
            and name.partition(".")[0][len(FOLDER) :] not in seen
        ):
            yield Problem(
                name,
                1,
                f"There is no recording of this name. Add one ({', '.join(TYPES)}), or take this out.",
            )


def _check_beside(pack: PackFiles, recording: Recording) -> Iterator[Problem]:
    stem = recording.file.rpartition(".")[0]
    if f"{stem}.vtt" not in pack.files:
        yield Problem(
            recording.file,
            1,
            f"This has no captions. Write {stem}.vtt (WebVTT): who can't hear it reads them.",
        )
    if f"{stem}.md" not in pack.files:
        yield Problem(
            recording.file, 1, f"This has no transcript. Write {stem}.md, with title and seconds above it."
        )
    if page := recording.page:
        markup = Markup()
        if not markup.block(page.body, page.body_line):
            yield page.problem("The transcript is empty. Write down what is said and shown.")
        yield from (Problem(page.file, line, told) for line, told in markup.wrong)


def _check_content(recording: Recording) -> Iterator[Problem]:
    if kind_of(recording.data) != recording.type:
        yield Problem(
            recording.file, 1, f"By its content this is no {recording.type}. Export it anew, or rename it."
        )
        return
    if recording.type == UNMEASURED:
        return
    page, taken = recording.page, _seconds_of(recording)
    if taken is None:
        yield Problem(recording.file, 1, "How long it takes can't be read from it. Export it anew.")
    elif page and abs(taken - recording.seconds) > NEAR:
        yield page.problem(f"The recording takes {taken:.0f} seconds. Write that here.", "seconds")


def _check_captions(recording: Recording) -> Iterator[Problem]:
    if recording.captions is None:
        return
    file = f"{recording.file.rpartition('.')[0]}.vtt"
    yield from (Problem(file, line, told) for line, told in recording.captions.wrong)
    if recording.page and recording.captions.seconds > recording.seconds + NEAR:
        yield Problem(
            file, 1, f"The last caption ends after the recording, which takes {recording.seconds} seconds."
        )


def _seconds_of(recording: Recording) -> float | None:
    """Return how long a recording is by its own content, or `None` when that can't be read."""
    try:
        return TinyTag.get(recording.file, file_obj=BytesIO(recording.data), tags=False).duration
    except Exception:  # whatever a damaged file makes of the library
        return None
