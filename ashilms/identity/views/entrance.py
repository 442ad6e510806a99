"""Signing in, the second step, signing out, and asking for an account."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager

from flask import Response, flash, make_response, redirect, render_template, request, url_for
from flask import session as cookie
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import TooManyRequests

from ashilms.formats import plural
from ashilms.identity import browser
from ashilms.identity.forms import CodeForm, RegisterForm, SignInForm
from ashilms.identity.models import User
from ashilms.identity.rules import fold_email, local_path
from ashilms.identity.services import entrance, passwords, sessions, throttle, users
from ashilms.identity.views import bp
from ashilms.web import ANYONE, actor_or_none, limited, needs, now, session, settings, state, transaction

log = logging.getLogger("ashilms.identity")
HALF = "ashilms_half"


@bp.route("/sign-in", methods=["GET", "POST"])
@needs(ANYONE)
@limited("300 per minute")
def sign_in() -> ResponseReturnValue:
    """Let somebody in by address and password, or on to the second step."""
    target = local_path(request.values.get("next"))
    if request.method == "GET" and actor_or_none() is not None:
        return redirect(target or home())
    form = SignInForm()
    if not form.validate_on_submit():
        return _sign_in_page(form, target, 422 if form.errors else 200)
    email, password = fold_email(form.email.data or ""), form.password.data or ""
    guard = throttle.password_guard(state().limiter, email, here(), browser.device_of(email))
    try:
        proof = entrance.prove_password(session(), guard, email, password)
    except throttle.Throttled as pause:
        log.warning("too many passwords", extra={"event": "sign_in_throttled"})
        return paused(_sign_in_page(form, target, 429, wait=pause.wait), pause)
    if proof.user is None:
        log.warning("wrong password", extra={"event": "sign_in_failed"})
        return _sign_in_page(form, target, 422, left=proof.left)
    _renew_hash(proof.user, password)
    return let_in(proof.user, target, "password")


def let_in(user: User, target: str | None, by: str) -> Response:
    """Let this browser in as `user`, or on to the second step where one is set up, and then to `target`."""
    with transaction() as db:
        token = entrance.admit(db, user, agent=browser.agent(), now=now())
    if user.has_second_factor:
        browser.sign_out_browser()
        cookie[HALF] = token
        return make_response(redirect(url_for("identity.second_step", next=target)))
    return _open(user, token, target, by)


def _open(user: User, token: str, target: str | None, by: str) -> Response:
    browser.sign_in_browser(user, token)
    log.info("signed in", extra={"event": "sign_in", "actor": f"person:{user.person_id}", "by": by})
    return browser.mark_device(make_response(redirect(target or home())), user.email)


@bp.route("/second-step", methods=["GET", "POST"])
@needs(ANYONE)
@limited("300 per minute")
def second_step() -> ResponseReturnValue:
    """Ask for the code that completes a sign-in."""
    target, half = local_path(request.values.get("next")), cookie.get(HALF, "")
    user = entrance.find_half(session(), half, now=now())
    if user is None:
        return _start_again(target)
    form = CodeForm()
    if not form.validate_on_submit():
        return _step_page(form, target, 422 if form.errors else 200)
    guard = throttle.code_guard(state().limiter, user.id, browser.device_of(user.email))
    vault = browser.tools().vault
    try:
        with transaction() as db:
            proof = entrance.prove_code(
                db, guard, half, form.code.data or "", vault, agent=browser.agent(), now=now()
            )
    except throttle.Throttled as pause:
        log.warning("too many codes", extra={"event": "second_step_throttled"})
        return paused(_step_page(form, target, 429, wait=pause.wait), pause)
    if proof.user is not None and proof.token is not None:
        return _open(proof.user, proof.token, target, proof.by)
    log.warning("wrong code", extra={"event": "second_step_failed", "actor": f"person:{user.person_id}"})
    if not proof.left:
        return _start_again(target)
    form.code.errors = ["That code isn\u2019t right, or was used already. Wait for the next one."]
    return _step_page(form, target, 422)


@bp.post("/sign-out")
@needs(ANYONE)
def sign_out() -> ResponseReturnValue:
    """End this session, so that no copy of its cookie serves any more.

    The browser forgets whatever it holds of this site, but for drafts that lie locked on the device, where it is told
    to `keep` them: they are there alone, and open only for their own person.
    """
    row = browser.current_session()
    if row is not None:
        with transaction() as db:
            sessions.end_session(db, row.user_id, row.id)
        log.info("signed out", extra={"event": "sign_out"})
    browser.sign_out_browser()
    flash("You are signed out.")
    response = make_response(redirect(url_for("identity.sign_in")))
    keeps = request.form.get("keep") == "drafts"
    response.headers["Clear-Site-Data"] = '"cache"' if keeps else '"cache", "storage"'
    return response


@bp.route("/register", methods=["GET", "POST"])
@needs(ANYONE)
@limited("60 per minute")
def register() -> ResponseReturnValue:
    """Take down who wants an account, and mail them the link that makes it."""
    if not settings().registration:
        return render_template("ashilms/identity/closed.html"), 404
    form = RegisterForm()
    if not form.validate_on_submit():
        return render_template("ashilms/identity/register.html", form=form), 422 if form.errors else 200
    with pausing():
        throttle.mail_guard(state().limiter, "register", here()).spend()
    if throttle.may_mail(state().limiter, "register", fold_email(form.email.data or "")):
        with transaction() as db:
            users.ask_to_register(
                db, email=form.email.data or "", name=(form.name.data or "").strip(),
                printed_name=(form.printed_name.data or "").strip(), now=now(),
            )  # fmt: skip
    log.info("asked for an account", extra={"event": "register_asked"})
    return redirect(url_for("identity.show_sent", purpose="register"))


def home() -> str:
    """Return the path of a person's home."""
    return url_for("ashilms.desk.show_home")


def here() -> str:
    """Return the network address that this request came from."""
    return request.remote_addr or ""


def paused(page: ResponseReturnValue, pause: throttle.Throttled) -> Response:
    """Return `page` as an answer that says when to come again."""
    response = make_response(page)
    response.headers["Retry-After"] = str(pause.wait)
    return response


@contextmanager
def pausing() -> Iterator[None]:
    """Answer too many tries with the page that says so."""
    try:
        yield
    except throttle.Throttled as pause:
        log.warning("too many tries", extra={"event": "throttled"})
        raise TooManyRequests(retry_after=pause.wait) from None


def _renew_hash(user: User, password: str) -> None:
    stored = user.password
    if stored is not None and passwords.is_dated(stored):
        renewed = passwords.make_hash(password)
        with transaction() as db:
            users.renew_hash(db, user.id, stored, renewed)


def _start_again(target: str | None) -> Response:
    browser.sign_out_browser()
    flash("That took too long or too many tries. Sign in again.", "error")
    return make_response(redirect(url_for("identity.sign_in", next=target)))


def _sign_in_page(
    form: SignInForm, target: str | None, code: int, *, left: int | None = None, wait: int | None = None
) -> ResponseReturnValue:
    page = render_template(
        "ashilms/identity/sign_in.html", form=form, target=target, left=left, wait=wait and _minutes(wait),
        open_for_all=settings().registration,
    )  # fmt: skip
    return page, code


def _step_page(
    form: CodeForm, target: str | None, code: int, *, wait: int | None = None
) -> ResponseReturnValue:
    pause = wait and _minutes(wait)
    return render_template("ashilms/identity/second_step.html", form=form, target=target, wait=pause), code


def _minutes(seconds: int) -> str:
    return plural(-(-seconds // 60), "minute")
