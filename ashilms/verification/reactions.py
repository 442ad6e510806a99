"""What this room does by itself: registrars are told that something was reported."""

from typing import Any

from sqlalchemy.orm import Session

from ashilms import signals
from ashilms.accounts import services as people
from ashilms.jobs.services import Handler, Work
from ashilms.notices import services as notices
from ashilms.verification import services
from ashilms.verification.services.reporting import TELL

REPORTED = "certificate-reported"


def connect() -> None:
    """Listen; connecting twice is the same as once."""
    signals.line_waits.connect(_is_over, weak=False)


def _is_over(db: Session, *, kind: str, about: str, **_facts: Any) -> bool:
    """Return whether a report that a mail is to tell of has been answered."""
    return kind == REPORTED and services.is_answered(db, int(about))


def _tell(db: Session, work: Work) -> dict[str, int]:
    """Write a mail to every registrar who may answer. It says that there is something to read, and nothing of what."""
    report = work.payload["report"]
    told = services.who_is_told(db, report)
    for person_id in told:
        registrar = people.get_person(db, person_id)
        values = {
            "link": f"{work.settings.public_url.rstrip('/')}/reports/{report}", "school": work.settings.provider_name,
        }  # fmt: skip
        notices.send_mail(
            db, registrar, REPORTED, values, render=work.render, key=f"{work.key}:{person_id}", now=work.now,
            about=str(report),
        )  # fmt: skip
    return {"told": len(told)}


HANDLERS = (Handler(TELL, _tell, about="Registrars are told that a certificate was reported"),)
"""What is due later."""
