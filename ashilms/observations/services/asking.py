"""Asking a second assessor to rate a session that they saw too, and what waits for somebody of this room."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from ashilms.accounts import services as people
from ashilms.actor import INSTRUCTOR, REGISTRAR, Actor
from ashilms.audit import services as audit
from ashilms.bookings import services as bookings
from ashilms.bookings.models import Booking
from ashilms.db import add_once
from ashilms.errors import Clash, Missing, Unacceptable
from ashilms.formats import day, local
from ashilms.observations.models import Remediation, SecondLook
from ashilms.observations.rules.remediation import State
from ashilms.observations.services.finding import find_second_looks
from ashilms.observations.services.subjects import NONE, subject_of_entry
from ashilms.practicum import services as practicum
from ashilms.practicum.models import Entry
from ashilms.practicum.services import Waiting
from ashilms.supervision import services as supervision


def find_askable(db: Session, actor: Actor, entry_id: int, *, now: datetime) -> tuple[Entry, dict[int, str]]:
    """Return a session that the actor signs or oversees, and the instructors whom they may ask: names by id.

    Raises `Missing` for a session that is none of theirs, or that was never sent.
    """
    entry = practicum.find_entry(db, actor, entry_id, now=now)
    if entry.person_id == actor.person_id or not actor.has(INSTRUCTOR, REGISTRAR):
        raise Missing(NONE)
    subject = subject_of_entry(entry)
    level = entry.plan.as_plan().categories[entry.category].supervisor_level if entry.category else 1
    on = local(subject.starts, subject.zone).date()
    fit = supervision.find_offered(db, entry.person_id, on, level=level)
    asked = set(db.scalars(select(SecondLook.assessor_id).where(SecondLook.entry_id == entry.id)))
    known = people.names_in_roles(db, [INSTRUCTOR])
    away = asked | {entry.supervisor_id}
    return entry, {id: name for id, name in fit.items() if id in known and id not in away}


def ask_second(db: Session, actor: Actor, entry_id: int, assessor_id: int, *, now: datetime) -> SecondLook:
    """Ask another instructor who saw a session to rate it too; they don't see what anybody else gave.

    Raises `Missing`, `Unacceptable` for somebody who may not assess this trainee, `Clash` when they were asked before.
    """
    entry, fit = find_askable(db, actor, entry_id, now=now)
    if assessor_id not in fit:
        raise Unacceptable("Choose an instructor who is entitled, and not close to the trainee.", "assessor")
    row = SecondLook(entry_id=entry.id, assessor_id=assessor_id, asked_by=actor.id, asked_at=now)
    if not add_once(db, row):
        raise Clash("They were asked before.")
    audit.record(
        db, actor, "observations.ask-second", f"entry:{entry.id}", now=now, about=entry.person_id,
        after={"assessor": assessor_id},
    )  # fmt: skip
    return row


def waiting_for(db: Session, actor: Actor, *, now: datetime) -> list[Waiting]:
    """Return what waits for somebody: sessions and places to be rated, and remediations, overdue ones flagged."""
    if not actor.has(INSTRUCTOR):
        return []
    looks, cases = find_second_looks(db, actor), _open_cases(db, actor)
    places = bookings.find_unmarked(db, actor, now=now)
    whose = [look.entry.person_id for look in looks] + [case.trainee_id for case in cases]
    names = people.names_of(db, [*whose, *(place.person_id for place in places)])
    today = local(now, actor.zone).date()
    return [
        *(_of_look(look, names) for look in looks),
        *(_of_place(place, names) for place in places),
        *(_of_case(case, names[case.trainee_id], overdue=case.overdue(today)) for case in cases),
    ]


def _of_place(place: Booking, names: dict[int, str]) -> Waiting:
    why = f"Observation of {day(place.slot.starts, place.slot.zone)}: rate it, or say that they did not come"
    return Waiting(
        "place", place.id, place.person_id, names[place.person_id], place.slot.starts, why, False,
        "ashilms.observations.observe_booking", {"id": place.id},
    )  # fmt: skip


def _open_cases(db: Session, actor: Actor) -> list[Remediation]:
    query = select(Remediation).where(Remediation.owner_id == actor.id, Remediation.closed_at.is_(None))
    return list(db.scalars(query.order_by(Remediation.id)))


def _of_look(look: SecondLook, names: dict[int, str]) -> Waiting:
    entry = look.entry
    return Waiting(
        "observation", look.id, entry.person_id, names[entry.person_id], look.asked_at,
        f"Rate the session of {entry.when} as well", False, "ashilms.observations.observe_entry", {"id": entry.id},
    )  # fmt: skip


def _of_case(case: Remediation, who: str, *, overdue: bool) -> Waiting:
    flagged = overdue or case.state is State.OPENED
    return Waiting(
        "remediation", case.id, case.trainee_id, who, case.opened_at, _why(case, overdue), flagged,
        "ashilms.observations.show_remediation", {"id": case.id},
    )  # fmt: skip


def _why(case: Remediation, overdue: bool) -> str:
    if case.contract is None:
        return "Automatic fail: talk today, and write the contract"
    due = day(case.contract.due_on)
    if overdue:
        return f"Remediation was due on {due}"
    if case.state is State.WRITTEN:
        return "Remediation: has to acknowledge the contract"
    return f"Remediation under way, due on {due}"
