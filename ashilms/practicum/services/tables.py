"""What a supervisor saw to beside a session, as far as it has been logged."""

from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, ScalarSelect, false, func, select
from sqlalchemy.orm import Session, aliased

from ashilms.practicum.models import Entry
from ashilms.practicum.rules.sheet import Sheet
from ashilms.practicum.rules.spans import Span
from ashilms.practicum.rules.states import TAKES_TIME
from ashilms.practicum.rules.tables import Table
from ashilms.screenings.rules.plan import Plan


def find_tables(db: Session, entry: Entry, sheet: Sheet, plan: Plan, span: Span) -> tuple[Table, ...]:
    """Return the other sessions on somebody under the sheet's supervisor that share time with `span`.

    None where the plan sets no bound, or nobody is worked on in `sheet`.
    """
    codes = [code for code, category in plan.categories.items() if category.contact]
    if sheet.category not in codes or not (plan.caps.tables_at_once or plan.caps.alone_first):
        return ()
    early = _is_early(plan, Entry.category, _before(plan, Entry.person_id, Entry.course_id, Entry.starts))
    query = select(Entry, early).where(
        Entry.supervisor_id == sheet.supervisor_id, Entry.category.in_(codes), Entry.state.in_(TAKES_TIME),
        _is_other(entry), Entry.starts < span.ends, Entry.ends > span.starts,
    )  # fmt: skip
    return tuple(Table(row.span, alone) for row, alone in db.execute(query) if row.span)


def is_early(db: Session, entry: Entry, category: str, plan: Plan, starts: datetime) -> bool:
    """Return whether a session is among a trainee's first with clients, with the supervisor in the room."""
    if category not in _watched(plan) or not plan.caps.alone_first:
        return False
    before = _before(plan, entry.person_id, entry.course_id, starts, but=entry)
    return (db.scalar(select(before)) or 0) < plan.caps.alone_first


def _is_early(plan: Plan, category: Any, before: ScalarSelect[int]) -> ColumnElement[bool]:
    watched = _watched(plan)
    return category.in_(watched) & (before < plan.caps.alone_first) if watched else false()


def _before(
    plan: Plan, person: Any, course: Any, starts: Any, *, but: Entry | None = None
) -> ScalarSelect[int]:
    """Return how many watched sessions of the person there are that began before, as a part of a query."""
    one = aliased(Entry)
    query = select(func.count(one.id)).where(
        one.person_id == person, one.course_id == course, one.category.in_(_watched(plan)),
        one.state.in_(TAKES_TIME), one.starts < starts,
    )  # fmt: skip
    return (query.where(one.id.not_in(_same(but))) if but else query).scalar_subquery()


def _is_other(entry: Entry) -> ColumnElement[bool]:
    return Entry.id.not_in(_same(entry))


def _same(entry: Entry) -> list[int]:
    """Return the entry's id and that of the one which it amends."""
    return [entry.id, entry.amends_id or entry.id]


def _watched(plan: Plan) -> list[str]:
    return [code for code, one in plan.categories.items() if one.kind == "client" and one.in_room]
