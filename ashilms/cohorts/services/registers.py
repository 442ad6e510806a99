"""The register of a live session: kept by whoever teaches it, closed once, and corrected with a reason."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, time
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from ashilms import signals
from ashilms.accounts import services as people
from ashilms.actor import Actor
from ashilms.audit import services as audit
from ashilms.cohorts.models import Attendance, CohortPlace, LiveSession
from ashilms.cohorts.rules.times import TimeFault, read_attendance
from ashilms.cohorts.services.sessions import STALE, get_session, take_turn
from ashilms.db import add_once
from ashilms.errors import Clash, Missing, NotAllowed, Unacceptable

OWN = "Nobody keeps their own attendance. Somebody else has to record this."


@dataclass(frozen=True, slots=True)
class Mark:
    """When somebody came and left, as it was typed; `None` where nothing was."""

    arrived: time | None = None
    left: time | None = None


@dataclass(frozen=True, slots=True)
class Row:
    """One person's line in a register: what counts, and what it said before, oldest first."""

    person_id: int
    name: str
    now: Attendance | None
    before: Sequence[Attendance]


def register_of(db: Session, live: LiveSession) -> list[Row]:
    """Return a register by name: whoever has a place while it is open, and everybody of whom something is recorded.

    Where places in the session are booked, whoever booked one.
    """
    kept = select(Attendance).where(Attendance.session_id == live.id).order_by(Attendance.number)
    lines: dict[int, list[Attendance]] = {}
    for row in db.scalars(kept):
        lines.setdefault(row.person_id, []).append(row)
    if live.closed_at is None:
        for person_id in _in_the_room(db, live):
            lines.setdefault(person_id, [])
    names = people.names_of(db, lines)
    rows = [Row(who, names[who], found[-1] if found else None, found[:-1]) for who, found in lines.items()]
    return sorted(rows, key=lambda row: (row.name.casefold(), row.person_id))


def _in_the_room(db: Session, live: LiveSession) -> Iterable[int]:
    """Return whoever belongs to a session: who booked it, else who has a place, or had one until the cohort ended."""
    booked = [found for _, found in signals.places_asked.send(db, session_id=live.id) if found is not None]
    if booked:
        return set().union(*booked)
    place = CohortPlace.cohort_id == live.cohort_id
    return db.scalars(select(CohortPlace.person_id).where(place, CohortPlace.reason.is_(None)))


def keep_register(
    db: Session, actor: Actor, session_id: int, marks: Mapping[int, Mark], *, version: int, now: datetime
) -> LiveSession:
    """Keep what is typed in an open register; who is not in `marks`, stays as recorded.

    Raises `Clash` when it is closed or was changed since `version`; `Unacceptable` whose field is
    `arrived_<person>` or `left_<person>` for times that can't be; `Missing` for somebody who is not in it.
    """
    live = get_session(db, actor, session_id)
    take_turn(db, live, version)
    rows = {row.person_id: row for row in register_of(db, live)}
    if set(marks) - set(rows):
        raise Missing("Somebody on that form is not in this register. Load the page again.")
    changed = {who: mark for who, mark in marks.items() if _take(db, actor, live, rows[who], mark, now)}
    if changed:
        audit.record(db, actor, "cohorts.keep-register", f"live:{live.id}", now=now, after=_said(changed))
    return live


def _take(db: Session, actor: Actor, live: LiveSession, row: Row, mark: Mark, now: datetime) -> bool:
    """Keep one person's times and return whether they are others than before."""
    arrived, left = _moments(live, row.person_id, mark, now)
    before = (row.now.arrived, row.now.departed) if row.now else (None, None)
    if (arrived, left) == before:
        return False
    if row.person_id == actor.person_id:
        raise NotAllowed(OWN)
    kept = row.now or Attendance(session_id=live.id, session=live, person_id=row.person_id, number=1)
    kept.arrived, kept.departed, kept.by_id, kept.at = arrived, left, actor.person_id, now
    db.add(kept)
    db.flush()
    return True


def _moments(
    live: LiveSession, person_id: int, mark: Mark, now: datetime
) -> tuple[datetime | None, datetime | None]:
    try:
        return read_attendance(live.day, mark.arrived, mark.left, live.zone, now=now)
    except TimeFault as fault:
        raise Unacceptable(str(fault), f"{fault.field}_{person_id}") from fault


def close_register(db: Session, actor: Actor, session_id: int, *, version: int, now: datetime) -> LiveSession:
    """Close a register: from now on it counts, and changes only by corrections that say why.

    Whoever has no arrival is kept as not there. Raises `Clash` while the session is not over, when somebody's leaving
    isn't recorded, when nobody is in it, or when it was changed since `version`.
    """
    live = get_session(db, actor, session_id)
    if now < live.ends:
        raise Clash("The session isn’t over yet. Close its register when it is.")
    rows = register_of(db, live)
    if not rows:
        raise Clash("Nobody is in this register. Add trainees to the cohort first.")
    open_ones = [row.name for row in rows if row.now and row.now.arrived and not row.now.departed]
    if open_ones:
        raise Clash(f"When {open_ones[0]} left isn’t recorded. Put it in, then close the register.")
    take_turn(db, live, version, closed_at=now, closed_by=actor.person_id)
    absent = [row for row in rows if row.now is None]
    db.add_all(
        Attendance(session_id=live.id, person_id=row.person_id, number=1, by_id=actor.person_id, at=now)
        for row in absent
    )
    db.flush()
    audit.record(
        db, actor, "cohorts.close-register", f"live:{live.id}", now=now,
        after={"people": len(rows), "absent": [row.person_id for row in absent]},
    )  # fmt: skip
    return live


def correct_attendance(
    db: Session, actor: Actor, session_id: int, person_id: int, mark: Mark, *,
    reason: str, number: int, now: datetime,
) -> Attendance:  # fmt: skip
    """Correct one line of a closed register, with a reason; what it said before stays beside it.

    `number` is that of the line that was seen: raises `Clash` when somebody corrected it since, or when it is still
    open; `Unacceptable` for times that can't be or change nothing, and for a reason that says nothing.
    """
    live = get_session(db, actor, session_id)
    row = next((row for row in register_of(db, live) if row.person_id == person_id), None)
    if live.closed_at is None or row is None or row.now is None:
        raise Missing("There is nobody like that in a closed register of yours.")
    if person_id == actor.person_id:
        raise NotAllowed(OWN)
    reason = reason.strip()
    if len(reason) < 10:
        raise Unacceptable("Say why, in a sentence.", "reason")
    arrived, left = _whole(mark, *_moments(live, person_id, mark, now), person_id)
    if (arrived, left) == (row.now.arrived, row.now.departed):
        raise Unacceptable("That is what the register says already.", f"arrived_{person_id}")
    corrected = Attendance(
        session_id=live.id, person_id=person_id, number=number + 1, arrived=arrived, departed=left, reason=reason,
        by_id=actor.person_id, at=now,
    )  # fmt: skip
    if number != row.now.number or not add_once(db, corrected):
        raise Clash(STALE)
    audit.record(
        db, actor, "cohorts.correct-attendance", f"live:{live.id}", now=now, about=person_id,
        before=_said({person_id: row.now}), after={**_said({person_id: corrected}), "reason": reason},
    )  # fmt: skip
    return corrected


def _whole(
    mark: Mark, arrived: datetime | None, left: datetime | None, person_id: int
) -> tuple[datetime | None, datetime | None]:
    if mark.arrived and not mark.left:
        raise Unacceptable("Put in when they left, too.", f"left_{person_id}")
    return arrived, left


def _said(marks: Mapping[int, Any]) -> dict[str, Any]:
    """Return times by person, for the record."""
    return {
        str(who): [_text(mark.arrived), _text(mark.left if isinstance(mark, Mark) else mark.departed)]
        for who, mark in marks.items()
    }


def _text(value: time | datetime | None) -> str:
    return "" if value is None else f"{value:%H:%M}" if isinstance(value, time) else value.isoformat()
