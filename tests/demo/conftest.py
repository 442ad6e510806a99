"""A standalone site in which the demonstration has just been settled, once for every test that only looks."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from ashilms import create_app, migrate
from ashilms.actor import machine
from ashilms.demo.cast import Member
from ashilms.demo.services import settle_cast
from ashilms.packs import services as packs
from ashilms.web import session, state, transaction
from tests.conftest import NOW
from tests.databases import Databases
from tests.three_modules import three_modules


@dataclass(frozen=True)
class Demo:
    """The site, what settling it said, and how the cast signs in."""

    app: Flask
    members: Sequence[Member]
    said: tuple[str, ...]
    url: str
    folder: Path

    @contextmanager
    def db(self) -> Iterator[Session]:
        """Yield a session that looks."""
        with self.app.app_context():
            yield session()

    def signed_in(self, key: str) -> FlaskClient:
        """Return a browser in which a member of the cast has signed in with the password that was printed."""
        member = next(member for member in self.members if member.email.startswith(f"{key}@"))
        browser = self.app.test_client()
        answer = browser.post("/sign-in", data={"email": member.email, "password": member.password})
        assert answer.status_code == 302, answer.text
        return browser


def site_at(url: str, folder: Path, now: datetime = NOW, **settings: object) -> Flask:
    """Return the standalone site as `ashilms serve` sets it up for a demonstration."""
    app = create_app(
        {
            "TESTING": True, "PROPAGATE_EXCEPTIONS": False, "WTF_CSRF_ENABLED": False,
            "ASHILMS_DATABASE_URL": url, "ASHILMS_DATA_DIR": folder, "ASHILMS_PUBLIC_URL": "http://localhost",
            "ASHILMS_KEY_PASSPHRASE": "a passphrase for tests", "ASHILMS_SECOND_FACTOR_ROLES": "",
            "ASHILMS_DEMO": True, **settings,
        }
    )  # fmt: skip
    state(app).clock = lambda: now
    return app


@pytest.fixture(scope="session")
def open_site(
    databases: Databases | None, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Callable[..., Flask]]:
    """Return how to open a site on a database of its own that has our tables and the course, and nobody."""
    with ExitStack() as after:

        def make(name: str) -> Flask:
            folder = tmp_path_factory.mktemp(name)
            url = databases.blank(name) if databases else f"sqlite:///{folder / 'demo.db'}"
            app = site_at(url, folder)
            after.callback(lambda: engine_of(app).dispose())
            with app.app_context():
                migrate.upgrade(app.extensions["sqlalchemy"].engine)
                with transaction() as db:
                    packs.load_pack(db, machine("tests"), three_modules(), now=NOW, kinds=state().kinds)
            return app

        yield make


@pytest.fixture(scope="session")
def demo(open_site: Callable[..., Flask]) -> Demo:
    """The demonstration, just settled."""
    app, said = open_site("demo"), list[str]()
    with app.app_context():
        members = settle_cast(app, say=said.append)
    settings = state(app).settings
    return Demo(app, members, tuple(said), settings.database_url, settings.data_dir)


def engine_of(app: Flask) -> object:
    """Return a site's engine."""
    with app.app_context():
        return app.extensions["sqlalchemy"].engine
