"""What this room does by itself: tell a trainee by mail, and on a quiz's page whom to ask."""

from datetime import datetime
from functools import partial
from typing import Any

from sqlalchemy.orm import Session

from ashilms import signals
from ashilms.accounts import services as people
from ashilms.allowances import services
from ashilms.jobs import services as jobs
from ashilms.jobs.services import Handler, Work
from ashilms.notices import services as notices

TELL = "allowances.tell"
SAID = {
    "release": "You may sit a quiz once more: another attempt was released to you.",
    "accommodate": "More time or more attempts at quizzes were recorded for you.",
    "end": "An accommodation at quizzes that was recorded for you has ended.",
}
"""What a trainee is told, in the words of the mail; never why."""


def connect() -> None:
    """Listen; connecting twice is the same as once."""
    signals.allowance_changed.connect(_on_changed, weak=False)


def _on_changed(db: Session, *, person_id: int, what: str, page: str, now: datetime, **_facts: Any) -> None:
    key = f"{TELL}:{person_id}:{page}:{what}:{now.isoformat()}"
    jobs.enqueue(db, TELL, {"person": person_id, "page": page, "what": what}, key=key, now=now)


def _tell(db: Session, work: Work) -> None:
    reader = people.get_person(db, work.payload["person"])
    values = {
        "said": SAID[work.payload["what"]], "school": work.settings.provider_name,
        "link": f"{work.settings.public_url.rstrip('/')}/{work.payload['page']}",
    }  # fmt: skip
    notices.send_mail(db, reader, "allowance", values, render=work.render, key=work.key, now=work.now)


ASIDES = {"ask": lambda db, who, quiz_key, _: partial(services.whom_to_ask, db, who, quiz_key)}
"""What is said on a quiz's pages, by the name under which their templates know it."""
HANDLERS = (Handler(TELL, _tell, about="A trainee is told of a release or more time"),)
"""What is due later."""
