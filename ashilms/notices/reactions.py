"""What is done by itself: a mail is sent, and digests are written when their hours come."""

from datetime import date, timedelta
from typing import Any

from sqlalchemy.orm import Session

from ashilms.jobs.services import Handler, Work, enqueue
from ashilms.notices import services
from ashilms.notices.services import Due

DIGESTS, DIGEST = "notices.digests", "notices.digest"
EVERY = timedelta(minutes=15)
"""How often is looked whose hour has come: clocks differ by quarters of an hour at the least."""


def _send(db: Session, work: Work) -> Any:
    services.deliver(db, work.payload["mail"], work.settings, now=work.now)


def _note(db: Session, work: Work) -> None:
    services.mark_sent(db, work.payload["mail"], now=work.now)


def _look(db: Session, work: Work) -> dict[str, int]:
    """Ask for a digest each, so that one which can't be written keeps nobody else's."""
    found = list(services.find_due(db, now=work.now))
    for due in found:
        payload = {"person": due.person_id, "day": due.day.isoformat(), "after": due.after}
        enqueue(db, DIGEST, payload, key=due.asked, now=work.now)
    return {"due": len(found)}


def _write(db: Session, work: Work) -> dict[str, int]:
    due = Due(work.payload["person"], date.fromisoformat(work.payload["day"]), work.payload["after"])
    held = services.write_digest(
        db, due, school=work.settings.provider_name, public_url=work.settings.public_url, render=work.render,
        now=work.now,
    )  # fmt: skip
    return {"held": held}


HANDLERS = (
    Handler(services.DELIVER, _note, prepare=_send, about="A mail is sent"),
    Handler(DIGESTS, _look, every=EVERY, about="Whose hour for the daily mail has come is looked up"),
    Handler(DIGEST, _write, about="A daily mail is written"),
)
