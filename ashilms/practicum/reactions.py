"""What the practicum tells people: the supervisor that a session waits, the trainee what became of it."""

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy.orm import Session

from ashilms import signals
from ashilms.accounts import services as people
from ashilms.formats import day
from ashilms.jobs import services as jobs
from ashilms.jobs.services import Handler, Work
from ashilms.notices import services as notices
from ashilms.practicum import services
from ashilms.practicum.models import Entry
from ashilms.practicum.rules.states import State, Step
from ashilms.supervision import services as supervision
from ashilms.waiting import UNTOLD

TELL = "practicum.tell"
SENT = "sent"
DECIDED = "entry-decided"
LETTERS = ("entry-sent", DECIDED, "entry-waiting", "entry-late")
SOON = timedelta(days=2)
"""What lapses earlier than that is told at once: the next daily mail might come too late."""
VERDICTS = {"countersign": "countersigned", "return": "returned", "reject": "rejected"}


def connect() -> None:
    """Listen; connecting twice is the same as once."""
    signals.entry_submitted.connect(_on_sent, weak=False)
    signals.entry_decided.connect(_on_decided, weak=False)
    signals.signatures_doubted.connect(services.find_resting, weak=False)
    signals.signature_disowned.connect(services.disown_entry, weak=False)
    signals.line_waits.connect(_is_over, weak=False)


def _on_sent(db: Session, *, entry_id: int, now: datetime, **_facts: Any) -> None:
    _tell_later(db, entry_id, SENT, now)


def _on_decided(db: Session, *, entry_id: int, decision: str, now: datetime, **_facts: Any) -> None:
    _tell_later(db, entry_id, decision, now)


def _tell_later(db: Session, entry_id: int, what: str, now: datetime) -> None:
    """Ask for the mail; nobody is told of a return while it may still be taken back."""
    key, due = f"{TELL}:{entry_id}:{what}:{now.isoformat()}", now + UNTOLD if what == Step.RETURN else now
    payload = {"entry": entry_id, "what": what, "round": db.get_one(Entry, entry_id).round}
    jobs.enqueue(db, TELL, payload, key=key, now=now, due=due)


def _tell(db: Session, work: Work) -> None:
    """Write the mail. It says that there is something to read, and nothing of what was done to whom."""
    entry, what = db.get_one(Entry, work.payload["entry"]), work.payload["what"]
    if what == Step.RETURN and entry.round != work.payload["round"]:  # taken back, or sent anew already
        return
    trainee = people.get_person(db, entry.person_id)
    supervisor = people.get_person(db, entry.supervisor_id or 0)
    door = supervision.guest_of(db, supervisor.id) if what == SENT else None
    values = {
        "trainee": trainee.name, "supervisor": supervisor.name, "session": entry.when,
        "verdict": VERDICTS.get(what, ""), "until": day(entry.answer_by, entry.zone) if entry.answer_by else "",
        "link": door.door if door else _page_of(entry, work), "school": work.settings.provider_name,
    }  # fmt: skip
    reader, template = (supervisor, "entry-sent") if what == SENT else (trainee, DECIDED)
    notices.send_mail(
        db, reader, template, values, render=work.render, key=work.key, now=work.now, about=_about(entry),
        naming=(trainee, supervisor),
    )  # fmt: skip


def _remind(db: Session, work: Work) -> dict[str, int]:
    """Remind of what waits. A mail's key is that of its stage, so whoever runs this twice sends it once."""
    reminders = list(services.find_reminders(db, now=work.now))
    for reminder in reminders:
        entry, door = reminder.entry, supervision.guest_of(db, reminder.to.id)
        trainee, supervisor = (
            people.get_person(db, id or 0) for id in (entry.person_id, entry.supervisor_id)
        )
        values = {
            "trainee": trainee.name, "supervisor": supervisor.name, "session": entry.when,
            "days": str(reminder.days), "until": day(entry.lapses_at, entry.zone) if entry.lapses_at else "",
            "link": door.door if door else _page_of(entry, work), "school": work.settings.provider_name,
        }  # fmt: skip
        notices.send_mail(
            db, reminder.to, reminder.template, values, render=work.render, key=reminder.key, now=work.now,
            about=_about(entry), urgent=entry.lapses_at is not None and entry.lapses_at - work.now < SOON,
            naming=(trainee, supervisor),
        )  # fmt: skip
    return {"due": len(reminders)}


def _page_of(entry: Entry, work: Work) -> str:
    return f"{work.settings.public_url.rstrip('/')}/practicum/entries/{entry.id}"


def _about(entry: Entry) -> str:
    return f"{entry.id}:{entry.round}:{entry.supervisor_id}"


def _is_over(db: Session, *, kind: str, about: str, now: datetime, **_facts: Any) -> bool:
    """Return whether a session was sent anew, or, where one was to decide on it, waits for them no more."""
    if kind not in LETTERS:
        return False
    entry = db.get(Entry, int(about.partition(":")[0]))
    if entry is None:
        return True
    if kind == DECIDED:
        return entry.state == State.SUBMITTED
    return _about(entry) != about or entry.standing(now) is not State.SUBMITTED


def _reckon(db: Session, work: Work) -> dict[str, int]:
    """Reckon what was signed before credits were kept, or by another cap."""
    return {"reckoned": services.reckon_unreckoned(db)}


HANDLERS = (
    Handler(TELL, _tell, about="Whom a session concerns is told"),
    Handler(
        "practicum.remind",
        _remind,
        every=timedelta(hours=6),
        about="Reminders of sessions that wait for a signature",
    ),
    Handler(
        "practicum.reckon",
        _reckon,
        every=timedelta(hours=1),
        about="Hours that were signed before credits were kept are reckoned",
    ),
)
