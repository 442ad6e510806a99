"""Taking what a device brings: each item once, whoever sends it again, and answered the same every time."""

from collections.abc import Callable
from datetime import datetime

from sqlalchemy.orm import Session

from ashilms.accounts import services as people
from ashilms.actor import TRAINEE, Actor
from ashilms.audit import services as audit
from ashilms.db import add_once
from ashilms.errors import Clash, NotAllowed
from ashilms.offline.models import OfflineItem
from ashilms.offline.rules.parcels import Item
from ashilms.offline.services.arrivals import find_arrived
from ashilms.offline.services.checks import take_check
from ashilms.offline.services.decisions import take_decision
from ashilms.offline.services.drafts import take_draft
from ashilms.offline.services.taken import OVERTAKEN, Taken
from ashilms.screenings.rules.coding import digest_of

Take = Callable[..., Taken]
KINDS: dict[str, Take] = {"check": take_check, "decision": take_decision, "draft": take_draft}
"""Who takes which kind of item: `take(db, actor, item, *, key, now)`, a file each."""
RESENT = "This was sent before with other content. Open what it made, and change it there."


def receive_item(db: Session, actor: Actor, item: Item, *, key: str, now: datetime) -> OfflineItem:
    """Take one item and return what is kept of its arrival; the same item again returns the same.

    `key` is the site's own, by which a supervisor's code is checked.
    Raises `Clash` for the same key with other content and for what has changed meanwhile, `Unacceptable` and its
    like where a rule stands against it: nothing of the item is kept then.
    """
    if not actor.has(TRAINEE):
        raise NotAllowed("Only trainees log sessions.")
    people.lock_people(db, {actor.id})
    digest = digest_of({"kind": item.kind, "body": item.body})
    if same := find_arrived(db, actor, [item.key]):
        return _again(same[0], digest)
    taken = KINDS[item.kind](db, actor, item, key=key, now=now)
    row = OfflineItem(
        person_id=actor.id, key=item.key, kind=item.kind, digest=digest, captured_at=item.captured_at, synced_at=now,
        notes=list(taken.notes), check_id=taken.check_id, decision_id=taken.decision_id,
        entry_id=taken.entry_id, version=taken.version,
    )  # fmt: skip
    if not add_once(db, row):
        raise Clash("This is being sent by another window just now. Send it again.")
    _overtake(db, row, taken.overtaken)
    audit.record(
        db, actor, "offline.receive", f"offline:{row.id}", now=now, about=actor.id,
        after={"kind": row.kind, "captured_at": row.captured_at.isoformat(), "digest": digest, "notes": row.notes},
    )  # fmt: skip
    return row


def _again(same: OfflineItem, digest: str) -> OfflineItem:
    if same.digest not in (digest, OVERTAKEN):
        raise Clash(RESENT)
    return same


def _overtake(db: Session, row: OfflineItem, keys: tuple[str, ...]) -> None:
    """Let earlier versions that may still be on their way count as arrived, so that none makes a second draft."""
    same = {
        name: getattr(row, name)
        for name in ("person_id", "kind", "captured_at", "synced_at", "entry_id", "version")
    }
    db.add_all(OfflineItem(key=key, digest=OVERTAKEN, notes=[], **same) for key in keys)
    db.flush()
