"""What programs do when something is announced."""

from typing import Any

from sqlalchemy.orm import Session

from ashilms import signals
from ashilms.actor import machine
from ashilms.programs import services


def connect() -> None:
    """Listen; connecting twice is the same as once."""
    signals.enrolled.connect(_bind, weak=False)


def _bind(db: Session, *, person_id: int, course_id: int, now: Any, **_facts: Any) -> None:
    services.bind_person(db, machine("enrolment"), person_id, course_id, now=now)
