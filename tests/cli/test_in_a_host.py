"""`flask ashilms`: the same commands in a host, which keep to the host's database and leave its business to it."""

from pathlib import Path

import pytest
from click.testing import CliRunner
from flask import Flask
from flask.cli import ScriptInfo
from flask_login import LoginManager
from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import create_engine, inspect

from ashilms import AshiLMS, prepare_engine
from ashilms.cli import group
from tests.cli.conftest import Said
from tests.conftest import make_host
from tests.databases import Databases
from tests.hosting import new_host, set_up


def test_the_commands_of_a_host_keep_to_its_database(tmp_path: Path) -> None:
    """As people run them: no folder or secret of a standalone site comes into being beside it."""
    host = set_up(new_host(tmp_path / "host"))
    assert "The audit record is whole" in host.do("flask", "ashilms", "audit", "verify")
    assert " tables, 0 files" in host.do("flask", "ashilms", "backup", str(tmp_path / "backup"))
    assert "BAD" not in host.do("flask", "ashilms", "doctor")
    assert not (host.folder / "instance").exists()
    assert list((host.folder / "data").iterdir()) == []


def run(app: Flask, *arguments: str) -> Said:
    """Run a command for a host as `flask` would."""
    asked = ScriptInfo(create_app=lambda: app)
    done = CliRunner().invoke(group, arguments, obj=asked, prog_name="flask ashilms")
    assert done.exception is None or isinstance(done.exception, SystemExit), done.exception
    return Said(done.exit_code, done.stdout, done.stderr)


@pytest.fixture
def new(blank_database_url: str, tmp_path: Path) -> Flask:
    """A host on which nothing of ours is set up."""
    (tmp_path / "data").mkdir(mode=0o700)
    return make_host(blank_database_url, tmp_path / "data")


def test_help_names_a_command_as_it_was_called(new: Flask) -> None:
    for names in ([], ["people"], ["people", "add"], ["doctor"]):
        assert run(new, *names, "--help").lines[0].startswith(" ".join(["Usage: flask ashilms", *names, "["]))


def test_what_is_to_be_run_is_named_as_it_is_called_here(new: Flask) -> None:
    """A plain `ashilms upgrade` would set another site up."""
    said = run(new, "doctor")
    assert (said.code, said.err) == (1, "")
    assert "     mend: flask ashilms upgrade" in said.out.splitlines()
    assert run(new, "audit", "verify").error == "The database isn't set up yet. Run: flask ashilms upgrade"


@pytest.mark.parametrize(
    ("command", "says"),
    [
        (["serve", "--port", "5999"], "Here the host serves"),
        (["demo"], "here the host signs people in"),
        (["people", "add", "--email", "a@b.example", "--name", "A"], "Here the host keeps the accounts"),
        (["people", "reset-factor", "a@b.example"], "Here the host signs people in"),
    ],
)
def test_what_is_the_hosts_business_is_left_to_it(new: Flask, command: list[str], says: str) -> None:
    """Refused before it sets anything up: what the environment holds is watched after every test."""
    assert says in run(new, *command).error


def bare() -> Flask:
    app = Flask("site")
    app.config.update(SECRET_KEY="for a test", SQLALCHEMY_DATABASE_URI="sqlite://")
    return app


def without_database() -> Flask:
    app = bare()
    AshiLMS(app)
    return app


def without_sign_in() -> Flask:
    app = bare()
    SQLAlchemy(app)
    AshiLMS(app)
    return app


def unprepared() -> Flask:
    app = bare()
    SQLAlchemy(app)
    LoginManager(app)
    AshiLMS(app)
    return app


def mounted_twice() -> Flask:
    app = bare()
    db = SQLAlchemy(app)
    LoginManager(app)
    with app.app_context():
        prepare_engine(db.engine)
    AshiLMS(app)
    AshiLMS(app)
    return app


@pytest.mark.parametrize(
    ("make", "line"),
    [
        (bare, "AshiLMS(app)"),
        (without_database, "db = SQLAlchemy(app)"),
        (without_sign_in, "LoginManager(app)"),
        (unprepared, "with app.app_context(): prepare_engine(db.engine)"),
        (mounted_twice, "mount it once"),
    ],
)
def test_a_host_that_is_not_ready_is_told_the_line_to_add(make: object, line: str) -> None:
    """By every command, the doctor's finding included; on SQLite an unprepared engine would lose what it promised."""
    asked = ScriptInfo(create_app=make)
    refused = CliRunner().invoke(group, ["upgrade"], obj=asked)
    assert (refused.exit_code, refused.stdout) == (1, "")
    (said,) = refused.stderr.splitlines()
    assert said.startswith("Error: AshiLMS") or said.startswith("Error: On SQLite AshiLMS")
    assert line in said
    examined = CliRunner().invoke(group, ["doctor"], obj=ScriptInfo(create_app=make))
    assert examined.exit_code == 1
    assert examined.stdout.startswith("BAD  start: ")
    assert line in examined.stdout


def test_the_hosts_own_migrations_do_not_touch_our_tables(
    tmp_path: Path, databases: Databases | None
) -> None:
    """`alembic revision --autogenerate`, as `flask db migrate` runs it: `leave_alone` is all that it takes."""
    host = set_up(new_host(tmp_path / "host", databases.blank() if databases else ""))
    engine = create_engine(host.environment["FLASK_SQLALCHEMY_DATABASE_URI"])
    ours = {name for name in inspect(engine).get_table_names() if name.startswith("ashilms_")}
    assert len(ours) > 40
    app, column = host.folder / "app.py", "    job: Mapped[str] = mapped_column(String(20))\n"
    assert column in app.read_text()
    app.write_text(app.read_text().replace(column, column + "    town: Mapped[str | None]\n"))
    host.do("alembic", "revision", "--autogenerate", "-m", "Where members live")
    (made,) = [path for path in (host.folder / "migrations/versions").glob("*.py") if "where" in path.name]
    changes = [line.strip() for line in made.read_text().splitlines() if line.strip().startswith("op.")]
    assert [change.split("(")[0] for change in changes] == ["op.add_column", "op.drop_column"]
    assert "ashilms" not in made.read_text()
    host.do("alembic", "upgrade", "head")
    assert {name for name in inspect(engine).get_table_names() if name.startswith("ashilms_")} == ours
    engine.dispose()
    env = host.folder / "migrations/env.py"
    env.write_text(env.read_text().replace(", include_name=leave_alone", ""))
    careless = host.run("alembic", "check")
    assert careless.returncode != 0
    assert "remove_table" in careless.stdout + careless.stderr, "without the line they would be dropped"
