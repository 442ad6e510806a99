"""Who waits for an attempt, releasing one, and accommodations: one's own, or those of the people one sees to."""

from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from ashilms.accounts import services as people
from ashilms.actor import INSTRUCTOR, REGISTRAR
from ashilms.allowances import services
from ashilms.allowances.forms import AccommodationForm, ReleaseForm
from ashilms.errors import Unacceptable
from ashilms.formats import local
from ashilms.forms import whole
from ashilms.web import actor, needs, now, session, transaction

bp = Blueprint("allowances", __name__)


@bp.get("/allowances")
@needs("see allowances")
def show_allowances() -> ResponseReturnValue:
    """Show a trainee what they are allowed; an instructor or a registrar who waits, and what is recorded."""
    db, who = session(), actor()
    if chosen := whole(request.args.get("person", "")):
        return redirect(url_for(".show_trainee", person_id=chosen))
    if not who.has(INSTRUCTOR, REGISTRAR):
        own = services.accommodations_of(db, who, who.id, now=now())
        releases = services.find_releases(db, who.id)
        return render_template("ashilms/allowances/own.html", own=own, releases=releases)
    waiting = services.find_waiting(db, who, now=now())
    held = services.find_accommodations(db, who, now=now())
    names = people.names_of(db, {one.row.person_id for one in held})
    return render_template(
        "ashilms/allowances/allowances.html", waiting=waiting, held=held, names=names,
        trainees=services.find_trainees(db, who),
    )  # fmt: skip


@bp.route("/allowances/<int:person_id>/<quiz_key>/release", methods=["GET", "POST"])
@needs("release attempts")
def release(person_id: int, quiz_key: str) -> ResponseReturnValue:
    """Let an instructor release one more attempt, with the remediation that was done."""
    waits = services.get_waiting(session(), actor(), person_id, quiz_key, now=now())
    form = ReleaseForm(number=waits.next_release)
    if form.validate_on_submit():
        try:
            with transaction() as db:
                note, number = form.note.data or "", form.seen("number")
                services.release_attempt(db, actor(), person_id, quiz_key, note, number=number, now=now())
        except Unacceptable as refused:
            form.note.errors = [str(refused)]
        else:
            flash("Released. The trainee is told, and may sit it at once.", "success")
            return redirect(url_for(".show_allowances"))
        waits = services.get_waiting(session(), actor(), person_id, quiz_key, now=now())
    page = render_template("ashilms/allowances/release.html", waits=waits, form=form)
    return page, 422 if form.errors else 200


@bp.route("/allowances/<int:person_id>", methods=["GET", "POST"])
@needs("record accommodations")
def show_trainee(person_id: int) -> ResponseReturnValue:
    """Show a trainee's accommodations to whoever sees to them, and let another be recorded."""
    name = services.get_trainee(session(), actor(), person_id)
    number = services.count_accommodations(session(), person_id) + 1
    form = AccommodationForm(number=number, since=local(now(), actor().zone).date())
    form.offer((key, title) for _, key, title in services.quizzes_of(session(), actor(), person_id))
    if form.validate_on_submit():
        try:
            with transaction() as db:
                terms, number = form.as_terms(), form.seen("number")
                services.accommodate(db, actor(), person_id, terms, number=number, now=now())
        except Unacceptable as refused:
            form[refused.field or "reason"].errors = [str(refused)]
        else:
            flash("Recorded. It holds for what is begun from then on; the trainee is told.", "success")
            return redirect(url_for(".show_trainee", person_id=person_id))
    return _trainee_page(person_id, name, form), 422 if form.errors else 200


def _trainee_page(person_id: int, name: str, form: AccommodationForm) -> str:
    db = session()
    values: dict[str, Any] = {
        "held": services.accommodations_of(db, actor(), person_id, now=now()),
        "releases": services.find_releases(db, person_id),
    }
    return render_template(
        "ashilms/allowances/trainee.html", person_id=person_id, name=name, form=form, **values
    )


@bp.post("/allowances/accommodations/<int:id>/end")
@needs("record accommodations")
def end_accommodation(id: int) -> ResponseReturnValue:
    """Let whoever sees to a trainee end an accommodation."""
    with transaction() as db:
        person_id = services.end_accommodation(db, actor(), id, now=now()).person_id
    flash("Ended. What is begun from now on goes by the quiz’s own rules.", "success")
    return redirect(url_for(".show_trainee", person_id=person_id))
