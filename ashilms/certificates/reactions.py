"""What certificates do by themselves: take up what was approved and not drawn, tell the holder, and remind them."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy.orm import Session

from ashilms import signals
from ashilms.accounts import services as people
from ashilms.accounts.models import Person
from ashilms.actor import machine
from ashilms.certificates import press, services
from ashilms.certificates.issuing import JOB
from ashilms.certificates.rules import Payload, Status
from ashilms.formats import day
from ashilms.jobs import services as jobs
from ashilms.jobs.services import Handler, Work
from ashilms.notices import services as notices

BOT = machine("jobs")
TELL, REMIND = "certificates.tell", "certificates.remind"


def connect() -> None:
    """Listen; connecting twice is the same as once."""
    signals.certificate_issued.connect(_on_issued, weak=False)
    signals.certificate_changed.connect(_on_changed, weak=False)
    signals.sessions_doubted.connect(services.find_earned, weak=False)
    signals.evidence_asked.connect(services.find_facts, weak=False)


def _on_issued(db: Session, *, number: str, now: datetime, **_facts: Any) -> None:
    _tell_later(db, number, "issued", now)


def _on_changed(db: Session, *, number: str, status: str, now: datetime, **_facts: Any) -> None:
    if status != Status.SUPERSEDED:  # the mail about the one that took its place says it
        _tell_later(db, number, status, now)


def _tell_later(db: Session, number: str, what: str, now: datetime) -> None:
    key = f"{TELL}:{number}:{what}:{now.isoformat()}"
    jobs.enqueue(db, TELL, {"number": number, "what": what}, key=key, now=now)


def _draw(db: Session, work: Work) -> services.Pressed | None:
    """Draw outside the writing transaction: a certificate takes a tenth of a second, a lock should not."""
    row = services.get_certificate(db, work.payload["number"])
    if row.status not in (Status.ISSUING, Status.FAILED):
        return None
    return press.press(row.as_payload(), work.settings, work.render, now=work.now)


def _finish(db: Session, work: Work) -> Mapping[str, Any]:
    stands = work.made is not None and services.finish(
        db, BOT, work.payload["number"], work.made, now=work.now
    )
    return {"finished": stands}


def _tell(db: Session, work: Work) -> None:
    row = services.get_certificate(db, work.payload["number"])
    holder = people.get_person(db, row.person_id)
    _mail(db, holder, "certificate", row.as_payload(), work, work.key, what=work.payload["what"])


def _remind(db: Session, work: Work) -> dict[str, int]:
    """Write the reminders that are due; each has a key of its own, so that a second run writes none."""
    due = list(services.find_reminders(db, now=work.now))
    for reminder in notices.not_written(db, due):
        said = reminder.certificate.as_payload()
        ends = day(said.valid_until) if said.valid_until else ""
        link = f"{_pages_of(said)}renewal"
        _mail(db, reminder.holder, "certificate-ends", said, work, reminder.key, ends=ends, link=link)
    return {"due": len(due)}


def _mail(
    db: Session, holder: Person, template: str, said: Payload, work: Work, key: str, **more: str
) -> None:
    values = {
        "name": holder.name, "award": said.award, "number": said.number, "link": _page_of(said),
        "school": said.provider.name, **more,
    }  # fmt: skip
    notices.send_mail(db, holder, template, values, render=work.render, key=key, now=work.now)


def _page_of(said: Payload) -> str:
    """Return the address of the holder's own page of a certificate."""
    return f"{_pages_of(said)}certificates/{said.number}"


def _pages_of(said: Payload) -> str:
    """Return what the addresses of the holder's pages begin with: what the link begins with that it bears itself."""
    return said.verify_url.removesuffix(f"c/{said.token}")


HANDLERS = (
    Handler(JOB, _finish, prepare=_draw, about="A certificate is drawn and signed"),
    Handler(TELL, _tell, about="The holder is told what became of a certificate"),
    Handler(REMIND, _remind, every=timedelta(hours=6), about="Reminders before certificates end"),
)
