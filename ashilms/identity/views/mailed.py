"""What is reached from a mail: taking up an account or an invitation, and setting a new password."""

import logging

from flask import make_response, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from ashilms.errors import Clash, Unacceptable
from ashilms.identity.forms import AddressForm, NewPasswordForm
from ashilms.identity.models import User
from ashilms.identity.rules import FINISH_PATHS, FLOOR, fold_email
from ashilms.identity.services import links, passwords, throttle, users
from ashilms.identity.views import bp
from ashilms.identity.views.entrance import here, let_in, pausing
from ashilms.web import ANYONE, limited, needs, now, session, settings, state, transaction

log = logging.getLogger("ashilms.identity")


@bp.route("/reset", methods=["GET", "POST"])
@needs(ANYONE)
@limited("60 per minute")
def ask_reset() -> ResponseReturnValue:
    """Mail the link that sets a new password; the answer is the same for every address."""
    form = AddressForm()
    if not form.validate_on_submit():
        return render_template("ashilms/identity/ask_reset.html", form=form), 422 if form.errors else 200
    with pausing():
        throttle.mail_guard(state().limiter, "reset", here()).spend()
    if throttle.may_mail(state().limiter, "reset", fold_email(form.email.data or "")):
        with transaction() as db:
            users.ask_to_reset(db, email=form.email.data or "", now=now())
    log.info("asked for a new password", extra={"event": "reset_asked"})
    return redirect(url_for("identity.show_sent", purpose="reset"))


@bp.get("/sent/<any(register, reset):purpose>")
@needs(ANYONE)
def show_sent(purpose: str) -> ResponseReturnValue:
    """Say that a mail is on its way, whether one is or not."""
    return render_template("ashilms/identity/sent.html", purpose=purpose)


@bp.route(FINISH_PATHS["register"] + "<token>", methods=["GET", "POST"], defaults={"purpose": "register"})
@bp.route(FINISH_PATHS["invite"] + "<token>", methods=["GET", "POST"], defaults={"purpose": "invite"})
@bp.route(FINISH_PATHS["reset"] + "<token>", methods=["GET", "POST"], defaults={"purpose": "reset"})
@needs(ANYONE)
@limited("60 per minute")
def finish(purpose: str, token: str) -> ResponseReturnValue:
    """Let whoever holds a mailed link choose the password; looking at the page takes nothing away."""
    link = links.find_link(session(), token, purpose, now=now())
    if link is None:
        return _spent(purpose)
    user = session().get(User, link.user_id) if link.user_id is not None else None
    email = user.email if user is not None else link.payload["email"]
    names = (user.name,) if user is not None else (link.payload["name"], link.payload["printed_name"])
    form = NewPasswordForm()
    if not form.validate_on_submit() or not is_good(form, email, *names):
        page = render_template(
            "ashilms/identity/finish.html", form=form, purpose=purpose, email=email, least=least()
        )
        return _alone(page, 422 if form.errors else 200)
    return _take_up(purpose, token, form.password.data or "")


def _take_up(purpose: str, token: str, password: str) -> ResponseReturnValue:
    stored = passwords.make_hash(password)
    try:
        with transaction() as db:
            user = users.take_up(db, token, stored, purpose=purpose, settings=settings(), now=now())
            if user is not None and purpose == "reset":
                users.tell_of_change(
                    db, user, "Your password was changed by a link that was mailed to you.",
                    settings=settings(), render=state().render, now=now(),
                )  # fmt: skip
    except Clash:
        user = None
    if user is None:
        return _spent(purpose)
    throttle.code_guard(state().limiter, user.id, None).forget()
    log.info("password set", extra={"event": f"{purpose}_finished", "actor": f"person:{user.person_id}"})
    return let_in(user, None, purpose)


def is_good(form: NewPasswordForm, email: str, *names: str) -> bool:
    """Return whether the new password is one to have; if not, the form says why."""
    try:
        passwords.refuse_weak(
            form.password.data or "",
            *names,
            settings().provider_name,
            email=email,
            least=settings().password_length,
            breaches=settings().breached_passwords,
        )
    except Unacceptable as reason:
        form.password.errors = [str(reason)]
        return False
    return True


def least() -> int:
    """Return the fewest characters of a new password here."""
    return max(settings().password_length, FLOOR)


def _spent(purpose: str) -> ResponseReturnValue:
    log.warning("link spent", extra={"event": "link_refused", "purpose": purpose})
    return _alone(render_template("ashilms/identity/spent.html", purpose=purpose), 410)


def _alone(page: str, code: int) -> ResponseReturnValue:
    """Answer without telling any other page this page's address: it holds the token."""
    response = make_response(page, code)
    response.headers["Referrer-Policy"] = "no-referrer"
    return response
