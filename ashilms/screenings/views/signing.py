"""Countersigning: by a code on the trainee's device, or on the supervisor's own page after proving who they are."""

from typing import cast

from flask import current_app, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from ashilms.accounts import services as people
from ashilms.errors import Unacceptable
from ashilms.forms import PlainForm
from ashilms.screenings import services
from ashilms.screenings.forms import SignForm
from ashilms.screenings.models import ScreeningDecision
from ashilms.screenings.views.blueprint import bp
from ashilms.screenings.views.deciding import draw_decision
from ashilms.screenings.views.showing import describe, make_sign_form
from ashilms.web import actor, limited, needs, now, prove_again, session, transaction


@bp.post("/screenings/<int:id>/sign")
@needs("screen clients")
@limited("60 per hour")
def sign_here(id: int) -> ResponseReturnValue:
    """Let a supervisor countersign on the device of the trainee who screened, by a code of their authenticator."""
    decision = services.get_decision(session(), actor(), id)
    form = make_sign_form(decision)
    if not form.validate():
        return draw_decision(decision, form, status=422)
    try:
        with transaction() as db:
            signed = services.countersign_on_the_spot(
                db, actor(), id, form.supervisor.data or 0, form.code.data or "",
                key=cast(str, current_app.secret_key), now=now(),
            )  # fmt: skip
            name = people.names_of(db, [signed.signer_id])[signed.signer_id] if signed else ""
    except Unacceptable as refused:
        return _refused(id, form, str(refused))
    if not name:
        return _refused(id, form, services.WRONG)
    flash(f"Countersigned by {name}.", "success")
    return redirect(url_for(".show_decision", id=id))


def _refused(id: int, form: SignForm, sentence: str) -> ResponseReturnValue:
    form.code.errors = [sentence]
    return draw_decision(services.get_decision(session(), actor(), id), form, status=422)


@bp.route("/screenings/<int:id>/countersign", methods=["GET", "POST"])
@needs("countersign screenings")
def countersign_decision(id: int) -> ResponseReturnValue:
    """Let a supervisor countersign a decision before contact, after proving who they are."""
    if (again := prove_again()) is not None:
        return again
    decision, form = services.get_decision(session(), actor(), id), PlainForm()
    if not form.validate_on_submit():
        return _page(decision)
    with transaction() as db:
        services.countersign(db, actor(), id, now=now())
    flash("Countersigned. The session may start.", "success")
    return redirect(url_for("ashilms.desk.show_inbox"))


def _page(decision: ScreeningDecision) -> ResponseReturnValue:
    return render_template("ashilms/screenings/countersign.html", **describe(decision, None))
