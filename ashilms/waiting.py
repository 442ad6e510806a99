"""What waits for somebody, as any room offers it to the one queue; and what may be undone for ten seconds.

A room says how much there is, in which order, and what the few on a page are: the queue never reads what it does not
show. Whoever adds a source adds it in `ashilms.rooms`.
"""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:  # rules import this file, and no framework
    from sqlalchemy.orm import Session

    from ashilms.actor import Actor

UNDO = timedelta(seconds=10)
"""How long something that is no signature may be undone."""
ON_ITS_WAY = timedelta(seconds=2)
"""How long after that an undo is taken which was on its way."""
UNTOLD = UNDO + ON_ITS_WAY + timedelta(seconds=1)
"""How long nobody is told of what may still be undone."""


@dataclass(frozen=True, slots=True)
class Waiting:
    """One thing that waits for somebody, as the queue shows it."""

    kind: str
    id: int
    person_id: int
    who: str
    since: datetime
    why: str
    flagged: bool
    endpoint: str
    values: Mapping[str, Any]
    together: bool = False
    """Whether it may be signed together with others."""

    @property
    def turn(self) -> "Turn":
        """Its place in the queue."""
        return Turn(not self.flagged, self.since, self.kind, self.id)


@dataclass(frozen=True, slots=True, order=True)
class Turn:
    """A place in the queue: what is flagged first, then what has waited longest."""

    unflagged: bool
    since: datetime
    kind: str
    id: int


@dataclass(frozen=True, slots=True)
class Counts:
    """How much waits, and how much of it is flagged."""

    waiting: int = 0
    flagged: int = 0


@dataclass(frozen=True, slots=True)
class Undoable:
    """Something that was done just now and may be undone until a moment, by a form sent to this place."""

    words: str
    until: datetime
    endpoint: str
    values: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Source:
    """What one room offers. Each function is given the session, the actor and `now`, and asks whose it all is."""

    kind: str
    count: Callable[..., Counts]
    line_up: Callable[..., Sequence[Turn]]
    """Also given `most`: returns so many of the first, in order."""
    describe: Callable[..., Sequence[Waiting]]
    """Also given `ids`: returns these, in any order."""
    find_undoable: Callable[..., Sequence[Undoable]] = lambda *_, **__: ()


def is_undoable(at: datetime, now: datetime) -> bool:
    """Return whether what was done at a moment may be undone now."""
    return now - at <= UNDO + ON_ITS_WAY


def listed(kind: str, find: Callable[..., Sequence[Waiting]], **more: Any) -> Source:
    """Return the source of a room of which little ever waits, whose `find(db, actor, now=…)` returns all of it."""

    def count(db: "Session", actor: "Actor", *, now: datetime) -> Counts:
        found = find(db, actor, now=now)
        return Counts(len(found), sum(item.flagged for item in found))

    def line_up(db: "Session", actor: "Actor", *, now: datetime, most: int) -> Sequence[Turn]:
        return sorted(item.turn for item in find(db, actor, now=now))[:most]

    def describe(db: "Session", actor: "Actor", ids: Collection[int], *, now: datetime) -> Sequence[Waiting]:
        return [item for item in find(db, actor, now=now) if item.id in ids]

    return Source(kind, count, line_up, describe, **more)
