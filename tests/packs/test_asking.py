"""What a new version asks anew: said with how many people before it is loaded, and after; nobody loses a thing."""

from datetime import datetime
from pathlib import Path

import pytest
from sqlalchemy.orm import Session

from ashilms.actor import machine
from ashilms.courses import services as courses
from ashilms.courses.rules import MODULE_COMPLETED, QUIZ_PASSED
from ashilms.errors import Unacceptable
from ashilms.packs.services import PackRefused, load_pack, preview_load
from ashilms.programs import services as programs
from tests.conftest import Cast
from tests.packs.small import NAME, SMALL, swapped, write_pack
from tests.packs.test_check import PROGRAM
from tests.packs.test_services import digest_of_tables

CLI = machine("cli")
LEVEL = "programs/level.yaml"
FIRST = PROGRAM.replace("quiz-m09", "quiz-m01")
TABLE, QUIZZES = "modules/02-table/module.yaml", "quizzes.yaml"
MORE: dict[str, str | None] = {
    **swapped("pack.yaml", "version: 1", "version: 2"),
    "modules/01-bars/03-more.md": SMALL["modules/02-table/01-load.md"]
    .replace("m02-l01", "m01-l03")
    .replace("title: Load", "title: More"),
    **swapped(TABLE, "[{module: m01}]", "[{module: m01}, {quiz: quiz-m01}]"),
    "modules/04-extra/module.yaml": SMALL[TABLE].replace("m02", "m04").replace("Table", "Extra"),
    "modules/04-extra/01-extra.md": SMALL["modules/02-table/01-load.md"].replace("m02", "m04"),
    QUIZZES: SMALL[QUIZZES]
    + SMALL[QUIZZES].replace("quizzes:\n", "").replace("quiz-m01", "again").replace("Bars", "Again"),
    LEVEL: FIRST.replace(
        "validity_months", "    - {id: two, title: Approved, kind: second_person_approval, how: Wait.}\nvalidity_months"
    ),
}  # fmt: skip
ASKS = (
    "Module “Bars” has 1 lesson more (“More”), for 1 person who had completed it. It stays completed.",
    "Module “Table” waits for quiz quiz-m01 too, for 1 person who had begun it.",
    "Module “Extra” is new, for 2 people taking the course.",
    "Quiz “Again” is new, for 1 person who had completed its module.",
    "Programme level asks more from now on (“Approved”), but not of 2 people bound to an earlier version; 0 of "
    "them hold its certificate.",
)


@pytest.fixture
def under_way(db: Session, now: datetime, tmp_path: Path, cast: Cast) -> Path:
    """The small pack with a programme, loaded; Ana is through its first module and in its second, Caz nowhere yet."""
    root = write_pack(tmp_path, {LEVEL: FIRST})
    load_pack(db, CLI, root, now=now)
    course = courses.get_course(db, NAME)
    for person in (cast.ana, cast.caz):
        courses.enrol(db, person, course.id, now=now)
        programs.bind_person(db, CLI, person.id, course.id, now=now)
    courses.reach_milestone(db, cast.ana.id, course.id, MODULE_COMPLETED, "m01", now=now)
    lesson = courses.open_lesson(db, cast.ana, NAME, "m02", "m02-l01").lesson
    courses.visit_lesson(db, cast.ana, lesson, now=now)
    db.flush()
    return root


def test_a_trial_says_what_loading_then_does_and_changes_no_row(
    db: Session, now: datetime, tmp_path: Path, under_way: Path
) -> None:
    before = digest_of_tables(db)
    write_pack(tmp_path, MORE)
    tried = preview_load(db, CLI, under_way, now=now)
    assert digest_of_tables(db) == before
    assert tried.asks == ASKS
    assert load_pack(db, CLI, under_way, now=now) == tried
    assert [sentence.removeprefix("Asked anew: ") for sentence in tried.told()[-5:]] == list(ASKS)


def test_who_has_earned_something_keeps_it(
    db: Session, now: datetime, tmp_path: Path, cast: Cast, under_way: Path
) -> None:
    course = courses.get_course(db, NAME)
    courses.reach_milestone(db, cast.ana.id, course.id, QUIZ_PASSED, "quiz-m01", now=now)
    before = courses.milestones_of(db, cast.ana.id, course.id)
    asks = load_pack(db, CLI, write_pack(tmp_path, MORE), now=now).asks
    assert courses.milestones_of(db, cast.ana.id, course.id) == before
    assert not any("waits for" in sentence for sentence in asks), (
        "Ana has passed what is asked before the table"
    )
    (binding,) = programs.bindings_of(db, cast.ana.id)
    assert binding.version.number == 1


def test_where_nobody_is_asked_anything_that_is_said(
    db: Session, now: datetime, tmp_path: Path, under_way: Path
) -> None:
    change = swapped("modules/01-bars/01-above.md", "Look up", "Look higher")
    report = load_pack(db, CLI, write_pack(tmp_path, change), now=now)
    assert report.told() == ["Lessons: 1 changed.", "Asked anew: nothing, of nobody."]


def test_a_first_load_asks_nothing_anew(db: Session, now: datetime, tmp_path: Path) -> None:
    report = load_pack(db, CLI, write_pack(tmp_path), now=now)
    assert report.asks == ()
    assert not any("Asked anew" in line for line in report.told())


def test_a_trial_of_a_pack_that_is_loaded_or_broken_says_so_and_changes_nothing(
    db: Session, now: datetime, tmp_path: Path, under_way: Path
) -> None:
    before = digest_of_tables(db)
    assert preview_load(db, CLI, under_way, now=now).changes == ()
    with pytest.raises(PackRefused):
        preview_load(db, CLI, write_pack(tmp_path, {"sources.yaml": "- x\n"}), now=now)
    assert digest_of_tables(db) == before


def test_a_trial_of_an_older_version_is_refused_as_loading_it_is(
    db: Session, now: datetime, tmp_path: Path
) -> None:
    load_pack(db, CLI, write_pack(tmp_path, swapped("pack.yaml", "version: 1", "version: 3")), now=now)
    older = write_pack(tmp_path)
    with pytest.raises(Unacceptable, match="older 1"):
        preview_load(db, CLI, older, now=now)
