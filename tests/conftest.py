"""What tests stand on: a real database, the cast, and a small host app that signs them in.

Every access test has the same cast: Ana the trainee, Bea who supervises and teaches her, Caz a stranger
(another trainee), Dee a second instructor who did not assess, and Reg the registrar. `ASHILMS_TEST_DATABASE`
names a PostgreSQL server to run on instead of SQLite; each worker makes a database of its own there.
"""

import gc
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import cache, partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from argon2 import PasswordHasher
from flask import Flask, g
from flask.testing import FlaskClient
from flask_login import LoginManager, UserMixin, login_user
from flask_sqlalchemy import SQLAlchemy
from hypothesis import settings
from jinja2.bccache import Bucket, BytecodeCache
from sqlalchemy import Engine, String, create_engine
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column

from ashilms import AshiLMS, prepare_engine
from ashilms.accounts import services as people
from ashilms.actor import INSTRUCTOR, REGISTRAR, SUPERVISOR, TRAINEE, Actor
from ashilms.db import WRITING
from ashilms.identity.services import passwords
from tests.databases import Databases
from tests.grounds import BARE, MEMORY, Ground, Grounds

if TYPE_CHECKING:
    from tests.campus import Campus, Pattern

gc.set_threshold(
    50_000, 20, 50
)  # millions of objects live as long as a run: they are not looked through for nothing
settings.register_profile("ashilms", deadline=None, derandomize=True)  # no test asserts a time, or a die
settings.load_profile("ashilms")


class Compiled(BytecodeCache):
    """Templates compiled once for all the sites of a run: every test that makes one would wait for that else."""

    def __init__(self) -> None:
        """Begin with none."""
        self._kept: dict[str, bytes] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        """Fill in what is kept of a template; Jinja looks whether it was made of the same text."""
        if bucket.key in self._kept:
            bucket.bytecode_from_string(self._kept[bucket.key])

    def dump_bytecode(self, bucket: Bucket) -> None:
        """Keep a template."""
        self._kept[bucket.key] = bucket.bytecode_to_string()


Flask.jinja_options = {**Flask.jinja_options, "bytecode_cache": Compiled()}

SHIPPED_HASHER = passwords._hasher
# Hashing is slow by intent, and no test waits for that but those which ask for `hashing_as_shipped`.
passwords._hasher = PasswordHasher(memory_cost=256, time_cost=1, parallelism=1)
passwords._NOBODY = passwords._hasher.hash("nobody")
NOW = datetime(2026, 11, 24, 12, 0, tzinfo=UTC)
CAST = {
    "ana": (TRAINEE,),
    "bea": (INSTRUCTOR, SUPERVISOR),
    "caz": (TRAINEE,),
    "dee": (INSTRUCTOR, SUPERVISOR),
    "reg": (REGISTRAR,),
}


@dataclass(frozen=True)
class Cast:
    """The people of every access test, as services see them."""

    ana: Actor
    bea: Actor
    caz: Actor
    dee: Actor
    reg: Actor


def our_environment() -> dict[str, str]:
    """Return what the environment of this process sets up of a site."""
    return {name: value for name, value in os.environ.items() if name.startswith("ASHILMS_")}


@pytest.fixture(autouse=True)
def environment_is_left_as_found() -> Iterator[None]:
    """A test that set something for good would set up the sites of whatever comes after it in its process."""
    before = our_environment()
    yield
    assert our_environment() == before


@pytest.fixture
def hashing_as_shipped(monkeypatch: pytest.MonkeyPatch) -> None:
    """Passwords hashed at the cost at which they are kept."""
    monkeypatch.setattr(passwords, "_hasher", SHIPPED_HASHER)


@pytest.fixture
def now() -> datetime:
    """The time at which every test happens unless it says otherwise."""
    return NOW


@pytest.fixture(scope="session")
def databases(worker_id: str) -> Iterator[Databases | None]:
    """This worker's databases on the PostgreSQL server; `None` when tests run on SQLite."""
    server = os.environ.get("ASHILMS_TEST_DATABASE")
    made = Databases(server, worker_id) if server else None
    yield made
    if made:
        made.drop()


@pytest.fixture(scope="session")
def grounds(databases: Databases | None) -> Iterator[Grounds]:
    """What tests' databases are copied from."""
    made = Grounds(databases)
    yield made
    made.dispose()


@pytest.fixture
def ground(request: pytest.FixtureRequest) -> Ground:
    """What the test's database holds at first: the cast, where the test asks for somebody of it. Rooms have others."""
    return PEOPLED if {"app", "cast"} & set(request.fixturenames) else BARE


@pytest.fixture
def database_url(grounds: Grounds, ground: Ground) -> str:
    """The address of the test's database: SQLite in memory, or a new one on PostgreSQL."""
    return grounds.address(ground)


@pytest.fixture
def shared_url(grounds: Grounds, ground: Ground, tmp_path: Path) -> str:
    """The address of a database that many threads and processes may share."""
    return grounds.shared_address(ground, tmp_path)


@pytest.fixture
def blank_database_url(databases: Databases | None, tmp_path: Path) -> str:
    """The address of a database with nothing in it: a SQLite file, or one on PostgreSQL."""
    return databases.blank() if databases else f"sqlite:///{tmp_path / 'blank.db'}"


@pytest.fixture
def add_tables(grounds: Grounds, ground: Ground) -> Callable[[Engine], None]:
    """Return how a SQLite database gets our tables, and what the test's ground has in them."""
    return partial(grounds.copy, ground)


@pytest.fixture(scope="session")
def engines() -> Callable[[str], Engine]:
    """Return the engine on the database of this address: one per run, as it has compiled what others ask again."""

    def make(url: str) -> Engine:
        engine = create_engine(url, query_cache_size=5000, **(MEMORY if url == "sqlite://" else {}))
        prepare_engine(engine)
        return engine

    return cache(make)


@pytest.fixture
def engine(
    database_url: str, engines: Callable[[str], Engine], add_tables: Callable[[Engine], None]
) -> Iterator[Engine]:
    """An engine on the test's database; whoever listens to it listens in this test alone."""
    kept = engines(database_url)
    if database_url == "sqlite://":
        add_tables(kept)
    yield kept.execution_options()
    kept.dispose()


@pytest.fixture
def shared(shared_url: str) -> Iterator[Engine]:
    """An engine that many threads may use."""
    engine = create_engine(shared_url)
    prepare_engine(engine)
    yield engine.execution_options(**{WRITING: True})
    engine.dispose()


@pytest.fixture
def db(engine: Engine) -> Iterator[Session]:
    """A session that writes, as services are given one."""
    with Session(engine.execution_options(**{WRITING: True})) as session:
        yield session


def settle(db: Session) -> Cast:
    """Return the whole cast, welcomed if it has not been."""
    made = {
        name: people.as_actor(
            people.welcome_person(
                db, name, name=name.title(), email=f"{name}@example.org", now=NOW, roles=roles
            )
        )
        for name, roles in CAST.items()
    }
    db.commit()
    return Cast(**made)


@pytest.fixture
def cast(db: Session) -> Cast:
    """The people of every access test."""
    return settle(db)


@pytest.fixture(scope="session")
def chromium() -> Iterator[Any]:
    """One Chromium for every test in a real browser; each opens contexts of its own."""
    from tests.browser.chromium import started  # its library is slow to load, and most tests need none of it

    with started() as browser:
        yield browser


class _HostBase(DeclarativeBase):
    pass


class HostUser(UserMixin, _HostBase):
    """A host's own user table."""

    __tablename__ = "user"
    id: Mapped[str] = mapped_column(String(20), primary_key=True)
    name: Mapped[str] = mapped_column(String(50))


def welcome_cast(engine: Engine) -> None:
    """Make the host's own table and its users, and welcome each."""
    _HostBase.metadata.create_all(engine)
    with Session(engine.execution_options(**{WRITING: True})) as db:
        db.add_all([HostUser(id=name, name=name.title()) for name in CAST])
        settle(db)


PEOPLED = Ground("peopled", welcome_cast)


def make_host(database_url: str, data_dir: Path, **options: object) -> Flask:
    """Return a small host site with its own users, on which AshiLMS is mounted; the cast may sign in."""
    app = Flask("host")
    app.config.update(
        SECRET_KEY="test", TESTING=False, PROPAGATE_EXCEPTIONS=False, SQLALCHEMY_DATABASE_URI=database_url,
        WTF_CSRF_ENABLED=False, ASHILMS_DATA_DIR=data_dir, ASHILMS_PUBLIC_URL="http://localhost",
        ASHILMS_KEY_PASSPHRASE="a passphrase for tests",
    )  # fmt: skip
    if database_url == "sqlite://":
        app.config["SQLALCHEMY_ENGINE_OPTIONS"] = MEMORY
    db, login = SQLAlchemy(app, model_class=_HostBase), LoginManager(app)
    login.user_loader(lambda key: db.session.get(HostUser, key))
    with app.app_context():
        prepare_engine(db.engine)

    @app.before_request
    def forget() -> None:
        """A fixture may hold one app context open over several requests; each still finds out anew who asks."""
        for name in ("_login_user", "ashilms_actor", "ashilms_now"):
            g.pop(name, None)

    @app.get("/sign-in/<key>")
    def sign_in(key: str) -> str:
        login_user(db.session.get(HostUser, key))
        return "signed in"

    app.config["TEST_HOST_DB"] = db
    AshiLMS(app, **options)
    app.extensions["ashilms"].clock = lambda: NOW
    return app


@pytest.fixture(scope="session")
def hosts(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], Flask]:
    """Return the host site on a database of this address: made once per run, as its addresses take time to set up."""
    return cache(lambda url: make_host(url, tmp_path_factory.mktemp("host")))


# A fixture that a room imports is another one in each: what is dear to make stands here, once per run.


@pytest.fixture(scope="session")
def vault(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The data folder in which the pattern's certificate is pressed (`tests/certified.py`), to be copied."""
    return tmp_path_factory.mktemp("vault")


@pytest.fixture(scope="session")
def campus_pattern(tmp_path_factory: pytest.TempPathFactory, databases: Databases | None) -> "Pattern":
    """What every campus of this run is copied from (`tests/campus.py`)."""
    from tests.campus import Pattern  # the whole site is behind it, and most tests need none of it

    return Pattern(tmp_path_factory.mktemp("campus") / "data", databases)


@pytest.fixture(scope="session")
def shared_campus(campus_pattern: "Pattern", tmp_path_factory: pytest.TempPathFactory) -> Iterator["Campus"]:
    """The campus that tests share."""
    from tests.campus import engine_of, open_campus

    campus = open_campus(campus_pattern, tmp_path_factory.mktemp("shared") / "data")
    yield campus
    engine_of(campus.app).dispose()


@contextmanager
def lent(app: Flask, data_dir: Path) -> Iterator[Flask]:
    """Lend a site to one test, with a data folder of its own; whatever is changed of it is put back."""
    ours, parts = app.extensions["ashilms"], (app.config, app.view_functions, app.jinja_env.globals)
    kept, was = [dict(part) for part in parts], dict(vars(ours))
    ours.settings = replace(ours.settings, data_dir=data_dir)
    ours.__post_init__()  # nobody has been counted yet
    yield app
    vars(ours).update(was)
    for part, before in zip(parts, kept, strict=True):
        part.clear()
        part.update(before)


@pytest.fixture
def app(
    database_url: str, add_tables: Callable[[Engine], None], hosts: Callable[[str], Flask], tmp_path: Path
) -> Iterator[Flask]:
    """The host site on the test's database, with the cast as its users and people."""
    with lent(hosts(database_url), tmp_path) as app:
        host = app.config["TEST_HOST_DB"]
        with app.app_context():
            if database_url == "sqlite://":
                add_tables(host.engine)
        yield app
        with app.app_context():
            host.session.remove()
            host.engine.dispose()


@pytest.fixture
def client_of(app: Flask) -> Callable[[str | None], FlaskClient]:
    """Return a browser in which one of the cast has signed in: `client_of("ana")`; `None`: nobody."""

    def sign_in(name: str | None) -> FlaskClient:
        client = app.test_client()
        if name:
            assert client.get(f"/sign-in/{name}").status_code == 200
        return client

    return sign_in


@pytest.fixture
def host_db(app: Flask) -> Iterator[Session]:
    """A writing session on the host site's database, for view tests to set up and look."""
    with app.app_context():
        yield app.config["TEST_HOST_DB"].session()
        app.config["TEST_HOST_DB"].session.remove()
