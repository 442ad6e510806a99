"""The trainee's ledger: what counts, what waits, what does not count, and why."""

from dataclasses import dataclass

from flask import render_template, request
from flask.typing import ResponseReturnValue

from ashilms.practicum import services
from ashilms.practicum.models import Entry
from ashilms.practicum.rules.ledger import Ledger, Line, Sums
from ashilms.practicum.rules.states import State
from ashilms.practicum.views.blueprint import bp
from ashilms.screenings.rules.plan import Plan
from ashilms.supervision import services as supervision
from ashilms.web import actor, needs, now, session

PAGE = 50
"""Entries on one page."""


@dataclass(frozen=True, slots=True)
class Row:
    """One entry in the list, with what became of its minutes."""

    entry: Entry
    state: State
    line: Line | None
    note: str = ""
    """What is to be said of it since a credential of its supervisor lapsed."""


@bp.get("/practicum")
@needs("log practicum")
def show_ledger() -> ResponseReturnValue:
    """Show a trainee what their sessions add up to, by category, and every session."""
    db, who = session(), actor()
    plans = services.find_own_plans(db, who.id)
    ledger = services.ledger_of(db, who.id, now=now())
    page = min(max(request.args.get("page", 1, type=int), 1), 10_000)
    lines = {line.entry.id: line for line in ledger.lines}
    shown, total = (
        services.find_own(db, who.id, limit=PAGE, offset=(page - 1) * PAGE),
        services.count_own(db, who.id),
    )
    notes = supervision.find_notes(db, [entry.id for entry in shown])
    return render_template(
        "ashilms/practicum/ledger.html",
        plans=plans,
        ledger=ledger,
        categories=_categories([plan.as_plan() for plan, _ in plans], ledger),
        rows=[Row(e, e.standing(now()), lines.get(e.id), notes.get(e.id, "")) for e in shown],
        page=page,
        pages=-(-total // PAGE),
        total=total,
        person_id=who.id,
    )


def _categories(plans: list[Plan], ledger: Ledger) -> list[tuple[str, str, Sums]]:
    """Return code, title and sums of each category that is open or has minutes in it."""
    offered = {code: category for plan in plans for code, category in plan.categories.items()}
    return [
        (code, category.title, ledger.by_category.get(code, Sums()))
        for code, category in sorted(offered.items())
        if category.open or code in ledger.by_category
    ]
