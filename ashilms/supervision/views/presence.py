"""The code on a supervisor's screen, and putting it in."""

from typing import cast

from flask import current_app, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]

from ashilms.accounts import services as people
from ashilms.errors import Unacceptable
from ashilms.qr import qr_picture
from ashilms.supervision import services
from ashilms.supervision.forms import PresenceForm
from ashilms.supervision.rules import presence as rules
from ashilms.supervision.views.blueprint import bp
from ashilms.supervision.views.keeping import put_refusal
from ashilms.web import actor, limited, needs, now, session, settings, state, transaction


def _key() -> str:
    return cast(str, current_app.secret_key)


@bp.get("/presence/code")
@needs("show presence codes")
def show_code() -> ResponseReturnValue:
    """Show a supervisor the code of this half minute, for trainees to put in; its address holds no code."""
    who, at = actor(), now()
    code = rules.code_at(rules.secret_of(_key(), who.id, at.date()), rules.step_of(at))
    door = f"{settings().public_url.rstrip('/')}{state().prefix}/presence?supervisor={who.id}"
    qr = qr_picture(door, scale=6)
    return render_template(
        "ashilms/supervision/code.html", code=code, left=rules.seconds_left(at), door=door, qr=qr,
        there=services.who_is_there(session(), who, now=at),
    )  # fmt: skip


@bp.route("/presence", methods=["GET", "POST"])
@needs("log practicum")
@limited("60 per hour")
def check_in() -> ResponseReturnValue:
    """Let a trainee put in the code on their supervisor's screen, at a session's start and at its end."""
    form, db = PresenceForm(supervisor=request.args.get("supervisor", type=int)), session()
    offered = services.find_offered(db, actor().id, now().date())
    form.supervisor.choices = [SelectChoice("", "Choose…"), *(SelectChoice(*who) for who in offered.items())]
    if form.validate_on_submit():
        try:
            with transaction() as writing:
                services.check_in(
                    writing, actor(), form.supervisor.data or 0, form.code.data or "", key=_key(), now=now()
                )
        except Unacceptable as refused:
            put_refusal(form, refused, "code")
        else:
            flash("Noted. Put in another code when the session ends.", "success")
            return redirect(url_for(".check_in"))
    marks = services.own_marks(session(), actor(), now=now())
    names = people.names_of(session(), [mark.supervisor_id for mark in marks])
    page = render_template("ashilms/supervision/check_in.html", form=form, marks=marks, names=names)
    return page, 422 if form.errors else 200
