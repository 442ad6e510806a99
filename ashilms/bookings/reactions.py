"""What bookings do when something is announced: follow a class's times, say who booked a place in it."""

from collections.abc import Collection
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from ashilms import signals
from ashilms.bookings import services


def connect() -> None:
    """Listen; connecting twice is the same as once."""
    signals.class_moved.connect(_on_moved, weak=False)
    signals.places_asked.connect(_on_asked, weak=False)


def _on_moved(db: Session, *, session_id: int, now: datetime, **_facts: Any) -> None:
    services.move_with_class(db, live_id=session_id, now=now)


def _on_asked(db: Session, *, session_id: int, **_facts: Any) -> Collection[int] | None:
    return services.find_booked(db, session_id)
