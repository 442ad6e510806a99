"""What programs do when something is announced, and later: look at what a change would mean for everybody."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy.orm import Session

from ashilms import signals
from ashilms.actor import machine
from ashilms.jobs.services import Handler, Work
from ashilms.programs import services
from ashilms.programs.rules import Kinds
from ashilms.programs.services import asking


def connect() -> None:
    """Listen; connecting twice is the same as once."""
    signals.enrolled.connect(_bind, weak=False)


def _bind(db: Session, *, person_id: int, course_id: int, now: Any, **_facts: Any) -> None:
    services.bind_person(db, machine("enrolment"), person_id, course_id, now=now)


def handlers(kinds: Kinds) -> tuple[Handler, ...]:
    """Return who looks at what a change would mean, given the kinds of requirement that are installed."""

    def look(db: Session, work: Work) -> dict[str, Any]:
        return asking.look_on(db, kinds, work.payload)

    def keep(db: Session, work: Work) -> Mapping[str, Any]:
        return asking.keep_on(db, work.made, now=work.now)

    return (Handler(asking.LOOK, keep, prepare=look, about="What a change would mean is looked up"),)
