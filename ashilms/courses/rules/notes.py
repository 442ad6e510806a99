"""What somebody marked for themselves, in order, and as a text to take along."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

LONGEST = 4000
"""Characters of a note."""
COMES_BACK = timedelta(days=7)
"""How long a note that was taken away can be brought back."""


@dataclass(frozen=True, slots=True)
class NoteText:
    """A note as it is shown."""

    id: int
    text: str
    version: int
    saved_at: datetime


@dataclass(frozen=True, slots=True)
class Marked:
    """A lesson with what somebody has on it: a note, a bookmark, or both."""

    course: str
    course_title: str
    module: str
    module_title: str
    lesson: str
    title: str
    is_taught: bool
    """Whether the course still has the lesson."""
    note: NoteText | None = None
    bookmarked_at: datetime | None = None

    @property
    def at(self) -> datetime:
        """When something was marked here last."""
        return max(at for at in (self.note and self.note.saved_at, self.bookmarked_at) if at)


def latest_first(marked: Iterable[Marked]) -> list[Marked]:
    """Return what was marked, the latest first."""
    return sorted(marked, key=lambda entry: (entry.at, entry.title), reverse=True)


def plain_note(text: str | None) -> str | None:
    """Return a note as it is kept: lines end in one way, and none is empty at the end."""
    return None if text is None else text.replace("\r\n", "\n").replace("\r", "\n").rstrip()


def as_markdown(marked: Iterable[Marked], days: Iterable[str]) -> str:
    """Return notes and bookmarks as one Markdown text; `days` says for each when it was marked, in words.

    A note stands there as it was typed, each line quoted, so that nothing in it becomes a heading of ours.
    """
    parts = ["# Notes and bookmarks\n"]
    for entry, day in zip(marked, days, strict=True):
        gone = "" if entry.is_taught else " (no longer in the course)"
        bookmark = ", bookmarked" if entry.bookmarked_at else ""
        parts.append(
            f"## {entry.title}{gone}\n\n{entry.course_title}, {entry.module_title}. {day}{bookmark}.\n"
        )
        if entry.note:
            parts.append("".join(f"> {line}".rstrip() + "\n" for line in entry.note.text.split("\n")))
    return "\n".join(parts)
