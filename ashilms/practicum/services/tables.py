"""What a supervisor saw to beside a session, as far as it has been logged."""

from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session, aliased

from ashilms.practicum.models import Entry
from ashilms.practicum.rules.sheet import Sheet
from ashilms.practicum.rules.spans import Span
from ashilms.practicum.rules.states import TAKES_TIME
from ashilms.practicum.rules.tables import Table
from ashilms.screenings.rules.plan import Plan


def find_tables(db: Session, entry: Entry, sheet: Sheet, plan: Plan, span: Span) -> tuple[Table, ...]:
    """Return the other sessions on somebody under the sheet's supervisor that share time with `span`."""
    codes = [code for code, category in plan.categories.items() if category.contact]
    if sheet.category not in codes or not plan.caps.tables_at_once:
        return ()
    query = select(Entry).where(
        Entry.supervisor_id == sheet.supervisor_id, Entry.category.in_(codes), Entry.state.in_(TAKES_TIME),
        Entry.id.not_in([entry.id, entry.amends_id or entry.id]), Entry.starts < span.ends, Entry.ends > span.starts,
    )  # fmt: skip
    return tuple(
        Table(row.span, is_early(db, row, row.category or "", plan, row.span.starts))
        for row in db.scalars(query)
        if row.span
    )


def is_early(db: Session, entry: Entry, category: str, plan: Plan, starts: datetime) -> bool:
    """Return whether a session is among a trainee's first with clients, with the supervisor in the room."""
    if category not in (codes := _watched(plan)) or not plan.caps.alone_first:
        return False
    one = aliased(Entry)
    query = select(func.count()).where(
        one.person_id == entry.person_id, one.course_id == entry.course_id, one.category.in_(codes),
        one.state.in_(TAKES_TIME), one.id.not_in([entry.id, entry.amends_id or entry.id]), one.starts < starts,
    )  # fmt: skip
    return (db.scalar(query) or 0) < plan.caps.alone_first


def _watched(plan: Plan) -> list[str]:
    return [code for code, one in plan.categories.items() if one.kind == "client" and one.in_room]
