"""The checklist: what a certificate stands on, to the trainee, the instructor and the registrar alike."""

from dataclasses import dataclass, replace
from datetime import date

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_sqlalchemy.pagination import Pagination
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]

from ashilms.accounts import services as people
from ashilms.cohorts import services as cohorts
from ashilms.errors import Unacceptable
from ashilms.programs import services
from ashilms.programs.forms import MarkForm, MatrixForm, MoveForm, NameForm, StatementForm, ValidityForm
from ashilms.programs.models import ProgramVersion
from ashilms.programs.rules import Kinds
from ashilms.programs.rules.matrix import DONE, Row, as_sheet
from ashilms.programs.rules.validity import (
    Milestone,
    Rule,
    Stage,
    Validity,
    count,
    milestones,
    parse_day,
    read_rule,
    stage_on,
)
from ashilms.web import actor, needs, now, prove_again, session, sheet, state, transaction

bp = Blueprint("programs", __name__)
PAGE = 50
"""People on one page of the matrix."""


@bp.route("/standing", methods=["GET", "POST"])
@needs("see own standing")
def show_standing() -> ResponseReturnValue:
    """Show a trainee everything their certificate stands on, and let them confirm the name to be printed."""
    person = people.get_person(session(), actor().id)
    form = NameForm(printed_name=person.printed_name or person.name)
    if form.validate_on_submit():
        with transaction() as db:
            people.confirm_printed_name(db, actor(), form.printed_name.data or "", now=now())
        flash("Your name is confirmed as it will be printed.", "success")
        return redirect(url_for(".show_standing"))
    standings = services.standings_of(session(), actor().id, _kinds(), on=now().date())
    page = render_template(
        "ashilms/programs/standing.html", standings=standings, form=form, person=person, own=True
    )
    return page, 422 if form.errors else 200


@bp.route("/statements", methods=["GET", "POST"])
@needs("make statements")
def show_statements() -> ResponseReturnValue:
    """Show a trainee what their programme asks them to state, and let them state it, in just these words."""
    form = StatementForm()
    if form.validate_on_submit():
        with transaction() as db:
            services.make_statement(db, actor(), form.key.data or "", form.digest.data or "", now=now())
        flash("Kept, with today’s date.", "success")
        return redirect(url_for(".show_statements"))
    found = services.find_statements(session(), actor().id)
    tasks = services.find_tasks(session(), actor().id)
    names = people.names_of(session(), [mark.by_id for task in tasks for mark in task.marks])
    page = render_template(
        "ashilms/programs/statements.html", statements=found, tasks=tasks, names=names, form=form
    )
    return page, 422 if form.errors else 200


@bp.route("/standings/<int:person_id>/tasks", methods=["GET", "POST"])
@needs("mark tasks")
def mark_task(person_id: int) -> ResponseReturnValue:
    """Show an instructor the tasks of a trainee with every mark, and let them mark one."""
    person, form = people.get_person(session(), person_id), MarkForm()
    tasks = services.find_tasks(session(), person_id)
    form.task.choices = [SelectChoice(task.key, task.title) for task in tasks]
    if form.validate_on_submit():
        passed, comment = form.outcome.data == "passed", form.comment.data or ""
        with transaction() as db:
            services.mark_task(
                db, actor(), person_id, form.task.data, passed=passed, comment=comment, now=now()
            )
        flash("Marked.", "success")
        return redirect(url_for(".mark_task", person_id=person_id))
    names = people.names_of(session(), [mark.by_id for task in tasks for mark in task.marks])
    page = render_template("ashilms/programs/tasks.html", person=person, tasks=tasks, names=names, form=form)
    return page, 422 if form.errors else 200


@bp.get("/standings/<int:person_id>")
@needs("see standings")
def show_standing_of(person_id: int) -> ResponseReturnValue:
    """Show an instructor or a registrar the same checklist, with the evidence behind each line."""
    person = people.get_person(session(), person_id)
    standings = services.standings_of(session(), person_id, _kinds(), on=now().date())
    others = services.find_other_versions(session(), actor(), [binding for binding, _ in standings])
    return render_template(
        "ashilms/programs/standing.html", standings=standings, person=person, own=False, others=others
    )


@bp.route("/standings/<int:person_id>/<int:program_id>/<int:number>", methods=["GET", "POST"])
@needs("move between versions")
def move(person_id: int, program_id: int, number: int) -> ResponseReturnValue:
    """Show a registrar what another version of their programme would change for somebody, and let them move them."""
    person, today = people.get_person(session(), person_id), now().date()
    preview = services.preview_move(session(), actor(), person_id, program_id, number, _kinds(), on=today)
    form = MoveForm()
    if form.validate_on_submit():
        given = {"seen": form.seen.data or "", "reason": form.reason.data or ""}
        with transaction() as db:
            services.move_person(db, actor(), person_id, program_id, number, _kinds(), now=now(), **given)
        flash(f"{person.name} now works towards version {number}.", "success")
        return redirect(url_for(".show_standing_of", person_id=person_id))
    form.seen.data = services.digest_of(preview)
    program = services.get_version(session(), program_id, number)
    page = render_template(
        "ashilms/programs/move.html", person=person, program=program, move=preview, form=form
    )
    return page, 422 if form.errors else 200


@bp.get("/validity")
@needs("see validity")
def show_validity() -> ResponseReturnValue:
    """Let anybody try until when a certificate would hold, and see what happens around its last day."""
    versions = [
        version for version in services.newest_versions(session()) if version.content["validity_months"]
    ]
    form = ValidityForm(request.args)
    form.version.choices = [SelectChoice(str(v.id), v.content["name"]) for v in versions]
    found = None
    if form.validate() and versions:
        chosen = next((v for v in versions if str(v.id) == form.version.data), versions[0])
        form.version.data, form.done.data = str(chosen.id), form.done.data or now().date()
        rule = read_rule(chosen.content)
        if rule is not None and form.counted_from.data:
            days = tuple(parse_day(text) for text in (form.dates.data or "").replace(",", " ").split())
            rule = replace(rule, counted_from=form.counted_from.data, dates=days)
        if rule is not None:
            validity = count(rule, form.done.data, previous=form.previous.data)
            found = Simulated(rule, validity, stage_on(rule, validity.until, now().date()))
    page = render_template("ashilms/programs/validity.html", form=form, found=found)
    return page, 422 if form.errors else 200


@dataclass(frozen=True, slots=True)
class Simulated:
    """What the simulator found: by which rule, until when and why, and where that is today."""

    rule: Rule
    validity: Validity
    stage: Stage

    @property
    def milestones(self) -> list[Milestone]:
        """What happens around the last day."""
        return milestones(self.rule, self.validity.until)


@bp.get("/standings")
@needs("see standings")
def show_standings() -> ResponseReturnValue:
    """Show who lacks what: people by requirement, of one version of a programme."""
    asked = _asked()
    had = services.find_awarded(session())
    ready = sum(
        row.standing.awaits_approval_only and (row.person_id, asked.version.program_id) not in had
        for row in asked.rows
    ) if asked.version else 0  # fmt: skip
    page = render_template(
        "ashilms/programs/standings.html", asked=asked, form=asked.form, ready=ready,
        page=Pages(rows=asked.rows, per_page=PAGE), today=now(),
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


class Pages(Pagination):
    """Rows that are all at hand, a page of them at a time."""

    def _query_items(self) -> list[Row]:
        rows: list[Row] = self._query_args["rows"]
        return rows[self._query_offset : self._query_offset + self.per_page]

    def _query_count(self) -> int:
        return len(self._query_args["rows"])


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
    return Asked(
        form, version, on, services.find_matrix(session(), actor(), version, wanted, _kinds(), on=on)
    )


def _kinds() -> Kinds:
    kinds: Kinds = state().kinds["requirement_kinds"]
    return kinds
