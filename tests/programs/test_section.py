"""A pack's programs: what is wrong with them is found where it stands, and loading makes versions."""

from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from ashilms.actor import machine
from ashilms.courses import services as courses
from ashilms.packs import services as packs
from ashilms.programs.kinds import BUILT_IN
from ashilms.programs.models import Program, ProgramVersion
from ashilms.programs.rules.validity import PREVIOUS, Stage
from ashilms.programs.services import bindings_of, get_program, latest_version
from ashilms.quizzes.kinds import BUILT_IN as QUESTION_KINDS
from tests.conftest import NOW, Cast
from tests.packs.small import write_pack

FILE = "programs/small.yaml"
SMALL = """\
id: small
title: Certificate of Achievement
name: Small
scope: Nothing much.
level: 0
status: open
number_prefix: SM
validity_months: null
requirements:
  id: all
  title: Everything
  all_of:
    - {id: read, title: Read, short: Reading, kind: module_completed, with: {module: m01}, how: Read it.}
    - {id: sat, title: Sat, kind: quiz_passed, with: {quiz: quiz-m01}, how: Sit it.}
    - {id: two, title: Approved, kind: second_person_approval, how: Wait.}
"""
KINDS = {
    "question_kinds": {kind.name: kind for kind in QUESTION_KINDS},
    "requirement_kinds": {kind.name: kind for kind in BUILT_IN},
}
Load = Callable[[str], list[str]]


@pytest.fixture
def load(db: Session, tmp_path: Path) -> Load:
    """Return a function that loads the small pack with this program and says what changed in programs."""

    def run(program: str) -> list[str]:
        report = packs.load_pack(
            db, machine("t"), write_pack(tmp_path, {FILE: program}), now=NOW, kinds=KINDS
        )
        return [sentence for sentence in report.changes if sentence.startswith("Programme")]

    return run


def test_a_program_becomes_a_version_and_loading_it_again_changes_nothing(db: Session, load: Load) -> None:
    assert load(SMALL) == ["Programme small: version 1."]
    assert load(SMALL) == []
    assert load(SMALL + "# a remark\n") == []


def test_changed_rules_become_a_new_version_and_the_old_one_is_kept(db: Session, load: Load) -> None:
    load(SMALL)
    assert load(SMALL.replace("validity_months: null", "validity_months: 24")) == [
        "Programme small: version 2."
    ]
    query = select(ProgramVersion).join(Program).where(Program.key == "small").order_by(ProgramVersion.number)
    assert [version.content["validity_months"] for version in db.scalars(query)] == [None, 24]


def test_closing_a_program_is_said_and_makes_a_version(db: Session, load: Load) -> None:
    load(SMALL)
    said = load(SMALL.replace("status: open", "status: closed"))
    assert said[0] == "Programme small is now closed."
    assert db.scalars(select(Program.open).where(Program.key == "small")).one() is False


@pytest.mark.parametrize(
    ("old", "new", "found"),
    [
        ("module: m01", "module: m99", "'read' names module 'm99', which the pack does not have"),
        ("quiz: quiz-m01", "quiz: quiz-m99", "'sat' names quiz 'quiz-m99'"),
        ("kind: quiz_passed", "kind: quiz_won", "no requirement kind 'quiz_won'"),
        ("id: small", "id: other", "must be the file's name"),
        ("id: sat", "id: read", "Two requirements are called 'read'"),
        ("short: Reading", "short: A very long name indeed", "programs/small.yaml"),
        ("with: {module: m01}, ", "", "give 'module' as a text"),
    ],
)
def test_what_is_wrong_is_found_before_anything_is_loaded(
    tmp_path: Path, old: str, new: str, found: str
) -> None:
    assert old in SMALL
    report = packs.check_pack(write_pack(tmp_path, {FILE: SMALL.replace(old, new, 1)}))
    assert any(found in str(problem) for problem in report.problems)


@pytest.mark.parametrize(
    ("old", "new", "line"),
    [
        ("kind: quiz_passed", "kind: quiz_won", 14),
        ("id: two", "id: sat", 15),
        ("quiz: quiz-m01", "quiz: quiz-m99", 14),
        ("  all_of:", "  at_least: 4\n  of:", 9),
        ("module_completed, with: {module: m01}", "case_mix, with: {feature: tall, count: 1}", 13),
    ],
)
def test_it_is_found_on_the_line_of_the_requirement(tmp_path: Path, old: str, new: str, line: int) -> None:
    report = packs.check_pack(write_pack(tmp_path, {FILE: SMALL.replace(old, new, 1)}))
    assert [problem.line for problem in report.problems if problem.file == FILE] == [line]


def test_a_drafted_program_may_ask_for_what_cannot_be_judged_yet(tmp_path: Path) -> None:
    drafted = SMALL.replace("status: open", "status: closed").replace(
        "kind: quiz_passed", "kind: thesis_defended"
    )
    assert not packs.check_pack(write_pack(tmp_path, {FILE: drafted})).problems


def test_whoever_takes_the_course_is_bound_when_its_program_opens(
    db: Session, cast: Cast, load: Load
) -> None:
    assert load(SMALL.replace("status: open", "status: closed")) == ["Programme small: version 1."]
    course = db.scalars(select(Program).where(Program.key == "small")).one().course_id
    courses.enrol(db, cast.ana, course, now=NOW)
    assert load(SMALL) == [
        "Programme small is now open.",
        "Programme small: version 2.",
        "Programme small: 1 person under way in the course bound to it.",
    ]
    assert bindings_of(db, cast.ana.id)[-1].version.number == 2


def test_loading_says_who_stays_at_an_earlier_version(
    db: Session, cast: Cast, load: Load, tmp_path: Path
) -> None:
    load(SMALL)
    courses.enrol(
        db, cast.ana, db.scalars(select(Program).where(Program.key == "small")).one().course_id, now=NOW
    )
    rules = (
        "grandfathered: [{began_before: 2026-11-25, version: 1}, {began_before: 2026-01-01, version: 9}]\n"
    )
    report = packs.load_pack(
        db, machine("t"), write_pack(tmp_path, {FILE: rules + SMALL}), now=NOW, kinds=KINDS
    )
    assert [said for said in report.asks if "small" in said] == [
        "Programme small: 1 person who began before 25 November 2026 stay at version 1.",
        "Programme small has no version 9, so nobody stays at it.",
    ]
    courses.enrol(
        db, cast.caz, db.scalars(select(Program).where(Program.key == "small")).one().course_id, now=NOW
    )
    assert [row.version.number for row in bindings_of(db, cast.caz.id)][-1] == 1


DOCUMENTS = """\
documents:
  - id: permit
    title: Permit
    what: Send it.
    check: Look at it.
    ends: always
    places: [{code: US-FL, name: Florida}]
"""


@pytest.mark.parametrize(
    ("asked", "says"),
    [
        ("{document: permit}", ""),
        ("{document: permit, place: US-FL}", ""),
        ("{document: permit, place: US-TX}", "which 'permit' does not have"),
        ("{document: licence}", "names document 'licence', which the pack does not have"),
    ],
)
def test_a_document_that_is_asked_for_is_one_of_the_pack_s(tmp_path: Path, asked: str, says: str) -> None:
    program = SMALL.replace("quiz_passed, with: {quiz: quiz-m01}", f"document_held, with: {asked}")
    pack = write_pack(tmp_path, {FILE: program, "documents.yaml": DOCUMENTS})
    found = [str(problem) for problem in packs.check_pack(pack).problems]
    assert (len(found), all(says in one for one in found)) == (bool(says), True)


def test_a_place_that_stands_twice_is_found_on_its_line(tmp_path: Path) -> None:
    twice = DOCUMENTS.replace("Florida}]", "Florida}, {code: US-FL, name: Again}]")
    (problem,) = packs.check_pack(write_pack(tmp_path, {"documents.yaml": twice})).problems
    assert (problem.line, "twice" in problem.message) == (7, True)


def test_the_small_program_is_sound(tmp_path: Path) -> None:
    assert not packs.check_pack(write_pack(tmp_path, {FILE: SMALL})).problems


@pytest.mark.parametrize(
    ("months", "validity", "says"),
    [
        (
            "24",
            "{counted_from: fixed_dates, dates: [02-30], least_months: 1}",
            "02-30 is no day of every year",
        ),
        ("24", "{counted_from: fixed_dates, dates: [06-01]}", 'The key "least_months" is missing.'),
        (
            "24",
            "{counted_from: fixed_dates, dates: [06-01], least_months: 0}",
            '"least_months" is 0; it has to be at least 1.',
        ),
        ("24", "{dates: [06-01]}", "for fixed_dates alone"),
        (
            "24",
            "{counted_from: previous_expiry}",
            "Nothing is counted from the one before where nothing is renewed",
        ),
        ("24", "{reassess_months: 12, repeat_months: 12}", "must be more than reassess_months"),
        ("24", "{reassess_months: 2, grace_days: 56}", "must end before reassess_months begin"),
        ("null", "{grace_days: 10}", "What does not expire is not counted"),
    ],
)
def test_validity_that_cannot_be_counted_is_refused(
    load: Load, months: str, validity: str, says: str
) -> None:
    program = SMALL.replace("validity_months: null", f"validity_months: {months}\nvalidity: {validity}")
    with pytest.raises(packs.PackRefused) as refused:
        load(program)
    assert [p.message for p in refused.value.problems if says in p.message], refused.value.problems


def test_validity_that_can_be_counted_is_kept(db: Session, load: Load) -> None:
    said = "{counted_from: fixed_dates, dates: [06-01, 12-01], least_months: 12, grace_days: 55}"
    load(SMALL.replace("validity_months: null", f"validity_months: 24\nvalidity: {said}"))
    mine = select(ProgramVersion).join(Program).where(Program.key == "small")
    content = db.scalars(mine).one().content
    assert content["validity"]["dates"] == ["06-01", "12-01"]


RENEWED = """\
renewal:
  idle_months: 3
  requirements:
    id: again
    title: Again
    all_of:
      - {id: sat-again, title: Sat again, kind: quiz_passed, with: {quiz: quiz-m01}, how: Sit it.}
      - {id: two-again, title: Approved, kind: second_person_approval, how: Wait.}
  lapsed: {id: late, title: Late, kind: module_completed, with: {module: m01}, how: Read it.}
"""
ENDS = SMALL.replace("validity_months: null", "validity_months: 24")


def test_a_renewal_is_kept_with_its_version(db: Session, load: Load) -> None:
    counted = ENDS.replace("months: 24", "months: 24\nvalidity: {counted_from: previous_expiry}")
    load(counted + RENEWED)
    terms = latest_version(db, get_program(db, "small").id).as_terms()
    assert terms is not None
    assert [tree.id for tree in terms.trees] == ["again", "late"]
    assert (list(terms.late), terms.idle_months) == ([Stage.LAPSED], 3)
    assert terms.rule.counted_from == PREVIOUS


@pytest.mark.parametrize("program", [ENDS, SMALL])
def test_what_renews_nothing_has_no_terms(db: Session, load: Load, program: str) -> None:
    load(program)
    assert latest_version(db, get_program(db, "small").id).as_terms() is None


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ("id: late", "id: read", "Two requirements are called 'read'; each needs an id of its own."),
        (
            "id: late",
            "id: sat-again",
            "Two requirements are called 'sat-again'; each needs an id of its own.",
        ),
        (
            "quiz: quiz-m01",
            "quiz: quiz-m99",
            "'sat-again' names quiz 'quiz-m99', which the pack does not have.",
        ),
        ("kind: module_completed", "kind: module_read", "there is no requirement kind 'module_read'"),
        ("how: Read it.}", "how: Read it., waivable: true}", "'late' can’t be waivable"),
        ("idle_months: 3", "idle_months: 0", '"idle_months" is 0; it has to be at least 1.'),
        ("  requirements:", "  lately:", 'The key "requirements" is missing.'),
    ],
)
def test_a_renewal_that_cannot_be_is_refused(load: Load, old: str, new: str, says: str) -> None:
    with pytest.raises(packs.PackRefused) as refused:
        load(ENDS + RENEWED.replace(old, new, 1))
    assert [p.message for p in refused.value.problems if says in p.message], refused.value.problems


def test_what_does_not_end_is_not_renewed(load: Load) -> None:
    with pytest.raises(packs.PackRefused, match="What does not expire is not renewed"):
        load(SMALL + RENEWED)
