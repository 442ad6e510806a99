"""How many questions of a paper are on a topic, of a kind, of a difficulty, or must-pass."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Protocol

MOST = 200
"""No paper holds more; see the schema of quizzes."""


class Item(Protocol):
    """What a bound looks at in a question."""

    @property
    def topic(self) -> str:
        """What it is about."""

    @property
    def kind(self) -> str:
        """The kind of question."""

    @property
    def difficulty(self) -> int:
        """1 to 3."""

    @property
    def critical(self) -> bool:
        """Whether it must be right."""


@dataclass(frozen=True, slots=True)
class Bound:
    """At least and at most so many questions of a paper are like this; what is `None` or empty may be anything."""

    least: int
    most: int
    topic: tuple[str, ...] = ()
    kind: tuple[str, ...] = ()
    difficulty: tuple[int, ...] = ()
    critical: bool | None = None

    def holds(self, item: Item) -> bool:
        """Return whether a question counts towards it."""
        return (
            (not self.topic or item.topic in self.topic)
            and (not self.kind or item.kind in self.kind)
            and (not self.difficulty or item.difficulty in self.difficulty)
            and self.critical in (None, item.critical)
        )

    @property
    def is_whole(self) -> bool:
        """Whether every question counts towards it."""
        return not (self.topic or self.kind or self.difficulty) and self.critical is None

    def excludes(self, other: "Bound") -> bool:
        """Return whether no question counts towards both."""
        fields = ((self.topic, other.topic), (self.kind, other.kind), (self.difficulty, other.difficulty))
        apart = any(mine and theirs and not {*mine} & {*theirs} for mine, theirs in fields)
        return apart or (None not in (self.critical, other.critical) and self.critical != other.critical)

    @property
    def about(self) -> str:
        """What it bounds in words: `must-pass single or vignette questions of difficulty 3 on clots`."""
        words = {None: "", True: "must-pass ", False: "other "}[self.critical]
        words += " or ".join(self.kind) + (" " if self.kind else "") + "questions"
        if self.difficulty:
            words += " of difficulty " + " or ".join(str(level) for level in self.difficulty)
        return words + (" on " + " or ".join(self.topic) if self.topic else "")


def as_bound(plain: Mapping[str, Any]) -> Bound:
    """Return the bound that a pack states: what it is about, and `exactly`, or `least`, or `most`, or both."""
    exactly = plain.get("exactly")
    least = plain.get("least", 0) if exactly is None else exactly
    most = plain.get("most", MOST) if exactly is None else exactly
    about = {name: _several(plain[name]) for name in ("topic", "kind", "difficulty") if name in plain}
    return Bound(least, most, critical=plain.get("critical"), **about)


def _several(value: Any) -> tuple[Any, ...]:
    return tuple(value) if isinstance(value, list) else (value,)
