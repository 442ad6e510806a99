"""Keeping a draft as it is filled in: by the form that began it, until anything else changes it."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from ashilms.accounts import services as people
from ashilms.actor import Actor
from ashilms.practicum.models import Entry
from ashilms.practicum.rules.sheet import Sheet, sheet_as_json
from ashilms.practicum.rules.states import State
from ashilms.practicum.services.entries import change_entry, log_entry

FIRST = 1
"""The version of a draft that nothing has changed since it was made."""


def keep_draft(
    db: Session, actor: Actor, course_id: int, sheet: Sheet, *, form_key: str, now: datetime
) -> Entry:
    """Keep what a form holds as a draft: made the first time, and after that changed.

    A form whose first answer was lost on its way does not know its draft yet, and sends its key again with what was
    filled in since. Raises as `log_entry`, `Clash` too once anything else has changed the draft.
    """
    people.lock_people(db, {actor.id})
    made = db.scalar(select(Entry).where(Entry.person_id == actor.id, Entry.form_key == form_key))
    untouched = made is not None and made.state == State.DRAFT and made.version == FIRST
    if made is not None and untouched and made.sheet != sheet_as_json(sheet):
        return change_entry(db, actor, made.id, sheet, version=FIRST, send=False, now=now)
    return log_entry(db, actor, course_id, sheet, form_key=form_key, send=False, now=now)
