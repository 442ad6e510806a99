"""What bookings do when something is announced: follow a class's times, say who booked, tell who has a place."""

from collections.abc import Collection
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy.orm import Session

from ashilms import signals
from ashilms.accounts import services as people
from ashilms.bookings import services
from ashilms.bookings.models import Slot
from ashilms.jobs import services as jobs
from ashilms.jobs.services import Handler, Work
from ashilms.notices import services as notices

TELL = "bookings.tell"
CALLED_OFF, MOVED = "place-called-off", "place-moved"
SOON = timedelta(days=2)
"""What begins earlier than that is told at once: the next daily mail might come too late."""


def connect() -> None:
    """Listen; connecting twice is the same as once."""
    signals.class_moved.connect(_on_moved, weak=False)
    signals.places_asked.connect(_on_asked, weak=False)
    signals.places_changed.connect(_on_changed, weak=False)
    signals.line_waits.connect(_is_over, weak=False)


def _on_moved(db: Session, *, session_id: int, now: datetime, **_facts: Any) -> None:
    services.move_with_class(db, live_id=session_id, now=now)


def _on_asked(db: Session, *, session_id: int, **_facts: Any) -> Collection[int] | None:
    return services.find_booked(db, session_id)


def _on_changed(db: Session, *, slot_id: int, what: str, now: datetime, **_facts: Any) -> None:
    for booking in services.bookings_of(db, slot_id):
        payload = {"person": booking.person_id, "slot": slot_id, "what": what}
        jobs.enqueue(db, TELL, payload, key=f"{TELL}:{booking.id}:{booking.slot.version}", now=now)


def _tell(db: Session, work: Work) -> None:
    """Write the mail to one who has a place. A reason may speak of somebody's health, so it stays on the page."""
    reader, slot = people.get_person(db, work.payload["person"]), db.get_one(Slot, work.payload["slot"])
    values = {
        "title": slot.title,
        "when": slot.when(reader.zone), "where": slot.where, "school": work.settings.provider_name,
        "link": f"{work.settings.public_url.rstrip('/')}/bookings",
    }  # fmt: skip
    kind = CALLED_OFF if work.payload["what"] == services.OFF else MOVED
    notices.send_mail(
        db, reader, kind, values, render=work.render, key=work.key, now=work.now, about=f"{slot.id}:{slot.version}",
        urgent=slot.starts - work.now < SOON,
    )  # fmt: skip


def _is_over(db: Session, *, kind: str, about: str, now: datetime, **_facts: Any) -> bool:
    """Return whether a slot was changed once more, of which another mail tells, or is past."""
    if kind not in (CALLED_OFF, MOVED):
        return False
    number, _, version = about.partition(":")
    slot = db.get(Slot, int(number))
    return slot is None or str(slot.version) != version or slot.ends <= now


HANDLERS = (Handler(TELL, _tell, about="Whoever booked is told of a change"),)
"""What is due later."""
