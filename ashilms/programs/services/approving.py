"""Approving as a second person."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy.orm import Session

from ashilms import signals
from ashilms.accounts import services as people
from ashilms.accounts.rules import allows
from ashilms.actor import Actor
from ashilms.audit import services as audit
from ashilms.errors import Clash, NotAllowed
from ashilms.plugins import Fact
from ashilms.programs.models import Award, ProgramApproval
from ashilms.programs.rules import APPROVAL, Kinds, Standing, assessors, what_holds_up
from ashilms.programs.services.awards import current_award, current_cycle, end_award
from ashilms.programs.services.renewing import next_proof, renewal_of
from ashilms.programs.services.standings import CLOSED, Proof, proof_of


def may_approve(actor: Actor, person_id: int, evidence: Sequence[Fact]) -> str | None:
    """Return why `actor` may not be the second person here, or `None` when they may."""
    if actor.person_id == person_id:
        return "This is your own certificate; somebody else approves it."
    if actor.person_id in assessors(evidence):
        return (
            "You assessed this trainee, or waived something for them. Somebody who did not must approve, so that two "
            "people have looked."
        )
    if not allows(actor, "approve"):
        return "An instructor or a registrar approves."
    return None


def approve(
    db: Session, actor: Actor, person_id: int, program_id: int, kinds: Kinds, *, now: datetime
) -> Proof:
    """Record a second person's approval and return the proof, now met in full: of the programme, or of a renewal.

    With the approval of a renewal the award that it renews ends, so that a cycle of its own begins. Everything is
    worked out again from the evidence inside the caller's transaction, while nobody else may decide about this person.
    Raises `NotAllowed` for somebody who assessed or has no such role, `Clash` when something else is missing, when the
    program is closed, when a case before the review board holds it up, or when an award is already there that can't be
    renewed now or no longer stands as it did when everything was looked at.
    """
    people.get_person(db, person_id)
    people.lock_people(db, [person_id])
    proof = next_proof(db, person_id, program_id, kinds, on=now.date())
    if reason := may_approve(actor, person_id, proof.evidence):
        raise NotAllowed(reason)
    if held := what_holds_up(proof.evidence):
        raise Clash(held)
    award = current_award(db, person_id, program_id)
    _refuse_other_than(award, proof)
    if not proof.version.program.open:
        raise Clash(CLOSED)
    _refuse_unready(proof.standing)
    if award is not None:
        end_award(db, award.number, now=now)
    cycle = current_cycle(db, person_id, program_id)
    db.add(ProgramApproval(person_id=person_id, program_id=program_id, cycle=cycle, by_id=actor.id, at=now))
    db.flush()
    audit.record(
        db, actor, "programs.approve", f"person:{person_id}", now=now,
        after={
            "program": proof.version.program.key, "version": proof.version.number, "cycle": cycle, "via": actor.via,
            **({"renews": award.number} if award else {}),
        },
    )  # fmt: skip
    signals.requirements_met.send(db, person_id=person_id, program_id=program_id)
    if award is None:
        return proof_of(db, person_id, program_id, kinds, on=now.date())
    again = renewal_of(db, award, kinds, on=now.date())
    renewed = again.as_proof() if again else None
    if renewed is None:
        raise Clash(CHANGED)
    return renewed


CHANGED = (
    "The certificate that this one renews has changed just now. Load the page again to see how it stands."
)


def _refuse_other_than(award: Award | None, proof: Proof) -> None:
    """Raise `Clash` where the award that stands is not what the proof is to follow."""
    if award is not None and proof.renews is None:
        raise Clash("This certificate has been issued already. Load the page again to see it.")
    if proof.renews is not None and (award is None or award.number != proof.renews.number):
        raise Clash(CHANGED)


def _refuse_unready(standing: Standing) -> None:
    if standing.is_ready:
        return
    first = next(leaf for leaf in standing.missing if leaf.kind != APPROVAL)
    raise Clash(f"This can’t be approved: “{first.title}” is not met ({first.have}).")
