"""A copy of the school's site in examples/host, set up as its own docstring says."""

import os
import re
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from tests.serving import free_port

ROOT = Path(__file__).resolve().parents[1]
BIN = Path(sys.executable).parent
PEOPLE = {"student": "Ana Reis", "teacher": "Bea Okafor", "office": "Irene Falk"}


@dataclass
class Host:
    """The school's site: its folder, its port, its environment, and its members' passwords."""

    folder: Path
    port: int
    environment: dict[str, str]
    passwords: dict[str, str]

    @property
    def url(self) -> str:
        """Where it is served."""
        return f"http://127.0.0.1:{self.port}"

    def run(self, program: str, *arguments: str) -> subprocess.CompletedProcess[str]:
        """Run a program of its environment in its folder."""
        return subprocess.run(
            [BIN / program, *arguments], cwd=self.folder, env=self.environment, capture_output=True, text=True,
            check=False, stdin=subprocess.DEVNULL,
        )  # fmt: skip

    def do(self, program: str, *arguments: str) -> str:
        """Run a program that must go well, and return what it printed."""
        done = self.run(program, *arguments)
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    @property
    def server(self) -> list[str | Path]:
        """What serves it: granian, as anything else would."""
        return [
            sys.executable, "-m", "granian", "--interface", "wsgi", "--factory", "--port", str(self.port),
            "--workers-kill-timeout", "3", "--no-ws", "app:create_app",
        ]  # fmt: skip


def new_host(folder: Path, database: str = "") -> Host:
    """Copy the site into `folder`; nothing of it is set up."""
    shutil.copytree(
        ROOT / "examples" / "host", folder, ignore=shutil.ignore_patterns("__pycache__", "instance")
    )
    (folder / "data").mkdir(mode=0o700)
    port = free_port()
    plain = {k: v for k, v in os.environ.items() if not k.startswith(("ASHILMS_", "FLASK_"))}
    pango = {k: v for k, v in os.environ.items() if k == "ASHILMS_PANGO_DIR"}
    own = {
        "FLASK_SECRET_KEY": "a key of the host's own, long enough for anybody",
        "FLASK_SQLALCHEMY_DATABASE_URI": database or f"sqlite:///{folder / 'school.db'}",
        "ASHILMS_DATA_DIR": str(folder / "data"), "ASHILMS_PUBLIC_URL": f"http://127.0.0.1:{port}",
        "ASHILMS_PROVIDER_NAME": "Quayside School", "PYTHONDONTWRITEBYTECODE": "1",
    }  # fmt: skip
    return Host(folder, port, plain | pango | own, {})


def set_up(host: Host, *jobs: str) -> Host:
    """Set the site up by the lines that its docstring gives, with a member of each of these jobs."""
    text = (host.folder / "app.py").read_text()
    lines = [
        line.split("#")[0].split() for line in re.findall(r"^    ((?:alembic|flask) .*)$", text, re.MULTILINE)
    ]
    assert [line[:2] for line in lines] == [
        ["alembic", "upgrade"], ["flask", "ashilms"], ["flask", "ashilms"], ["flask", "add-member"], ["flask", "run"],
    ]  # fmt: skip
    for program, *arguments in lines[:3]:
        host.do(program, *arguments)
    for job in jobs:
        host.passwords[job] = host.do(
            "flask", "add-member", job, PEOPLE[job], f"{job}@school.example"
        ).strip()
    return host
