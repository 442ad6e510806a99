"""The checklist: what a certificate stands on, to the trainee, the instructor and the registrar alike."""

from dataclasses import asdict, dataclass
from datetime import date

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]

from ashilms.accounts import services as people
from ashilms.actor import INSTRUCTOR, SUPERVISOR
from ashilms.programs import services
from ashilms.programs.forms import ForeseeForm, MarkForm, MoveForm, NameForm, StatementForm
from ashilms.programs.models import ProgramBinding, ProgramVersion
from ashilms.programs.rules import Kinds, Standing
from ashilms.programs.rules.impact import Impact
from ashilms.web import actor, needs, now, session, state, transaction

bp = Blueprint("programs", __name__)
JUDGES = (INSTRUCTOR, SUPERVISOR)
"""Whose signatures and observations are facts."""


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


@bp.route("/standings/impact", methods=["GET", "POST"])
@needs("foresee changes")
def foresee() -> ResponseReturnValue:
    """Show a registrar whom a change of rules, or of whose signature counts, would concern; nothing is saved by it."""
    form, found, asked = ForeseeForm(), None, None
    form.offer(services.find_versions(session()), people.names_in_roles(session(), JUDGES))
    if form.validate_on_submit():
        asked = form.as_asked()
        question = asked.as_question(session())
        if services.takes_long(session(), question):
            with transaction() as db:
                turn = services.ask(db, actor(), asked, now=now())
            return redirect(url_for(".show_foreseen", turn=turn))
        found = services.answer(session(), actor(), question, _kinds(), on=now().date())
    return _foreseen(form, found), 422 if form.errors else 200


@bp.get("/standings/impact/<int:turn>")
@needs("foresee changes")
def show_foreseen(turn: int) -> ResponseReturnValue:
    """Show how far jobs have come that look at everybody, and then what they found."""
    asked, answered = services.answer_of(session(), actor(), turn)
    if not answered.whole:
        return render_template("ashilms/programs/asked.html", answered=answered, turn=turn)
    form = ForeseeForm(data={**asdict(asked), "since": asked.since and date.fromisoformat(asked.since)})
    form.offer(services.find_versions(session()), people.names_in_roles(session(), JUDGES))
    return _foreseen(form, answered.impact)


def _foreseen(form: ForeseeForm, found: Impact | None) -> str:
    names = people.names_of(session(), [effect.person_id for effect in found.listed] if found else ())
    return render_template("ashilms/programs/impact.html", form=form, found=found, names=names)


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
