"""Presence: a code put in by a trainee, what a session's page says of it, and who is there today."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from ashilms.accounts import services as people
from ashilms.actor import TRAINEE, Actor
from ashilms.audit import services as audit
from ashilms.errors import NotAllowed, Unacceptable
from ashilms.supervision.models import PresenceMark
from ashilms.supervision.rules import presence as rules

WRONG = "That is not the code on their screen now. Put in the one that it shows."
AGAIN = "You have put in this code already. Wait for the next one at the session's end."


def check_in(
    db: Session, actor: Actor, supervisor_id: int, typed: str, *, key: str, now: datetime
) -> PresenceMark:
    """Note that a trainee put in the code that their supervisor's screen shows; raises `Unacceptable` for another."""
    if not actor.has(TRAINEE) or supervisor_id == actor.person_id:
        raise NotAllowed("Trainees put in the code of whoever supervises them.")
    step = _find_step(key, supervisor_id, typed, now)
    if step is None:
        raise Unacceptable(WRONG, "code")
    row = PresenceMark(person_id=actor.id, supervisor_id=supervisor_id, step=step, at=now)
    try:
        with db.begin_nested():
            db.add(row)
            db.flush()
    except IntegrityError as clash:
        raise Unacceptable(AGAIN, "code") from clash
    audit.record(
        db,
        actor,
        "supervision.check-in",
        f"person:{supervisor_id}",
        now=now,
        about=actor.id,
        after={"at": now},
    )
    return row


def _find_step(key: str, supervisor_id: int, typed: str, now: datetime) -> int | None:
    """Return when a code was shown; just after midnight it may be yesterday's last one."""
    days = dict.fromkeys(moment.date() for moment in (now, now - timedelta(seconds=rules.STEP)))
    found = (rules.find_step(rules.secret_of(key, supervisor_id, on), typed, now) for on in days)
    return next((step for step in found if step is not None), None)


def own_marks(db: Session, actor: Actor, *, now: datetime) -> Sequence[PresenceMark]:
    """Return the codes that a trainee put in during the last day, the latest first."""
    query = select(PresenceMark).where(
        PresenceMark.person_id == actor.id, PresenceMark.at > now - timedelta(days=1)
    )
    return db.scalars(query.order_by(PresenceMark.at.desc(), PresenceMark.id)).all()


def who_is_there(db: Session, actor: Actor, *, now: datetime) -> list[tuple[str, datetime]]:
    """Return who put in the actor's code during the last day: initials and when, the latest first."""
    since = now - timedelta(days=1)
    query = select(PresenceMark).where(PresenceMark.supervisor_id == actor.id, PresenceMark.at > since)
    marks = db.scalars(query.order_by(PresenceMark.at.desc(), PresenceMark.id)).all()
    names = people.names_of(db, [mark.person_id for mark in marks])
    return [("".join(part[0] for part in names[mark.person_id].split()), mark.at) for mark in marks]


def presence_of(
    db: Session, trainee_id: int, supervisor_id: int | None, starts: datetime | None, ends: datetime | None
) -> str:
    """Return what was proven of a session, in words; empty for one that has no times yet."""
    if supervisor_id is None or starts is None or ends is None:
        return ""
    near = PresenceMark.at.between(starts - rules.NEAR, ends + rules.NEAR)
    query = select(PresenceMark.at).where(
        PresenceMark.person_id == trainee_id, PresenceMark.supervisor_id == supervisor_id, near
    )
    return rules.say_presence(db.scalars(query), starts, ends)
