"""Letting somebody stand in on one session that waits too long."""

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]

from ashilms.errors import Unacceptable
from ashilms.practicum import services
from ashilms.practicum.forms import StandInForm
from ashilms.practicum.views.blueprint import bp
from ashilms.web import actor, needs, now, session, transaction


@bp.route("/practicum/entries/<int:id>/substitute", methods=["GET", "POST"])
@needs("keep credentials")
def assign_substitute(id: int) -> ResponseReturnValue:
    """Let a registrar say who decides on one session in the place of its supervisor."""
    entry, form = services.find_late(session(), actor(), id, now=now()), StandInForm()
    names = services.find_signers(session(), entry)
    form.substitute.choices = [SelectChoice("", "Choose…"), *(SelectChoice(*who) for who in names.items())]
    if form.validate_on_submit():
        try:
            with transaction() as db:
                services.assign_stand_in(db, actor(), id, form.substitute.data or 0, now=now())
        except Unacceptable as refused:
            form.substitute.errors = [str(refused)]
        else:
            flash("They see the session among what waits for them.", "success")
            return redirect(url_for(".show_entry", id=id))
    page = render_template("ashilms/practicum/substitute.html", form=form, entry=entry, names=names)
    return page, 422 if form.errors else 200
