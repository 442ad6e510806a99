"""What became of each question of a file: the item it is here, and what was lost or stands in the way."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from ashilms.plugins import Plain, QuestionKind

MOST_ITEMS = 5000
"""Questions of one file."""
HIDDEN = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ufeff\ufffe\uffff\u202a-\u202e\u2066-\u2069]"
)
"""Characters that nobody sees, and those that reorder text so that it reads otherwise than it is."""
LETTERS = "abcdefghijklmnopqrstuvwxyz"


BROKEN = (ArithmeticError, AttributeError, LookupError, TypeError, ValueError)
"""What writing an item may raise that isn't whole."""


class BadFile(ValueError):
    """A file that is no file of its format at all; says the line where there is one."""


class Status(StrEnum):
    """What becomes of a question."""

    OK = "ok"
    LOSSY = "lossy"
    REFUSED = "refused"


@dataclass(slots=True)
class Found:
    """One question of a file, or one item on its way into a file."""

    line: int
    """Where it begins, counted from 1."""
    title: str
    kind: str | None = None
    item: dict[str, Any] | None = None
    """The item that it becomes: its kind, stem and what the kind asks for. What a pack adds is still to be said."""
    lost: list[str] = field(default_factory=list)
    """What is not kept, each as a sentence."""
    against: list[str] = field(default_factory=list)
    """Why it can't be kept at all, each as a sentence."""
    file: str = ""
    """The file of a package that the line is in."""

    @property
    def status(self) -> Status:
        """Whether it is kept whole, in part or not at all."""
        if self.against:
            return Status.REFUSED
        return Status.LOSSY if self.lost else Status.OK

    def as_data(self) -> dict[str, Any]:
        """Return it for a machine; `item` is there only when something is kept, `file` only of a package."""
        kept = {"item": self.item} if self.item is not None and not self.against else {}
        return {
            "line": self.line,
            "title": self.title,
            "kind": self.kind,
            "status": str(self.status),
            "problems": [*self.against, *self.lost],
            **kept,
            **({"file": self.file} if self.file else {}),
        }


def checked(found: Found, kinds: Mapping[str, QuestionKind]) -> Found:
    """Return it with what its kind has against the item; that a kind is not installed is noted."""
    if found.item is None or found.against:
        return found
    if hidden := HIDDEN.search("\n".join(_texts(found.item))):
        found.against.append(
            f"There is a hidden control character in it (U+{ord(hidden[0]):04X}). Take it out."
        )
    if kind := kinds.get(found.item["kind"]):
        found.against += kind.problems(found.item)
    else:
        kind_name = found.item["kind"]
        found.lost.append(f"No kind {kind_name} is installed, so it is kept and never drawn.")
    return found


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict | list):
        for one in value.values() if isinstance(value, dict) else value:
            yield from _texts(one)


def title_of(title: str, stem: str) -> str:
    """Return the title, else how the question begins."""
    return title or (stem if len(stem) <= 60 else f"{stem[:59].rstrip()}…")


ABOUT = ("module", "topic", "rule", "objective", "difficulty", "critical", "source", "figure")


def not_written(item: Plain) -> list[str]:
    """Return in a sentence which of the item's particulars no foreign format has a place for."""
    names = [name for name in ABOUT if name in item]
    return [f"Not written, since the format has no place for it: {', '.join(names)}."] if names else []
