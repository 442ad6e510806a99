"""Letting somebody stand in for a supervisor for some days."""

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from ashilms.accounts import services as people
from ashilms.actor import INSTRUCTOR, SUPERVISOR
from ashilms.errors import Unacceptable
from ashilms.supervision import services
from ashilms.supervision.forms import SubstituteForm
from ashilms.supervision.views.blueprint import bp
from ashilms.supervision.views.keeping import put_refusal
from ashilms.web import actor, needs, now, session, transaction


@bp.route("/supervisors/<int:person_id>/substitute", methods=["GET", "POST"])
@needs("keep credentials")
def assign_substitute(person_id: int) -> ResponseReturnValue:
    """Let a registrar say who decides in a supervisor's place between two days."""
    person, form = people.get_person(session(), person_id), SubstituteForm()
    names = people.names_in_roles(session(), (INSTRUCTOR, SUPERVISOR))
    form.offer({id: name for id, name in names.items() if id != person_id})
    if form.validate_on_submit():
        try:
            with transaction() as db:
                services.assign_substitute(
                    db, actor(), person_id, form.substitute.data or 0, form.as_span(), now=now()
                )
        except Unacceptable as refused:
            put_refusal(form, refused, "substitute")
        else:
            flash(f"From then on they decide in the place of {person.name}, until the last day.", "success")
            return redirect(url_for(".show_supervisor", person_id=person_id))
    page = render_template("ashilms/supervision/substitute.html", form=form, person=person)
    return page, 422 if form.errors else 200
