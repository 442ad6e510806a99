"""What stands before and after every request of ours: limits, CSRF, the policy, headers, and pages for errors."""

import logging
import os
import secrets
from typing import Any
from urllib.parse import urlsplit

from flask import Blueprint, Flask, Response, current_app, g, render_template, request
from flask_wtf.csrf import CSRFProtect, generate_csrf
from sqlalchemy.exc import DataError, IntegrityError, OperationalError, SQLAlchemyError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from werkzeug.exceptions import BadRequest, HTTPException, NotFound, UnsupportedMediaType, default_exceptions

from ashilms.config import Settings, load
from ashilms.errors import NotAllowed, Refusal
from ashilms.web import ANYONE, actor_or_none, session, settings, spend, state

log = logging.getLogger("ashilms")
OURS = "ashilms"
UNSAFE = frozenset({"POST", "PUT", "PATCH", "DELETE"})
FORMS = frozenset({"application/x-www-form-urlencoded", "multipart/form-data"})
HASHED = frozenset({"password", "current"})
"""Fields that may hold anything, since nothing but its hash is kept."""
LARGEST = 2**31 - 1
"""No id is larger: PostgreSQL's integers end here."""
LARGEST_FORM = 1024 * 1024
"""Bytes of a form without a file; a million short fields would cost seconds to take apart."""
CSRF = {
    "WTF_CSRF_ENABLED": True,
    "WTF_CSRF_METHODS": UNSAFE,
    "WTF_CSRF_FIELD_NAME": "csrf_token",
    "WTF_CSRF_HEADERS": ["X-CSRFToken", "X-CSRF-Token"],
    "WTF_CSRF_SSL_STRICT": True,
}
"""What Flask-WTF reads when it checks a token: its own defaults, which it sets itself where it guards a whole host."""
SHORTEST_KEY = 32
"""Characters of a key that signs sessions: 128 bits, were it written in hex."""
STATIC = "ashilms.static"
CSP = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; "
    "media-src 'self'; connect-src 'self'; manifest-src 'self'; form-action 'self'; base-uri 'none'; "
    "frame-ancestors 'none'; object-src 'none'"
)


def read_settings(app: Flask) -> tuple[Settings, dict[str, str]]:
    """Return the settings from the app's configuration and the environment, and where each came from."""
    return load(("app.config", app.config), ("environment", os.environ))


def refuse_unsafe(app: Flask, settings: Settings) -> None:
    """Raise `ValueError` for a public site that would show its insides, or sign with a key that is soon guessed."""
    if not settings.public_url.startswith("https://"):
        return
    if app.debug:
        raise ValueError(
            f"DEBUG is on, and {settings.public_url} is a public address: errors would show the site's insides "
            "to everybody. Turn it off: unset FLASK_DEBUG"
        )
    if settings.development:
        raise ValueError(
            f"ASHILMS_DEVELOPMENT is on, and {settings.public_url} is a public address. Turn it off."
        )
    if app.secret_key and len(app.secret_key) < SHORTEST_KEY:
        raise ValueError(
            "SECRET_KEY is short enough to be guessed, and whoever knows it is anybody. Make one: "
            "python -c 'import secrets; print(secrets.token_urlsafe(48))'"
        )


def protect(app: Flask, owner: Flask | Blueprint) -> None:
    """Put the guard before and behind every request of `owner`: the whole site, or in a host our own pages alone.

    Whether or not the host guards its forms, and by which settings: ours have their tokens checked here.
    """
    csrf = CSRFProtect()
    for name, value in CSRF.items():
        app.config.setdefault(name, value)
    app.jinja_env.globals.setdefault("csrf_token", generate_csrf)
    owner.before_request(lambda: _before(csrf))
    owner.after_request(_after)


def _before(csrf: CSRFProtect) -> Any:
    if request.endpoint is None or request.endpoint == STATIC:
        return None
    view = current_app.view_functions[request.endpoint]
    if request.method in UNSAFE or getattr(view, "__ashilms_action__", None) == ANYONE:
        spend(view, request.remote_addr or "")
    files: frozenset[str] = getattr(view, "__ashilms_files__", frozenset())
    _refuse_unreadable(files)
    if request.method in UNSAFE:
        _refuse_no_form(files)
    if request.method in UNSAFE and current_app.config["WTF_CSRF_ENABLED"]:
        _refuse_foreign()
        csrf.protect()
    if (request.blueprint or "").split(".")[0] == OURS:
        return _judge(getattr(view, "__ashilms_action__", None))
    return None


def _refuse_unreadable(files: frozenset[str]) -> None:
    """Refuse bodies past the limit, before they are read, and what no column holds: vast numbers, NUL in texts.

    `files` are the fields in which the view takes a file; without one, a form is never large.
    """
    most = settings().upload_mb * 1024 * 1024 if files else LARGEST_FORM
    request.max_content_length = min(most, request.max_content_length or most)
    named = (request.view_args or {}).values()
    if any(isinstance(value, int) and value > LARGEST for value in named):
        raise NotFound
    sent = [text for name, texts in request.values.lists() if name not in HASHED for text in texts]
    if any("\0" in text for text in (*sent, *request.values, *map(str, named))):
        raise BadRequest


def _refuse_no_form(files: frozenset[str]) -> None:
    """Refuse a body that no form sends: forms would find lists (of JSON) or files in the place of texts.

    `files` are the fields in which the view takes a file.
    """
    if request.mimetype not in FORMS and (request.mimetype or request.content_length):
        raise UnsupportedMediaType
    if not files.issuperset(request.files):
        raise BadRequest


def _refuse_foreign() -> None:
    """Refuse a form that another site has sent, by what the browser says of where it came from."""
    site, origin = request.headers.get("Sec-Fetch-Site"), request.headers.get("Origin")
    own = (request.host, urlsplit(settings().public_url).netloc)
    # A page that says no-referrer, as mailed links do, sends "null" even to itself; the browser knows better.
    elsewhere = site != "same-origin" and origin is not None and origin.partition("://")[2] not in own
    if site not in (None, "same-origin", "none") or elsewhere:
        log.warning("refused", extra={"event": "foreign_form"})
        raise NotAllowed(
            "This came from another site, so nothing was changed. Open the page here and send it again."
        )


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
    if not g.pop("ashilms_logged", False) and 400 <= response.status_code < 500:  # a form that came back
        log.info("refused", extra={"event": "refused", "status": response.status_code})
    headers = response.headers
    headers.setdefault("Content-Security-Policy", CSP)
    headers.setdefault("X-Content-Type-Options", "nosniff")
    headers.setdefault("Referrer-Policy", "same-origin")
    headers.setdefault("Permissions-Policy", "camera=(), geolocation=(), microphone=(), payment=()")
    headers.setdefault("Cross-Origin-Opener-Policy", "same-origin")
    if settings().public_url.startswith("https://"):
        headers.setdefault("Strict-Transport-Security", "max-age=31536000; includeSubDomains")
    is_file = request.endpoint == STATIC and response.status_code < 400  # an error is somebody's page
    if is_file and "v" in request.args:
        headers["Cache-Control"] = "public, max-age=31536000, immutable"
    elif not is_file:
        headers.setdefault("Cache-Control", "no-store")
    return response


def catch_errors(owner: Flask | Blueprint) -> None:
    """Answer every error of `owner` with a page of ours: the whole site, or in a host our own pages alone.

    Each code by itself too, since a host's handler of one code would come before ours of them all.
    """
    errors: list[type[Exception] | int] = [Exception, HTTPException, *default_exceptions]
    for error in errors:
        owner.register_error_handler(error, _page_for)


def _page_for(error: Exception) -> Any:
    """Return the page for an error: what happened, what to do, and a reference that the log holds too."""
    reference = secrets.token_hex(4).upper()
    code, heading, sentence = _told(error)
    event = "unexpected_error" if code >= 500 else "refused"
    if code >= 500 or isinstance(error, SQLAlchemyError):
        log.error("failed", extra={"event": event, "reference": reference, "status": code}, exc_info=error)
        session().rollback()
    else:
        log.info("refused", extra={"event": event, "reference": reference, "status": code})
    g.ashilms_logged = True
    _find_out_who()
    response = current_app.make_response(
        (
            render_template(
                "ashilms/errors/error.html", code=code, heading=heading, sentence=sentence,
                reference=reference, back_url=_back(), retry=_again(code),
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


def _find_out_who() -> None:
    """Find out for whom the page is drawn; while the records are out of reach, for a visitor."""
    try:
        actor_or_none()
    except Exception:
        session().rollback()
        g.ashilms_actor = None
        g._login_user = current_app.login_manager.anonymous_user()  # type: ignore[attr-defined]


def _told(error: Exception) -> tuple[int, str, str]:
    if isinstance(error, Refusal):
        return error.status, HEADINGS.get(error.status, HEADINGS[400]), str(error)
    code = next((code for kind, code in DATABASE.items() if isinstance(error, kind)), 500)
    if isinstance(error, HTTPException) and error.code:
        code = error.code
    return code, HEADINGS.get(code, "That didn't work"), SENTENCES.get(code, SENTENCES[400])


def _back() -> str | None:
    """Return where the person came from, if it was one of our own pages."""
    came = urlsplit(request.referrer or "")
    here = request.script_root + request.path
    return came.path if came.path and came.netloc == request.host and came.path != here else None


def _again(code: int) -> str | None:
    """Return this page's own address where asking once more may help; what a form sent is not sent by a link."""
    may_help = request.method == "GET" and code in (409, 429, 503)
    return request.script_root + request.full_path.rstrip("?") if may_help else None


DATABASE = {OperationalError: 503, PoolTimeout: 503, IntegrityError: 409, DataError: 422}
"""What the database says, as the status it means: out of reach, somebody was faster, a value it can't hold."""


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
