"""What this room does by itself: tell a trainee that a mark was looked at, and show on a result what was asked."""

from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from ashilms import signals
from ashilms.accounts import services as people
from ashilms.appeals import services
from ashilms.appeals.models import Appeal
from ashilms.jobs import services as jobs
from ashilms.jobs.services import Handler, Work
from ashilms.notices import services as notices

TELL = "appeals.tell"


def connect() -> None:
    """Listen; connecting twice is the same as once."""
    signals.appeal_answered.connect(_on_answered, weak=False)


def _on_answered(db: Session, *, appeal_id: int, now: datetime, **_facts: Any) -> None:
    jobs.enqueue(db, TELL, {"appeal": appeal_id}, key=f"{TELL}:{appeal_id}:{now.isoformat()}", now=now)


def _tell(db: Session, work: Work) -> None:
    """Write the mail: it says that there is an answer, and nothing of it."""
    row = db.get_one(Appeal, work.payload["appeal"])
    reader = people.get_person(db, row.person_id)
    values = {
        "quiz": row.attempt.version.title, "school": work.settings.provider_name,
        "link": f"{work.settings.public_url.rstrip('/')}/appeals/{row.id}",
    }  # fmt: skip
    notices.send_mail(db, reader, "appeal", values, render=work.render, key=work.key, now=work.now)


ASIDES = {"appeals": lambda db, who, attempt: services.tell_of_attempt(db, who, attempt.id)}
"""What is said on an attempt's result, by the name under which its template knows it."""
HANDLERS = (Handler(TELL, _tell, about="A trainee is told of the review of a mark"),)
"""What is due later."""
