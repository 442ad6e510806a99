"""Finding what arrived, by the keys that a device gave it and by the entries that came of it."""

from collections.abc import Collection, Iterable, Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from ashilms.actor import Actor
from ashilms.offline.models import OfflineItem
from ashilms.offline.services.taken import OVERTAKEN


def find_arrived(db: Session, actor: Actor, keys: Collection[object]) -> Sequence[OfflineItem]:
    """Return what is kept of items of one's own, in the order in which they arrived; others' keys are none."""
    texts = [key for key in keys if isinstance(key, str)]
    mine = OfflineItem.person_id == actor.id, OfflineItem.key.in_(texts)
    return db.scalars(select(OfflineItem).where(*mine).order_by(OfflineItem.id)).all() if texts else []


def find_arrivals(db: Session, entry_ids: Iterable[int]) -> dict[int, OfflineItem]:
    """Return what is kept of how drafts arrived from a device, the latest of each, by entry."""
    query = select(OfflineItem).where(OfflineItem.entry_id.in_(entry_ids), OfflineItem.digest != OVERTAKEN)
    return {
        row.entry_id: row for row in db.scalars(query.order_by(OfflineItem.id)) if row.entry_id is not None
    }
