"""A supervisor's signing codes: setting up an authenticator, whose secret is shown once."""

from typing import cast

from flask import current_app, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from ashilms.errors import Unacceptable
from ashilms.forms import PlainForm
from ashilms.qr import qr_picture
from ashilms.screenings import services
from ashilms.screenings.forms import CodeForm
from ashilms.screenings.models import Authenticator
from ashilms.screenings.rules import codes
from ashilms.screenings.views.blueprint import bp
from ashilms.web import actor, limited, needs, now, prove_again, session, settings, transaction


@bp.route("/screenings/codes", methods=["GET", "POST"])
@needs("countersign screenings")
@limited("60 per hour")
def show_codes() -> ResponseReturnValue:
    """Let a supervisor set up the authenticator whose codes sign on a trainee's device."""
    if (again := prove_again()) is not None:
        return again
    if request.method == "POST" and request.form.get("do") != "confirm":
        return _begin()
    row, form = services.find_authenticator(session(), actor().id), CodeForm()
    if not form.validate_on_submit():
        return _page(row, form, 422 if form.errors else 200)
    try:
        with transaction() as db:
            services.confirm_authenticator(db, actor(), form.code.data or "", key=_key(), now=now())
    except Unacceptable as refused:
        form.code.errors = [str(refused)]
        return _page(services.find_authenticator(session(), actor().id), form, 422)
    flash("Set up. Its codes sign from now on, each once.", "success")
    return redirect(url_for(".show_codes"))


def _begin() -> ResponseReturnValue:
    if PlainForm().validate_on_submit():
        with transaction() as db:
            services.begin_authenticator(db, actor(), now=now())
    return redirect(url_for(".show_codes"))


def _key() -> str:
    return cast(str, current_app.secret_key)


def _page(row: Authenticator | None, form: CodeForm, status: int = 200) -> ResponseReturnValue:
    secret, qr = "", ""
    if row is not None and row.confirmed_at is None:
        secret = codes.secret_of(_key(), row.person_id, row.salt)
        address = codes.app_address(secret, "Countersigning", settings().provider_name)
        qr = qr_picture(address, scale=5)
    spaced = " ".join(secret[place : place + 4] for place in range(0, len(secret), 4))
    page = render_template("ashilms/screenings/codes.html", row=row, form=form, secret=spaced, qr=qr)
    return page, status
