"""The checklist: what a certificate stands on, with what is stated and marked for it."""

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]

from ashilms.accounts import services as people
from ashilms.actor import REGISTRAR
from ashilms.cohorts import services as cohorts
from ashilms.programs import services
from ashilms.programs.forms import (
    MarkForm,
    MoveForm,
    NameForm,
    StatementForm,
)
from ashilms.programs.views.blueprint import bp, kinds
from ashilms.web import actor, needs, now, session, transaction


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
    standings = services.standings_of(session(), actor().id, kinds(), on=now().date())
    page = render_template(
        "ashilms/programs/standing.html", standings=standings, form=form, person=person, own=True,
        held=services.why_held_up(session(), person.id),
    )  # fmt: skip
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
    standings = services.standings_of(session(), person_id, kinds(), on=now().date())
    others = services.find_other_versions(
        session(), actor(), [binding for binding, _ in standings], now=now()
    )
    kept = {binding.id: services.kept_of(session(), binding, now=now()) for binding, _ in standings}
    return render_template(
        "ashilms/programs/standing.html",
        standings=standings,
        person=person,
        own=False,
        held=services.why_held_up(session(), person_id),
        others=others,
        kept=kept,
        transcript=actor().has(REGISTRAR) or cohorts.sees_to(session(), actor(), person_id),
    )


@bp.route("/standings/<int:person_id>/<int:program_id>/<int:number>", methods=["GET", "POST"])
@needs("move between versions")
def move(person_id: int, program_id: int, number: int) -> ResponseReturnValue:
    """Show a registrar what another version of their programme would change for somebody, and let them move them."""
    person = people.get_person(session(), person_id)
    preview = services.preview_move(session(), actor(), person_id, program_id, number, kinds(), now=now())
    form = MoveForm()
    if form.validate_on_submit():
        given = {"seen": form.seen.data or "", "reason": form.reason.data or ""}
        with transaction() as db:
            services.move_person(db, actor(), person_id, program_id, number, kinds(), now=now(), **given)
        flash(f"{person.name} now works towards version {number}.", "success")
        return redirect(url_for(".show_standing_of", person_id=person_id))
    form.seen.data = services.digest_of(preview)
    program = services.get_version(session(), program_id, number)
    page = render_template(
        "ashilms/programs/move.html", person=person, program=program, move=preview, form=form
    )
    return page, 422 if form.errors else 200
