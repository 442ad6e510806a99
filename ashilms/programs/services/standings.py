"""Saying where people stand: one, several, and whoever is ready for approval."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from sqlalchemy import or_, select, tuple_
from sqlalchemy.orm import Session

from ashilms.formats import day
from ashilms.plugins import Fact
from ashilms.programs.models import Award, Program, ProgramBinding, ProgramVersion
from ashilms.programs.rules import Kinds, Standing, what_holds_up
from ashilms.programs.rules.renewing import Before
from ashilms.programs.rules.validity import Validity, completed_on, count, read_rule
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

    @property
    def completed(self) -> date | None:
        """The last day on which something was done that it stands on; `None` when nothing was."""
        return completed_on(self.standing, self.evidence)

    def holds(self, today: date) -> Validity | None:
        """Return until when what is issued today on it would hold, and why; `None` where that does not end."""
        rule, previous = read_rule(self.version.content), self.renews.until if self.renews else None
        return count(rule, self.completed or today, previous=previous) if rule else None

    def why_ended(self, today: date) -> str:
        """Return in a sentence that what is issued today on it would have ended already; empty where it would not."""
        found = self.holds(today)
        if found is None or found.until > today:
            return ""
        done = day(self.completed or today)
        return f"What it stands on was completed on {done}, so it would have ended on {day(found.until)}."

    def why_held_up(self, today: date) -> str:
        """Return why nothing is issued on it today, though everything be met, in a sentence; empty: it may be."""
        closed = "" if self.version.program.open else CLOSED
        held = what_holds_up(self.evidence) or closed
        return held or (self.why_ended(today) if self.standing.is_ready else "")


CLOSED = "This programme is closed, so nothing is issued in it now."


def proof_of(
    db: Session,
    person_id: int,
    program_id: int,
    kinds: Kinds,
    *,
    on: date,
    version: ProgramVersion | None = None,
    as_known: bool = False,
) -> Proof:
    """Return where a person stands and why, under another `version` than theirs if given.

    `as_known` replays that day: what was corrected later counts as it stood then. Raises `Missing` when they are
    bound to none.
    """
    version = version or bound_version(db, person_id, program_id)
    evidence = evidence_of(db, person_id, program_id, known=on if as_known else None)
    return Proof(version, evidence, rules_of(version).judge(kinds, evidence, on))


def standings_of(
    db: Session, person_id: int, kinds: Kinds, *, on: date
) -> list[tuple[ProgramBinding, Standing]]:
    """Return where a person stands in everything they work towards."""
    return list(judge_bound(db, bindings_of(db, person_id), kinds, on=on))


def find_ready(
    db: Session, kinds: Kinds, *, anew: Collection[tuple[int, int]] = (), on: date
) -> list[tuple[ProgramBinding, Standing]]:
    """Return everybody for whom nothing but approval is missing: the approver's queue, the longest bound first.

    Whoever has or had the certificate is not in it: renewals are found by themselves, and after a revocation a new
    one is a decision of its own, and not the next line of a list. `anew` are those of whom that was decided: who, and
    of which program.
    """
    had = select(Award.id).where(
        Award.program_id == ProgramBinding.program_id, Award.person_id == ProgramBinding.person_id
    )
    again = tuple_(ProgramBinding.person_id, ProgramBinding.program_id).in_(list(anew))
    query = (
        select(ProgramBinding).join(Program, Program.id == ProgramBinding.program_id)
        .where(Program.open, or_(~had.exists(), again)).order_by(ProgramBinding.since, ProgramBinding.id)
    )  # fmt: skip
    found = judge_bound(db, db.scalars(query).all(), kinds, on=on)
    return [(row, standing) for row, standing in found if standing.is_ready]
