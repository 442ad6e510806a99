"""What supervision does later: mails links, reminds of papers that end, and sweeps up what serves no more."""

from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy.orm import Session

from ashilms import signals
from ashilms.formats import day, local
from ashilms.jobs.services import Handler, Work
from ashilms.notices import services as notices
from ashilms.supervision.rules.credentials import CALLED
from ashilms.supervision.services import find_reminders, guests
from ashilms.supervision.services.reminding import Reminder, still_ends

REMIND = "supervision.remind"
ENDS = "credential-ends"


def connect() -> None:
    """Listen; connecting twice is the same as once."""
    signals.line_waits.connect(_is_over, weak=False)


def _is_over(db: Session, *, kind: str, about: str, person_id: int, now: datetime, **_facts: Any) -> bool:
    """Return whether what somebody was to be reminded of ends no more on that day, or has ended."""
    if kind != ENDS:
        return False
    credential, _, until = about.partition(":")
    return not still_ends(db, person_id, credential, date.fromisoformat(until), now=now)


def _send_link(db: Session, work: Work) -> None:
    guests.send_link(
        db, person_id=work.payload["person"], email=work.payload["email"], door=work.payload["door"],
        school=work.settings.provider_name, render=work.render, now=work.now, key=work.key,
    )  # fmt: skip


def _remind(db: Session, work: Work) -> dict[str, int]:
    """Write the reminders that are due; each has a key of its own, so that a second run writes none."""
    due = list(find_reminders(db, now=work.now))
    for reminder in notices.not_written(db, due):
        notices.send_mail(
            db, reminder.person, ENDS, _said(reminder, work), render=work.render, key=reminder.key, now=work.now,
            about=f"{reminder.kind}:{reminder.until}",
            urgent=reminder.until == local(work.now, reminder.person.zone).date(),
        )  # fmt: skip
    return {"due": len(due)}


def _said(reminder: Reminder, work: Work) -> dict[str, str]:
    return {
        "what": CALLED[reminder.kind], "ends": day(reminder.until),
        "link": reminder.door or f"{work.settings.public_url.rstrip('/')}/credentials",
        "school": work.settings.provider_name,
    }  # fmt: skip


def _sweep(db: Session, work: Work) -> dict[str, int]:
    return {"links": guests.drop_old(db, now=work.now)}


HANDLERS = (
    Handler(guests.LINK_JOB, _send_link, about="A supervisor’s link is mailed"),
    Handler(
        REMIND,
        _remind,
        every=timedelta(hours=6),
        about="Reminders before a supervisor’s licence or first aid ends",
    ),
    Handler(
        "supervision.sweep",
        _sweep,
        every=timedelta(hours=6),
        about="Supervisors’ links that are over are forgotten",
    ),
)
