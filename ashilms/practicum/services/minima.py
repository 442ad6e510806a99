"""What a trainee's countersigned sessions come to, category by category, and noting that one of them is complete."""

import json
from datetime import datetime
from typing import Any

from sqlalchemy import Row, Select, SQLColumnExpression, Text, cast, func, select
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

KINDS = (
    Entry.category, Entry.client, Entry.supervisor_id, cast(Entry.decision, Text).label("decision"),
    cast(ScreeningDecision.marks, Text).label("marks"), Entry.hands_ending, RoomCheck.outcome.label("check"),
    Review.rubric.is_not(None).label("observed"), func.coalesce(Entry.refused, "").label("refused"),
)  # fmt: skip
"""What minima look at: sessions that are alike in all of it are one row, so that thousands are few."""


def find_done(db: Session, person_id: int, course_id: int) -> list[Done]:
    """Return a trainee's countersigned sessions in a course that count, as minima look at them: one query.

    While one of them was not reckoned, all are worked out anew.
    """
    alike = db.execute(_of_kind(person_id, course_id, *KINDS)).all()
    if all(row.reckoned == row.times for row in alike):
        return [_done(row, row.minutes) for row in alike if not row.refused]
    lines = {line.entry.id: line for line in ledger_of(db, person_id, course_id=course_id).lines}
    each = db.execute(_of_kind(person_id, course_id, Entry.id, *KINDS)).all()
    return [_done(row, lines[row.id].sums.credited) for row in each if not lines[row.id].entry.refused]


def _of_kind(person_id: int, course_id: int, *kinds: SQLColumnExpression[Any]) -> Select[Any]:
    sums = (
        func.count().label("times"),
        func.count(Entry.credited).label("reckoned"),
        func.sum(Entry.credited).label("minutes"),
    )
    signed = (Entry.person_id == person_id) & (Entry.course_id == course_id)
    return (
        select(*kinds, *sums)
        .outerjoin(ScreeningDecision, ScreeningDecision.id == Entry.decision_id)
        .outerjoin(RoomCheck, RoomCheck.id == Entry.check_id)
        .outerjoin(Review, (Review.entry_id == Entry.id) & (Review.round == Entry.round))
        .where(signed, Entry.state == State.COUNTERSIGNED)
        .group_by(*kinds)
    )


def _done(row: Row[Any], minutes: int) -> Done:
    decision = json.loads(row.decision) if row.decision else None
    fired = decision["fired"] if decision else []
    cleared = any(rule.get("cleared") or rule["outcome"] == Outcome.CLEARANCE_REQUIRED for rule in fired)
    return Done(
        row.category, minutes, row.client or "", row.supervisor_id,
        Outcome(decision["outcome"]) if decision else None, cleared, bool(row.observed),
        row.check is not None and row.check != Found.PASSED, frozenset(json.loads(row.marks or "[]")), row.hands_ending,
        row.times,
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
