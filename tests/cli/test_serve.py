"""`serve`: what it refuses in a sentence before anything is begun, and how soon a second start answers."""

import resource
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.cli.conftest import BIN, Site
from tests.serving import Server, free_port

EVERYBODY = "0.0.0.0"  # noqa: S104  # what must be refused
IMPORTS = "import flask, sqlalchemy.orm, alembic.command"
TIMES = 6.0
"""A second start answers within three seconds where these imports take half a second: six times as long."""


def refused(site: Site, *options: str) -> str:
    """Return the sentence with which the server doesn't start; nothing was begun."""
    said = site.command("serve", *options, timeout=60)
    assert not (site.folder / "site.db").exists()
    return said.error


@pytest.fixture
def untouched(folder: Path) -> Site:
    """A site of which there is nothing yet, always in a file."""
    return Site(folder, f"sqlite:///{folder / 'site.db'}")


@pytest.fixture
def taken() -> Iterator[int]:
    """A port at which somebody else listens."""
    with socket.create_server(("127.0.0.1", 0)) as other:
        yield other.getsockname()[1]


def test_a_port_that_is_taken_is_named_with_another(untouched: Site, taken: int) -> None:
    said = refused(untouched, "--port", str(taken))
    assert said == f"Port {taken} is taken by another program. Choose another: --port {taken % 65535 + 1}"


@pytest.mark.parametrize("host", ["nonsense.invalid", "192.0.2.1", "::ffff"])
def test_an_address_that_this_machine_does_not_have_is_named(untouched: Site, host: str) -> None:
    said = refused(untouched, "--host", host, "--no-demo", "--port", "5999")
    assert said.startswith(f"This machine has no address '{host}'")


def test_the_demonstration_is_for_this_machine_alone(untouched: Site) -> None:
    """V6.3.2, V13.4.2: made-up people with printed passwords are not shown to a network."""
    assert "for this machine alone" in refused(untouched, "--host", EVERYBODY, "--port", "5999")


def test_settings_that_cannot_be_read_stop_it_before_anything_is_begun(untouched: Site) -> None:
    assert "ASHILMS_ZONE" in refused(untouched.having(ASHILMS_ZONE="Mars"), "--port", "5999")
    assert "DEBUG is on" in refused(
        untouched.having(ASHILMS_PUBLIC_URL="https://school.example", FLASK_DEBUG="1"), "--port", "5999"
    )


def test_a_database_out_of_reach_stops_it(untouched: Site) -> None:
    said = refused(untouched, "--database", "postgresql://u:canary@127.0.0.1:9/x", "--port", "5999")
    assert "ASHILMS_DATABASE_URL" in said
    assert "canary" not in said


@contextmanager
def serving(site: Site, *options: str) -> Iterator[float]:
    """Run the server; yield how many seconds it took until it was ready. It must end well."""
    port = free_port()
    command = [BIN / "ashilms", "serve", "--port", str(port), *options]
    server = Server(command, site.environment, site.folder / "serve.log", port)
    try:
        yield server.start()
    finally:
        assert server.stop() == 0, server.log.read_text()


def test_a_site_without_the_demonstration_begins_with_nobody(untouched: Site) -> None:
    """V6.3.2."""
    with serving(untouched, "--no-demo"):
        log = (untouched.folder / "serve.log").read_text()
    assert "AshiLMS is at http://127.0.0.1:" in log
    assert "password" not in log
    assert untouched.run("people", "role", "1", "registrar").error == "There is no such person."


def test_a_second_start_answers_within_three_seconds(
    untouched: Site, capsys: pytest.CaptureFixture[str]
) -> None:
    """It prints what the watch says, and holds the processor's time: the watch runs for all who use the machine."""
    shares = []
    for number in range(1, 4):
        yardstick = work_of(lambda: subprocess.run([sys.executable, "-c", IMPORTS], check=True))
        waits: list[float] = []
        work = work_of(lambda waits=waits: waits.append(wait_for_start(untouched)))
        shares.append(work / yardstick)
        with capsys.disabled():
            print(f"\n  start {number}: ready after {waits[0]:.2f} s; {work:.2f} s of a processor", end="")
            print(f", {shares[-1]:.1f} times what the imports take", end="")
    assert min(shares[1:]) < TIMES


def wait_for_start(site: Site) -> float:
    """Start and stop the server; return how many seconds it took until it was ready."""
    with serving(site, "--no-demo") as seconds:
        return seconds


def work_of(act: Callable[[], object]) -> float:
    """Return the processor's time, in seconds, that the processes which `act` starts take."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    act()
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def test_the_demonstration_is_told_apart_from_real_people(untouched: Site) -> None:
    untouched.run("upgrade")
    untouched.run("people", "add", "--email", "ines@school.example", "--name", "Inês")
    said = untouched.command("serve", "--port", "5999", timeout=60)
    assert (said.code, said.err.count("\n")) == (1, 1)
    assert said.err.startswith("Error: There are real people on this site; the demonstration stays away.")
