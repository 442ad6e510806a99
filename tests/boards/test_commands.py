"""What boards would reject, by command and in a pack."""

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from ashilms.boards import services
from ashilms.cli import group
from ashilms.packs import services as packs
from ashilms.resources import PACKAGE
from tests.boards.conftest import ACCOUNT, APPROVAL, claim
from tests.conftest import NOW
from tests.packs.small import write_pack
from tests.programs.test_section import FILE, SMALL
from tests.schooling import PROGRAM, Founded

Check = Callable[[str], list[str]]


def run(*arguments: str) -> Result:
    return CliRunner().invoke(group, ["boards", *arguments])


def test_the_boards_are_listed_with_the_versions_of_their_rules() -> None:
    assert set(services.all_packs()) == {"florida", "ncbtmb", "texas"}
    assert {file.stem for file in (PACKAGE / "boards" / "packs").iterdir()} == set(services.all_packs())


def test_a_programme_is_checked_by_command(site_school: Founded) -> None:
    school = site_school
    sound = run("check", PROGRAM)
    assert (sound.exit_code, sound.output.splitlines()) == (
        0,
        [
            f"{PROGRAM}, version 1, claims hours with no board.",
            "Nothing in it would be rejected, as far as these rules go.",
        ],
    )
    claim(school.db, school.cast.reg, approval=replace(APPROVAL, home_halves=4))
    broken = run("check", PROGRAM)
    assert broken.exit_code == 1
    assert (
        "NCBTMB: The hours would read “1.5 CE”, and is “2 CE” with the board. The rule: The hours are exactly"
        in (broken.output)
    )
    as_data = run("check", PROGRAM, "--json")
    assert as_data.exit_code == 1
    said = json.loads(as_data.output)
    assert (said["program"], said["claims"]) == (PROGRAM, {"ncbtmb": 1})
    assert {finding["rule"] for finding in said["findings"]} >= {"hours-as-approved"}
    assert run("check", PROGRAM, "--json").output == as_data.output
    assert [row["id"] for row in json.loads(run("list", "--json").output)] == sorted(services.all_packs())


def test_what_a_command_finds_is_mended_by_what_is_recorded(site_school: Founded) -> None:
    school = site_school
    claim(school.db, school.cast.reg, "texas")
    found = json.loads(run("check", PROGRAM, "--json").output)["findings"]
    assert [finding["rule"] for finding in found] == []
    ended = replace(ACCOUNT, valid_until=ACCOUNT.valid_from)
    services.record_account(school.db, school.cast.reg, "texas", ended, now=NOW)
    school.db.commit()
    found = json.loads(run("check", PROGRAM, "--json").output)["findings"]
    assert [(finding["rule"], finding["by"]) for finding in found] == [("provider-in-force", "school")]


def test_an_unknown_programme_is_told_which_there_are(site_school: Founded) -> None:
    said = run("check", "nothing")
    assert said.exit_code == 1
    assert PROGRAM in said.output


@pytest.fixture
def check(tmp_path: Path) -> Check:
    """Return a function that says what a pack with this program is told about it."""

    def run(program: str) -> list[str]:
        report = packs.check_pack(write_pack(tmp_path, {FILE: program}))
        return [str(problem) for problem in report.problems if problem.file == FILE]

    return run


def worth(credit: str) -> str:
    return SMALL.replace("requirements:", f"credit: {credit}\nrequirements:")


@pytest.mark.any_database
@pytest.mark.parametrize(
    ("credit", "says"),
    [
        ("{type: Live, live: 12.5}", ""),
        ("{type: Webinar, live: 12}", ""),
        ("{type: Live, live: 12.25}", "12.25"),
        ("{type: Live, live: 0}", "of no kind"),
        ("{type: Live}", "number of hours"),
        ("{type: Home Study, live: 12}", "“Home Study” would be printed over hours that are live"),
        ("{type: Live, live: 2, home: 1}", "“Live” would be printed over hours that are"),
        ("{type: By post, live: 2}", "“By post”"),
        ("{type: Home Study, home: 200}", "200 hours home study are claimed"),
        ("{live: 2}", '"type" is missing'),
        ("{type: Live, live: -1}", "at least 0"),
        ("{type: Live, practicum: 3}", 'no key "practicum"'),
    ],
)
def test_hours_that_no_board_would_take_are_found_in_the_pack(check: Check, credit: str, says: str) -> None:
    found = check(worth(credit))
    if not says:
        assert found == []
    else:
        assert any(says in problem for problem in found), found
        assert found[0].startswith(f"{FILE}:9:")


@pytest.mark.any_database
@pytest.mark.parametrize("key", ["title", "name", "scope"])
def test_the_word_ceu_is_found_in_what_a_pack_prints(check: Check, key: str) -> None:
    words = {
        "title": "title: Certificate of Achievement",
        "name": "name: Small",
        "scope": "scope: Nothing much.",
    }
    (found,) = check(SMALL.replace(words[key], f"{key}: Two CEUs"))
    assert f"The {key} says “CEUs”." in found
    assert "never “CEU”" in found
