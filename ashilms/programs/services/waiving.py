"""Waiving a requirement for one person, and ending that."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from ashilms.accounts import services as people
from ashilms.accounts.rules import allows
from ashilms.actor import Actor
from ashilms.audit import services as audit
from ashilms.db import add_once
from ashilms.errors import Clash, NotAllowed, Unacceptable
from ashilms.programs.models import ProgramWaiver
from ashilms.programs.rules import Kinds, Proof
from ashilms.programs.rules.waivers import Sort, problem_with_end, problem_with_words, waivable_in
from ashilms.programs.services.awards import current_award
from ashilms.programs.services.standings import proof_of
from ashilms.programs.services.waived import get_waiver
from ashilms.supervision import services as supervision


@dataclass(frozen=True, slots=True)
class Wish:
    """Which requirement shall be waived, of which sort, why, and until when."""

    requirement: str
    sort: Sort
    reason: str
    until: date


def find_waivable(db: Session, person_id: int, program_id: int, kinds: Kinds, *, on: date) -> Sequence[Proof]:
    """Return the requirements that may be waived for a person now: the pack lets them be, and they are not met."""
    proof = proof_of(db, person_id, program_id, kinds, on=on)
    may_be = {leaf.id for leaf in waivable_in(proof.version.as_tree(), kinds)}
    return [leaf for leaf in proof.standing.proof.leaves() if leaf.id in may_be and not leaf.met]


def why_no_waiver(db: Session, actor: Actor, person_id: int) -> str:
    """Return why the actor waives nothing for a person, in a sentence; empty when they may."""
    if not allows(actor, "grant waivers"):
        return "A registrar waives requirements."
    return supervision.why_barred(db, actor, person_id)


def grant_waiver(
    db: Session, actor: Actor, person_id: int, program_id: int, wish: Wish, kinds: Kinds, *, now: datetime
) -> ProgramWaiver:
    """Let a requirement count as met for one person until a day; the proof says so.

    Raises `NotAllowed` as `why_no_waiver`, `Missing` for who is not in the program, `Clash` when they hold its
    certificate, `Unacceptable` with its field for what may not be waived or is met, for a day or a reason that
    can't be.
    """
    people.get_person(db, person_id)
    people.lock_people(db, [person_id])
    if barred := why_no_waiver(db, actor, person_id):
        raise NotAllowed(barred)
    open_ = find_waivable(db, person_id, program_id, kinds, on=now.date())
    if current_award(db, person_id, program_id) is not None:
        raise Clash("They hold the certificate, which stays as it was issued. There is nothing to waive.")
    _refuse(wish, {leaf.id for leaf in open_}, now.astimezone(UTC).date())
    theirs = (ProgramWaiver.person_id == person_id) & (ProgramWaiver.program_id == program_id)
    number = 1 + (db.scalar(select(func.max(ProgramWaiver.number)).where(theirs)) or 0)
    row = ProgramWaiver(
        person_id=person_id, program_id=program_id, requirement=wish.requirement, number=number, sort=wish.sort,
        reason=wish.reason.strip(), until=wish.until, by_id=actor.id, at=now,
    )  # fmt: skip
    if not add_once(db, row):
        raise Clash("Somebody waived something at the same moment. Look again before you do.")
    audit.record(
        db, actor, "programs.waive", f"waiver:{row.id}", now=now, about=person_id,
        after={
            "program": row.program.key, "requirement": row.requirement, "sort": row.sort, "until": row.until,
            "reason": row.reason,
        },
    )  # fmt: skip
    return row


def end_waiver(db: Session, actor: Actor, waiver_id: int, reason: str, *, now: datetime) -> ProgramWaiver:
    """Let a waiver stand no longer, from today on; raises as `grant_waiver`, and `Clash` for one that was ended."""
    row = get_waiver(db, actor, waiver_id)
    people.lock_people(db, [row.person_id])
    db.refresh(row)
    if barred := why_no_waiver(db, actor, row.person_id):
        raise NotAllowed(barred)
    if row.ended_at is not None:
        raise Clash("This waiver was ended already, and stays so.")
    if sentence := problem_with_words(reason):
        raise Unacceptable(sentence, "reason")
    row.ended_at, row.ended_by, row.ended_reason = now, actor.id, reason.strip()
    db.flush()
    audit.record(
        db, actor, "programs.end-waiver", f"waiver:{row.id}", now=now, about=row.person_id,
        before={"until": row.until}, after={"reason": row.ended_reason},
    )  # fmt: skip
    return row


def _refuse(wish: Wish, open_: set[str], today: date) -> None:
    if wish.requirement not in open_:
        raise Unacceptable("This may not be waived, or is met. Choose one from the list.", "requirement")
    if sentence := problem_with_end(wish.until, today):
        raise Unacceptable(sentence, "until")
    if sentence := problem_with_words(wish.reason):
        raise Unacceptable(sentence, "reason")
