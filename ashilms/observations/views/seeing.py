"""Observations that were signed: the list, one of them with both ratings side by side, and asking for a second."""

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from ashilms.accounts import services as people
from ashilms.errors import Unacceptable
from ashilms.observations import services
from ashilms.observations.forms import SecondForm
from ashilms.observations.views.blueprint import bp
from ashilms.web import actor, needs, now, session, transaction


@bp.get("/observations")
@needs("see observations")
def show_observations() -> ResponseReturnValue:
    """Show a person the observations that concern them, the latest first; a registrar everybody's."""
    db, who = session(), actor()
    rows, looks = services.find_observations(db, who), services.find_second_looks(db, who)
    ids = {id for row in rows for id in (row.trainee_id, row.assessor_id)}
    ids |= {look.entry.person_id for look in looks}
    page = {"rows": rows, "looks": looks, "names": people.names_of(db, ids)}
    return render_template("ashilms/observations/observations.html", **page)


@bp.get("/observations/<int:id>")
@needs("see observations")
def show_observation(id: int) -> ResponseReturnValue:
    """Show an observation beside the trainee's own ratings to whom it concerns."""
    db = session()
    row = services.find_observation(db, actor(), id)
    names = people.names_of(db, [row.trainee_id, row.assessor_id])
    return render_template(
        "ashilms/observations/observation.html", row=row, names=names, rubric=row.plan.as_plan().rubric
    )


@bp.route("/observations/entries/<int:id>/ask", methods=["GET", "POST"])
@needs("ask second assessors")
def ask_second(id: int) -> ResponseReturnValue:
    """Let whoever signs a session, or a registrar, ask another instructor who saw it to rate it too."""
    entry, fit = services.find_askable(session(), actor(), id, now=now())
    form = SecondForm()
    form.offer(fit)
    if form.validate_on_submit():
        try:
            with transaction() as db:
                services.ask_second(db, actor(), id, form.assessor.data, now=now())
        except Unacceptable as refused:
            form.assessor.errors = [str(refused)]
        else:
            flash("Asked. It is in their inbox; they don’t see what anybody else gave.", "success")
            return redirect(url_for("ashilms.practicum.show_entry", id=id))
    page = render_template("ashilms/observations/ask.html", entry=entry, form=form, fit=fit)
    return page, 422 if form.errors else 200
