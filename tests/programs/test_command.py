"""`ashilms programs standing`: the tree as of a day and under a version, the same bytes each time."""

import json
from collections.abc import Callable
from datetime import timedelta

import pytest
from click.testing import CliRunner, Result
from sqlalchemy import select

from ashilms.cli import group
from ashilms.practicum import services as practicum
from ashilms.practicum.models import Entry
from ashilms.programs import services
from ashilms.programs.models import Award, ProgramVersion
from ashilms.quizzes.models import Attempt, AttemptGrade
from tests.conftest import NOW
from tests.schooling import PROGRAM, Founded

pytestmark = pytest.mark.any_database
TODAY = NOW.date().isoformat()


def run(school: Founded, *options: str, who: str = "ana") -> Result:
    """Run the command inside the host's site, whose context the school has opened."""
    person = str(getattr(school.cast, who).id)
    words = ["programs", "standing", person, "--program", PROGRAM, *options]
    return CliRunner().invoke(group, words, prog_name="ashilms")


def change_rules(school: Founded) -> None:
    """Let the program ask for one thing alone from its second version on."""
    old = services.latest_version(school.db, school.program_id)
    content = {**old.content, "requirements": old.content["requirements"]["all_of"][0]}
    row = ProgramVersion(
        program_id=school.program_id, number=2, content=content, digest="0" * 64, loaded_at=NOW
    )
    school.db.add(row)
    school.db.commit()


def test_it_prints_the_tree_that_is_frozen_with_a_certificate(site_school: Founded) -> None:
    row = site_school.certify()
    frozen = site_school.db.scalars(select(Award.standing).where(Award.number == row.number)).one()
    said = run(site_school, "--on", TODAY, "--json")
    assert (said.exit_code, said.stdout) == (0, f"{frozen}\n")


def test_run_twice_or_after_a_rule_changed_it_prints_the_same_bytes(site_school: Founded) -> None:
    first = run(site_school, "--on", TODAY, "--json").stdout_bytes
    assert json.loads(first)["proof"]["members"]
    change_rules(site_school)
    assert run(site_school, "--on", TODAY, "--json").stdout_bytes == first
    assert run(site_school, "--on", TODAY, "--version", "1", "--json").stdout_bytes == first
    other = run(site_school, "--on", TODAY, "--version", "2", "--json")
    assert json.loads(other.stdout)["version"] == 2
    assert json.loads(other.stdout)["proof"]["met"]


LATER = NOW + timedelta(days=2)


def void_session(school: Founded) -> None:
    """Let a registrar declare Ana's countersigned session void."""
    entry = school.db.scalars(select(Entry.id).where(Entry.person_id == school.cast.ana.id)).one()
    practicum.void_entry(school.db, school.cast.reg, entry, reason="Another room.", now=LATER)


def grade_anew(school: Founded) -> None:
    """Give Ana's first attempt another grade, as a correction of a key does."""
    attempt = school.db.scalars(select(Attempt).order_by(Attempt.id)).first()
    assert attempt is not None
    said = {"content": attempt.grades[0].content, "reason": "A key was wrong.", "at": LATER}
    attempt.grades.append(AttemptGrade(number=2, passed=False, **said))
    school.db.flush()


@pytest.mark.parametrize("correct", [void_session, grade_anew])
def test_what_was_corrected_since_stood_on_a_past_day_as_it_was_known_then(
    site_school: Founded, correct: Callable[[Founded], None]
) -> None:
    before = run(site_school, "--on", TODAY, "--json").stdout_bytes
    correct(site_school)
    site_school.db.commit()
    assert run(site_school, "--on", TODAY, "--json").stdout_bytes == before
    after = json.loads(run(site_school, "--on", LATER.date().isoformat(), "--json").stdout)
    assert before.count(b'"met":true') > json.dumps(after, separators=(",", ":")).count('"met":true')


def test_of_a_session_signed_since_nothing_was_known(site_school: Founded) -> None:
    on = (NOW - timedelta(days=6)).date().isoformat()
    was = json.loads(run(site_school, "--on", on, "--json").stdout)
    assert "entry:" not in json.dumps(was)
    assert "entry:" in run(site_school, "--on", TODAY, "--json").stdout


def test_what_happened_since_changes_nothing_about_a_past_day(site_school: Founded) -> None:
    before = run(site_school, "--on", TODAY, "--json").stdout_bytes
    later = NOW + timedelta(days=2)
    number = site_school.certify(now=later).number
    assert run(site_school, "--on", TODAY, "--json").stdout_bytes == before
    services.end_award(site_school.db, number, now=later + timedelta(days=1))
    site_school.db.commit()
    days = [(later + timedelta(days=n)).date().isoformat() for n in (0, 1)]
    met = [json.loads(run(site_school, "--on", day, "--json").stdout)["proof"]["met"] for day in days]
    assert met == [True, False]


def test_without_json_each_part_has_a_line(site_school: Founded) -> None:
    lines = run(site_school).stdout.splitlines()
    assert lines[0] == f"{PROGRAM}, version 1, on 24 November 2026: 8 of 9 met"
    assert lines[1].startswith("[ ] Everything")
    assert any(line.startswith("    [x] Module 2 completed") for line in lines)


@pytest.mark.parametrize(
    ("who", "options", "code", "says"),
    [
        ("dee", [], 1, "not in that programme"),
        ("ana", ["--version", "7"], 1, "no version 7"),
        ("ana", ["--version", "0"], 2, "0 is not in the range"),
        ("ana", ["--on", "yesterday"], 2, "yesterday"),
        ("ana", ["--program", "level-9"], 1, "no programme 'level-9'"),
    ],
)
def test_what_is_not_there_is_said_in_a_sentence(
    site_school: Founded, who: str, options: list[str], code: int, says: str
) -> None:
    said = run(site_school, *options, who=who)
    assert (said.exit_code, said.stdout) == (code, "")
    assert says in said.stderr
