"""A draft saved as it is filled in: the answer is for the script alone."""

import secrets

from flask import url_for
from flask.typing import ResponseReturnValue

from ashilms.errors import Unacceptable
from ashilms.formats import local
from ashilms.practicum import services
from ashilms.practicum.forms import EntryForm
from ashilms.practicum.models import Entry
from ashilms.screenings.rules.plan import Plan
from ashilms.web import actor, now, transaction


def save_draft(form: EntryForm, plan: Plan, course_id: int, entry: Entry | None) -> ResponseReturnValue:
    """Keep what the form holds, and say when, under which version and where it goes from now on; or why not.

    What another window has changed meanwhile is refused as everywhere (409) and not overwritten.
    """
    if not form.validate():
        return {"refused": next(str(told[0]) for told in form.errors.values())}, 422
    try:
        kept_id, version = _keep(form, plan, course_id, entry)
    except Unacceptable as refused:
        return {"refused": str(refused)}, 422
    clock = f"{local(now(), actor().zone):%H:%M:%S}"
    return {
        "saved": clock,
        "fields": {"version": version},
        "action": url_for("ashilms.practicum.edit_entry", id=kept_id),
    }


def _keep(form: EntryForm, plan: Plan, course_id: int, entry: Entry | None) -> tuple[int, int]:
    sheet, who, seen = form.as_sheet(plan), actor(), form.seen()
    entry_id = entry.id if entry else None
    with transaction() as db:
        if entry_id is None:
            key = (form.form_key.data or secrets.token_urlsafe(24))[:64]
            kept = services.keep_draft(db, who, course_id, sheet, form_key=key, now=now())
        else:
            kept = services.change_entry(db, who, entry_id, sheet, version=seen, send=False, now=now())
        return kept.id, kept.version
