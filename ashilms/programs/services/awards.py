"""Remembering that a certificate is held, and in which cycle."""

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from ashilms.errors import Clash, Unacceptable
from ashilms.programs.models import Award, AwardProof, ProgramApproval
from ashilms.programs.rules import Standing, waived_in
from ashilms.programs.rules.frozen import Frozen


def find_awarded(db: Session, program_id: int) -> frozenset[int]:
    """Return who has or had a certificate of a program."""
    return frozenset(db.scalars(select(Award.person_id).where(Award.program_id == program_id)))


def find_waived(db: Session, number: str) -> list[tuple[str, str]]:
    """Return what a certificate stands on by a waiver, as it was frozen: the requirements' titles with the words."""
    frozen = db.scalar(select(Award.standing).where(Award.number == number))
    return waived_in(frozen) if frozen else []


def grant_award(
    db: Session, person_id: int, program_id: int, number: str, standing: Standing, frozen: Frozen, *,
    renews: str | None = None, now: datetime,
) -> Award:  # fmt: skip
    """Remember that a certificate is held, and on which proof; the database lets one stand per person, program, cycle.

    `renews` is the number that it renews, which one certificate alone can. Raises `Unacceptable` when the standing is
    not met in full.
    """
    if not standing.met:
        raise Unacceptable("Not everything is met, so nothing can be issued.")
    award = Award(
        person_id=person_id, program_id=program_id, cycle=current_cycle(db, person_id, program_id),
        number=number, standing=standing.canonical().decode(), at=now,
        renews_id=db.scalars(select(Award.id).where(Award.number == renews)).one() if renews else None,
    )  # fmt: skip
    _add(db, award, frozen)
    return award


def follow_award(db: Session, number: str, by: str, frozen: Frozen | None, *, now: datetime) -> Award:
    """Let an award be followed by one that says the same rightly, under the number `by`; that one is held as long.

    It stands on the same proof, if one was kept leaf by leaf, and on the same approvals, of the same moments. Raises
    `Clash` where the award does not stand any more.
    """
    before = db.scalars(select(Award).where(Award.number == number).with_for_update()).one()
    if before.ended_at is not None:
        raise Clash(f"{number} doesn’t stand any more, so nothing follows it.")
    end_award(db, number, now=now)
    cycle = current_cycle(db, before.person_id, before.program_id)
    approved = select(ProgramApproval).where(
        ProgramApproval.person_id == before.person_id, ProgramApproval.program_id == before.program_id,
        ProgramApproval.cycle == before.cycle,
    )  # fmt: skip
    whose = {"person_id": before.person_id, "program_id": before.program_id, "cycle": cycle}
    db.add_all(ProgramApproval(**whose, by_id=one.by_id, at=one.at) for one in db.scalars(approved).all())
    award = Award(
        **whose, number=by, standing=before.standing, at=before.at, renews_id=before.id, corrects=True
    )
    _add(db, award, frozen)
    return award


def _add(db: Session, award: Award, frozen: Frozen | None) -> None:
    db.add(award)
    db.flush()
    if frozen is None:
        return
    db.add(
        AwardProof(
            award_id=award.id, root=frozen.root, leaves=list(frozen.leaves), evidence_key=frozen.evidence_key,
            said=dict(frozen.said),
        )
    )  # fmt: skip
    db.flush()


def find_frozen(db: Session, number: str) -> Frozen | None:
    """Return the proof that the certificate of this number was given on; `None` where none was kept leaf by leaf."""
    query = select(AwardProof).join(Award, Award.id == AwardProof.award_id).where(Award.number == number)
    row = db.scalar(query)
    return row.as_frozen() if row else None


def find_number_by_root(db: Session, root: str) -> str | None:
    """Return the number of the certificate whose proof has this root, if any."""
    query = select(Award.number).join(AwardProof, AwardProof.award_id == Award.id)
    return db.scalar(query.where(AwardProof.root == root))


def find_number_before(db: Session, number: str) -> str | None:
    """Return the number of the certificate that the one of this number renews or corrects, if it does."""
    query = select(Award.renews_id).where(Award.number == number)
    return db.scalar(select(Award.number).where(Award.id == query.scalar_subquery()))


def find_number_after(db: Session, number: str) -> str | None:
    """Return the number of the certificate that renews or corrects the one of this number, if any does."""
    query = select(Award.id).where(Award.number == number)
    return db.scalar(select(Award.number).where(Award.renews_id == query.scalar_subquery()))


def end_award(db: Session, number: str, *, now: datetime) -> None:
    """Remember that an award no longer stands; with it end the approvals that it was given on."""
    award = db.scalar(select(Award).where(Award.number == number))
    if award is not None and award.ended_at is None:
        award.ended_at = now
        db.flush()


def current_award(db: Session, person_id: int, program_id: int) -> Award | None:
    """Return the award that stands, if any."""
    award = last_award(db, person_id, program_id)
    return award if award is not None and award.ended_at is None else None


def last_award(db: Session, person_id: int, program_id: int) -> Award | None:
    """Return the latest award, whether it stands or has ended, if any."""
    query = select(Award).where(Award.person_id == person_id, Award.program_id == program_id)
    return db.scalar(query.order_by(Award.cycle.desc()).limit(1))


def last_awards(db: Session, person_id: int) -> Mapping[int, Award]:
    """Return a person's latest award of each program that they have or had one of, by program."""
    query = select(Award).where(Award.person_id == person_id).order_by(Award.cycle)
    return {award.program_id: award for award in db.scalars(query)}


def current_cycle(db: Session, person_id: int, program_id: int) -> int:
    """Return which of a person's awards in a program stands or comes next: 1, and one more for each that ended."""
    ended = select(func.count()).where(
        Award.person_id == person_id, Award.program_id == program_id, Award.ended_at.is_not(None)
    )
    return 1 + (db.scalar(ended) or 0)
