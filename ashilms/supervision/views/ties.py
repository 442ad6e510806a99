"""Close ties: whoever supervises or is supervised declares theirs, and a registrar ends one."""

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from ashilms.accounts import services as people
from ashilms.errors import Unacceptable
from ashilms.supervision import services
from ashilms.supervision.forms import EndTieForm, TieForm
from ashilms.supervision.views.blueprint import bp
from ashilms.web import actor, needs, now, session, transaction


@bp.route("/ties", methods=["GET", "POST"])
@needs("declare ties")
def show_ties() -> ResponseReturnValue:
    """Let somebody declare a relative or a close tie, and show what they declared."""
    form = TieForm()
    if form.validate_on_submit():
        try:
            with transaction() as db:
                services.declare_tie(db, actor(), form.email.data or "", now=now())
        except Unacceptable as refused:
            form.email.errors = [str(refused)]
        else:
            flash("Declared. Neither of you signs for the other; your registrar sees it.", "success")
            return redirect(url_for(".show_ties"))
    ties = services.own_ties(session(), actor())
    page = render_template("ashilms/supervision/ties.html", form=form, ties=ties)
    return page, 422 if form.errors else 200


@bp.route("/ties/<int:id>/end", methods=["GET", "POST"])
@needs("keep credentials")
def end_tie(id: int) -> ResponseReturnValue:
    """Let a registrar end a declared tie, with a reason that stays."""
    row, form = services.get_tie(session(), actor(), id), EndTieForm()
    if form.validate_on_submit():
        try:
            with transaction() as db:
                services.end_tie(db, actor(), id, reason=form.reason.data or "", now=now())
        except Unacceptable as refused:
            form.reason.errors = [str(refused)]
        else:
            flash("The tie has ended. What was refused before stays refused.")
            return redirect(url_for(".show_supervisors"))
    name = people.names_of(session(), [row.person_id])[row.person_id]
    page = render_template("ashilms/supervision/end_tie.html", form=form, row=row, name=name)
    return page, 422 if form.errors else 200
