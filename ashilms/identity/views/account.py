"""A person's own security: sessions, password, and proving again who they are."""

import logging

from flask import Response, flash, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session
from wtforms import Field

from ashilms.errors import Missing
from ashilms.identity import browser
from ashilms.identity.forms import ChangePasswordForm, EmptyForm, ProofForm
from ashilms.identity.models import User, UserSession
from ashilms.identity.rules import local_path
from ashilms.identity.services import entrance, passwords, second_factor, sessions, throttle, users
from ashilms.identity.views import bp
from ashilms.identity.views.entrance import here, pausing
from ashilms.identity.views.mailed import is_good, least
from ashilms.web import actor, limited, needs, now, session, settings, state, transaction

log = logging.getLogger("ashilms.identity")
OWN = "see own security"


def current() -> UserSession:
    """Return the session that this request came in."""
    row = browser.current_session()
    if row is None:
        raise Missing("There is no session here.")
    return row


@bp.get("/security")
@needs(OWN)
def show_security() -> ResponseReturnValue:
    """Show a person how they sign in and where they are signed in."""
    row = current()
    return render_template(
        "ashilms/identity/security.html", user=row.user, here=row.id, form=EmptyForm(),
        rows=sessions.sessions_of(session(), row.user_id, now=now()),
        codes=second_factor.codes_left(session(), row.user_id), must=is_required(),
    )  # fmt: skip


def is_required() -> bool:
    """Return whether whoever is asking has a role that needs a second factor."""
    return actor().has(*settings().second_factor_roles)


@bp.post("/security/sessions/<int:session_id>/end")
@needs(OWN)
def end_session(session_id: int) -> ResponseReturnValue:
    """Sign one of one's own browsers out."""
    with transaction() as db:
        ended = sessions.end_session(db, current().user_id, session_id)
    if not ended:
        raise Missing("That browser is signed out already.")
    flash("That browser is signed out.", "success")
    return redirect(url_for("identity.show_security"))


@bp.post("/security/sessions/end")
@needs(OWN)
def end_sessions() -> ResponseReturnValue:
    """Sign every browser out, this one too."""
    with transaction() as db:
        users.end_sessions_of(db, actor(), actor().id, now=now())
    log.info("signed out everywhere", extra={"event": "sign_out_everywhere", "actor": actor().label})
    browser.sign_out_browser()
    flash("You are signed out everywhere.")
    return redirect(url_for("identity.sign_in"))


@bp.route("/security/password", methods=["GET", "POST"])
@needs(OWN)
@limited("30 per minute")
def change_password() -> ResponseReturnValue:
    """Let a person change their password, which signs their other browsers out."""
    form, row = ChangePasswordForm(), current()
    user, session_id = row.user, row.id
    good = form.validate_on_submit() and is_good(form, user.email, user.name)
    if not good or not _is_password(form.current, user):
        page = render_template("ashilms/identity/password.html", form=form, user=user, least=least())
        return page, 422 if form.errors else 200
    stored = passwords.make_hash(form.password.data or "")
    with transaction() as db:
        users.set_password(db, actor(), user, stored, but=session_id, now=now())
        token = sessions.renew_session(db, session_id, now=now())
        tell(db, user, "Your password was changed, and your other browsers were signed out.")
    browser.sign_in_browser(user, token)
    log.info("password changed", extra={"event": "password_changed", "actor": actor().label})
    flash("Your password is changed. Every other browser was signed out.", "success")
    return redirect(url_for("identity.show_security"))


@bp.route("/reauthenticate", methods=["GET", "POST"])
@needs(OWN)
@limited("30 per minute")
def reauthenticate() -> ResponseReturnValue:
    """Ask again who is sitting there, before something is signed, and go back to where it was asked for."""
    target = local_path(request.values.get("next"))
    form, row = ProofForm(), current()
    user, session_id = row.user, row.id
    if not form.validate_on_submit() or not _proves(form, user):
        page = render_template("ashilms/identity/reauthenticate.html", form=form, user=user, target=target)
        return page, 422 if form.errors else 200
    with transaction() as db:
        token = sessions.renew_session(db, session_id, now=now())
    browser.sign_in_browser(user, token)
    log.info("proved again", extra={"event": "reauthenticated", "actor": actor().label})
    return redirect(target or url_for("identity.show_security"))


def tell(db: Session, user: User, what: str) -> None:
    """Mail a user that their way of signing in changed."""
    users.tell_of_change(db, user, what, settings=settings(), render=state().render, now=now())


def prove_first(endpoint: str) -> Response | None:
    """Return the way to prove again who one is and come back to `endpoint`, or `None` if that was just done."""
    if browser.reauthenticated():
        return None
    return make_response(redirect(url_for("identity.reauthenticate", next=url_for(endpoint))))


def _is_password(field: Field, user: User) -> bool:
    guard = throttle.password_guard(state().limiter, user.email, here(), browser.device_of(user.email))
    with pausing():
        good = entrance.prove_password(session(), guard, user.email, field.data or "").good
    if not good:
        log.warning("wrong password", extra={"event": "proof_failed", "actor": actor().label})
        field.errors = ["That isn\u2019t your password."]
    return good


def _proves(form: ProofForm, user: User) -> bool:
    """Return whether password and code are right; a code is only looked at, and spent, after the password."""
    if not _is_password(form.password, user):
        return False
    if not user.has_second_factor:
        return True
    guard = throttle.code_guard(state().limiter, user.id, browser.device_of(user.email))
    with pausing(), transaction() as db:
        guard.refuse_spent()
        by = second_factor.take_code(db, user, form.code.data or "", browser.tools().vault, now=now())
    if by is None:
        guard.count()
        log.warning("wrong code", extra={"event": "proof_failed", "actor": actor().label})
        form.code.errors = ["That code isn\u2019t right, or was used already. Wait for the next one."]
    return by is not None
