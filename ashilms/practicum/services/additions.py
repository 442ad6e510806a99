"""Adding to one's own entry what is kept elsewhere, such as evidence, while nobody has decided on it."""

from datetime import datetime

from sqlalchemy.orm import Session

from ashilms.actor import Actor
from ashilms.errors import Clash
from ashilms.practicum.models import Entry
from ashilms.practicum.rules.states import EDITABLE, SENTENCES, State
from ashilms.practicum.services.entries import own_entry

OPEN = EDITABLE | {State.SUBMITTED}


def takes_additions(entry: Entry, *, now: datetime) -> bool:
    """Return whether something may still be attached to an entry: a draft, a returned one, one that waits."""
    return entry.standing(now) in OPEN


def add_to_entry(db: Session, actor: Actor, entry_id: int, *, now: datetime) -> Entry:
    """Return one's own entry, locked, for something to be attached to it or taken off again.

    One that waits counts a version, so that no signature stands on what was not seen. Raises `Missing` for somebody
    else's, `Clash` for one that was decided.
    """
    entry = own_entry(db, actor, entry_id)
    if not takes_additions(entry, now=now):
        raise Clash(SENTENCES[entry.standing(now)])
    if entry.standing(now) is State.SUBMITTED:
        entry.version += 1
        db.flush()
    return entry
