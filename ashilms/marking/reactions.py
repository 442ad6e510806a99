"""What marking does by itself: take up what was handed in, tell trainees, say on their result how they were marked."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from ashilms import signals
from ashilms.accounts import services as people
from ashilms.actor import Actor
from ashilms.jobs import services as jobs
from ashilms.jobs.services import Handler, Work
from ashilms.marking import services
from ashilms.notices import services as notices
from ashilms.quizzes.models import Attempt
from ashilms.quizzes.services import Kinds

TELL = "marking.tell"


def connect() -> None:
    """Listen; connecting twice is the same as once."""
    signals.attempt_waits.connect(_on_waits, weak=False)
    signals.attempt_marked.connect(_on_marked, weak=False)


def _on_waits(
    db: Session, *, attempt_id: int, numbers: Sequence[int], actor: Actor, kinds: Kinds, now: datetime, **_facts: Any
) -> None:  # fmt: skip
    services.open_pieces(db, attempt_id, numbers, now)
    services.finish_attempt(db, actor, db.get_one(Attempt, attempt_id), kinds, now=now)


def _on_marked(db: Session, *, person_id: int, attempt_id: int, now: datetime, **_facts: Any) -> None:
    payload = {"person": person_id, "attempt": attempt_id}
    jobs.enqueue(db, TELL, payload, key=f"{TELL}:{attempt_id}", now=now)


def _tell(db: Session, work: Work) -> None:
    reader = people.get_person(db, work.payload["person"])
    base = work.settings.public_url.rstrip("/")
    values = {
        "school": work.settings.provider_name,
        "link": f"{base}/attempts/{work.payload['attempt']}/result",
    }  # fmt: skip
    notices.send_mail(db, reader, "marked", values, render=work.render, key=work.key, now=work.now)


ASIDES = {"marked": lambda db, _who, attempt: services.tell_of_attempt(db, attempt)}
"""What is said on a result page, by the name under which its template knows it."""
HANDLERS = (Handler(TELL, _tell, about="A trainee is told of a mark"),)
"""What is due later."""
