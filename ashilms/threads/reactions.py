"""What this room does by itself: tell people by mail, several things at once, and show questions where they belong."""

from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from ashilms import signals
from ashilms.accounts import services as people
from ashilms.jobs import services as jobs
from ashilms.jobs.rules import slot_key
from ashilms.jobs.services import Handler, Work
from ashilms.notices import services as notices
from ashilms.supervision import services as supervision
from ashilms.threads import services
from ashilms.threads.models import Remark
from ashilms.threads.rules import TOGETHER, say_untold
from ashilms.threads.services.telling import reader_of
from ashilms.waiting import UNTOLD

TELL, ASKED = "threads.tell", "asked"
QUESTIONS = "questions"
"""What a mail is about that tells of questions alone."""
ASIDES = {"questions": services.tell_of_questions}
"""What is said on a session's page, by the name under which its template knows it."""


def connect() -> None:
    """Listen; connecting twice is the same as once."""
    signals.remark_made.connect(_on_made, weak=False)
    signals.line_waits.connect(_is_over, weak=False)


def _on_made(db: Session, *, remark_id: int, now: datetime, **_facts: Any) -> None:
    """Ask for one mail for all that comes to one person in a quarter of an hour."""
    reader = reader_of(db, db.get_one(Remark, remark_id))
    if reader is not None:
        key = slot_key(f"{TELL}:{reader}", TOGETHER, now)
        jobs.enqueue(db, TELL, {"person": reader}, key=key, now=now, due=now + TOGETHER + UNTOLD)


def _tell(db: Session, work: Work) -> dict[str, int]:
    """Write the mail. It says that there is something to read, and nothing of what."""
    reader = people.get_person(db, work.payload["person"])
    untold = services.untold_for(db, reader.id, now=work.now)
    if untold:
        questions = sum(row.answers_id is None for row in untold)
        door = supervision.guest_of(db, reader.id)
        entries = {row.entry_id for row in untold}
        page = f"/practicum/entries/{entries.pop()}" if len(entries) == 1 else ""
        values = {
            "said": say_untold(questions, len(untold) - questions),
            "link": door.door if door else f"{work.settings.public_url.rstrip('/')}{page}",
            "school": work.settings.provider_name,
        }  # fmt: skip
        notices.send_mail(
            db,
            reader,
            ASKED if questions else "answered",
            values,
            render=work.render,
            key=work.key,
            now=work.now,
            about=QUESTIONS if questions == len(untold) else "",
        )
        services.mark_told(db, [row.id for row in untold], now=work.now)
    return {"told": len(untold)}


def _is_over(db: Session, *, kind: str, about: str, person_id: int, **_facts: Any) -> bool:
    """Return whether no question waits any more for whoever was to be told of nothing else."""
    return kind == ASKED and about == QUESTIONS and not services.waits_for(db, person_id)


HANDLERS = (Handler(TELL, _tell, about="A question about a session, or its answer, is told"),)
"""What is due later."""
