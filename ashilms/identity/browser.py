"""What this browser holds: a session, a mark that it has been here before, and for how long that proves anything."""

from dataclasses import dataclass
from secrets import token_hex
from typing import cast

from flask import Response, current_app, g, request, session
from flask_login import login_user
from itsdangerous import BadSignature, URLSafeTimedSerializer

from ashilms import web
from ashilms.identity.models import User, UserSession
from ashilms.identity.rules import browser_name, is_fresh
from ashilms.identity.services.second_factor import Vault
from ashilms.identity.services.throttle import hidden

DEVICE_DAYS = 180


@dataclass(frozen=True, slots=True)
class Tools:
    """What one app keeps for sign-in: the vault of authenticator secrets, and the signer of browsers' marks."""

    vault: Vault
    marks: URLSafeTimedSerializer


def tools() -> Tools:
    """Return what this app keeps for sign-in."""
    return cast(Tools, current_app.extensions["ashilms_identity"])


def current_session() -> UserSession | None:
    """Return the row of the session that this request came in, if somebody is signed in."""
    web.actor_or_none()
    return cast(UserSession | None, g.get("ashilms_session"))


def reauthenticated() -> bool:
    """Return whether whoever is asking proved in the last ten minutes who they are."""
    row = current_session()
    return row is not None and is_fresh(row.proved_at, web.now())


def sign_in_browser(user: User, token: str) -> None:
    """Let this browser hold the session `token`, and nothing that it held before."""
    session.clear()
    user.hold(token)
    login_user(user)
    g.pop("ashilms_actor", None)


def sign_out_browser() -> None:
    """Let this browser hold no session."""
    session.clear()
    g.pop("ashilms_actor", None)
    g.pop("ashilms_session", None)


def agent() -> str:
    """Return what the browser calls itself, in a few words."""
    return browser_name(request.user_agent.string)


def device_of(email: str) -> str | None:
    """Return the mark of this browser if it has signed in to this very account before."""
    try:
        held = tools().marks.loads(request.cookies.get(_mark_name(), ""), max_age=DEVICE_DAYS * 86_400)
    except BadSignature:
        return None
    match held:
        case [str(whose), str(mark)] if whose == hidden(email):
            return mark
    return None


def mark_device(response: Response, email: str) -> Response:
    """Mark this browser as one that has signed in to this account; it opens nothing by itself."""
    mark = device_of(email) or token_hex(16)
    response.set_cookie(
        _mark_name(), tools().marks.dumps([hidden(email), mark]), max_age=DEVICE_DAYS * 86_400,
        secure=current_app.config["SESSION_COOKIE_SECURE"], httponly=True, samesite="Lax",
    )  # fmt: skip
    return response


def _mark_name() -> str:
    return "__Host-ashilms-browser" if current_app.config["SESSION_COOKIE_SECURE"] else "ashilms-browser"
