"""A host keeps its own: pages, hooks, settings, cookies; ours stay below their prefix, and can be taken out again."""

import re
from collections.abc import Callable, Iterator
from pathlib import Path
from textwrap import dedent, indent
from types import SimpleNamespace
from typing import Any

import pytest
from flask import Flask, abort, make_response, render_template_string, request
from flask.testing import FlaskClient
from flask_login import LoginManager
from flask_sqlalchemy import SQLAlchemy
from flask_wtf.csrf import CSRFProtect
from sqlalchemy import Engine, create_engine, text

from ashilms import AshiLMS, Plugin, migrate, prepare_engine
from ashilms.accounts import services as people
from ashilms.jobs import services as jobs
from ashilms.web import session, state, transaction
from tests.cli.conftest import Site
from tests.conftest import NOW
from tests.databases import Databases
from tests.hosting import ROOT, new_host, set_up


@pytest.fixture
def make_site(tmp_path: Path) -> Iterator[Callable[..., Flask]]:
    """Return how a site of a school's own is made, with pages of every sort; nothing is mounted on it."""
    made: list[Flask] = []

    def make(*, csrf: bool = False) -> Flask:
        made.append(school_site(csrf=csrf))
        made[-1].config["ASHILMS_DATA_DIR"] = tmp_path
        return made[-1]

    yield make
    for app in made:
        with app.app_context():
            app.extensions["sqlalchemy"].engine.dispose()


def school_site(*, csrf: bool) -> Flask:
    app = Flask("school")
    app.config.update(
        SECRET_KEY="for a test", SQLALCHEMY_DATABASE_URI="sqlite://", PROPAGATE_EXCEPTIONS=False
    )
    db = SQLAlchemy(app)
    LoginManager(app).user_loader(lambda key: None)
    if csrf:
        CSRFProtect(app)
    with app.app_context():
        prepare_engine(db.engine)
    app.add_url_rule("/", "front", lambda: render_template_string("<p>{{ 6 * 7 }}</p>"))
    app.add_url_rule("/form", "form", lambda: f"took {request.form.get('name')}", methods=["GET", "POST"])
    app.add_url_rule("/boom", "boom", lambda: 1 // 0)
    app.add_url_rule("/gone", "gone", lambda: abort(410))
    app.add_url_rule("/cookie", "cookie", lambda: (make_response("c"), 200, {"Cache-Control": "max-age=60"}))
    app.add_url_rule("/int/<int:number>", "number", lambda number: str(number))
    return app


ASKED: list[tuple[str, str, dict[str, Any]]] = [
    ("GET", "/", {}),
    ("HEAD", "/", {}),
    ("GET", "/form", {}),
    ("POST", "/form", {"data": {"name": "Ana"}}),
    ("POST", "/form", {"data": {"name": "Ana"}, "headers": {"Sec-Fetch-Site": "cross-site", "Origin": "null"}}),
    ("POST", "/form", {"data": {"name": "a\0b"}}),
    ("POST", "/form", {"json": {"name": "Ana"}}),
    ("GET", "/boom", {}),
    ("GET", "/gone", {}),
    ("GET", "/cookie", {}),
    ("GET", f"/int/{2**40}", {}),
    ("GET", "/nowhere", {}),
    ("GET", "/training-of-our-own", {}),
    ("DELETE", "/form", {}),
    ("OPTIONS", "/form", {}),
    ("GET", "/static/nothing.css", {}),
]  # fmt: skip


@pytest.mark.parametrize("csrf", [False, True], ids=["without CSRF of its own", "with it"])
def test_a_hosts_own_answers_are_the_same_with_and_without_us(
    make_site: Callable[..., Flask], csrf: bool
) -> None:
    """T45: no header, no check of forms, no page for errors, and no limit of ours on any page of the host's."""
    alone, mounted = make_site(csrf=csrf), make_site(csrf=csrf)
    AshiLMS(mounted, url_prefix="/training")
    for method, path, sent in ASKED:
        before, after = (app.test_client().open(path, method=method, **sent) for app in (alone, mounted))
        assert (after.status, dict(after.headers), after.data) == (
            before.status,
            dict(before.headers),
            before.data,
        )


HOOKS = (
    "before_request_funcs", "after_request_funcs", "teardown_request_funcs", "template_context_processors",
    "url_value_preprocessors", "url_default_functions",
)  # fmt: skip


def test_nothing_of_ours_hangs_on_the_host_itself(make_site: Callable[..., Flask]) -> None:
    """T45: no hook before or after the host's requests, no values in its templates, no handler of its errors."""
    app = make_site()
    hooks = {name: list(getattr(app, name).get(None, [])) for name in HOOKS}
    rules = {rule.rule for rule in app.url_map.iter_rules()}
    settings, filters = set(app.config), set(app.jinja_env.filters)
    AshiLMS(app, url_prefix="/training")
    assert {name: list(getattr(app, name).get(None, [])) for name in HOOKS} == hooks
    assert app.error_handler_spec.get(None, {}) == {}
    assert all(
        rule.rule.startswith("/training/") for rule in app.url_map.iter_rules() if rule.rule not in rules
    )
    assert {
        name for name in set(app.config) - settings if not name.startswith(("ASHILMS_", "WTF_CSRF_"))
    } == set()
    assert all(name.startswith("ashi_") for name in set(app.jinja_env.filters) - filters)
    assert set(app.extensions) - {"sqlalchemy"} == {"ashilms", "ashilms_bell"}


def test_the_host_keeps_its_own_sessions_cookies_and_adds_none_of_ours(
    app: Flask, client_of: Callable[[str | None], FlaskClient]
) -> None:
    """T45: signed in by the host; what our pages set is the host's own session cookie at most."""
    client = client_of("ana")
    for path in ("/", "/courses", "/practicum", "/profile", "/verify"):
        answer = client.get(path)
        assert answer.status_code == 200
        assert {cookie.split("=")[0] for cookie in answer.headers.getlist("Set-Cookie")} <= {"session"}


def test_two_sites_in_one_process_share_nothing(make_site: Callable[..., Flask], tmp_path: Path) -> None:
    """People, settings, clocks, limits, kinds and the queue are each site's own."""
    plumb = Plugin("lab", question_kinds=(SimpleNamespace(name="plumb"),))
    sites = []
    for name in ("one", "two"):
        app = make_site()
        app.config |= {"ASHILMS_DATA_DIR": tmp_path / name, "ASHILMS_PROVIDER_NAME": f"School {name}"}
        AshiLMS(app, url_prefix=f"/{name}", plugins=[plumb] if name == "one" else [])
        with app.app_context():
            migrate.upgrade(app.extensions["sqlalchemy"].engine)
        sites.append(app)
    one, two = sites
    assert [app.test_client().get("/one/verify").status_code for app in sites] == [200, 404]
    assert [app.test_client().get("/two/verify").status_code for app in sites] == [404, 200]
    assert ["plumb" in state(app).kinds["question_kinds"] for app in sites] == [True, False]
    codes = [one.test_client().get("/one/verify").status_code for _ in range(40)]
    assert (codes[-1], two.test_client().get("/two/verify").status_code) == (429, 200)
    with one.app_context(), transaction() as db:
        people.welcome_person(db, "ana", name="Ana", email=None, now=NOW)
        jobs.enqueue(db, "tests.none", {}, key="k", now=NOW)
    assert [(tmp_path / name / "queue.db").exists() for name in ("one", "two")] == [True, False]
    with two.app_context():
        assert people.find_people(session()) == []
    assert "School two" in two.test_client().get("/two/verify").text


# Taken out again


def code_of(section: str, language: str) -> list[str]:
    """Return what the documentation gives to be typed in a section, in one language."""
    text = (ROOT / "docs" / "hosting.md").read_text().split(f"## {section}")[1].split("\n## ")[0]
    return [
        dedent(block)
        for block in re.findall(rf"^ *```{language}\n(.*?)^ *```", text, re.MULTILINE | re.DOTALL)
    ]


ASK = """
import sys
from app import create_app
print(create_app().test_client().get("/").status, "ashilms" in sys.modules)
"""
OURS = re.compile(r"^.*(?:from ashilms|AshiLMS\(app|url_for\('ashilms).*\n", re.MULTILINE)


def take_out(path: Path, *more: tuple[str, str]) -> None:
    """Remove our lines from a file of the host's, and what else hangs on them."""
    text = path.read_text()
    for old, new in more:
        assert old in text, f"{path.name}: {old}"
        text = text.replace(old, new)
    path.write_text(OURS.sub("", text))


def test_taken_out_as_documented_the_host_is_as_it_was_before(
    tmp_path: Path, databases: Databases | None
) -> None:
    """docs/hosting.md, step by step; the backup that it begins with then opens a standalone site."""
    host = set_up(new_host(tmp_path / "host", databases.blank() if databases else ""), "office")
    engine = create_engine(host.environment["FLASK_SQLALCHEMY_DATABASE_URI"])
    members = rows_of(engine)
    (backup,), (removal,) = code_of("Take it out", "sh"), code_of("Take it out", "python")
    assert backup.split()[0] == "flask"
    host.do(*backup.split())
    in_shell = f"from app import create_app, db\nwith create_app().app_context():\n{indent(removal, '    ')}"
    host.do("python", "-c", in_shell)
    take_out(
        host.folder / "app.py",
        ("    with app.app_context():\n        prepare_engine(db.engine)\n", ""),
        ('redirect(url_for("ashilms.desk.show_home"))', 'redirect(url_for("front"))'),
    )
    take_out(host.folder / "migrations/env.py", (", include_name=leave_alone", ""))
    take_out(host.folder / "templates/front.html")
    assert left_of_ours(engine) == []
    assert rows_of(engine) == members
    assert "No new upgrade operations detected" in host.run("alembic", "check").stderr + host.do(
        "alembic", "check"
    )
    assert host.do("python", "-c", ASK).split() == ["200", "OK", "False"]
    engine.dispose()
    alone = Site(tmp_path / "alone", f"sqlite:///{tmp_path / 'alone.db'}")
    assert (
        alone.command("restore", host.folder / "before-removal.tar.gz")
        .lines[1]
        .startswith("The audit record is whole")
    )


def rows_of(engine: Engine) -> list[Any]:
    with engine.connect() as connection:
        return [tuple(row) for row in connection.execute(text("SELECT * FROM member"))]


def left_of_ours(engine: Engine) -> list[str]:
    """Return every table, index, trigger and function in the database that is called after us."""
    everything = {
        "sqlite": "SELECT name FROM sqlite_master WHERE name LIKE '%ashilms%' OR sql LIKE '%ashilms%'",
        "postgresql": "SELECT relname FROM pg_class WHERE relname LIKE '%ashilms%' "
        "UNION SELECT proname FROM pg_proc WHERE proname LIKE '%ashilms%' "
        "UNION SELECT tgname FROM pg_trigger WHERE tgname LIKE '%ashilms%'",
    }
    with engine.connect() as connection:
        return list(connection.scalars(text(everything[engine.dialect.name])))
