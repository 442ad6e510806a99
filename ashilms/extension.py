"""`AshiLMS.init_app` mounts every room on a Flask app; `ROOMS` is the only list of them."""

import hashlib
import logging
from collections.abc import Callable, Iterable, Mapping
from functools import cache
from typing import Any

from flask import Blueprint, Flask, current_app, g, has_request_context, redirect, request, url_for
from flask import session as browser
from flask_login import current_user
from sqlalchemy import inspect
from sqlalchemy.exc import IntegrityError

from ashilms import formats, guard, navigation, rooms
from ashilms.accounts import services as people
from ashilms.accounts.models import Person
from ashilms.accounts.rules import allows
from ashilms.actor import LINK, Actor
from ashilms.certificates.keys import rights_problem
from ashilms.config import Settings
from ashilms.db import is_prepared
from ashilms.errors import NotReady
from ashilms.files.services import store_of
from ashilms.jobs import runner
from ashilms.notices.rules import refuse_unsendable
from ashilms.plugins import Plugin
from ashilms.resources import PACKAGE, resource_dir
from ashilms.supervision import services as supervision
from ashilms.supervision.rules.guests import BROWSER
from ashilms.web import Passwords, State, actor_or_none, may, session, state, transaction

log = logging.getLogger("ashilms")
LONGEST_NAME, LONGEST_EMAIL = 200, 254
"""Characters of what we take over from a host's user; a longer name is cut, a longer address left out."""
PersonKey = Callable[[Any], str]
RoleOf = Callable[[Any], Iterable[str]]


def mapped_identity(user: Any) -> str:
    """Return a mapped user's primary key as text; raises `TypeError` for a user that is no mapped row."""
    identity = inspect(user, raiseerr=False)
    if identity is None or identity.identity is None:
        raise TypeError(
            "This site's users are no SQLAlchemy rows: give AshiLMS a person_key= that names them."
        )
    return "/".join(str(part) for part in identity.identity)


class AshiLMS:
    """The extension. `AshiLMS(app, url_prefix="/training")` on an app with Flask-SQLAlchemy and Flask-Login."""

    def __init__(self, app: Flask | None = None, **options: Any) -> None:
        """Mount on `app` at once, or later by `init_app` with the same options."""
        if app is not None:
            self.init_app(app, **options)

    def init_app(
        self,
        app: Flask,
        *,
        settings: Settings | None = None,
        origins: Mapping[str, str] | None = None,
        url_prefix: str = "",
        person_key: PersonKey = mapped_identity,
        role_of: RoleOf | None = None,
        reauthenticate: Callable[[], Any] | None = None,
        invite: Callable[..., int] | None = None,
        passwords: Passwords | None = None,
        plugins: Iterable[Plugin] = (),
        standalone: bool = False,
    ) -> None:
        """Mount every room on `app` below `url_prefix`.

        `person_key` names a user for good (by default its primary key); `role_of` says a user's roles here
        (by default our own rows do); `reauthenticate` returns true when the person has just proved again who
        they are, a response that asks them to, or false; `invite(db, actor, *, email, name, printed_name, now)`
        makes an account for somebody on a list of people and returns the person's id; `passwords` hashes and compares
        the passwords of examinations, which without it are begun by a proctor's click alone. Raises `NotReady` with the
        line to add when the app has no database or no sign-in, and `ValueError` for a setting that is unsafe or
        can't be read.
        """
        _refuse_unready(app)
        rooms.load_models()
        if settings is None:
            settings, origins = guard.read_settings(app)
        guard.refuse_unsafe(app, settings)
        refuse_unsendable(settings.smtp_url, settings.mail_from)
        store_of(settings)
        if problem := rights_problem(settings.data_dir / "keys"):  # with such a key nothing is signed
            log.error("%s", problem, extra={"event": "keys_open"})
        app.extensions["ashilms"] = State(
            settings=settings,
            origins=origins or {},
            load_actor=lambda: _load_actor(person_key, role_of),
            allows=allows,
            reauthenticate=lambda: _prove_again(reauthenticate),
            invite=invite,
            passwords=passwords,
            plugins=tuple(plugins),
            standalone=standalone,
            prefix=url_prefix.rstrip("/"),
            render=lambda name, values: app.jinja_env.get_template(name).render(**values),
        )
        rooms.register_additions(state(app))
        rooms.listen()
        runner.listen(app)
        self._mount(app, url_prefix)

    def _mount(self, app: Flask, url_prefix: str) -> None:
        parent = Blueprint(
            "ashilms",
            "ashilms",
            url_prefix=url_prefix or None,
            template_folder=str(resource_dir("templates")),
            static_folder=str(PACKAGE / "static"),
            static_url_path="/static" if url_prefix else "/ashilms-static",
        )
        for blueprint in rooms.ROOMS:
            parent.register_blueprint(blueprint)
        owner = app if state(app).standalone else parent
        owner.context_processor(_page_values)
        guard.catch_errors(owner)
        guard.protect(app, owner)
        app.register_blueprint(parent)
        _teach_jinja(app)


def _refuse_unready(app: Flask) -> None:
    if "ashilms" in app.extensions:
        raise NotReady("AshiLMS is already mounted on this app; mount it once.")
    if "sqlalchemy" not in app.extensions:
        raise NotReady("AshiLMS needs the app's database first. Add: db = SQLAlchemy(app)")
    if not hasattr(app, "login_manager"):
        raise NotReady("AshiLMS needs the app's sign-in first. Add: LoginManager(app)")
    with app.app_context():
        if not is_prepared(app.extensions["sqlalchemy"].engine):
            raise NotReady(
                "On SQLite AshiLMS needs an engine that keeps what it acknowledges. Add, before AshiLMS(app): "
                "with app.app_context(): prepare_engine(db.engine)"
            )


def _load_actor(person_key: PersonKey, role_of: RoleOf | None) -> Actor | None:
    user = current_user._get_current_object() if current_user else None
    if user is None or not user.is_authenticated:
        return supervision.find_guest(session(), browser.get(BROWSER), now=state().clock())
    key = person_key(user)
    roles = list(role_of(user)) if role_of else None
    person = _held(_known(key, user) or _welcome(key, user))
    return people.as_actor(person, roles) if person and person.active else None


def _prove_again(ask: Callable[[], Any] | None) -> Any:
    """Return true when whoever asks has just proved who they are: by a mailed code, or as the host asks for it."""
    who = actor_or_none()
    if who is None or who.via != LINK:
        return ask() if ask else True
    if supervision.is_proved(session(), browser.get(BROWSER), now=state().clock()):
        return True
    return redirect(url_for("ashilms.supervision.prove_by_code", next=request.path))


def _held(person: Person | None) -> Person | None:
    """Return a person whom the request keeps: a session forgets a row that nobody holds, and reads it once more."""
    g.ashilms_person = person
    return person


def _known(key: str, user: Any) -> Person | None:
    """Return the person who is this user; our own sign-in has brought the row along, a host's is looked up."""
    return user.person if state().standalone else people.find_person(session(), key)


def _welcome(key: str, user: Any) -> Person | None:
    """Make the person who is this host user, on their first visit; of two first requests one makes it for both."""
    name = str(getattr(user, "name", None) or getattr(user, "username", None) or key)
    email = str(getattr(user, "email", None) or "")
    try:
        with transaction() as db:
            return people.welcome_person(
                db, key, name=name[:LONGEST_NAME], email=email if 0 < len(email) <= LONGEST_EMAIL else None,
                zone=state().settings.zone, now=state().clock(),
            )  # fmt: skip
    except IntegrityError:
        return people.find_person(session(), key)


def _page_values() -> dict[str, Any]:
    current, here = state(), actor_or_none()
    endpoint, by_link = request.endpoint or "", here is not None and here.via == LINK
    nav = [
        {"name": item.name, "url": url_for(item.endpoint), "current": endpoint.startswith(item.within)}
        for item in navigation.NAVIGATION
        if here is not None and may(item.action)
    ]
    return {
        "ashilms": {
            "nav": nav,
            "actor": here,
            "account_nav": _account_links(here),
            "theme": request.cookies.get("ashilms_theme", "auto"),
            "lang": "en",
            "dir": "ltr",
            "provider": current.settings.provider_name,
            "demo": current.settings.demo,
            "standalone": current.standalone,
            "home_url": url_for("ashilms.desk.show_inbox" if by_link else "ashilms.desk.show_home"),
            "privacy_url": url_for("ashilms.desk.show_privacy"),
            "verify_url": url_for("ashilms.verification.ask"),
            "report_url": url_for("ashilms.incidents.report_incident") if may("report incidents") else None,
            "offline_url": url_for("ashilms.offline.show_page") if may("log practicum") else None,
            "may": may,
        }
    }


def _account_links(here: Actor | None) -> list[dict[str, Any]]:
    if here is None:
        return navigation.visitor_links(current_app)
    return navigation.guest_links() if here.via == LINK else navigation.account_links(current_app)


def _teach_jinja(app: Flask) -> None:
    def zone() -> str:
        who = actor_or_none() if has_request_context() else None  # a document or a mail is drawn for nobody
        return who.zone if who else state().settings.zone

    app.jinja_env.filters.update(
        ashi_day=lambda value: formats.day(value, zone()),
        ashi_clock=lambda value: formats.clock(value, zone()),
        ashi_hours=formats.hours,
        ashi_age=lambda value: formats.age(value, state().clock()),
        ashi_plural=formats.plural,
        ashi_span=formats.span,
    )
    app.jinja_env.globals["ashilms_static"] = ashilms_static


def ashilms_static(name: str) -> str:
    """Return the address of a static file, with a digest of its content so that it may be cached for a year."""
    return url_for("ashilms.static", filename=name, v=_digest(name))


@cache
def _digest(name: str) -> str:
    return hashlib.sha256((PACKAGE / "static" / name).read_bytes()).hexdigest()[:12]
