"""Finding decisions: one's own, those of whom one may supervise, and what waits for a countersignature."""

from collections.abc import Sequence
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from ashilms.accounts import services as people
from ashilms.actor import INSTRUCTOR, REGISTRAR, SUPERVISOR, Actor
from ashilms.errors import Missing
from ashilms.screenings.models import ScreeningDecision
from ashilms.supervision import services as supervision

NONE = "There is no such decision, or none that you may see."


def get_decision(db: Session, actor: Actor, decision_id: int) -> ScreeningDecision:
    """Return a decision to whoever made it, to registrars, and to who signed it or may sign it; raises `Missing`."""
    row = db.get(ScreeningDecision, decision_id)
    if row is None or not _may_see(db, actor, row):
        raise Missing(NONE)
    return row


def _may_see(db: Session, actor: Actor, row: ScreeningDecision) -> bool:
    if actor.person_id is None or row.person_id == actor.person_id or actor.has(REGISTRAR):
        return True
    if row.signature is not None:
        return row.signature.signer_id == actor.person_id
    return actor.has(INSTRUCTOR, SUPERVISOR) and actor.person_id in _offered(db, row)


def _offered(db: Session, row: ScreeningDecision) -> dict[int, str]:
    category = row.plan.as_plan().categories.get(row.category)
    level = category.supervisor_level if category else 1
    return supervision.find_offered(db, row.person_id, row.day, level=level)


def lock_decision(db: Session, decision_id: int, *person_ids: int) -> ScreeningDecision:
    """Return a decision as it is now, once nobody else decides about these people; the caller knows it exists."""
    people.lock_people(db, person_ids)
    query = select(ScreeningDecision).where(ScreeningDecision.id == decision_id)
    return db.scalars(query.execution_options(populate_existing=True)).one()


def find_signers(db: Session, decision: ScreeningDecision) -> dict[int, str]:
    """Return who may countersign a decision: names by id."""
    return _offered(db, decision)


def find_decisions(
    db: Session, person_id: int, *, since: date, until: date | None = None
) -> Sequence[ScreeningDecision]:
    """Return a therapist's decisions from a day on, the latest first."""
    query = select(ScreeningDecision).where(
        ScreeningDecision.person_id == person_id, ScreeningDecision.day >= since
    )
    if until is not None:
        query = query.where(ScreeningDecision.day <= until)
    latest = ScreeningDecision.decided_at.desc(), ScreeningDecision.id.desc()
    return db.scalars(query.order_by(*latest).limit(MOST)).all()


MOST = 100
"""Decisions in one list at most; a day has a handful."""
