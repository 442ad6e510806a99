"""The matrix: everybody who works towards one version of a programme, as a page and as a file."""

from dataclasses import dataclass
from datetime import date

from flask import render_template, request
from flask.typing import ResponseReturnValue
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]

from ashilms.cohorts import services as cohorts
from ashilms.errors import Unacceptable
from ashilms.programs import services
from ashilms.programs.forms import (
    MatrixForm,
)
from ashilms.programs.models import ProgramVersion
from ashilms.programs.rules.matrix import DONE, Row, as_sheet
from ashilms.programs.views.blueprint import bp, kinds
from ashilms.web import Pages, actor, needs, now, prove_again, session, sheet, transaction

PAGE = 50
"""People on one page of the matrix."""


@bp.get("/standings")
@needs("see standings")
def show_standings() -> ResponseReturnValue:
    """Show who lacks what: people by requirement, of one version of a programme."""
    asked = _asked()
    waiting = {row.person_id for row in asked.rows if row.standing.awaits_approval_only}
    ready = len(waiting - services.find_awarded(session(), asked.version.program_id)) if asked.version else 0
    page = render_template(
        "ashilms/programs/standings.html", asked=asked, form=asked.form, ready=ready,
        page=Pages(rows=asked.rows, per_page=PAGE),
    )  # fmt: skip
    return page, 422 if asked.form.errors else 200


@bp.get("/standings.csv")
@needs("see standings")
def save_standings() -> ResponseReturnValue:
    """Give the same matrix, all of its pages, as CSV to whoever has just proved who they are; the record says so."""
    again = prove_again()
    if again is not None:
        return again
    asked = _asked()
    if asked.form.errors or asked.version is None:
        raise Unacceptable("One of the choices in this address is none; go back and choose anew.")
    with transaction() as db:
        services.note_export(db, actor(), asked.version, len(asked.rows), now=now())
    return sheet(as_sheet(asked.rows), f"standings-{asked.on.isoformat()}")


@dataclass(frozen=True, slots=True)
class Asked:
    """What the form of the matrix asks for, and the people whom it finds."""

    form: MatrixForm
    version: ProgramVersion | None
    on: date
    rows: list[Row]

    @property
    def values(self) -> dict[str, str]:
        """What goes into the address of another page, or of the file."""
        return {name: value for name, value in request.args.items() if name in self.form and value}


def _asked() -> Asked:
    today, versions = now().date(), services.versions_in_use(session())
    form = MatrixForm(request.args)
    form.version.choices = [
        SelectChoice(str(v.id), f"{v.content['name']}, version {v.number}") for v in versions
    ]
    groups = cohorts.find_cohorts(session(), actor())
    form.cohort.choices = [SelectChoice("", "All"), *(SelectChoice(str(c.id), c.name) for c in groups)]
    chosen = form.version.data
    version = next(
        (v for v in versions if str(v.id) == chosen), versions[0] if versions and not chosen else None
    )
    parts = services.parts_of(version) if version else {}
    form.missing.choices = [
        SelectChoice("", "Anything"),
        *(SelectChoice(*part) for part in parts.items()),
    ]
    if not versions or not form.validate() or version is None:
        return Asked(form, version, today, [])
    form.version.data = str(version.id)
    cohort = int(form.cohort.data) if form.cohort.data else None
    wanted = services.Wanted(form.q.data or "", cohort, form.missing.data or "", form.order.data or DONE)
    form.on.data = on = form.on.data or today
    rows = services.find_matrix(session(), actor(), version, wanted, kinds(), on=on, today=today)
    return Asked(form, version, on, rows)
