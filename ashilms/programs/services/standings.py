"""Saying where people stand: one, several, and whoever is ready for approval."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from ashilms.plugins import Fact
from ashilms.programs.models import Award, Program, ProgramBinding, ProgramVersion
from ashilms.programs.rules import Kinds, Standing
from ashilms.programs.rules.renewing import Before
from ashilms.programs.services.binding import bindings_of, bound_version
from ashilms.programs.services.gathering import evidence_of
from ashilms.programs.services.walking import judge_bound, rules_of


@dataclass(frozen=True, slots=True)
class Proof:
    """Where a person stands in the version they are bound to, and the evidence that says so."""

    version: ProgramVersion
    evidence: tuple[Fact, ...]
    standing: Standing
    renews: Before | None = None
    """The certificate that the next one renews; `None` where it would be given on the whole programme."""


def proof_of(
    db: Session,
    person_id: int,
    program_id: int,
    kinds: Kinds,
    *,
    on: date,
    version: ProgramVersion | None = None,
) -> Proof:
    """Return where a person stands and why, under another `version` than theirs if given.

    Raises `Missing` when they are bound to none.
    """
    version = version or bound_version(db, person_id, program_id)
    evidence = evidence_of(db, person_id, program_id)
    return Proof(version, evidence, rules_of(version).judge(kinds, evidence, on))


def standings_of(
    db: Session, person_id: int, kinds: Kinds, *, on: date
) -> list[tuple[ProgramBinding, Standing]]:
    """Return where a person stands in everything they work towards."""
    return list(judge_bound(db, bindings_of(db, person_id), kinds, on=on))


def find_ready(db: Session, kinds: Kinds, *, on: date) -> list[tuple[ProgramBinding, Standing]]:
    """Return everybody for whom nothing but approval is missing: the approver's queue, the longest bound first.

    Whoever has or had the certificate is not in it: renewals are found by themselves, and after a revocation a new
    one is a decision of its own, begun on that person's page, and not the next line of a list.
    """
    had = select(Award.id).where(
        Award.program_id == ProgramBinding.program_id, Award.person_id == ProgramBinding.person_id
    )
    query = (
        select(ProgramBinding).join(Program, Program.id == ProgramBinding.program_id)
        .where(Program.open, ~had.exists()).order_by(ProgramBinding.since, ProgramBinding.id)
    )  # fmt: skip
    found = judge_bound(db, db.scalars(query).all(), kinds, on=on)
    return [(row, standing) for row, standing in found if standing.awaits_approval_only or standing.met]
