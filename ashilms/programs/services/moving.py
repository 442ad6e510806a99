"""Moving somebody to another version of a program, with a look at what that changes before it does."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from ashilms.accounts import services as people
from ashilms.accounts.rules import allows
from ashilms.actor import Actor
from ashilms.audit import services as audit
from ashilms.errors import Clash, Missing, NotAllowed, Unacceptable
from ashilms.formats import day
from ashilms.programs.models import ProgramBinding, ProgramVersion
from ashilms.programs.rules import Kinds
from ashilms.programs.rules.grandfathering import Kept
from ashilms.programs.rules.moving import Move, compare
from ashilms.programs.services.awards import current_award
from ashilms.programs.services.binding import get_version, kept_at
from ashilms.programs.services.standings import proof_of


def find_other_versions(
    db: Session, actor: Actor, bindings: Sequence[ProgramBinding], *, now: datetime
) -> Mapping[int, list[int]]:
    """Return the other versions to which each of a person's bindings may be moved by the actor, newest first."""
    if not allows(actor, "move between versions"):
        return {}
    programs = {binding.program_id for binding in bindings if binding.person_id != actor.person_id}
    query = select(ProgramVersion).where(ProgramVersion.program_id.in_(programs))
    rows = db.scalars(query.order_by(ProgramVersion.number.desc())).all()
    return {binding.id: _others(binding, rows, kept_of(db, binding, now=now)) for binding in bindings}


def _others(binding: ProgramBinding, rows: Sequence[ProgramVersion], kept: Kept | None) -> list[int]:
    """Return to which of these versions somebody may be moved; who is kept at one may be moved to that alone."""
    theirs = [
        row.number for row in rows if row.program_id == binding.program_id and row.id != binding.version_id
    ]
    return [number for number in theirs if kept is None or number == kept.version]


def kept_of(db: Session, binding: ProgramBinding, *, now: datetime) -> Kept | None:
    """Return the rule by which somebody stays at a version of what they are bound to, or `None`."""
    return kept_at(db, binding.person_id, binding.version.program, now=now)


def preview_move(
    db: Session, actor: Actor, person_id: int, program_id: int, number: int, kinds: Kinds, *, now: datetime
) -> Move:
    """Return what would change for a person under another version of a program; nothing is saved.

    Raises `Missing` when they are not in it or there is no such version, `NotAllowed` for one's own and for who
    may not move anybody, `Clash` when it is the version they are bound to, when they stay at another since they
    began before a day, or hold the certificate.
    """
    _refuse(actor, person_id)
    version, binding = get_version(db, program_id, number), _binding(db, person_id, program_id)
    if binding.version_id == version.id:
        raise Clash(f"They are in version {number} already.")
    kept = kept_of(db, binding, now=now)
    if kept is not None and kept.version != number:
        raise Clash(f"They began before {day(kept.before)}, and whoever did stays at version {kept.version}.")
    if current_award(db, person_id, program_id) is not None:
        raise Clash("They hold the certificate, which stays as it was issued. There is nothing to move.")
    was = proof_of(db, person_id, program_id, kinds, on=now.date())
    will_be = proof_of(db, person_id, program_id, kinds, on=now.date(), version=version)
    return compare(was.standing, will_be.standing)


def move_person(
    db: Session, actor: Actor, person_id: int, program_id: int, number: int, kinds: Kinds, *,
    seen: str, reason: str, now: datetime,
) -> Move:  # fmt: skip
    """Bind a person to another version of a program, as it was previewed; `seen` is the digest of what was shown.

    Raises as `preview_move`, `Clash` when it would change something else by now, `Unacceptable` without a reason.
    """
    if not reason.strip():
        raise Unacceptable("Say why. The person and the school can read it in the record.", "reason")
    people.get_person(db, person_id)
    people.lock_people(db, [person_id])
    move = preview_move(db, actor, person_id, program_id, number, kinds, now=now)
    if digest_of(move) != seen:
        raise Clash("Something changed meanwhile. Look again at what the move would change, then decide.")
    binding = _binding(db, person_id, program_id)
    binding.version = get_version(db, program_id, number)
    db.flush()
    audit.record(
        db, actor, "programs.move", f"person:{person_id}", now=now, about=person_id,
        before={"program": move.was.program, "version": move.was.version},
        after={"program": move.was.program, "version": number, "reason": reason.strip()},
    )  # fmt: skip
    return move


def digest_of(move: Move) -> str:
    """Return what stands for everything a preview showed."""
    return move.was.digest()[:32] + move.will_be.digest()[:32]


def _refuse(actor: Actor, person_id: int) -> None:
    if not allows(actor, "move between versions"):
        raise NotAllowed("A registrar moves people between versions.")
    if actor.person_id == person_id:
        raise NotAllowed("This is your own programme; somebody else moves you.")


def _binding(db: Session, person_id: int, program_id: int) -> ProgramBinding:
    query = select(ProgramBinding).where(
        ProgramBinding.person_id == person_id, ProgramBinding.program_id == program_id
    )
    binding = db.scalar(query.execution_options(populate_existing=True))
    if binding is None:
        raise Missing("This person is not in that programme.")
    return binding
