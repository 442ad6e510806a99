"""A host site with AshiLMS below a prefix, answering in this process, whose clock a test turns; for a real browser."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from flask import Flask
from sqlalchemy.orm import Session
from werkzeug.serving import make_server

from ashilms.db import WRITING, Base
from ashilms.rooms import load_models
from ashilms.screenings import services as screenings
from ashilms.screenings.rules import codes
from tests.conftest import CAST, NOW, Cast, HostUser, make_host, settle
from tests.practicum.conftest import build_stage

PREFIX = "/training"


@dataclass
class Basement:
    """The site, and what a test does to it from outside."""

    app: Flask
    url: str
    secret: str
    """What Bea's authenticator holds."""
    now: datetime = NOW

    def db(self) -> Session:
        """Return a session that writes; the caller commits."""
        with self.app.app_context():
            engine = self.app.extensions["sqlalchemy"].engine
        return Session(engine.execution_options(**{WRITING: True}))


@contextmanager
def open_basement(folder: Path) -> Iterator[Basement]:
    """Serve a course with its practicum and two rooms to the cast, as users of a host."""
    load_models()
    app = make_host(f"sqlite:///{folder / 'site.db'}", folder, url_prefix=PREFIX)
    app.config["WTF_CSRF_ENABLED"] = True
    app.add_url_rule(
        "/", view_func=lambda: "<!doctype html><title>The host's own page</title>", endpoint="host"
    )
    with app.app_context():
        host = app.config["TEST_HOST_DB"]
        Base.metadata.create_all(host.engine)
        host.create_all()
        host.session.add_all([HostUser(id=name, name=name.title()) for name in CAST])
        host.session.commit()
    server = make_server("127.0.0.1", 0, app, threaded=True)
    site = Basement(app, f"http://127.0.0.1:{server.server_port}", "")
    with site.db() as db:
        cast = settle(db)
        build_stage(db, cast)
        site.secret = _authenticator(db, cast, str(app.secret_key))
        db.commit()
    app.extensions["ashilms"].clock = lambda: site.now
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield site
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
        with app.app_context():
            host.engine.dispose()


def _authenticator(db: Session, cast: Cast, key: str) -> str:
    row = screenings.begin_authenticator(db, cast.bea, now=NOW)
    secret = codes.secret_of(key, cast.bea.id, row.salt)
    screenings.confirm_authenticator(db, cast.bea, codes.code_at(secret, NOW), key=key, now=NOW)
    return secret
