"""Countersigning several entries at once: none that is flagged, each by its own review, all of them or none."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from ashilms.actor import LINK, Actor
from ashilms.errors import Clash, NotAllowed, Unacceptable
from ashilms.practicum.models import Entry, Review
from ashilms.practicum.services.reviews import countersign_entry, get_waiting
from ashilms.practicum.services.waiting import describe_waiting

MOST_TOGETHER = 25
"""Entries of one signing; more than that nobody has looked at."""
ONE_BY_ONE = "By link each session is signed with a code of its own."
LEFT = "One of these waits no longer, or needs a closer look by now. Nothing was signed: choose again."


def find_together(db: Session, actor: Actor, ids: Collection[int], *, now: datetime) -> Sequence[Entry]:
    """Return those of these entries that the actor may sign together now, in the queue's order.

    What is flagged, lapses soon or waits for somebody else is left out. Raises `NotAllowed` for who came in by a link.
    """
    if actor.via == LINK:
        raise NotAllowed(ONE_BY_ONE)
    chosen = sorted(ids)[:MOST_TOGETHER]
    turns = [item.id for item in describe_waiting(db, actor, chosen, now=now) if item.together]
    found = {entry.id: entry for entry in db.scalars(select(Entry).where(Entry.id.in_(turns)))}
    return [found[id] for id in turns]


def countersign_together(
    db: Session, actor: Actor, seen: Mapping[int, int], *, now: datetime
) -> Sequence[Review]:
    """Sign these entries without an observation; `seen` is each one's version as the supervisor saw it.

    Each is judged as if it were signed alone, and raises as `countersign_entry`; nothing is signed then. Raises
    `Unacceptable` when none or too many are chosen, `Clash` when one is flagged by now or waits no longer, `Missing`
    when one is another supervisor's.
    """
    if not 0 < len(seen) <= MOST_TOGETHER:
        raise Unacceptable(f"Choose between one session and {MOST_TOGETHER}.")
    for id in set(seen) - {entry.id for entry in find_together(db, actor, seen, now=now)}:
        get_waiting(db, actor, id, now=now)
        raise Clash(LEFT)
    return [
        countersign_entry(db, actor, id, version=seen[id], ratings={}, outcome=None, now=now)
        for id in sorted(seen)
    ]
