"""Taking the draft of a session: a new one, or a later version of one that arrived before."""

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from ashilms.actor import Actor
from ashilms.errors import Clash, Unacceptable
from ashilms.formats import local
from ashilms.offline.models import OfflineItem
from ashilms.offline.rules.drafts import LARGEST, find_differences, is_too_long, read_draft
from ashilms.offline.rules.parcels import KEY, MOST_ITEMS, Item
from ashilms.offline.services.taken import OVERTAKEN, Taken
from ashilms.practicum import services as practicum
from ashilms.practicum.models import Entry
from ashilms.practicum.rules.checks import MAX_REFLECTION
from ashilms.practicum.rules.session import decide_sheet
from ashilms.practicum.rules.sheet import Sheet

ELSEWHERE = (
    "This draft was changed elsewhere after it had arrived, so nothing was written over. Both are there: the one in "
    "your log, and this one on the device. Take over what is missing, then remove this one."
)
NO_CHECK = "Its check of the room did not arrive, so the draft has none yet. Choose one before you send it."


def take_draft(db: Session, actor: Actor, item: Item, *, now: datetime) -> Taken:
    """Keep a session as a draft in the log, decided anew by the rules that hold here; nothing newer is written over.

    Raises `Clash` when the draft was changed elsewhere, `Unacceptable` for identity in it, as the log itself does.
    """
    course_id = item.body.get("course_id")
    if type(course_id) is not int or not 1 <= course_id <= LARGEST:
        raise Unacceptable("This draft doesn't say of which course it is.")
    version = practicum.get_plan(db, course_id)
    plan = version.as_plan()
    check_id, notes = _check(db, actor, item)
    read = read_draft(item.body, plan, check_id)
    if is_too_long(read.sheet):
        raise Unacceptable(
            f"The reflection is longer than {MAX_REFLECTION} characters. Shorten it.", "reflection"
        )
    decision = decide_sheet(read.sheet, plan, local(item.captured_at, actor.zone).date())
    notes += find_differences(read, decision, version.number)
    earlier, missing = _find_earlier(db, actor, item)
    entry = _keep(db, actor, course_id, read.sheet, earlier, item.key, now)
    return Taken(tuple(notes), check_id, entry.id, entry.version, missing)


def _check(db: Session, actor: Actor, item: Item) -> tuple[int | None, list[str]]:
    """Return the check that the draft stands on, by the key under which it arrived, and what is to be said of it."""
    key = item.body.get("check")
    if not isinstance(key, str):
        return None, []
    query = select(OfflineItem.check_id).where(OfflineItem.person_id == actor.id, OfflineItem.key == key)
    found = db.scalar(query)
    return found, [] if found else [NO_CHECK]


def _find_earlier(db: Session, actor: Actor, item: Item) -> tuple[OfflineItem | None, tuple[str, ...]]:
    """Return the latest version of this draft that arrived before, and the keys of those that did not."""
    sent = item.body.get("replaces")
    keys = [key for key in sent if _is_key(key)][:MOST_ITEMS] if isinstance(sent, list) else []
    keys = [key for key in dict.fromkeys(keys) if key != item.key]
    mine = OfflineItem.person_id == actor.id
    query = select(OfflineItem).where(mine, OfflineItem.key.in_(keys)).order_by(OfflineItem.id)
    arrived = list(db.scalars(query)) if keys else []
    missing = tuple(key for key in keys if key not in {row.key for row in arrived})
    whole = [row for row in arrived if row.digest != OVERTAKEN and row.entry_id is not None]
    return (whole[-1] if whole else None), missing


def _is_key(key: object) -> bool:
    return isinstance(key, str) and KEY.fullmatch(key) is not None


def _keep(
    db: Session,
    actor: Actor,
    course_id: int,
    sheet: Sheet,
    earlier: OfflineItem | None,
    key: str,
    now: datetime,
) -> Entry:
    if earlier is None or earlier.entry_id is None:
        return practicum.log_entry(db, actor, course_id, sheet, form_key=key, send=False, now=now)
    try:
        version = earlier.version or 0
        return practicum.change_entry(
            db, actor, earlier.entry_id, sheet, version=version, send=False, now=now
        )
    except Clash as clash:
        raise Clash(ELSEWHERE) from clash


def find_arrivals(db: Session, entry_ids: Iterable[int]) -> dict[int, OfflineItem]:
    """Return what is kept of how drafts arrived from a device, the latest of each, by entry."""
    query = select(OfflineItem).where(OfflineItem.entry_id.in_(entry_ids), OfflineItem.digest != OVERTAKEN)
    return {
        row.entry_id: row for row in db.scalars(query.order_by(OfflineItem.id)) if row.entry_id is not None
    }
