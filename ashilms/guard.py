"""What stands before and after every request of ours: limits, CSRF, the policy, headers, and pages for errors."""

import logging
import os
import secrets
from typing import Any
from urllib.parse import urlsplit

from flask import Flask, Response, current_app, render_template, request
from flask_wtf.csrf import CSRFProtect
from sqlalchemy.exc import IntegrityError, OperationalError
from werkzeug.exceptions import HTTPException, InternalServerError

from ashilms.config import Settings, load
from ashilms.errors import NotAllowed, Refusal
from ashilms.web import ANYONE, actor_or_none, session, settings, spend, state

log = logging.getLogger("ashilms")
OURS = "ashilms"
UNSAFE = frozenset({"POST", "PUT", "PATCH", "DELETE"})
STATIC = "ashilms.static"
CSP = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; "
    "media-src 'self'; connect-src 'self'; manifest-src 'self'; form-action 'self'; base-uri 'none'; "
    "frame-ancestors 'none'; object-src 'none'"
)


def read_settings(app: Flask) -> tuple[Settings, dict[str, str]]:
    """Return the settings from the app's configuration and the environment, and where each came from."""
    return load(("app.config", app.config), ("environment", os.environ))


def protect(app: Flask) -> None:
    """Put the guard before and behind every request of ours; a host's own pages are left alone."""
    csrf = app.extensions.get("csrf")
    ours = csrf is None
    if csrf is None:
        app.config.setdefault("WTF_CSRF_CHECK_DEFAULT", False)
        csrf = CSRFProtect(app)
    app.before_request(lambda: _before(csrf if ours else None))
    app.after_request(_after)
    _register_errors(app)


def _is_ours() -> bool:
    if state().standalone:
        return True
    return (request.blueprint or "").split(".")[0] == OURS


def _before(csrf: CSRFProtect | None) -> Any:
    if request.endpoint is None or request.endpoint == STATIC or not _is_ours():
        return None
    view = current_app.view_functions[request.endpoint]
    if request.method in UNSAFE or getattr(view, "__ashilms_action__", None) == ANYONE:
        spend(view, request.remote_addr or "")
    if csrf is not None and request.method in UNSAFE and current_app.config["WTF_CSRF_ENABLED"]:
        csrf.protect()
    if (request.blueprint or "").split(".")[0] == OURS:
        return _judge(getattr(view, "__ashilms_action__", None))
    return None


def _judge(action: str | None) -> Any:
    """Let the request through, send a visitor to sign in, or refuse; without a declared action, refuse."""
    if action is None:
        raise NotAllowed("This page has no rule that lets anybody in.")
    if action == ANYONE:
        return None
    who = actor_or_none()
    if who is None:
        return current_app.login_manager.unauthorized()  # type: ignore[attr-defined]
    if not state().allows(who, action):
        log.warning("refused", extra={"event": "authorization_refused", "actor": who.label, "action": action})
        raise NotAllowed("This page isn't open to your role. If that surprises you, ask your registrar.")
    return None


def _after(response: Response) -> Response:
    if request.endpoint is not None and not _is_ours():
        return response
    headers = response.headers
    headers.setdefault("Content-Security-Policy", CSP)
    headers.setdefault("X-Content-Type-Options", "nosniff")
    headers.setdefault("Referrer-Policy", "same-origin")
    headers.setdefault("Permissions-Policy", "camera=(), geolocation=(), microphone=(), payment=()")
    headers.setdefault("Cross-Origin-Opener-Policy", "same-origin")
    if settings().public_url.startswith("https://"):
        headers.setdefault("Strict-Transport-Security", "max-age=31536000; includeSubDomains")
    if request.endpoint == STATIC and "v" in request.args:
        headers["Cache-Control"] = "public, max-age=31536000, immutable"
    elif request.endpoint != STATIC:
        headers.setdefault("Cache-Control", "no-store")
    return response


CAUGHT = (Refusal, HTTPException, OperationalError, IntegrityError, Exception)


def _register_errors(app: Flask) -> None:
    """Map errors once: for the whole app standalone, in a host for our own pages only."""

    def mapped(error: Exception) -> Any:
        if not _is_ours():
            raise error
        return _page_for(error)

    owner = None if state(app).standalone else OURS
    app.error_handler_spec[owner][None].update(dict.fromkeys(CAUGHT, mapped))


def _page_for(error: Exception) -> Any:
    """Return the page for an error: what happened, what to do, and a reference that the log holds too."""
    reference = secrets.token_hex(4).upper()
    code, heading, sentence = _told(error)
    if code >= 500:
        log.error("failed", extra={"event": "unexpected_error", "reference": reference}, exc_info=error)
        session().rollback()
    response = current_app.make_response(
        (
            render_template(
                "ashilms/errors/error.html", code=code, heading=heading, sentence=sentence,
                reference=reference, back_url=_back(), retry=code in (409, 429, 503),
            ),
            code,
        )
    )  # fmt: skip
    if code == 503:
        response.headers["Retry-After"] = "10"
    if isinstance(error, HTTPException):
        wait = getattr(error, "retry_after", None)
        if wait is not None:
            response.headers["Retry-After"] = str(wait)
        if code == 405 and getattr(error, "valid_methods", None):
            response.headers["Allow"] = ", ".join(error.valid_methods)  # type: ignore[attr-defined]
    return response


def _told(error: Exception) -> tuple[int, str, str]:
    if isinstance(error, Refusal):
        return error.status, HEADINGS.get(error.status, HEADINGS[400]), str(error)
    if isinstance(error, OperationalError):
        return 503, HEADINGS[503], SENTENCES[503]
    if isinstance(error, IntegrityError):
        return 409, HEADINGS[409], SENTENCES[409]
    code = error.code if isinstance(error, HTTPException) and error.code else InternalServerError.code
    return code, HEADINGS.get(code, "That didn't work"), SENTENCES.get(code, SENTENCES[400])


def _back() -> str | None:
    """Return where the person came from, if it was one of our own pages."""
    came = urlsplit(request.referrer or "")
    return came.path if came.path and came.netloc == request.host and came.path != request.path else None


HEADINGS = {
    400: "That couldn't be read",
    403: "Not open to you",
    404: "Nothing here",
    405: "Not like this",
    409: "Already changed",
    413: "Too large",
    415: "Not this kind of content",
    422: "Something to put right",
    429: "A short pause",
    500: "This went wrong on our side",
    503: "Not reachable just now",
}
SENTENCES = {
    400: "What was sent couldn't be read, so nothing was changed. Go back, load the page again and send it once more.",
    403: "This page isn't open to your role. If that surprises you, ask your registrar.",
    404: "There is no page at this address, or none that you may see. Check the address, or start from your home page.",
    405: "This address answers in another way than it was asked. Go back and use the page's own button.",
    409: "Somebody, or an earlier click, was faster, so nothing was changed. Load the page again to see how it stands.",
    413: "That is larger than this site takes, so nothing was kept. Send something smaller.",
    415: "This page can't take what was sent. Use the page's own form.",
    422: "Some of what was sent breaks a rule, so nothing was changed. Go back and put it right.",
    429: "Too many tries came from your connection. Wait a little, then try again.",
    500: "Nothing was changed. Try again; if it happens again, tell us the reference below.",
    503: "The site can't reach its records at this moment, so nothing was changed. Try again in a few seconds.",
}
