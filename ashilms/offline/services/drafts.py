"""Taking the draft of a session: a new one, or a later version of one that arrived before."""

from datetime import datetime

from sqlalchemy.orm import Session

from ashilms.actor import Actor
from ashilms.errors import Clash, Unacceptable
from ashilms.offline.models import OfflineItem
from ashilms.offline.rules.answers import read_id
from ashilms.offline.rules.drafts import read_draft
from ashilms.offline.rules.parcels import KEY, MOST_ITEMS, Item
from ashilms.offline.services.arrivals import find_arrived
from ashilms.offline.services.taken import OVERTAKEN, Taken
from ashilms.practicum import services as practicum
from ashilms.practicum.models import Entry
from ashilms.practicum.rules.checks import MAX_REFLECTION
from ashilms.practicum.rules.sheet import Sheet
from ashilms.screenings import services as screenings

ELSEWHERE = (
    "This draft was changed elsewhere after it had arrived, so nothing was written over. Both are there: the one in "
    "your log, and this one on the device. Take over what is missing, then remove this one."
)
NO_DECISION = (
    "Its screening did not arrive, so this draft stands on none, and can't be sent to your supervisor."
)


def take_draft(db: Session, actor: Actor, item: Item, *, key: str, now: datetime) -> Taken:
    """Keep a session as a draft in the log, on the screening that arrived before it; nothing newer is written over.

    Raises `Clash` when the draft was changed elsewhere, `Unacceptable` for identity in it, as the log itself does.
    """
    course_id = read_id(item.body.get("course_id"))
    if course_id is None:
        raise Unacceptable("This draft doesn't say of which course it is.")
    plan = screenings.get_plan(db, course_id).as_plan()
    screened = find_arrived(db, actor, [item.body.get("decision")])
    decision_id, check_id = (screened[-1].decision_id, screened[-1].check_id) if screened else (None, None)
    sheet = read_draft(item.body.get("sheet"), plan, check_id=check_id, decision_id=decision_id)
    if len(sheet.reflection) > MAX_REFLECTION:
        raise Unacceptable(
            f"The reflection is longer than {MAX_REFLECTION} characters. Shorten it.", "reflection"
        )
    earlier, missing = _find_earlier(db, actor, item)
    entry = _keep(db, actor, course_id, sheet, earlier, item.key, now)
    notes = () if decision_id else (NO_DECISION,)
    return Taken(notes, check_id, decision_id, entry.id, entry.version, missing)


def _find_earlier(db: Session, actor: Actor, item: Item) -> tuple[OfflineItem | None, tuple[str, ...]]:
    """Return the latest version of this draft that arrived before, and the keys of those that did not."""
    sent = item.body.get("replaces")
    keys = [key for key in sent if _is_key(key)][:MOST_ITEMS] if isinstance(sent, list) else []
    keys = [key for key in dict.fromkeys(keys) if key != item.key]
    arrived = find_arrived(db, actor, keys)
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
