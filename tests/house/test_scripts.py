"""The scripts: what a person meets who has just cloned the project, and the gate that says all is green."""

import subprocess
from pathlib import Path

import pytest

from tests.run import Outcome, closing, run_pytest, spent

ROOT = Path(__file__).parents[2]
GATE = ROOT / ".ci" / "run"
SCRIPTS = [*sorted(path for path in (ROOT / "script").iterdir() if path.read_text().startswith("#!")), GATE]
BASH = [path for path in SCRIPTS if "bash" in path.read_text().splitlines()[0]]


def ask(*command: str | Path) -> "subprocess.CompletedProcess[str]":
    """Run a command in the checkout."""
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, stdin=subprocess.DEVNULL)


@pytest.mark.parametrize("script", SCRIPTS, ids=lambda path: path.name)
def test_a_script_may_be_run_and_begins_by_saying_what_for(script: Path) -> None:
    assert script.stat().st_mode & 0o111
    assert script.read_text().splitlines()[1].startswith(("# ", '"""'))


@pytest.mark.parametrize("script", BASH, ids=lambda path: path.name)
def test_a_script_is_sound_bash_that_stops_at_what_fails(script: Path) -> None:
    assert "set -euo pipefail" in script.read_text()
    assert ask("bash", "-n", script).returncode == 0


def test_continuous_integration_runs_what_people_run() -> None:
    assert GATE.read_text().splitlines()[-1] == "exec script/test"


def test_setting_up_again_says_and_does_nothing() -> None:
    stamp = ROOT / ".venv" / "stamp-test"
    written = stamp.stat().st_mtime_ns
    again = ask("script/bootstrap", "--test")
    assert (again.returncode, again.stdout, again.stderr) == (0, "", "")
    assert stamp.stat().st_mtime_ns == written


def test_a_wrong_option_is_answered_with_the_right_ones() -> None:
    wrong = ask("script/bootstrap", "--tests")
    assert wrong.returncode == 2
    assert "script/bootstrap --test" in wrong.stdout


@pytest.mark.parametrize(
    ("seconds", "said"), [(0.4, "0 s"), (59.4, "59 s"), (59.6, "1 min 0 s"), (372, "6 min 12 s")]
)
def test_time_is_said_in_minutes_and_seconds(seconds: float, said: str) -> None:
    assert spent(seconds) == said


def test_the_closing_line_counts_tests_and_names_what_else_is_green() -> None:
    outcomes = [Outcome("lint", True), Outcome("tests", True, 800), Outcome("tests in a browser", True, 12)]
    assert closing(outcomes, 372) == "All green: 812 tests, lint, in 6 min 12 s."


def test_the_closing_line_names_what_failed() -> None:
    outcomes = [Outcome("lint", False), Outcome("types", True), Outcome("tests", False, 800)]
    assert closing(outcomes, 61).startswith("Failed: lint, tests (after 1 min 1 s).")


@pytest.mark.parametrize(
    ("body", "green"),
    [
        ("def test_x() -> None:\n    pass\n", True),
        ("def test_x() -> None:\n    assert False\n", False),
        (
            "import pytest\n\ndef test_x() -> None:\n    pass\n\ndef test_y() -> None:\n    pytest.skip('no')\n",
            False,
        ),
        ("import warnings\n\ndef test_x() -> None:\n    warnings.warn('old', stacklevel=1)\n", False),
        ("x = 1\n", False),
    ],
    ids=["passes", "fails", "skips", "warns", "has no test"],
)
def test_only_tests_that_ran_and_passed_are_green(tmp_path: Path, body: str, green: bool) -> None:
    (tmp_path / "test_given.py").write_text(body)
    settings = ("-c", str(ROOT / "pyproject.toml"), "--rootdir", str(tmp_path), "-p", "no:cacheprovider")
    assert run_pytest("given", "-q", *settings, str(tmp_path / "test_given.py")).green is green
