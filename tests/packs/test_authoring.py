"""docs/authoring.md, followed to the letter: its files written, its commands run, its answers compared."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from ashilms import migrate
from ashilms.resources import PACKAGE

pytestmark = pytest.mark.any_database

PAGE = (PACKAGE.parent / "docs" / "authoring.md").read_text("utf-8")
_FILE = re.compile(r"^`(?P<name>[\w./-]+)`\n\n```\w+\n(?P<text>.*?)^```$", re.MULTILINE | re.DOTALL)
_CONSOLE = re.compile(r"^```console\n(?P<session>.*?)^```$", re.MULTILINE | re.DOTALL)


def sessions() -> list[tuple[str, str]]:
    """Return every command of the page, in order, with what the page says that it answers."""
    found = []
    for block in _CONSOLE.finditer(PAGE):
        for step in re.split(r"^\$ ", block["session"], flags=re.MULTILINE)[1:]:
            command, _, answer = step.partition("\n")
            found.append((command, answer))
    return found


def test_whoever_follows_the_page_has_a_course(tmp_path: Path, blank_database_url: str) -> None:
    own = {"ASHILMS_DATA_DIR": str(tmp_path / "data"), "ASHILMS_DATABASE_URL": blank_database_url}
    path = f"{Path(sys.executable).parent}:{os.environ['PATH']}"
    environment = {k: v for k, v in os.environ.items() if not k.startswith("ASHILMS_")} | own | {"PATH": path}

    def run(command: str) -> str:
        done = subprocess.run(
            ["/bin/sh", "-c", command],
            env=environment,
            cwd=tmp_path,
            capture_output=True,
            text=True,
            check=False,
        )
        assert "Traceback" not in done.stderr, done.stderr
        return done.stdout + done.stderr

    assert migrate.head() in run("ashilms upgrade")
    files = {found["name"]: found["text"] for found in _FILE.finditer(PAGE)}
    assert len(files) == 11
    for number, (command, answer) in enumerate(sessions()):
        if number == 2:  # the page makes its folders first
            for name, text in files.items():
                (tmp_path / name).write_text(text, "utf-8")
        assert run(command) == answer, command
    assert sum("ashilms" in command for command, _ in sessions()) == 10
