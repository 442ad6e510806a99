"""What certificates do by themselves: take up what was approved and not drawn, tell the holder, and remind them."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from types import MappingProxyType
from typing import Any

from sqlalchemy.orm import Session

from ashilms import signals
from ashilms.accounts import services as people
from ashilms.accounts.models import Person
from ashilms.actor import machine
from ashilms.certificates import issuing, press, services
from ashilms.certificates.issuing import JOB
from ashilms.certificates.models import Certificate
from ashilms.certificates.rules import Payload, Status
from ashilms.certificates.rules.reviewing import EXPIRED, KEPT
from ashilms.certificates.services.replacing import AGAIN
from ashilms.certificates.services.running import ISSUE
from ashilms.formats import day, local
from ashilms.jobs import services as jobs
from ashilms.jobs.services import Handler, Work
from ashilms.notices import services as notices
from ashilms.programs import services as programs

BOT = machine("jobs")
TELL, REMIND, EXPIRE = "certificates.tell", "certificates.remind", "certificates.expire"
ISSUED, CORRECTED = "issued", "corrected"
LETTER, ENDS, ENDS_FOR_GOOD = "certificate-", "certificate-ends", "certificate-ends-for-good"
"""How the letters begin that say what became of a certificate, and those before its end, with a renewal and without."""
WHILE_VALID = {ENDS, ENDS_FOR_GOOD, *(f"{LETTER}{what}" for what in (ISSUED, CORRECTED, EXPIRED))}
"""What a daily mail says of a certificate only as long as it was neither suspended, revoked nor replaced."""


def connect() -> None:
    """Listen; connecting twice is the same as once."""
    signals.certificate_issued.connect(_on_issued, weak=False)
    signals.certificate_changed.connect(_on_changed, weak=False)
    signals.sessions_doubted.connect(services.find_earned, weak=False)
    signals.evidence_asked.connect(services.find_facts, weak=False)
    signals.line_waits.connect(_is_over, weak=False)


def _on_issued(db: Session, *, number: str, now: datetime, **_facts: Any) -> None:
    said = services.get_certificate(db, number).as_payload()
    _tell_later(db, number, CORRECTED if said.replaces else ISSUED, now)


def _on_changed(db: Session, *, number: str, status: str, step: str, now: datetime, **_facts: Any) -> None:
    if status != Status.SUPERSEDED:  # the mail about the one that took its place says it
        what = status if step or status != Status.SUSPENDED else _suspended(db, number)
        _tell_later(db, number, step or what, now)
    if status == Status.VALID and not step and (following := programs.find_number_after(db, number)):
        # a job may have asked in vain for so long that it was given up
        jobs.enqueue(db, JOB, {"number": following}, key=f"{JOB}:{following}:{now.isoformat()}", now=now)


def _suspended(db: Session, number: str) -> str:
    """Return how a suspension is told: one that somebody looks into, or one that was looked into, as by the board."""
    return "suspended" if services.get_certificate(db, number).review_by else KEPT


def _tell_later(db: Session, number: str, what: str, now: datetime) -> None:
    key = f"{TELL}:{number}:{what}:{now.isoformat()}"
    jobs.enqueue(db, TELL, {"number": number, "what": what}, key=key, now=now)


def _draw(db: Session, work: Work) -> services.Pressed | None:
    """Draw outside the writing transaction: a certificate takes a tenth of a second, a lock should not."""
    row = services.get_certificate(db, work.payload["number"])
    if row.status not in (Status.ISSUING, Status.FAILED):
        return None
    return _pressed(db, work, row)


def _draw_again(db: Session, work: Work) -> services.Pressed | None:
    row = services.get_certificate(db, work.payload["number"])
    if row.key != work.payload["key"] or row.status not in (Status.VALID, Status.SUSPENDED):
        return None
    return _pressed(db, work, row)


def _pressed(db: Session, work: Work, row: Certificate) -> services.Pressed:
    """Return a certificate drawn in what it names, however long ago that was chosen, and signed."""
    payload, listed = services.payload_to_press(row), services.find_listed(db, row.number)
    dress = press.dress_for(db, payload, work.settings, work.kinds["certificate_designs"])
    return press.press(payload, work.settings, work.render, listed=listed, now=work.now, dress=dress)


def _replace(db: Session, work: Work) -> Mapping[str, Any]:
    number = work.payload["number"]
    return {"replaced": bool(work.made and services.replace_file(db, BOT, number, work.made, now=work.now))}


def _issue(db: Session, work: Work) -> Mapping[str, Any]:
    wanted = work.payload
    number = issuing.issue_of_run(db, wanted["run"], wanted["person"], wanted["roles"], now=work.now)
    return {"number": number}


def _expire(db: Session, work: Work) -> dict[str, int]:
    return {"expired": services.note_expired(db, BOT, now=work.now)}


def _finish(db: Session, work: Work) -> Mapping[str, Any]:
    stands = work.made is not None and services.finish(
        db, BOT, work.payload["number"], work.made, now=work.now
    )
    return {"finished": stands}


def _tell(db: Session, work: Work) -> None:
    row = services.get_certificate(db, work.payload["number"])
    holder, what = people.get_person(db, row.person_id), work.payload["what"]
    values = {"until": day(row.review_by) if row.review_by else ""}
    _mail(db, holder, f"{LETTER}{what}", row.as_payload(), work, work.key, values)


def _remind(db: Session, work: Work) -> dict[str, int]:
    """Write the reminders that are due; each has a key of its own, so that a second run writes none."""
    due = list(services.find_reminders(db, now=work.now))
    renewing = programs.find_renewing(db)
    for reminder in notices.not_written(db, due):
        said, renews = reminder.certificate.as_payload(), reminder.certificate.program_id in renewing
        values = {"ends": day(said.valid_until) if said.valid_until else ""}
        if renews:
            values["link"] = f"{_pages_of(said)}renewal"
        urgent = reminder.certificate.ends_on == local(work.now, reminder.holder.zone).date()
        kind = ENDS if renews else ENDS_FOR_GOOD
        _mail(db, reminder.holder, kind, said, work, reminder.key, values, urgent=urgent)
    return {"due": len(due)}


def _mail(
    db: Session, holder: Person, kind: str, said: Payload, work: Work, key: str,
    more: Mapping[str, str] = MappingProxyType({}), *, urgent: bool = False,
) -> None:  # fmt: skip
    values = {
        "award": said.award, "number": said.number, "link": _page_of(said), "school": said.provider.name, **more,
    }  # fmt: skip
    notices.send_mail(
        db, holder, kind, values, render=work.render, key=key, now=work.now, about=said.number, urgent=urgent
    )


def _is_over(db: Session, *, kind: str, about: str, now: datetime, **_facts: Any) -> bool:
    """Return whether a certificate is no longer as its mail says: it ends no more, or does not stand."""
    if kind not in WHILE_VALID:
        return False
    row = services.get_certificate(db, about)
    yesterday = now.date() - timedelta(days=1)
    ended = kind in (ENDS, ENDS_FOR_GOOD) and row.ends_on is not None and row.ends_on < yesterday
    return ended or row.status != Status.VALID


def _page_of(said: Payload) -> str:
    """Return the address of the holder's own page of a certificate."""
    return f"{_pages_of(said)}certificates/{said.number}"


def _pages_of(said: Payload) -> str:
    """Return what the addresses of the holder's pages begin with: what the link begins with that it bears itself."""
    return said.verify_url.removesuffix(f"c/{said.token}")


HANDLERS = (
    Handler(JOB, _finish, prepare=_draw, about="A certificate is drawn and signed"),
    Handler(TELL, _tell, about="The holder is told what became of a certificate"),
    Handler(AGAIN, _replace, prepare=_draw_again, about="A certificate is signed anew, its key being stolen"),
    Handler(ISSUE, _issue, about="A certificate of a run is approved and its number taken"),
    Handler(EXPIRE, _expire, every=timedelta(hours=6), about="Certificates whose time is over are noted"),
    Handler(REMIND, _remind, every=timedelta(hours=6), about="Reminders before certificates end"),
)
