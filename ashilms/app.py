"""create_app(): a bare host that mounts the extension on itself, with sign-in of its own."""

import os
from importlib.metadata import entry_points
from typing import Any
from urllib.parse import urlsplit

from flask import Flask, request
from flask.typing import ResponseReturnValue
from flask_sqlalchemy import SQLAlchemy
from werkzeug.exceptions import SecurityError
from werkzeug.middleware.proxy_fix import ProxyFix

from ashilms.config import Settings, load
from ashilms.db import BUSY_MS, Base, prepare_engine
from ashilms.extension import AshiLMS
from ashilms.kept import kept_secret


def create_app(config: dict[str, Any] | None = None) -> Flask:
    """Return a standalone site, set up by `config` first and the environment second.

    Raises `ValueError` with a sentence for a setting that cannot be read or is unsafe.
    """
    given = config or {}
    settings, origins = load(("config", given), ("environment", os.environ))
    app = Flask(
        "ashilms", template_folder=None, static_folder=None, instance_path=str(settings.data_dir.resolve())
    )
    app.config.update(_flask_settings(settings))
    app.config.update({name: value for name, value in given.items() if not name.startswith("ASHILMS_")})
    if settings.proxies:
        app.wsgi_app = ProxyFix(app.wsgi_app, *[settings.proxies] * 3)  # type: ignore[method-assign]
    app.before_request(_refuse_unknown_host)
    db = SQLAlchemy(app, model_class=Base, disable_autonaming=True)
    with app.app_context():
        prepare_engine(db.engine)
    from ashilms.identity import host as identity

    identity.init_app(app, vault_key=kept_secret(settings.data_dir, "second-factor-key"))
    plugins = [point.load() for point in entry_points(group="ashilms.plugins")]
    AshiLMS(
        app, settings=settings, origins=origins, plugins=plugins, standalone=True,
        reauthenticate=identity.ask_again, invite=identity.invite, passwords=identity.PASSWORDS,
    )  # fmt: skip
    return app


def database_url(settings: Settings) -> str:
    """Return the database's address: as set, else SQLite in the data folder.

    Raises `ValueError` without the address, which may hold a password.
    """
    if not settings.database_url:
        return f"sqlite:///{settings.data_dir.resolve() / 'ashilms.db'}"
    url = settings.database_url
    for short in ("postgres://", "postgresql://"):
        if url.startswith(short):
            return "postgresql+psycopg://" + url.removeprefix(short)
    if url.split(":")[0] not in ("sqlite", "postgresql+psycopg"):
        raise ValueError(
            "ASHILMS_DATABASE_URL can't be read: write sqlite:////path/to/site.db, "
            "or postgresql://user:password@host/name"
        )
    return url


def _flask_settings(settings: Settings) -> dict[str, Any]:
    secure = settings.public_url.startswith("https://")
    url = database_url(settings)
    engine: dict[str, Any] = {"hide_parameters": True}  # an error in the log must not quote what people wrote
    engine |= (
        {"connect_args": {"timeout": BUSY_MS / 1000}} if url.startswith("sqlite") else {"pool_pre_ping": True}
    )
    return {
        "SECRET_KEY": settings.secret_key or kept_secret(settings.data_dir, "secret-key"),
        "SQLALCHEMY_DATABASE_URI": url,
        "SQLALCHEMY_ENGINE_OPTIONS": engine,
        "SESSION_COOKIE_NAME": "__Host-ashilms" if secure else "ashilms",
        "SESSION_COOKIE_SECURE": secure,
        "SESSION_COOKIE_HTTPONLY": True,
        "SESSION_COOKIE_SAMESITE": "Lax",
        "WTF_CSRF_TIME_LIMIT": None,  # the token belongs to the session and ends with it
        "MAX_CONTENT_LENGTH": settings.upload_mb * 1024 * 1024,
        "MAX_FORM_MEMORY_SIZE": 2 * 1024 * 1024,
        "TRUSTED_HOSTS": hosts_of(settings),
    }


def _refuse_unknown_host() -> ResponseReturnValue | None:
    """Answer a request that was sent to another name than ours; no page can be drawn for it, as it has no address."""
    if isinstance(request.routing_exception, SecurityError):
        return "This site does not answer to that name.\n", 400, {"Content-Type": "text/plain; charset=utf-8"}
    return None


def hosts_of(settings: Settings) -> list[str]:
    """Return the host names that requests may carry."""
    own = urlsplit(settings.public_url).hostname or "localhost"
    local = ["localhost", "127.0.0.1"] if own in ("localhost", "127.0.0.1") else []
    former = [urlsplit(address).hostname or "" for address in settings.former_urls]
    return [*{own, *local, *former, *settings.trusted_hosts}]
