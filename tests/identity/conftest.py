"""A standalone site on a database of its own, with browsers, a clock to turn and a mailbox to look into."""

import re
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import pyotp
import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import Engine, create_engine
from sqlalchemy.orm import Session

from ashilms import create_app
from ashilms.actor import TRAINEE
from ashilms.db import WRITING, Base
from ashilms.identity.models import User
from ashilms.identity.services import make_user, passwords
from ashilms.jobs.runner import run_due
from ashilms.rooms import load_models
from ashilms.web import state
from tests.conftest import NOW

PASSWORD = "four quiet wooden spoons"


@dataclass
class Site:
    """A standalone site, and what is done to it from outside."""

    app: Flask
    folder: Path
    now: datetime = NOW

    def later(self, **gone: float) -> None:
        """Turn the clock."""
        self.now += timedelta(**gone)

    def browser(self) -> FlaskClient:
        """Return a new browser."""
        return self.app.test_client()

    def db(self) -> Session:
        """Return a session that writes; the caller commits."""
        return Session(engine_of(self.app).execution_options(**{WRITING: True}))

    def add(self, name: str, *roles: str, password: str | None = PASSWORD) -> int:
        """Make a user and return their id."""
        stored = passwords.make_hash(password) if password else None
        with self.db() as db:
            user = make_user(
                db, email=f"{name}@example.org", name=name.title(), roles=roles or (TRAINEE,),
                zone="UTC", password_hash=stored, now=self.now,
            )  # fmt: skip
            db.commit()
            return user.id

    def get(self, user_id: int) -> User:
        """Return a user as the database has it now."""
        with self.db() as db:
            user = db.get_one(User, user_id)
            db.expunge_all()
            return user

    def mails(self) -> list[EmailMessage]:
        """Do what is due and return every mail that has left, oldest first."""
        run_due(self.app, self.now)
        found = sorted((self.folder / "mail").glob("*.eml"), key=lambda p: int(p.stem.rpartition("-")[2]))
        return [message_from_bytes(path.read_bytes(), policy=policy.default) for path in found]

    def link(self) -> str:
        """Return the path of the link in the last mail."""
        text = self.mails()[-1].get_body(("plain",)).get_content()
        return re.search(r"http://localhost(/\S+)", text)[1]

    def sign_in(
        self, name: str, password: str = PASSWORD, browser: FlaskClient | None = None, **query: str
    ) -> Any:
        """Send the sign-in form and return the answer."""
        browser = browser or self.browser()
        sent = {"email": f"{name}@example.org", "password": password}
        return browser.post("/sign-in", data=sent, query_string=query)

    def signed_in(self, name: str) -> FlaskClient:
        """Return a browser in which somebody has signed in."""
        browser = self.browser()
        answer = self.sign_in(name, browser=browser)
        assert answer.status_code == 302, answer.text
        return browser

    def code(self, secret: str, steps: int = 0) -> str:
        """Return what an authenticator shows, so many steps from now."""
        return pyotp.TOTP(secret).at(self.now, counter_offset=steps)

    def with_factor(self, name: str, browser: FlaskClient) -> tuple[str, list[str]]:
        """Set up the second step in a signed-in browser; return the secret and the recovery codes."""
        page = browser.get("/security/second-factor").text
        shown = re.search(r'Type this key into the app: <span class="al-code">([A-Z2-7 ]+)<', page)[1]
        secret = shown.replace(" ", "")
        done = browser.post("/security/second-factor", data={"code": self.code(secret)})
        assert done.status_code == 200, done.text
        codes = re.findall(r'<li><span class="al-code">([a-z0-9 ]+)<', done.text)
        assert len(codes) == 10
        return secret, codes


@pytest.fixture(scope="session")
def empty_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A SQLite file with our tables and nothing in them, to be copied: faster than making them each time."""
    load_models()
    path = tmp_path_factory.mktemp("empty") / "site.db"
    engine = create_engine(f"sqlite:///{path}")
    Base.metadata.create_all(engine)
    engine.dispose()
    return path


@pytest.fixture
def make_site(
    tmp_path: Path, database_url: str, request: pytest.FixtureRequest
) -> Iterator[Callable[..., Site]]:
    """Return how to make a standalone site, with settings of its own; several share one database."""
    made: list[Flask] = []
    own_file = database_url == "sqlite://"
    url = f"sqlite:///{tmp_path / 'site.db'}" if own_file else database_url
    if own_file:
        shutil.copy(request.getfixturevalue("empty_file"), tmp_path / "site.db")

    def make(**settings: object) -> Site:
        app = create_app(
            {
                "TESTING": True, "PROPAGATE_EXCEPTIONS": False, "WTF_CSRF_ENABLED": False,
                "ASHILMS_DATABASE_URL": url,
                "ASHILMS_DATA_DIR": tmp_path, "ASHILMS_PUBLIC_URL": "http://localhost",
                "ASHILMS_KEY_PASSPHRASE": "a passphrase for tests", "ASHILMS_PROVIDER_NAME": "School of tests",
                **settings,
            }
        )  # fmt: skip
        site = Site(app, tmp_path)
        state(app).clock = lambda: site.now
        made.append(app)
        return site

    yield make
    for app in made:
        engine_of(app).dispose()


def engine_of(app: Flask) -> Engine:
    """Return the engine of a site."""
    with app.app_context():
        return app.extensions["sqlalchemy"].engine


@pytest.fixture
def site(make_site: Callable[..., Site]) -> Site:
    """A standalone site."""
    return make_site()
