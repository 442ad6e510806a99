"""What this room does by itself: tell holders what was decided, and remind them before a document ends."""

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy.orm import Session

from ashilms import signals
from ashilms.accounts import services as people
from ashilms.formats import day, local
from ashilms.held_documents import services
from ashilms.held_documents.models import HeldDocument
from ashilms.jobs import services as jobs
from ashilms.jobs.services import Handler, Work
from ashilms.notices import services as notices

TELL, REMIND = "documents.tell", "documents.remind"
TOLD, ENDS = "document-", "document-ends"
REMIND_EVERY = timedelta(hours=6)


def connect() -> None:
    """Listen; connecting twice is the same as once."""
    signals.document_decided.connect(_on_decided, weak=False)
    signals.line_waits.connect(_is_over, weak=False)


def _on_decided(db: Session, *, document_id: int, number: int, now: datetime, **_facts: Any) -> None:
    payload = {"document": document_id, "number": number}
    jobs.enqueue(db, TELL, payload, key=f"{TELL}:{document_id}:{number}", now=now)


def _tell(db: Session, work: Work) -> None:
    """Write the mail: it says what was decided; why is on the page."""
    row = db.get_one(HeldDocument, work.payload["document"])
    decision = row.decisions[work.payload["number"] - 1]
    holder = people.get_person(db, row.person_id)
    values = {"until": f"until {day(row.ends_on)}" if row.ends_on else "", **_said(row, work)}
    about = f"{row.id}:{decision.state}"
    notices.send_mail(
        db,
        holder,
        f"{TOLD}{decision.state}",
        values,
        render=work.render,
        key=work.key,
        now=work.now,
        about=about,
    )


def _remind(db: Session, work: Work) -> dict[str, int]:
    """Write the reminders that are due; each has a key of its own, so that a second run writes none."""
    due = list(services.find_reminders(db, now=work.now))
    for reminder in notices.not_written(db, due):
        row, person = reminder.document, reminder.person
        notices.send_mail(
            db, person, ENDS, _said(row, work), render=work.render, key=reminder.key, now=work.now, about=str(row.id),
            urgent=row.ends_on == local(work.now, person.zone).date(),
        )  # fmt: skip
    return {"due": len(due)}


def _said(row: HeldDocument, work: Work) -> dict[str, Any]:
    return {
        "title": row.title, "ends": day(row.ends_on) if row.ends_on else "",
        "link": f"{work.settings.public_url.rstrip('/')}/documents", "school": work.settings.provider_name,
    }  # fmt: skip


def _is_over(db: Session, *, kind: str, about: str, now: datetime, **_facts: Any) -> bool:
    """Return whether a document is not as decided any more, or ends no more since the next one is there."""
    if not kind.startswith(TOLD):
        return False
    number, _, state = about.partition(":")
    row = db.get(HeldDocument, int(number))
    if row is None:
        return True
    return row.state != state if state else not services.still_ends(db, row, now=now)


HANDLERS = (
    Handler(TELL, _tell, about="A trainee is told of a document"),
    Handler(REMIND, _remind, every=REMIND_EVERY, about="Reminders before documents end"),
)
"""What is due later."""
