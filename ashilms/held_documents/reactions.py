"""What this room does by itself: tell holders what was decided, and remind them before a document ends."""

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy.orm import Session

from ashilms import signals
from ashilms.accounts import services as people
from ashilms.accounts.models import Person
from ashilms.formats import day
from ashilms.held_documents import services
from ashilms.held_documents.models import HeldDocument
from ashilms.jobs import services as jobs
from ashilms.jobs.services import Handler, Work
from ashilms.notices import services as notices

TELL, REMIND = "documents.tell", "documents.remind"
REMIND_EVERY = timedelta(hours=6)


def connect() -> None:
    """Listen; connecting twice is the same as once."""
    signals.document_decided.connect(_on_decided, weak=False)


def _on_decided(db: Session, *, document_id: int, number: int, now: datetime, **_facts: Any) -> None:
    payload = {"document": document_id, "number": number}
    jobs.enqueue(db, TELL, payload, key=f"{TELL}:{document_id}:{number}", now=now)


def _tell(db: Session, work: Work) -> None:
    """Write the mail: it says what was decided; why is on the page."""
    row = db.get_one(HeldDocument, work.payload["document"])
    decision = row.decisions[work.payload["number"] - 1]
    values = {"state": decision.state, **_said(row, work)}
    holder = people.get_person(db, row.person_id)
    _send(db, holder, "document", values, work.key, work)


def _remind(db: Session, work: Work) -> dict[str, int]:
    """Write the reminders that are due; each has a key of its own, so that a second run writes none."""
    due = list(services.find_reminders(db, now=work.now))
    for reminder in notices.not_written(db, due):
        _send(db, reminder.person, "document-ends", _said(reminder.document, work), reminder.key, work)
    return {"due": len(due)}


def _said(row: HeldDocument, work: Work) -> dict[str, Any]:
    return {
        "title": row.title, "ends": day(row.ends_on) if row.ends_on else "",
        "link": f"{work.settings.public_url.rstrip('/')}/documents", "school": work.settings.provider_name,
    }  # fmt: skip


def _send(db: Session, holder: Person, template: str, values: dict[str, Any], key: str, work: Work) -> None:
    values = {"name": holder.name, **values}
    notices.send_mail(db, holder, template, values, render=work.render, key=key, now=work.now)


HANDLERS = (
    Handler(TELL, _tell, about="A trainee is told of a document"),
    Handler(REMIND, _remind, every=REMIND_EVERY, about="Reminders before documents end"),
)
"""What is due later."""
