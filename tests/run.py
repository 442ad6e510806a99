"""Runs every check there is and says in one plain line how it went; `script/test` calls it."""

import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from xml.etree import ElementTree

from tests.postgresql import throwaway_server

BIN = Path(sys.executable).parent
PYTEST = (sys.executable, "-m", "pytest", "-p", "tests.selection", "--durations=15", "--durations-min=5")
WORKERS = "2"
"""As many as the machines have cores on which all of this has to pass."""
MEMORY, ROOM = Path("/dev/shm"), 4 * 1024**3  # noqa: S108  # each run makes a folder of its own there
"""Where what tests write lies, if it has as much room: nobody waits for a disk to keep what is thrown away."""

CHECKS = {
    "types": (BIN / "mypy",),
    "contracts": (BIN / "lint-imports", "--no-logo"),
    "templates": (BIN / "djlint", "--lint", "--quiet", "templates"),
    "lint": (BIN / "ruff", "check", "."),
    "format": (BIN / "ruff", "format", "--check", "--output-format", "concise", "."),
}
"""What needs no running code, the slowest first."""


@dataclass(frozen=True)
class Outcome:
    """How one check went: its name, whether it is green, and how many tests it ran."""

    name: str
    green: bool
    tests: int = 0


def check(name: str) -> Outcome:
    """Run one of `CHECKS` and print its output only when it fails."""
    begun = time.monotonic()
    ran = subprocess.run(CHECKS[name], capture_output=True, text=True, stdin=subprocess.DEVNULL)
    words = "ok" if ran.returncode == 0 else f"FAILED\n{ran.stdout}{ran.stderr}"
    print(f"{name:<12}{time.monotonic() - begun:6.1f} s  {words}", flush=True)
    return Outcome(name, ran.returncode == 0)


def run_pytest(name: str, *arguments: str, **environment: str) -> Outcome:
    """Run pytest with its output shown; a skipped test, and a run without any test, is a failure."""
    print(f"\n{name}", flush=True)
    with tempfile.TemporaryDirectory(prefix="ashilms-test-") as folder:
        report = Path(folder, "report.xml")
        command = [*PYTEST, f"--junit-xml={report}", "-o", "junit_family=xunit2", *arguments]
        code = subprocess.run(command, env={**os.environ, **environment}, stdin=subprocess.DEVNULL).returncode
        cases = list(ElementTree.parse(report).iter("testcase")) if report.exists() else []  # noqa: S314  # our own
    skipped = [case for case in cases if case.find("skipped") is not None]
    for case in skipped:
        print(f"Skipped, which counts as failed: {case.get('classname')}::{case.get('name')}")
    if not cases:
        print("No test ran, which counts as failed.")
    return Outcome(name, code == 0 and not skipped and bool(cases), len(cases))


@contextmanager
def a_database_server() -> Iterator[dict[str, str]]:
    """The environment in which tests run on PostgreSQL: a server that is named already, or one of our own."""
    if "ASHILMS_TEST_DATABASE" in os.environ:
        yield {}
        return
    with throwaway_server() as address:
        yield {"ASHILMS_TEST_DATABASE": address}


def keep_in_memory() -> None:
    """Let tests write into memory where there is room for that, unless `TMPDIR` says where to."""
    if MEMORY.is_dir() and shutil.disk_usage(MEMORY).free > ROOM:
        os.environ.setdefault("TMPDIR", str(MEMORY))
        tempfile.tempdir = None  # it is looked up anew


def everything() -> Iterator[Outcome]:
    """Run all checks, then all tests: on SQLite, those with a database on PostgreSQL, those in a browser."""
    with ThreadPoolExecutor(2) as pool:
        yield from pool.map(check, CHECKS)
    spread = ("-q", "-n", WORKERS, "--dist", "worksteal")
    yield run_pytest("tests", *spread, "-m", "not browser and not postgresql")
    with a_database_server() as environment:
        yield run_pytest(
            "tests on PostgreSQL", *spread, "-m", "not browser", "--with-database-only", **environment
        )
    yield run_pytest("tests in a browser", "-q", "-n", WORKERS, "--dist", "loadfile", "-m", "browser")


def some(arguments: list[str]) -> Iterator[Outcome]:
    """Run pytest on what was asked for alone."""
    if arguments[0] != "--postgresql":
        yield run_pytest("tests", *arguments, "-m", "not postgresql")
        return
    with a_database_server() as environment:
        yield run_pytest("tests on PostgreSQL", *arguments[1:], **environment)


def spent(seconds: float) -> str:
    """Return a stretch of time as a person says it."""
    minutes, rest = divmod(round(seconds), 60)
    return f"{minutes} min {rest} s" if minutes else f"{rest} s"


def closing(outcomes: list[Outcome], seconds: float) -> str:
    """Return the one line that says how everything went."""
    red = [outcome.name for outcome in outcomes if not outcome.green]
    if red:
        return f"Failed: {', '.join(red)} (after {spent(seconds)}). What is wrong stands above."
    tests = sum(outcome.tests for outcome in outcomes)
    others = "".join(f", {outcome.name}" for outcome in outcomes if not outcome.tests)
    return f"All green: {tests} tests{others}, in {spent(seconds)}."


def main(arguments: list[str]) -> int:
    """Run everything, or pytest on what the arguments name; return 0 when all of it is green."""
    begun = time.monotonic()
    keep_in_memory()
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)  # thousands of processes start: what they compile is kept
    outcomes = list(some(arguments) if arguments else everything())
    print(f"\n{closing(outcomes, time.monotonic() - begun)}", flush=True)
    return 0 if all(outcome.green for outcome in outcomes) else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
