"""What observations do by themselves: keep what was signed with a session, tell trainees, say more on its page."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from ashilms import signals
from ashilms.accounts import services as people
from ashilms.actor import INSTRUCTOR, REGISTRAR, Actor
from ashilms.jobs import services as jobs
from ashilms.jobs.services import Handler, Work
from ashilms.notices import services as notices
from ashilms.observations import services
from ashilms.observations.models import Observation, Remediation
from ashilms.practicum.models import SIGNATURE, Entry, Review
from ashilms.practicum.rules.states import Step

TELL = "observations.tell"
OBSERVED, PAUSED = "observed", "open"
SAID = {
    OBSERVED: "An assessor has signed what they observed of a session of yours.",
    PAUSED: "Your sessions are paused after an observation. Talk with your assessor today.",
    "write": "Your assessor has written what you do before your sessions go on. Read it and acknowledge it.",
    "close": "Your remediation is closed, and your sessions go on.",
    "set-aside": "An automatic fail was set aside: it counts nowhere, and its pause has ended.",
}
"""The steps of which a trainee is told, in the words of the mail."""


def connect() -> None:
    """Listen; connecting twice is the same as once."""
    signals.entry_decided.connect(_on_decided, weak=False)
    signals.observation_signed.connect(_on_signed, weak=False)
    signals.remediation_changed.connect(_on_changed, weak=False)


def _on_decided(
    db: Session, *, entry_id: int, decision: str, actor: Actor, now: datetime, **_facts: Any
) -> None:
    if decision != Step.COUNTERSIGN:
        return
    entry = db.get_one(Entry, entry_id)
    review = db.scalar(select(Review).join(Entry, SIGNATURE).where(Entry.id == entry_id))
    if review is not None and review.outcome is not None:
        services.take_review(db, actor, entry, review, now=now)


def _on_signed(db: Session, *, observation_id: int, now: datetime, **_facts: Any) -> None:
    row = db.get_one(Observation, observation_id)
    if row.review_id is None:  # else the mail about the session says that there is something to read
        _tell_later(db, row.trainee_id, f"observations/{row.id}", OBSERVED, now)


def _on_changed(db: Session, *, remediation_id: int, step: str, now: datetime, **_facts: Any) -> None:
    row = db.get_one(Remediation, remediation_id)
    if step in SAID:
        _tell_later(db, row.trainee_id, f"remediations/{row.id}", step, now)


def _tell_later(db: Session, person_id: int, page: str, what: str, now: datetime) -> None:
    key = f"{TELL}:{page}:{what}:{now.isoformat()}"
    jobs.enqueue(db, TELL, {"person": person_id, "page": page, "what": what}, key=key, now=now)


def _tell(db: Session, work: Work) -> None:
    reader, what = people.get_person(db, work.payload["person"]), work.payload["what"]
    values = {
        "said": SAID[what], "school": work.settings.provider_name,
        "link": f"{work.settings.public_url.rstrip('/')}/{work.payload['page']}",
    }  # fmt: skip
    kind = "sessions-paused" if what == PAUSED else "observation"
    notices.send_mail(db, reader, kind, values, render=work.render, key=work.key, now=work.now)


@dataclass(frozen=True, slots=True)
class Observed:
    """What was observed of a session, by whom, and whether the reader may ask somebody to rate it too."""

    rows: Any
    names: dict[int, str]
    may_ask: bool


def tell_of_session(db: Session, actor: Actor, entry: Entry) -> Observed:
    """Return what a session's page says about observations of it."""
    rows = services.observations_of(db, actor, entry)
    near = actor.has(REGISTRAR) or (actor.has(INSTRUCTOR) and entry.person_id != actor.person_id)
    sent = entry.state in services.OBSERVABLE
    return Observed(rows, people.names_of(db, [row.assessor_id for row in rows]), near and sent)


ASIDES = {"observed": tell_of_session}
"""What is said on a session's page, by the name under which its template knows it."""
HANDLERS = (Handler(TELL, _tell, about="Whom an observation concerns is told"),)
"""What is due later."""
