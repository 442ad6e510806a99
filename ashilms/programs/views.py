"""The checklist: what a certificate stands on, to the trainee, the instructor and the registrar alike."""

from dataclasses import dataclass

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]

from ashilms.accounts import services as people
from ashilms.errors import Unacceptable
from ashilms.programs import services
from ashilms.programs.forms import EndWaiverForm, MarkForm, MoveForm, NameForm, StatementForm, WaiverForm
from ashilms.programs.models import ProgramBinding, ProgramVersion
from ashilms.programs.rules import Kinds, Standing, leaves_of
from ashilms.web import actor, needs, now, prove_again, session, state, transaction

bp = Blueprint("programs", __name__)


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
    others = services.find_other_versions(
        session(), actor(), [binding for binding, _ in standings], now=now()
    )
    kept = {binding.id: services.kept_of(session(), binding, now=now()) for binding, _ in standings}
    return render_template(
        "ashilms/programs/standing.html",
        standings=standings,
        person=person,
        own=False,
        others=others,
        kept=kept,
    )


@bp.route("/standings/<int:person_id>/<int:program_id>/<int:number>", methods=["GET", "POST"])
@needs("move between versions")
def move(person_id: int, program_id: int, number: int) -> ResponseReturnValue:
    """Show a registrar what another version of their programme would change for somebody, and let them move them."""
    person = people.get_person(session(), person_id)
    preview = services.preview_move(session(), actor(), person_id, program_id, number, _kinds(), now=now())
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


@bp.route("/standings/<int:person_id>/<int:program_id>/waivers", methods=["GET", "POST"])
@needs("grant waivers")
def show_waivers(person_id: int, program_id: int) -> ResponseReturnValue:
    """Show a registrar what was waived for somebody in a programme, and let them waive a requirement."""
    if (again := prove_again()) is not None:
        return again
    db, form = session(), WaiverForm()
    form.offer(services.find_waivable(db, person_id, program_id, _kinds(), on=now().date()))
    if form.validate_on_submit():
        try:
            with transaction() as writing:
                wish = form.as_wish()
                services.grant_waiver(writing, actor(), person_id, program_id, wish, _kinds(), now=now())
        except Unacceptable as refused:
            form[refused.field or "reason"].errors = [str(refused)]
        else:
            flash("Waived. The checklist says so, with your reason.", "success")
            return redirect(url_for(".show_waivers", person_id=person_id, program_id=program_id))
    return _waivers_page(person_id, program_id, form), 422 if form.errors else 200


def _waivers_page(person_id: int, program_id: int, form: WaiverForm) -> str:
    db, who = session(), actor()
    rows = services.find_waivers(db, who, person_id, program_id)
    tree = services.bound_version(db, person_id, program_id)
    return render_template(
        "ashilms/programs/waivers.html", person=people.get_person(db, person_id), version=tree, rows=rows, form=form,
        titles={leaf.id: leaf.title for leaf in leaves_of(tree.as_tree())}, today=now().date(),
        names=people.names_of(db, [id for row in rows for id in (row.by_id, row.ended_by) if id]),
        barred=services.why_no_waiver(db, who, person_id),
    )  # fmt: skip


@bp.route("/waivers/<int:id>/end", methods=["GET", "POST"])
@needs("grant waivers")
def end_waiver(id: int) -> ResponseReturnValue:
    """Let a registrar end a waiver, with a reason that stays."""
    if (again := prove_again()) is not None:
        return again
    row, form = services.get_waiver(session(), actor(), id), EndWaiverForm()
    person_id, program_id = row.person_id, row.program_id
    if form.validate_on_submit():
        try:
            with transaction() as db:
                services.end_waiver(db, actor(), id, form.reason.data or "", now=now())
        except Unacceptable as refused:
            form.reason.errors = [str(refused)]
        else:
            flash("Ended. The requirement is asked for again from today on.")
            return redirect(url_for(".show_waivers", person_id=person_id, program_id=program_id))
    person = people.get_person(session(), person_id)
    page = render_template("ashilms/programs/end_waiver.html", row=row, person=person, form=form)
    return page, 422 if form.errors else 200


@bp.get("/standings")
@needs("see standings")
def show_standings() -> ResponseReturnValue:
    """Show who lacks what: people by requirement, a table for each version that somebody is bound to."""
    rows = services.all_standings(session(), _kinds(), on=now().date())
    names = people.names_of(session(), [binding.person_id for binding, _ in rows])
    had = services.find_awarded(session())
    ready = sum(
        standing.awaits_approval_only and (binding.person_id, binding.program_id) not in had
        for binding, standing in rows
    )
    return render_template(
        "ashilms/programs/standings.html", groups=_by_version(rows), names=names, ready=ready, today=now()
    )


@dataclass(frozen=True, slots=True)
class Group:
    """Everybody who works towards one version of a program, and so has the same columns."""

    version: ProgramVersion
    rows: list[tuple[ProgramBinding, Standing]]


def _by_version(rows: list[tuple[ProgramBinding, Standing]]) -> list[Group]:
    groups: dict[int, Group] = {}
    for binding, standing in rows:
        group = groups.setdefault(binding.version_id, Group(binding.version, []))
        group.rows.append((binding, standing))
    return sorted(groups.values(), key=lambda group: -group.version.id)


def _kinds() -> Kinds:
    kinds: Kinds = state().kinds["requirement_kinds"]
    return kinds
