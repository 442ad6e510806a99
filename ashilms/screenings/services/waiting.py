"""What waits for a countersignature: decisions of today, whose trainees stand at the table."""

from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from ashilms.accounts import services as people
from ashilms.actor import INSTRUCTOR, SUPERVISOR, Actor
from ashilms.formats import local
from ashilms.screenings.models import Countersignature, ScreeningDecision, SessionStart
from ashilms.screenings.rules.wording import TITLES
from ashilms.supervision import services as supervision
from ashilms.waiting import Offer, Waiting, listed


def offer_waiting(db: Session, actor: Actor, *, now: datetime) -> Offer:
    """Return the decisions that wait for a countersignature, as the queue takes them: before all else."""
    return listed(waiting_for(db, actor, now=now))


def waiting_for(db: Session, actor: Actor, *, now: datetime) -> list[Waiting]:
    """Return the decisions of today that the actor might countersign, the longest waiting first."""
    if not actor.has(INSTRUCTOR, SUPERVISOR):
        return []
    rows = [row for row in _unsigned(db, now) if local(now, row.zone).date() == row.day]
    wanted = {row.id: (row.person_id, row.day, row.supervisor_level) for row in rows}
    signable = supervision.find_signable(db, actor.id, wanted.values()) if rows else set()
    mine = [row for row in rows if wanted[row.id] in signable]
    names = people.names_of(db, {row.person_id for row in mine})
    return [_waiting(row, names[row.person_id]) for row in mine]


def _unsigned(db: Session, now: datetime) -> list[ScreeningDecision]:
    """Return the decisions of the last day that nobody has signed, but for those that were screened again since."""
    query = (
        select(ScreeningDecision)
        .outerjoin(Countersignature, Countersignature.decision_id == ScreeningDecision.id)
        .outerjoin(SessionStart, SessionStart.decision_id == ScreeningDecision.id)
        .where(Countersignature.id.is_(None), SessionStart.id.is_(None))
        .where(ScreeningDecision.decided_at > now - timedelta(days=1))
        .order_by(ScreeningDecision.decided_at, ScreeningDecision.id)
    )
    last = {(row.person_id, row.client, row.day): row for row in db.scalars(query)}
    return sorted(last.values(), key=lambda row: (row.decided_at, row.id))


def _waiting(row: ScreeningDecision, who: str) -> Waiting:
    why = f"Screening · {row.client}, {TITLES[row.as_decision().outcome].lower()}: sign before contact"
    endpoint = "ashilms.screenings.countersign_decision"
    return Waiting(
        "screening",
        row.id,
        row.person_id,
        who,
        row.decided_at,
        why,
        False,
        endpoint,
        {"id": row.id},
        first=True,
    )
