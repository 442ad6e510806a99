"""The command on a site of its own: in this process, where that says enough, and as people run it."""

import os
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from flask import Flask
from sqlalchemy import Engine

from ashilms import create_app
from ashilms.cli import group
from ashilms.resources import PACKAGE
from tests.databases import Databases
from tests.operations.conftest import mark_current, place_at

BIN = Path(sys.executable).parent
HOST = PACKAGE.parent / "examples" / "host" / "app.py"


@dataclass(frozen=True)
class Said:
    """What came of a command."""

    code: int
    out: str
    err: str

    @property
    def error(self) -> str:
        """The one sentence with which a command was refused; that it was is asserted."""
        assert (self.code, self.out) == (1, ""), self
        (line,) = self.err.splitlines()
        assert line.startswith("Error: "), line
        return line.removeprefix("Error: ")

    @property
    def lines(self) -> list[str]:
        """What a command that went well printed."""
        assert (self.code, self.err) == (0, ""), self
        return self.out.splitlines()


@dataclass(frozen=True)
class Site:
    """A standalone site as the environment sets it up."""

    folder: Path
    database: str
    settings: dict[str, str] = field(default_factory=dict)

    @property
    def environment(self) -> dict[str, str]:
        """What the site's settings are, and nothing of ours beside them."""
        plain = {k: v for k, v in os.environ.items() if not k.startswith(("ASHILMS_", "FLASK_"))}
        pango = {k: v for k, v in os.environ.items() if k == "ASHILMS_PANGO_DIR"}
        own = {"ASHILMS_DATA_DIR": str(self.folder), "ASHILMS_DATABASE_URL": self.database}
        return plain | pango | own | self.settings

    def having(self, **settings: str) -> "Site":
        """Return the site with other settings."""
        return Site(self.folder, self.database, self.settings | settings)

    def run(self, *arguments: str | Path) -> Said:
        """Run `ashilms` in this process; what isn't told in a sentence is raised."""
        gone = {name: None for name in os.environ if name.startswith("ASHILMS_")}
        done = CliRunner().invoke(group, [*map(str, arguments)], env=gone | self.environment)
        if done.exception is not None and not isinstance(done.exception, SystemExit):
            raise done.exception
        return Said(done.exit_code, done.stdout, done.stderr)

    def command(self, *arguments: str | Path, **options: Any) -> Said:
        """Run the real `ashilms`."""
        return self.execute(BIN / "ashilms", *arguments, **options)

    def flask(self, *arguments: str | Path, app: str | Path = HOST) -> Said:
        """Run the real `flask ashilms` for a host."""
        return self.execute(BIN / "flask", "--app", app, "ashilms", *arguments)

    def execute(self, *command: str | Path, **options: Any) -> Said:
        """Run a program with this site's settings."""
        done = subprocess.run(
            [*map(str, command)], env=self.environment, capture_output=True, text=True, check=False,
            cwd=self.folder.parent, stdin=subprocess.DEVNULL, **options,
        )  # fmt: skip
        assert "Traceback" not in done.stderr, done.stderr
        return Said(done.returncode, done.stdout, done.stderr)

    def app(self) -> Flask:
        """Return the site itself."""
        return create_app({"ASHILMS_DATA_DIR": self.folder, "ASHILMS_DATABASE_URL": self.database})


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A data folder."""
    made = tmp_path / "data"
    made.mkdir(mode=0o700)
    return made


@pytest.fixture
def new_site(folder: Path, databases: Databases | None) -> Site:
    """A site that was never set up."""
    return Site(folder, databases.blank() if databases else f"sqlite:///{folder / 'site.db'}")


@pytest.fixture
def site(folder: Path, databases: Databases | None, add_tables: Callable[[Engine], None]) -> Site:
    """A site that is set up, with nobody in it."""
    made = Site(folder, databases.with_tables() if databases else f"sqlite:///{folder / 'site.db'}")
    place = place_at(made.database, folder)
    if not databases:
        add_tables(place.engine)
    mark_current(place)
    place.engine.dispose()
    return made
