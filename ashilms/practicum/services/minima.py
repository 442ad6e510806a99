"""What a trainee's countersigned sessions come to, category by category, and noting that one of them is complete."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from ashilms.courses import services as courses
from ashilms.courses.rules import CATEGORY_MET
from ashilms.practicum.models import Entry, Review
from ashilms.practicum.rules.minima import Done, is_met
from ashilms.practicum.rules.states import State
from ashilms.practicum.services.sums import ledger_of
from ashilms.screenings.models import ScreeningDecision
from ashilms.screenings.rules.outcomes import Outcome
from ashilms.sites.models import RoomCheck
from ashilms.sites.rules.points import Outcome as Found


def find_done(db: Session, person_id: int, course_id: int) -> list[Done]:
    """Return a trainee's countersigned sessions in a course that count, as minima look at them: two queries."""
    ledger = ledger_of(db, person_id, course_id=course_id)
    credited = {
        line.entry.id: line.sums.credited + line.sums.over_cap
        for line in ledger.lines
        if line.entry.state is State.COUNTERSIGNED and not line.sums.not_counted
    }
    minutes = {line.entry.id: line.sums.credited for line in ledger.lines}
    query = (
        select(
            Entry.id, Entry.category, Entry.client, Entry.supervisor_id, Entry.decision, ScreeningDecision.marks,
            RoomCheck.outcome, Review.rubric,
        )
        .outerjoin(ScreeningDecision, ScreeningDecision.id == Entry.decision_id)
        .outerjoin(RoomCheck, RoomCheck.id == Entry.check_id)
        .outerjoin(Review, (Review.entry_id == Entry.id) & (Review.round == Entry.round))
        .where(Entry.person_id == person_id, Entry.course_id == course_id, Entry.state == State.COUNTERSIGNED)
        .order_by(Entry.id)
    )  # fmt: skip
    return [
        _done(minutes[id], category, client, supervisor, decision, marks, check, rubric)
        for id, category, client, supervisor, decision, marks, check, rubric in db.execute(query)
        if id in credited
    ]


def _done(
    minutes: int, category: str, client: str, supervisor: int, decision: dict[str, object] | None,
    marks: list[str] | None, check: str | None, rubric: str | None,
) -> Done:  # fmt: skip
    fired: list[dict[str, object]] = decision["fired"] if decision else []  # type: ignore[assignment]
    cleared = any(rule.get("cleared") or rule["outcome"] == Outcome.CLEARANCE_REQUIRED for rule in fired)
    return Done(
        category, minutes, client or "", supervisor,
        Outcome(str(decision["outcome"])) if decision else None, cleared, rubric is not None,
        check is not None and check != Found.PASSED, frozenset(marks or ()),
    )  # fmt: skip


def settle_category(db: Session, entry: Entry, *, now: datetime) -> bool:
    """Note that a category is complete which opens another one; `False` while it isn't, or none waits for it."""
    plan = entry.plan.as_plan()
    category = plan.categories.get(entry.category or "")
    waited_for = {gate.get("category") for other in plan.categories.values() for gate in other.requires}
    if category is None or category.code not in waited_for:
        return False
    if not is_met(category, find_done(db, entry.person_id, entry.course_id)):
        return False
    return courses.reach_milestone(db, entry.person_id, entry.course_id, CATEGORY_MET, category.code, now=now)
