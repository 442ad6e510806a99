"""What every view needs: the session, a transaction, who is asking, now, and what the view may be used for."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from ipaddress import IPv4Address, ip_address, ip_network
from typing import Any, Protocol, TypeVar, cast
from urllib.parse import urlsplit

from flask import Flask, Response, current_app, g, request
from flask.typing import ResponseReturnValue
from flask_sqlalchemy.pagination import Pagination
from limits import parse
from limits.errors import ConfigurationError
from limits.storage import Storage, storage_from_string
from limits.strategies import MovingWindowRateLimiter
from sqlalchemy.orm import Session, scoped_session
from werkzeug.exceptions import TooManyRequests

from ashilms.actor import Actor
from ashilms.config import Settings
from ashilms.db import WRITING
from ashilms.errors import NotAllowed
from ashilms.limiting import IN_MEMORY, Recent
from ashilms.plugins import Plugin
from ashilms.spreadsheet import write_sheet

View = TypeVar("View", bound=Callable[..., Any])
ANYONE = "anyone"
"""The action that needs no sign-in at all."""


class Passwords(Protocol):
    """How passwords are kept here: as the site keeps those of its accounts."""

    def make_hash(self, password: str) -> str:
        """Return what is stored of a password. Call it outside of a write: it takes its time."""

    def matches(self, stored: str, password: str) -> bool:
        """Return whether a password is the stored one."""


@dataclass
class State:
    """What one app keeps for us in `app.extensions["ashilms"]`; nothing of ours is global."""

    settings: Settings
    origins: Mapping[str, str]
    load_actor: Callable[[], Actor | None]
    allows: Callable[[Actor | None, str], bool]
    reauthenticate: Callable[[], Any]
    """Returns true when the person has just proved again who they are, a response that asks them, or false."""
    render: Callable[[str, Mapping[str, Any]], str]
    """Draws a template outside a request's page: mail, documents."""
    invite: Callable[..., int] | None = None
    """Makes an account for a trainee and invites them; `None` where accounts are none of our business."""
    passwords: Passwords | None = None
    """Keeps passwords of examinations; `None` where the host keeps accounts: there a proctor lets people begin by a
    click."""
    plugins: tuple[Plugin, ...] = ()
    standalone: bool = False
    prefix: str = ""
    """Where in the host we are mounted, such as `/training`."""
    clock: Callable[[], datetime] = lambda: datetime.now(UTC)
    kinds: dict[str, Any] = field(default_factory=dict)
    """What rooms look up by name: `question_kinds`, `requirement_kinds`, `certificate_designs`, `handlers`,
    `course_asides`, `entry_asides`, `quiz_asides`, `result_asides`."""
    limiter: MovingWindowRateLimiter = field(init=False)

    def __post_init__(self) -> None:
        """Open the store in which rate limits are counted."""
        self.limiter = MovingWindowRateLimiter(_open_store(self.settings.limit_storage))


class Pages(Pagination):
    """Rows, or their ids, that are all at hand, a page of them at a time: `Pages(rows=…, per_page=…)`."""

    def _query_items(self) -> list[Any]:
        rows: list[Any] = self._query_args["rows"]
        return rows[self._query_offset : self._query_offset + self.per_page]

    def _query_count(self) -> int:
        return len(self._query_args["rows"])


def sealed(response: Response) -> Response:
    """Return a file's answer so that it is kept nowhere and never made a page of: nothing in it may run."""
    response.headers["Cache-Control"] = "no-store"
    response.headers["Content-Security-Policy"] = "default-src 'none'; frame-ancestors 'none'; sandbox"
    return response


def saved(content: str | bytes | Iterator[bytes], mimetype: str, name: str) -> Response:
    """Return the answer that a browser keeps as a file called `name`, sealed; pieces are sent as they come."""
    answer = Response(content, mimetype=mimetype)
    answer.headers.set("Content-Disposition", "attachment", filename=name)
    return sealed(answer)


def sheet(rows: Sequence[Sequence[object]], name: str) -> Response:
    """Return rows as the answer that a browser keeps as `name`.csv, for a spreadsheet."""
    return saved(write_sheet(rows), "text/csv", f"{name}.csv")


def _open_store(address: str) -> Storage:
    """Return the store; raises `ValueError` without the address, which may hold a password."""
    if address.startswith(IN_MEMORY):
        return Recent()
    try:
        store = storage_from_string(address)
        if isinstance(store, Storage):  # and not one of those that await
            return store
        raise ValueError
    except (ConfigurationError, ValueError) as problem:
        raise ValueError(
            f"ASHILMS_LIMIT_STORAGE can't be opened: write {IN_MEMORY}, or redis://host:6379 after: pip install redis"
        ) from problem


def state(app: Flask | None = None) -> State:
    """Return what this app keeps for us."""
    return cast(State, (app or current_app).extensions["ashilms"])


def settings() -> Settings:
    """Return the settings of this installation."""
    return state().settings


def site_address() -> str:
    """Return what every address of this site begins with, where it is mounted included; a slash at the end."""
    current = state()
    return f"{current.settings.public_url.rstrip('/')}{current.prefix}/"


def site_asked() -> str:
    """Return the same of the site under whose name this request came: a former address if its host was asked."""
    own = site_address()
    if request.host == urlsplit(own).netloc:
        return own
    former = settings().former_sites
    return next((site for site in former if urlsplit(site).netloc == request.host), own)


def now() -> datetime:
    """Return the time of this request, aware and in UTC; the same however often it is asked."""
    if "ashilms_now" not in g:
        g.ashilms_now = state().clock()
    return cast(datetime, g.ashilms_now)


def session() -> Session:
    """Return the host's session, for reading."""
    scoped: scoped_session[Session] = current_app.extensions["sqlalchemy"].session
    return scoped()


def wants_json() -> bool:
    """Return whether a script asks, which saves a form as it is filled in, and not a person who wants a page."""
    return request.accept_mimetypes.best == "application/json"


def is_unattended() -> bool:
    """Return whether an open page asks by itself, as `static/progress.js` does: nobody need be there."""
    return "X-Unattended" in request.headers


@contextmanager
def transaction() -> Iterator[Session]:
    """Let a view write: begin as a writer, commit at the end, roll back if anything was raised.

    What was read before belongs to another snapshot, so the read ends first: SQLite could otherwise
    not let a reader become a writer, and PostgreSQL would judge by what is no longer so.
    """
    db = session()
    db.commit()
    db.connection(execution_options={WRITING: True})
    try:
        yield db
        db.commit()
    except BaseException:
        db.rollback()
        raise


def actor_or_none() -> Actor | None:
    """Return who is asking, or `None` for a visitor who has not signed in."""
    if "ashilms_actor" not in g:
        g.ashilms_actor = state().load_actor()
    return cast(Actor | None, g.ashilms_actor)


def actor() -> Actor:
    """Return who is asking; only for views that need a sign-in."""
    who = actor_or_none()
    if who is None:
        raise LookupError("Nobody is signed in; this view must declare an action that needs it.")
    return who


def prove_again() -> ResponseReturnValue | None:
    """Return `None` when the person has just proved who they are, else the response that asks them to.

    Views that sign or change something grave begin with it, on GET too, so that nothing typed is lost.
    Raises `NotAllowed` when the host says no without a way to prove it.
    """
    answer = state().reauthenticate()
    if answer is True:
        return None
    if not answer:
        raise NotAllowed("Sign in again first: this page needs a fresh proof that it is you.")
    return cast(ResponseReturnValue, answer)


def needs(action: str) -> Callable[[View], View]:
    """Declare what a view lets people do; the policy table says who may. A view without it is refused to all."""

    def declare(view: View) -> View:
        view.__ashilms_action__ = action  # type: ignore[attr-defined]
        return view

    return declare


def limited(rate: str) -> Callable[[View], View]:
    """Let one address use a view's unsafe methods (or all, for a public view) at most so often: `10 per minute`."""

    def declare(view: View) -> View:
        view.__ashilms_limit__ = parse(rate)  # type: ignore[attr-defined]
        return view

    return declare


def takes_files(*fields: str) -> Callable[[View], View]:
    """Let a view take files, in these fields of its form alone; a file sent anywhere else is refused."""

    def declare(view: View) -> View:
        view.__ashilms_files__ = frozenset(fields)  # type: ignore[attr-defined]
        return view

    return declare


def spend(view: Callable[..., Any], address: str) -> None:
    """Count one use of `view` by `address`; raises 429 with Retry-After when its limit is reached."""
    limit = getattr(view, "__ashilms_limit__", None)
    if limit is None:
        return
    limiter, key, whose = state().limiter, f"{view.__module__}.{view.__name__}", counted_as(address)
    if not limiter.hit(limit, key, whose):
        reset = limiter.get_window_stats(limit, key, whose).reset_time
        wait = max(1, int(reset - datetime.now(UTC).timestamp()) + 1)
        raise TooManyRequests("Too many tries from here.", retry_after=wait)


def counted_as(address: str) -> str:
    """Return as what a network address is counted: of IPv6 its first 64 bits, which any one connection has whole."""
    try:
        known = ip_address(address)
    except ValueError:
        return address
    if isinstance(known, IPv4Address) or known.ipv4_mapped:
        return str(getattr(known, "ipv4_mapped", None) or known)
    return str(ip_network((known, 64), strict=False))


def may(action: str) -> bool:
    """Return whether whoever is asking may do `action`; templates ask it before they show a button."""
    return state().allows(actor_or_none(), action)
