"""Live sessions of a cohort: set down and changed by its instructor, until their register is closed."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from ashilms import signals
from ashilms.actor import Actor
from ashilms.audit import services as audit
from ashilms.cohorts.models import Cohort, LiveSession
from ashilms.cohorts.rules.hours import Timetable
from ashilms.cohorts.rules.times import TimeFault, TypedBreak, read_timetable
from ashilms.cohorts.services.keeping import ENDED, concerns, get_cohort
from ashilms.errors import Clash, Missing, Unacceptable
from ashilms.formats import day as in_words

NONE = "There is no such live session, or none of yours."
STALE = "This was changed meanwhile, perhaps in another window. Open it again to see how it stands."
CLOSED = "The register is closed, so the session stays as it is. What is wrong in the register can be corrected there."


@dataclass(frozen=True, slots=True)
class Typed:
    """A live session as it was typed: times of the clock."""

    title: str
    day: date
    start: time
    end: time
    breaks: tuple[TypedBreak, ...] = ()


def sessions_of(db: Session, cohort: Cohort) -> Sequence[LiveSession]:
    """Return a cohort's live sessions in the order in which they are held."""
    query = select(LiveSession).where(LiveSession.cohort_id == cohort.id)
    return db.scalars(query.order_by(LiveSession.starts, LiveSession.id)).all()


def get_session(db: Session, actor: Actor, session_id: int, *, lock: bool = False) -> LiveSession:
    """Return a live session to its cohort's instructor or a registrar, locked if asked; else raises `Missing`."""
    found = db.get(
        LiveSession, session_id, with_for_update={"of": LiveSession} if lock else None, populate_existing=lock
    )
    if found is None or not concerns(actor, found.cohort):
        raise Missing(NONE)
    return found


def add_session(db: Session, actor: Actor, cohort_id: int, typed: Typed, *, now: datetime) -> LiveSession:
    """Set down a live session, by the clock of whoever does it; raises `Unacceptable` for times that can't be.

    Sessions of one cohort don't overlap, and lie within its days.
    """
    cohort = get_cohort(db, actor, cohort_id, lock=True)
    if cohort.ended_at is not None:
        raise Clash(ENDED)
    timetable = _read(db, cohort, typed, actor.zone)
    live = LiveSession(
        cohort_id=cohort.id,
        cohort=cohort,
        title=typed.title.strip(),
        zone=actor.zone,
        version=1,
        created_at=now,
    )
    live.take_timetable(timetable)
    db.add(live)
    db.flush()
    audit.record(db, actor, "cohorts.add-session", f"live:{live.id}", now=now, after=_facts(live))
    return live


def change_session(
    db: Session, actor: Actor, session_id: int, typed: Typed, *, version: int, now: datetime
) -> LiveSession:
    """Change a live session whose register is open; raises `Clash` when it is closed or was changed since `version`."""
    live = get_session(db, actor, session_id)
    cohort = get_cohort(db, actor, live.cohort_id, lock=True)
    timetable = _read(db, cohort, typed, live.zone, but=live.id)
    before = _facts(live)
    take_turn(db, live, version)
    live.title = typed.title.strip()
    live.take_timetable(timetable)
    db.flush()
    signals.class_moved.send(db, session_id=live.id, now=now)
    audit.record(
        db, actor, "cohorts.change-session", f"live:{live.id}", now=now, before=before, after=_facts(live)
    )
    return live


def take_turn(db: Session, live: LiveSession, version: int, **values: Any) -> None:
    """Count one change of an open session, with `values` set; of two who saw the same version, one gets through."""
    mine = update(LiveSession).where(
        LiveSession.id == live.id, LiveSession.version == version, LiveSession.closed_at.is_(None)
    )
    mine = mine.values(version=LiveSession.version + 1, **values).returning(LiveSession.id)
    if db.scalar(mine.execution_options(synchronize_session=False)) is None:
        db.refresh(live, ["closed_at"])
        raise Clash(CLOSED if live.closed_at else STALE)
    db.refresh(live)


def _read(db: Session, cohort: Cohort, typed: Typed, zone: str, but: int | None = None) -> Timetable:
    if not typed.title.strip():
        raise Unacceptable("Say what the session is about.", "title")
    if not cohort.starts_on <= typed.day <= cohort.ends_on:
        days = f"{in_words(cohort.starts_on)} to {in_words(cohort.ends_on)}"
        raise Unacceptable(f"That day lies outside the cohort’s, which are {days}.", "day")
    try:
        timetable = read_timetable(typed.day, typed.start, typed.end, typed.breaks, zone)
    except TimeFault as fault:
        raise Unacceptable(str(fault), fault.field) from fault
    for other in sessions_of(db, cohort):
        if other.id != but and timetable.starts < other.ends and other.starts < timetable.ends:
            raise Unacceptable(f"The cohort has “{other.title}” at that time.", "start")
    return timetable


def _facts(live: LiveSession) -> dict[str, Any]:
    return {
        "cohort": live.cohort_id, "session": live.title, "starts": live.starts, "ends": live.ends,
        "breaks": list(live.breaks),
    }  # fmt: skip
