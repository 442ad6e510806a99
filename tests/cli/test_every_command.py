"""Every command: its help, its exit codes, and what it says when what it stands on is wrong."""

import os
from collections.abc import Iterator
from pathlib import Path
from tempfile import gettempdir

import click
import pytest
from click.testing import CliRunner

from ashilms.certificates.rules import new_number
from ashilms.cli import COMMANDS as LISTED
from ashilms.cli import group
from tests.cli.conftest import Site

ROOT = Path(__file__).parents[2]
ADDRESS = "ana@school.example"
NUMBER = new_number("BBM1", bytes(10))
GIFT = str(ROOT / "tests/quizzes/fixtures/gift/escapeAll.gift")
QUESTIONS = str(ROOT / "ashilms/curriculum/barefoot-bar-massage/questions/m00.yaml")
COMMANDS: dict[str, list[str]] = {
    "upgrade": [],
    "demo": [],
    "packs check": [],
    "packs load": [],
    "packs list": [],
    "packs export": ["barefoot-bar-massage", "/nowhere/packs"],
    "packs schema": [f"{gettempdir()}/ashilms-schemas"],
    "screen": [str(ROOT / "examples/screening-case.json")],
    "quizzes statistics": ["--marks", str(ROOT / "tests/quizzes/fixtures/marks.csv")],
    "questions import": [GIFT, "--format", "gift", "--dry-run"],
    "questions export": [QUESTIONS, "--format", "gift", "--out", os.devnull],
    "people add": ["--email", ADDRESS, "--name", "Ana"],
    "people role": [ADDRESS, "trainee"],
    "people reset-factor": [ADDRESS],
    "people export": [ADDRESS, "--out", "/nowhere/all.zip"],
    "people erase": [ADDRESS, "--reason", "Asked for it."],
    "programs standing": ["1", "--program", "level-1-foundation"],
    "programs impact": ["--program", "level-1-foundation", "--version", "1"],
    "programs reevaluate": [],
    "certificates list": [],
    "certificates pdf": [NUMBER, "--out", "/nowhere/x.pdf"],
    "certificates issue": ["1", "--program", "level-1-foundation", "--approver", "2"],
    "certificates issue-cohort": ["1", "--program", "level-1-foundation", "--approver", "2"],
    "certificates revoke": [NUMBER, "--reason", "None."],
    "certificates finish": [],
    "boards list": [],
    "boards check": ["level-1-foundation"],
    "verify": [NUMBER],
    "keys create": [],
    "keys rotate": [],
    "keys retire": ["0123456789abcdef"],
    "keys list": [],
    "keys recover": [],
    "backup": ["/nowhere/backup"],
    "restore": ["/nowhere/backup"],
    "audit verify": [],
    "jobs run": [],
    "jobs retry": [],
    "config": [],
    "doctor": [],
}
"""Every command but `serve`, which has tests of its own, and what it is given here."""
NO_SITE = {
    "boards list",
    "screen",
    "quizzes statistics",
    "questions import",
    "questions export",
    "packs check",
    "packs schema",
}
"""What needs no site at all."""
NO_DATABASE = {
    "boards list",
    "screen",
    "quizzes statistics",
    "questions import",
    "questions export",
    "packs check",
    "packs schema",
    "config",
    "keys create",
    "keys rotate",
    "keys list",
}
"""What asks no database."""
JSON = {
    "boards check",
    "boards list",
    "screen",
    "quizzes statistics",
    "questions import",
    "questions export",
    "packs check",
    "packs list",
    "config",
    "doctor",
    "programs impact",
    "programs reevaluate",
    "programs standing",
    "certificates list",
    "certificates issue-cohort",
    "verify",
    "keys create",
    "keys rotate",
    "keys retire",
    "keys list",
    "backup",
    "audit verify",
}
"""What a machine may want to read."""


def commands(
    within: click.Command = group, path: tuple[str, ...] = ()
) -> Iterator[tuple[str, click.Command]]:
    """Yield every command and group by its name."""
    yield " ".join(path), within
    if isinstance(within, click.Group):
        context = click.Context(within)
        for name in within.list_commands(context):
            found = within.get_command(context, name)
            assert found, name
            yield from commands(found, (*path, name))


NAMES = dict(commands())
LEAVES = {name for name, command in NAMES.items() if not isinstance(command, click.Group)}


def test_every_command_is_looked_at_here() -> None:
    assert LEAVES - {"serve"} == set(COMMANDS)
    assert NAMES[""].get_command(click.Context(group), "no such") is None


def test_the_list_of_commands_says_of_each_what_its_own_help_says() -> None:
    """It is written down beside them, so that nobody waits for all of them to be loaded."""
    said = {name: what for name, (_, what) in LISTED.items()}
    assert said == {name: NAMES[name].get_short_help_str(200) for name in LISTED}
    shown = CliRunner().invoke(group, ["--help"]).output
    assert all(f"  {name} " in shown for name in LISTED)


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("option", ["--help", "-h"])
def test_help_says_in_a_sentence_what_a_command_is_for(name: str, option: str) -> None:
    done = CliRunner().invoke(group, [*name.split(), option], prog_name="ashilms")
    assert (done.exit_code, done.stderr) == (0, "")
    assert done.stdout.startswith(f"Usage: {f'ashilms {name}'.strip()} [OPTIONS]")
    sentence = (NAMES[name].help or "").strip()
    assert sentence.endswith(".")
    assert sentence[0].isupper()
    for option_ in (one for one in NAMES[name].params if isinstance(one, click.Option)):
        assert option_.help, f"{name}: {option_.name} says nothing"


@pytest.mark.parametrize(
    "name", [name for name, command in NAMES.items() if isinstance(command, click.Group)]
)
def test_a_group_alone_lists_what_is_in_it(name: str) -> None:
    done = CliRunner().invoke(group, name.split(), prog_name="ashilms")
    assert done.exit_code == 2
    for command in filter(None, NAMES):
        if command.rpartition(" ")[0] == name:
            assert f"\n  {command.split()[-1]} " in done.output


@pytest.mark.parametrize("name", sorted(LEAVES))
def test_a_wrong_option_is_answered_with_the_way_to_help(name: str) -> None:
    done = CliRunner().invoke(group, [*name.split(), "--no-such-thing"], prog_name="ashilms")
    assert (done.exit_code, done.stdout) == (2, "")
    assert f"Try 'ashilms {name} --help' for help." in done.stderr
    assert "No such option" in done.stderr


def test_what_a_machine_may_read_has_json() -> None:
    having = {name for name in LEAVES if any("--json" in one.opts for one in NAMES[name].params)}
    assert having == JSON


# What each says when something is wrong


def told(site: Site, name: str) -> str:
    """Return the sentence with which a command is refused; whatever isn't told in one has been raised."""
    said = site.run(*name.split(), *COMMANDS[name])
    assert said.code == (2 if name == "verify" else 1), said
    if name == "doctor":
        return next(line for line in said.out.splitlines() if line.startswith("BAD"))
    (line,) = said.err.splitlines()
    assert line.startswith("Error: ")
    return line


@pytest.mark.parametrize("name", sorted(set(COMMANDS) - NO_DATABASE - {"upgrade", "restore"}))
def test_before_the_database_is_set_up_a_command_says_how_to(new_site: Site, name: str) -> None:
    said = new_site.run(*name.split(), *COMMANDS[name])
    assert said.code in (1, 2), said
    assert "ashilms upgrade" in said.out + said.err or name == "backup", said


@pytest.mark.parametrize("name", sorted(set(COMMANDS) - NO_DATABASE - {"backup", "restore"}))
def test_a_database_out_of_reach_is_named_by_its_setting(new_site: Site, name: str) -> None:
    away = Site(new_site.folder, "postgresql://somebody:canary@127.0.0.1:9/school")
    said = away.run(*name.split(), *COMMANDS[name])
    assert said.code in (1, 2)
    assert "ASHILMS_DATABASE_URL" in said.out + said.err
    assert "canary" not in said.out + said.err


@pytest.mark.parametrize("name", sorted(NO_DATABASE))
def test_what_asks_no_database_does_without(new_site: Site, name: str) -> None:
    away = Site(new_site.folder, "postgresql://somebody:canary@127.0.0.1:9/school")
    said = away.run(*name.split(), *COMMANDS[name])
    assert (said.code, bool(said.out)) == (0, True)
    assert said.err == "" or (
        name in ("keys create", "keys rotate") and said.err.startswith("Not in the record")
    )
    assert "canary" not in said.err


@pytest.mark.parametrize("name", sorted(set(COMMANDS) - NO_SITE))
def test_a_setting_that_cannot_be_read_stops_every_command(new_site: Site, name: str) -> None:
    assert "ASHILMS_REGISTRATION is 'perhaps'" in told(new_site.having(ASHILMS_REGISTRATION="perhaps"), name)


@pytest.mark.parametrize("name", sorted(set(COMMANDS) - NO_SITE))
def test_a_data_folder_that_is_none_stops_every_command(new_site: Site, name: str) -> None:
    file = new_site.folder / "file"
    file.write_text("no folder")
    said = told(Site(file, new_site.database), name)
    assert str(file) in said
    assert "ASHILMS_DATA_DIR" in said
