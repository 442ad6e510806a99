"""What makes the bare host a host: who a cookie belongs to, the way in, and the gate before each request."""

from datetime import datetime
from hashlib import sha256
from typing import Any, cast

from flask import Flask, flash, g, redirect, request, session, url_for
from flask.sessions import SecureCookieSessionInterface
from flask_login import LoginManager
from itsdangerous import URLSafeTimedSerializer
from sqlalchemy.orm import Session

from ashilms import web
from ashilms.actor import Actor
from ashilms.identity.browser import Tools, current_session, reauthenticated
from ashilms.identity.models import User
from ashilms.identity.rules import local_path
from ashilms.identity.services import passwords, sessions, users
from ashilms.identity.services.second_factor import Vault
from ashilms.identity.views import account, bp, entrance, factor, mailed

__all__ = ["PASSWORDS", "ask_again", "init_app", "invite", "reauthenticated"]
PAGES = (account, entrance, factor, mailed)
"""Modules whose import puts their pages on the blueprint."""

ALWAYS = frozenset({"ashilms.static", "ashilms.health.show_alive", "ashilms.health.show_ready"})
BEFORE_FACTOR = frozenset({"identity.set_up_factor", "identity.sign_out", "identity.reauthenticate"})
"""What somebody who must set up a second factor may reach before they have."""


class Cookie(SecureCookieSessionInterface):
    """Flask's cookie, signed by HMAC with SHA-256; its own default is SHA-1."""

    digest_method = staticmethod(sha256)


def init_app(app: Flask, *, vault_key: str) -> None:
    """Give a bare host sign-in of its own; `vault_key` opens the authenticator secrets."""
    manager = LoginManager(app)
    manager.session_protection = None  # a session is a row here; an address that changes is no attack
    manager.user_loader(_load_user)
    manager.unauthorized_handler(_send_to_sign_in)
    app.session_interface = Cookie()
    marks = URLSafeTimedSerializer(
        cast(str, app.secret_key), salt="ashilms.browser", signer_kwargs={"digest_method": sha256}
    )
    app.extensions["ashilms_identity"] = Tools(Vault(vault_key), marks)
    app.before_request(_gate)
    app.register_blueprint(bp)


def ask_again() -> Any:
    """Return true when the person proved in the last ten minutes who they are, else the page that asks them to."""
    if reauthenticated():
        return True
    return redirect(url_for("identity.reauthenticate", next=local_path(request.path)))


def invite(db: Session, actor: Actor, *, email: str, name: str, printed_name: str, now: datetime) -> int:
    """Make an account for a trainee, mail them the invitation, and return the person's id."""
    return users.invite_by_mail(
        db, actor, email=email, name=name, printed_name=printed_name, settings=web.settings(),
        render=web.state().render, now=now,
    )  # fmt: skip


class _Passwords:
    """Keeps other passwords than those of accounts in the same way."""

    def make_hash(self, password: str) -> str:
        return passwords.make_hash(password)

    def matches(self, stored: str, password: str) -> bool:
        with passwords.hashing():
            return passwords.matches(stored, password)


PASSWORDS = _Passwords()


def _load_user(token: str) -> User | None:
    row = sessions.find_session(web.session(), token, now=web.now())
    if row is None:
        return None
    g.ashilms_session = row
    row.user.hold(token)
    return row.user


def _send_to_sign_in() -> Any:
    """Send a visitor to sign in and back; what a form would have sent cannot come back, so its page does not."""
    if "_user_id" in session:
        flash("You were signed out after a while without use. Sign in to go on.")
        session.pop("_user_id")
    wanted = request.full_path.rstrip("?") if request.method in ("GET", "HEAD") else None
    return redirect(url_for("identity.sign_in", next=local_path(wanted)))


def _gate() -> Any:
    """Note that somebody uses a session, and hold back whoever must first set up a second factor."""
    if request.endpoint is None or request.endpoint in ALWAYS or "_user_id" not in session:
        return None
    row, who = current_session(), web.actor_or_none()
    if row is None or who is None:
        return None
    required = who.has(*web.settings().second_factor_roles) and not row.user.has_second_factor
    if sessions.is_due_touch(row, web.now()) and not web.is_unattended():
        with web.transaction() as db:
            sessions.touch_session(db, row.id, now=web.now())
    if required and request.endpoint not in BEFORE_FACTOR:
        return redirect(url_for("identity.set_up_factor"))
    return None
