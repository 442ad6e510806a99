"""Setting up the second factor, its recovery codes, and putting it off."""

import logging

from flask import flash, redirect, render_template, url_for
from flask import session as cookie
from flask.typing import ResponseReturnValue

from ashilms.errors import NotAllowed
from ashilms.identity import browser
from ashilms.identity.forms import CodeForm, EmptyForm
from ashilms.identity.models import UserSession
from ashilms.identity.rules import spaced
from ashilms.identity.services import second_factor, sessions
from ashilms.identity.views import bp
from ashilms.identity.views.account import OWN, current, is_required, prove_first, tell
from ashilms.qr import qr_picture
from ashilms.web import actor, limited, needs, now, settings, transaction

log = logging.getLogger("ashilms.identity")
SECRET = "ashilms_secret"  # noqa: S105 (the name under which the cookie holds it, encrypted)


@bp.route("/security/second-factor", methods=["GET", "POST"])
@needs(OWN)
@limited("30 per minute")
def set_up_factor() -> ResponseReturnValue:
    """Let a person put a secret into their authenticator, and turn it on once a code from it is right."""
    row = current()
    if row.user.has_second_factor:
        return redirect(url_for("identity.show_security"))
    if first := prove_first("identity.set_up_factor"):
        return first
    form, secret = CodeForm(), _pending()
    if form.validate_on_submit():
        codes = _turn_on(row, secret, form.code.data or "")
        if codes is not None:
            return _codes_page(codes)
        form.code.errors = [
            "That code isn\u2019t right. Use the newest one, and check your phone\u2019s clock."
        ]
    address = second_factor.app_address(secret, row.user.email, settings().provider_name)
    page = render_template(
        "ashilms/identity/set_up.html", form=form, secret=spaced(secret), must=is_required(),
        picture=qr_picture(address, scale=5),
    )  # fmt: skip
    return page, 422 if form.errors else 200


def _turn_on(row: UserSession, secret: str, code: str) -> list[str] | None:
    user, session_id, vault = row.user, row.id, browser.tools().vault
    with transaction() as db:
        codes = second_factor.set_up(db, actor(), user, secret, code, vault, now=now())
        if codes is None:
            return None
        sessions.end_sessions(db, user.id, but=session_id)
        token = sessions.renew_session(db, session_id, now=now())
        tell(db, user, "A second step was added to your sign-in.")
    browser.sign_in_browser(user, token)
    log.info("second factor on", extra={"event": "second_factor_on", "actor": actor().label})
    return codes


@bp.route("/security/second-factor/codes", methods=["GET", "POST"])
@needs(OWN)
def renew_codes() -> ResponseReturnValue:
    """Make ten new recovery codes; the old ones serve no more."""
    user = current().user
    if not user.has_second_factor:
        return redirect(url_for("identity.set_up_factor"))
    if first := prove_first("identity.renew_codes"):
        return first
    form = EmptyForm()
    if not form.validate_on_submit():
        return render_template("ashilms/identity/renew_codes.html", form=form)
    with transaction() as db:
        codes = second_factor.renew_codes(db, actor(), user, now=now())
        tell(db, user, "New recovery codes were made; the earlier ones serve no more.")
    log.info("recovery codes", extra={"event": "recovery_codes_made", "actor": actor().label})
    return _codes_page(codes)


@bp.route("/security/second-factor/off", methods=["GET", "POST"])
@needs(OWN)
def drop_factor() -> ResponseReturnValue:
    """Put the second factor off, unless the person's role needs one."""
    row = current()
    if is_required():
        raise NotAllowed("Your role needs a second step at sign-in, so it stays on.")
    if not row.user.has_second_factor:
        return redirect(url_for("identity.show_security"))
    if first := prove_first("identity.drop_factor"):
        return first
    form, user, session_id = EmptyForm(), row.user, row.id
    if not form.validate_on_submit():
        return render_template("ashilms/identity/drop_factor.html", form=form)
    with transaction() as db:
        second_factor.drop_second_factor(db, actor(), user, now=now())
        sessions.end_sessions(db, user.id, but=session_id)
        tell(db, user, "The second step was taken off your sign-in.")
    log.info("second factor off", extra={"event": "second_factor_off", "actor": actor().label})
    flash("Signing in asks for your password only now.", "success")
    return redirect(url_for("identity.show_security"))


def _pending() -> str:
    """Return the secret being set up: the same on each look at the page, kept encrypted in the cookie alone."""
    vault = browser.tools().vault
    if SECRET not in cookie:
        cookie[SECRET] = vault.lock(second_factor.new_secret()).decode()
    return vault.open(cookie[SECRET].encode())


def _codes_page(codes: list[str]) -> ResponseReturnValue:
    return render_template("ashilms/identity/codes.html", codes=[spaced(code) for code in codes])
