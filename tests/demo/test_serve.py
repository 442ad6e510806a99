"""`ashilms serve` and the demonstration: on this machine alone, passwords printed once, never without its mark."""

import sqlite3
from collections.abc import Callable
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from time import sleep

import pytest
from click.testing import CliRunner, Result

from ashilms.cli import group
from ashilms.demo.cast import CAST
from tests.browser.conftest import Site, free_port, serving
from tests.demo.conftest import Demo

Serve = Callable[..., Result]
HANDED_ON = ("DATA_DIR", "DATABASE_URL", "PUBLIC_URL", "DEMO", "SECOND_FACTOR_ROLES")


@pytest.fixture
def serve(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Serve:
    """Return how to call `ashilms serve` where it gives up before it serves."""
    for name in HANDED_ON:  # so that what the command sets for its serving processes is taken back
        monkeypatch.setenv(f"ASHILMS_{name}", "")
        monkeypatch.delenv(f"ASHILMS_{name}")

    def call(*options: str, data: Path = tmp_path / "data") -> Result:
        command = ["serve", "--port", str(free_port()), "--data", str(data), *options]
        return CliRunner().invoke(group, command)

    return call


@pytest.mark.parametrize("host", ["0.0.0.0", "::"])  # noqa: S104  (to be refused)
def test_the_demonstration_is_refused_off_loopback(serve: Serve, tmp_path: Path, host: str) -> None:
    answer = serve("--host", host)
    assert answer.exit_code == 1
    assert "The demonstration is for this machine alone." in answer.output
    assert "--no-demo" in answer.output
    assert not (tmp_path / "data").exists()


def test_where_the_cast_is_nothing_is_served_without_its_mark(serve: Serve, demo: Demo) -> None:
    answer = serve("--no-demo", "--database", demo.url)
    assert answer.exit_code == 1
    assert "its people are made up" in answer.output


def settle(site: Site) -> None:
    """Wait until no work is due: what a mail that leaves notes on rows is noted then."""
    due = "SELECT count(*) FROM ashilms_job WHERE state IN ('queued', 'running') AND due_at <= ?"
    with closing(sqlite3.connect(site.data / "ashilms.db")) as db:
        for _ in range(300):
            if not db.execute(due, (f"{datetime.now(UTC):%Y-%m-%d %H:%M:%S}",)).fetchone()[0]:
                return
            sleep(0.1)
    pytest.fail("Work that is due was not done within 30 s.")


def rows_of(site: Site) -> dict[str, list[tuple[object, ...]]]:
    """Return everything that is kept, but for mail and other work that leaves by itself meanwhile."""
    with closing(sqlite3.connect(site.data / "ashilms.db")) as db:
        names = [
            row[0] for row in db.execute("SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY 1")
        ]
        return {
            name: sorted(db.execute(f"SELECT * FROM {name}").fetchall(), key=str)
            for name in names
            if name not in ("ashilms_job", "ashilms_mail")
        }


def test_passwords_are_printed_once_and_a_second_run_changes_nothing(tmp_path: Path) -> None:
    """What the README promises of `script/server`, seen from outside."""
    tmp_path.chmod(0o700)
    with serving(tmp_path) as first:
        printed = (tmp_path / "serve.log").read_text()
        assert set(first.passwords) == {part.key for part in CAST}
        settle(first)
        kept = rows_of(first)
    with serving(tmp_path) as second:
        again = (tmp_path / "serve.log").read_text()
        assert second.passwords == {}
        assert again.count("password as printed at the first start") == len(CAST)
        settle(second)
        assert rows_of(second) == kept
    for part in CAST:
        assert f"{part.key}@demo.example" in printed
        assert part.about in printed
