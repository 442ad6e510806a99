"""Finding waivers: of a person, for the registrar's pages, and as facts for their standing."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from datetime import UTC

from sqlalchemy import select
from sqlalchemy.orm import Session

from ashilms.accounts.rules import allows
from ashilms.actor import Actor
from ashilms.errors import Missing
from ashilms.plugins import Fact
from ashilms.programs.models import ProgramWaiver
from ashilms.programs.rules.waivers import WAIVER

NONE = "There is no such waiver, or none that you may see."


def find_waivers(db: Session, actor: Actor, person_id: int, program_id: int) -> Sequence[ProgramWaiver]:
    """Return a person's waivers in a program, the latest first, to a registrar; raises `Missing`."""
    if not allows(actor, "grant waivers"):
        raise Missing(NONE)
    query = select(ProgramWaiver).where(ProgramWaiver.person_id == person_id)
    return db.scalars(
        query.where(ProgramWaiver.program_id == program_id).order_by(ProgramWaiver.id.desc())
    ).all()


def get_waiver(db: Session, actor: Actor, waiver_id: int) -> ProgramWaiver:
    """Return a waiver to a registrar; raises `Missing`."""
    row = db.get(ProgramWaiver, waiver_id)
    if row is None or not allows(actor, "grant waivers"):
        raise Missing(NONE)
    return row


def find_facts(db: Session, person_ids: Collection[int]) -> Mapping[int, Sequence[Fact]]:
    """Return the waivers of these people as facts, each with the day on which it was ended, if it was."""
    facts: defaultdict[int, list[Fact]] = defaultdict(list)
    query = select(ProgramWaiver).where(ProgramWaiver.person_id.in_(person_ids)).order_by(ProgramWaiver.id)
    for row in db.scalars(query):
        values = {
            "program": row.program.key, "requirement": row.requirement, "sort": row.sort, "reason": row.reason,
            "until": row.until.isoformat(), "by": row.by_id,
            "ended": row.ended_at.astimezone(UTC).date().isoformat() if row.ended_at else None,
        }  # fmt: skip
        facts[row.person_id].append(Fact(f"waiver:{row.id}", WAIVER, row.at.astimezone(UTC).date(), values))
    return facts
