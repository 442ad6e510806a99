"""What happens to a command from outside: a locked database, a full disk, a missing library, a reader that left."""

import resource
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from tests.cli.conftest import BIN, Said, Site
from tests.three_modules import three_modules

pytestmark = pytest.mark.any_database

WRITING = [
    ["people", "add", "--email", "ines@school.example", "--name", "Inês"],
    ["packs", "load"],
    ["jobs", "retry"],
]


@pytest.fixture
def locked(folder: Path) -> Iterator[Site]:
    """A site whose database another program has locked."""
    site = Site(folder, f"sqlite:///{folder / 'site.db'}")
    site.run("upgrade")
    with closing(sqlite3.connect(folder / "site.db", isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        yield site
        other.execute("ROLLBACK")


def test_a_locked_database_is_told_as_one(locked: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    """After waiting as long as the site itself would, which here is a moment."""
    for module in ("db", "app"):
        monkeypatch.setattr(f"ashilms.{module}.BUSY_MS", 300)
    said = locked.run(*WRITING[0])
    assert (
        said.error
        == "The database is locked by another program. Close what else has it open, then try again."
    )


def test_looking_is_not_kept_waiting_by_a_lock(locked: Site) -> None:
    assert locked.run("audit", "verify").code == 0
    assert locked.run("certificates", "list").code == 0
    assert locked.run("backup", locked.folder / "backup").code == 0


WITHOUT_PANGO = """
import sys, cffi
cffi.FFI.dlopen = lambda self, name, flags=0: (_ for _ in ()).throw(OSError(f"cannot load library {name!r}"))
from ashilms.cli import group
group(prog_name="ashilms", args=sys.argv[1:])
"""


def without_pango(site: Site, *arguments: str) -> Said:
    """Run a command in a process that really can't load the drawing libraries."""
    return site.execute(sys.executable, "-W", "ignore", "-c", WITHOUT_PANGO, *arguments)


def test_without_pango_everything_works_but_drawing_and_that_says_what_to_install(site: Site) -> None:
    line = "apt-get install --no-install-recommends libpangoft2-1.0-0 libharfbuzz-subset0"
    said = without_pango(site, "demo").lines
    assert any(line in told for told in said)
    assert len([told for told in said if "@demo.example" in told]) == 8, "the cast is there, and may sign in"
    assert f"     mend: {line}" in without_pango(site, "doctor").out.splitlines()
    stuck = without_pango(site, "certificates", "finish")
    assert stuck.error.endswith("`ashilms doctor` says what is wrong.")
    assert site.run("certificates", "finish").lines[0].endswith(" is drawn and stands.")
    assert site.run("jobs", "run").code == 0
    assert site.run("doctor").code == 0


def test_a_full_disk_leaves_no_half_backup(site: Site, tmp_path: Path) -> None:
    """As far as a limit on the size of files is like a full disk: the write fails in the middle."""
    site.run("packs", "load", three_modules())
    backups = tmp_path / "backups"
    backups.mkdir()

    def little() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (20_000, 20_000))

    said = site.command("backup", backups / "backup", preexec_fn=little)
    assert "File too large" in said.error
    assert list(backups.iterdir()) == []


def test_a_reader_that_has_read_enough_is_no_error(site: Site) -> None:
    """`ashilms config | head -1`."""
    with subprocess.Popen(
        [BIN / "ashilms", "config", "--json"],
        env=site.environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    ) as process:
        process.stdout.close()
        assert process.stderr.read() == b""
