"""What waits for somebody, as any room offers it to the one queue; and what may be undone for ten seconds.

A room says how much there is, in which order, and what the few on a page are: the queue never reads what it does not
show. Whoever adds a source adds it in `ashilms.rooms`.
"""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

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
    first: bool = False
    """Whether somebody stands at the table meanwhile: it goes before all else."""
    together: bool = False
    """Whether it may be signed together with others."""

    @property
    def turn(self) -> "Turn":
        """Its place in the queue."""
        return Turn(not self.first, not self.flagged, self.since, self.kind, self.id)


@dataclass(frozen=True, slots=True, order=True)
class Turn:
    """A place in the queue: whoever stands at the table, then what is flagged, then what has waited longest."""

    later: bool
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
class Offer:
    """What one room offers to one person now. Nothing is read before it is asked for, but how much there is."""

    counts: Counts
    line_up: Callable[[int], Sequence[Turn]]
    """Returns so many of the first places, in order."""
    describe: Callable[[Collection[Turn]], Sequence[Waiting]]
    """Returns what is of this room at these places, in any order."""
    undoable: Sequence[Undoable] = ()


Source = Callable[..., Offer]
"""A room's `offer(db, actor, *, now)`; whose it all is, is asked there."""


def is_undoable(at: datetime, now: datetime) -> bool:
    """Return whether what was done at a moment may be undone now."""
    return now - at <= UNDO + ON_ITS_WAY


def listed(items: Sequence[Waiting], undoable: Sequence[Undoable] = ()) -> Offer:
    """Return the offer of a room of which little ever waits, so that all of it is read at once."""
    turns = sorted(item.turn for item in items)
    return Offer(
        Counts(len(items), sum(item.flagged for item in items)),
        lambda most: turns[:most],
        lambda wanted: [item for item in items if item.turn in wanted],
        undoable,
    )
