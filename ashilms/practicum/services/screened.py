"""On which screening an entry stands: the trainee's own decision, that of what it amends, or one from before."""

from dataclasses import replace
from datetime import date, datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from ashilms.actor import Actor
from ashilms.errors import Missing
from ashilms.formats import local
from ashilms.practicum.models import STANDING_ALONE, Entry
from ashilms.practicum.rules.session import Screened
from ashilms.practicum.rules.sheet import Earlier, Sheet, earlier_from_json
from ashilms.screenings import services as screenings
from ashilms.screenings.models import PracticumPlan, ScreeningDecision
from ashilms.screenings.rules.coding import code_answers, decision_from_json
from ashilms.screenings.rules.filled import Filled, decide_filled
from ashilms.screenings.rules.plan import Plan


def complete_sheet(db: Session, entry: Entry, sheet: Sheet) -> Sheet:
    """Return the sheet with what the decision that it names says already: category, room and check.

    Raises `Missing` for somebody else's decision, or one of another course.
    """
    decision = _decision_of(db, entry, sheet)
    if decision is None:
        return replace(sheet, decision_id=None)
    return replace(
        sheet, decision_id=decision.id, category=decision.category, room_id=decision.room_id,
        check_id=decision.check_id,
    )  # fmt: skip


def _decision_of(db: Session, entry: Entry, sheet: Sheet) -> ScreeningDecision | None:
    amended = db.get(Entry, entry.amends_id) if entry.amends_id else None
    wanted = amended.decision_id if amended is not None else sheet.decision_id
    if wanted is None:
        return None
    decision = db.get(ScreeningDecision, wanted)
    mine = entry.person_id, entry.course_id
    if decision is None or (decision.person_id, decision.course_id) != mine:
        raise Missing("There is no such decision, or it is not yours.")
    return decision


def find_screened(db: Session, entry: Entry, sheet: Sheet, plan: Plan) -> Screened | None:
    """Return the screening on which the session stands; `None` where there is none."""
    decision = _decision_of(db, entry, sheet)
    if decision is not None:
        return Screened(
            decision.as_decision(), decision.answers, decision.category, decision.client, decision.room_id,
            decision.check_id, decision.as_standing(), logged=_is_taken(db, entry, decision.id),
        )  # fmt: skip
    earlier = earlier_from_json(entry.sheet)
    if earlier is not None:
        return _decide_earlier(earlier, sheet, plan, entry.created_at.date())
    return _of_amended(db.get(Entry, entry.amends_id) if entry.amends_id else None)


def _is_taken(db: Session, entry: Entry, decision_id: int) -> bool:
    if entry.amends_id is not None:
        return False
    others = select(Entry.id).where(
        Entry.decision_id == decision_id, Entry.id != entry.id, Entry.amends_id.is_(None),
        Entry.state.in_(STANDING_ALONE),
    )  # fmt: skip
    return db.scalar(others.limit(1)) is not None


def _decide_earlier(earlier: Earlier, sheet: Sheet, plan: Plan, today: date) -> Screened:
    """Decide on what was filled in before decisions were records; nothing new is ever decided so."""
    filled = Filled(answers=earlier.answers, clearances=earlier.clearances)
    decision = decide_filled(filled, plan, sheet.day or today)
    return Screened(decision, code_answers(plan.intake, earlier.answers), client=earlier.client)


def _of_amended(amended: Entry | None) -> Screened | None:
    """Return what an entry from before stood on, for what amends it."""
    if amended is None or amended.decision is None:
        return None
    decision = decision_from_json(amended.decision)
    return Screened(decision, amended.answers or {}, client=amended.client or "")


def get_screening(db: Session, actor: Actor, decision_id: int) -> ScreeningDecision:
    """Return one's own decision; raises `Missing` for somebody else's."""
    decision = db.get(ScreeningDecision, decision_id)
    if decision is None or decision.person_id != actor.person_id:
        raise Missing("There is no such decision, or it is not yours.")
    return decision


def find_unlogged(
    db: Session, actor: Actor, version: PracticumPlan, *, now: datetime
) -> list[ScreeningDecision]:
    """Return the actor's decisions that may still be logged: sessions that were started, cases that were signed."""
    plan = version.as_plan()
    since = local(now, actor.zone).date() - timedelta(days=plan.caps.log_window_days)
    made = [
        decision
        for decision in screenings.find_decisions(db, actor.id, since=since)
        if decision.course_id == version.course_id and _may_be_logged(decision, plan)
    ]
    taken = select(Entry.decision_id).where(
        Entry.decision_id.in_([decision.id for decision in made]), Entry.state.in_(STANDING_ALONE)
    )
    logged = set(db.scalars(taken))
    return [decision for decision in made if decision.id not in logged]


def _may_be_logged(decision: ScreeningDecision, plan: Plan) -> bool:
    category = plan.categories.get(decision.category)
    if category is None:
        return False
    signed = decision.signature is not None or not decision.needs_signature
    return decision.start is not None if category.contact else signed
