"""Giving a trainee a place in a cohort, and taking it back."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from ashilms.accounts import services as people
from ashilms.cohorts import services
from ashilms.cohorts.forms import PlaceForm, RemoveForm
from ashilms.cohorts.views.blueprint import bp
from ashilms.errors import Missing, Unacceptable
from ashilms.web import actor, needs, now, session, transaction

FIND = "find"
"""What the button sends that looks for people and gives nobody a place."""


@bp.route("/cohorts/<int:cohort_id>/trainees/add", methods=["GET", "POST"])
@needs("manage cohorts")
def add_trainee(cohort_id: int) -> ResponseReturnValue:
    """Let a registrar find a trainee by name or address, and give them a place."""
    cohort, form = services.manage_cohort(session(), actor(), cohort_id), PlaceForm()
    looking = request.form.get("do") == FIND or not form.is_submitted()
    found = services.find_candidates(session(), actor(), cohort_id, (form.q.data or "")[:100])
    form.person.choices = [(person.id, person.name) for person in found]
    if not looking and form.validate():
        if form.person.data is None:
            form.person.errors = ["Choose who gets the place."]
        else:
            return _add(cohort_id, form.person.data)
    page = render_template("ashilms/cohorts/add_trainee.html", cohort=cohort, form=form, found=found)
    return page, 422 if form.errors else 200


def _add(cohort_id: int, person_id: int) -> ResponseReturnValue:
    with transaction() as db:
        services.add_trainee(db, actor(), cohort_id, person_id, now=now())
        name = people.get_person(db, person_id).name
    flash(f"{name} has a place now.", "success")
    return redirect(url_for(".show_cohort", cohort_id=cohort_id))


@bp.route("/cohorts/<int:cohort_id>/trainees/<int:person_id>/remove", methods=["GET", "POST"])
@needs("manage cohorts")
def remove_trainee(cohort_id: int, person_id: int) -> ResponseReturnValue:
    """Let a registrar take a trainee's place back, with a reason that stays."""
    cohort = services.manage_cohort(session(), actor(), cohort_id)
    held = services.own_cohort(session(), person_id, cohort.course_id)
    if held is None or held.id != cohort_id:
        raise Missing("They have no place in this cohort.")
    person, form = people.get_person(session(), person_id), RemoveForm()
    if form.validate_on_submit():
        try:
            with transaction() as db:
                services.remove_trainee(
                    db, actor(), cohort_id, person_id, reason=form.reason.data or "", now=now()
                )
        except Unacceptable as refused:
            form.reason.errors = [str(refused)]
        else:
            flash(f"{person.name} has no place in the cohort any more. What they earned stays theirs.")
            return redirect(url_for(".show_cohort", cohort_id=cohort_id))
    page = render_template("ashilms/cohorts/remove.html", cohort=cohort, person=person, form=form)
    return page, 422 if form.errors else 200
