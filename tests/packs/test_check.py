"""Packs that are broken on purpose: each is refused with its file and line, and nothing of it is loaded."""

from datetime import datetime
from pathlib import Path

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from ashilms.actor import machine
from ashilms.courses.models import Course
from ashilms.packs.models import PackVersion
from ashilms.packs.services import PackRefused, check_pack, load_pack
from tests.packs.small import SMALL, swapped, write_pack

pytestmark = pytest.mark.any_database

ABOVE, BELOW, BARS = (
    "modules/01-bars/01-above.md",
    "modules/01-bars/02-below.md",
    "modules/01-bars/module.yaml",
)
TABLE, FOOT, PACK = "modules/02-table/module.yaml", "figures/foot.svg", "pack.yaml"
QUIZZES, POOL = "quizzes.yaml", "questions/m01.yaml"
FIRST, PLACED = (
    SMALL[POOL].split("  - id: ")[1],
    """  - id: m01-q08
    kind: placement
    module: m01
    topic: bars
    rule: r-bars
    objective: m01-o1
    difficulty: 1
    critical: false
    stem: Where does the heel go?
    map: posterior
    parts: [heel]
    accept: [glut-uo]
    rationale: It is thick there.
    feedback:
      - {region: sac, text: Bone lies under the skin there.}
    otherwise: Not there.
    source: general
""",
)
MARKED = (
    PLACED.split("    map:")[0].replace("placement", "hotspot")
    + """    figure: foot
    frame: [0, 0, 9, 9]
    areas:
      - {id: toe, label: The toe, circle: [2, 2, 1]}
      - {id: heel, label: The heel, ellipse: [4, 7, 2, 1, 15]}
      - {id: arch, label: The arch, polygon: [[1, 3], [4, 3], [4, 5]]}
    accept: [toe, heel]
    choose: 1
    rationale: They bear.
    feedback: []
    otherwise: Not there.
    source: general
"""
)
ANY = "trap, scap, scapedge, tES, tlES, lES, latrib-c, glut, glut-uo, sci, ham, calf, arm-prox"
"""Every region that bears a foot at all."""

PROGRAM = """id: level
title: Certificate
name: Level
scope: What it covers.
level: 0
status: open
number_prefix: LVL
requirements:
  id: all
  title: All of it
  all_of:
    - {id: quiz, title: The quiz, kind: quiz_passed, with: {quiz: quiz-m09}, how: Pass it.}
validity_months: null
"""


def pool_with(more: str) -> dict[str, str | None]:
    """Return the change that adds questions to the pool, from line 47 on."""
    return {POOL: SMALL[POOL] + more}


def placed(old: str, new: str) -> str:
    """Return the placement item with one change; one that changes nothing is a mistake here."""
    assert old in PLACED
    return PLACED.replace(old, new)


def waiting(gate: str) -> dict[str, str | None]:
    """Return the change that gives the quiz a gate of its own, in line 4."""
    return swapped(QUIZZES, "module: m01", f"module: m01\n    requires: [{gate}]")


def ce(file: str, minutes: int) -> dict[str, str | None]:
    """Return the change by which a module claims continuing education, in its line 8."""
    return {file: f"{SMALL[file]}ce_minutes: {minutes}\n"}


BROKEN: list[tuple[str, dict[str, str | None], str, int, str]] = [
    ("no pack.yaml", {PACK: None}, PACK, 1, "missing"),
    ("an unknown key", swapped(PACK, "title:", "titel:"), PACK, 3, 'Did you mean "title"?'),
    ("a missing key", swapped(PACK, "language: en-GB\n", ""), PACK, 1, '"language" is missing'),
    ("a key twice", swapped(PACK, "level: 0", "title: Again"), PACK, 6, "second time; it stands in line 3"),
    ("a word for a number", swapped(PACK, "version: 1", "version: one"), PACK, 4, "a whole number"),
    ("an id that is no id", swapped(BARS, "id: m01\n", "id: M 01\n"), BARS, 1, "small letters"),
    ("another folder's name", swapped(PACK, "id: small-pack", "id: other"), PACK, 2, "same name"),
    ("broken YAML", swapped(BARS, "summary: What", "summary: What: it"), BARS, 3, "This is not YAML"),
    ("an alias", swapped(BARS, "title: Bars", "title: &a Bars"), BARS, 2, "aliases"),
    ("a tag", swapped(BARS, "title: Bars", "title: !!python/name:os.system x"), BARS, 2, "Tags"),
    ("an empty file", {"glossary.yaml": "# nothing\n"}, "glossary.yaml", 1, "empty"),
    ("an unknown file", {"notes.txt": "x"}, "notes.txt", 1, "no such file"),
    ("an unknown section", {"teachers.yaml": "x: 1\n"}, "teachers.yaml", 1, "no such file"),
    (
        "a bound that the pool can't fill",
        swapped(QUIZZES, "critical: 0", "critical: 0\n    bounds:\n      - {kind: multiple, exactly: 1}"),
        QUIZZES, 8, "A paper needs 1 multiple questions on different rules; the pool has 0.",
    ),
    (
        "a bound on a topic that the pool does not have",
        swapped(QUIZZES, "critical: 0", "critical: 0\n    bounds:\n      - {topic: bells, most: 1}"),
        QUIZZES, 8, "The pool has no questions on bells.",
    ),
    (
        "bounds that stand in each other's way",
        swapped(
            QUIZZES, "critical: 0",
            "critical: 0\n    bounds:\n      - {kind: single, exactly: 1}\n      - {topic: bars, exactly: 0}",
        ),
        QUIZZES, 8, "No paper was found that keeps every bound at once.",
    ),
    (
        "a bound with two minds",
        swapped(QUIZZES, "critical: 0", "critical: 0\n    bounds:\n      - {topic: bars, exactly: 1, most: 1}"),
        QUIZZES, 8, "",
    ),
    ("a section misspelled", {"quizes.yaml": "x: 1\n"}, "quizes.yaml", 1, "Did you mean quizzes.yaml?"),
    ("a file misplaced", {"figures/foot.png": "x"}, "figures/foot.png", 1, "Here may be: figures/<name>.svg."),
    ("no front matter", {ABOVE: "Just text.\n"}, ABOVE, 1, "front matter"),
    ("an unknown condition", swapped(ABOVE, "[read]", "[read, sleep]"), ABOVE, 6, "one of: read, checks, media"),
    ("media that are not there", swapped(ABOVE, "[read]", "[read, media]"), ABOVE, 6, "no ::: media"),
    ("checks that are not there", swapped(ABOVE, "[read]", "[checks]"), ABOVE, 6, "no ::: check"),
    ("a dangling source", swapped(ABOVE, "[general]", "[general, book]"), ABOVE, 7, 'no source "book"'),
    ("a dangling term", swapped(ABOVE, "term:bar", "term:rope"), ABOVE, 10, 'no term "rope"'),
    ("a dangling figure", swapped(ABOVE, "figure:foot", "figure:hand"), ABOVE, 12, "no figures/hand.svg"),
    ("a picture from elsewhere", swapped(ABOVE, "figure:foot", "https://a.example/x.png"), ABOVE, 12, "figures/ alone"),
    ("a script link", swapped(ABOVE, "term:bar", "javascript:alert(1)"), ABOVE, 10, "https://… or term:…"),
    ("HTML", swapped(ABOVE, "It gives way.", "It <b>gives</b> way."), ABOVE, 15, "HTML is not used"),
    ("an unknown directive", swapped(ABOVE, "::: never", "::: danger"), ABOVE, 14, 'no "::: danger"'),
    ("a directive left open", swapped(ABOVE, "way.\n:::\n", "way.\n"), ABOVE, 14, "never closed"),
    ("a heading too high", swapped(BELOW, "## The table", "# The table"), BELOW, 10, "begin with ##"),
    ("an empty lesson", {ABOVE: SMALL[ABOVE].split("Look")[0]}, ABOVE, 9, "empty"),
    ("a self-check without a key", swapped(BELOW, "- [x]", "- [ ]"), BELOW, 14, "the right ones have [x]"),
    ("a self-check without a why", swapped(BELOW, "> The bars do.\n", ""), BELOW, 14, "says why"),
    ("a lesson's id taken", swapped(BELOW, "id: m01-l02", "id: m01-l01"), BELOW, 2, f"taken, in {ABOVE}:2"),
    ("a lesson's number taken", {"modules/01-bars/01-more.md": SMALL[BELOW].replace("l02", "l09"), BELOW: None},
     "modules/01-bars/01-more.md", 2, f"taken by {ABOVE}"),
    ("a module without lessons", {"modules/02-table/01-load.md": None}, TABLE, 1, "no lesson"),
    ("lessons without a module", {TABLE: None}, "modules/02-table/01-load.md", 2, "no module.yaml"),
    ("a gate to nowhere", swapped(TABLE, "{module: m01}", "{module: m09}"), TABLE, 6, 'no module "m09"'),
    ("a gate of two kinds", swapped(TABLE, "{module: m01}", "{module: m01, quiz: quiz-m01}"), TABLE, 6, "no key"),
    ("gates that wait for each other", swapped(BARS, "requires: []", "requires: [{module: m02}]"), BARS, 6, "never"),
    ("a gate behind its own quiz", swapped(BARS, "requires: []", "requires: [{quiz: quiz-m01}]"), BARS, 6, "never"),
    ("a quiz that waits for what waits for it", waiting("{module: m03}"),
     QUIZZES, 4, "This quiz can never open: it waits for module m03"),
    ("a quiz that waits for itself", waiting("{quiz: quiz-m01}"),
     QUIZZES, 4, "it waits for quiz quiz-m01"),
    ("a script in a figure", swapped(FOOT, "<path", "<script>alert(1)</script><path"), FOOT, 4, "<script>"),
    ("a handler in a figure", swapped(FOOT, "<path", '<path onclick="x()"'), FOOT, 4, '"onclick"'),
    ("a reference out of a figure", swapped(FOOT, "<path", '<use href="//a.example/#a"/><path'), FOOT, 4, "outside"),
    ("a figure that says nothing", swapped(FOOT, "<desc>Five toes.</desc>", ""), FOOT, 1, "no <desc>"),
    ("a figure that is no XML", swapped(FOOT, "</svg>", ""), FOOT, 6, "not XML"),
    ("a figure with a DOCTYPE", swapped(FOOT, "<svg", '<!DOCTYPE svg [<!ENTITY a "b">]><svg'), FOOT, 1, "DOCTYPE"),
    ("a quiz of no module", swapped(QUIZZES, "module: m01", "module: m09"), QUIZZES, 2, "m09"),
    ("a figure without a caption", swapped(ABOVE, "[A foot, drawn]", "[]"), ABOVE, 12, "no caption"),
    ("a caption on a directive left out", swapped(ABOVE, "![A foot, drawn](figure:foot)", "::: figure foot\n:::"),
     ABOVE, 12, "no caption"),
    ("more CE than words", ce(BARS, 50), BARS, 8, "support 0: 12000 words are a contact hour"),
    ("CE without a quiz", ce(TABLE, 25), TABLE, 8, "no quiz examines this module"),
    ("a promise in a lesson", swapped(BELOW, "The table carries", "Massage cures"), BELOW, 12, '"cures" promises'),
    ("a promise after a quotation", swapped(ABOVE, "It gives way.", '"Yes." It heals the back.'), ABOVE, 15, '"heals"'),
    ("a promise in a heading", swapped(BELOW, "## The table", "## Detox"), BELOW, 10, '"Detox"'),
    ("a promise of a module", swapped(BARS, "What it is about", "How it boosts health"), BARS, 3, '"boosts"'),
    ("a promise in a figure", swapped(FOOT, "Five toes", "It treats the spine"), FOOT, 3, '"treats"'),
    ("a promise in the glossary", swapped("glossary.yaml", "What carries", "It boosts"), "glossary.yaml", 2, "boosts"),
    ("a quiz that draws more than there is", swapped(QUIZZES, "draw: 1", "draw: 2"), QUIZZES, 5, "6 or more; it has 3"),
    ("keys that are the longest", {POOL: SMALL[POOL].replace("Nobody, at any time", "Nobody, at any time at all")
     .replace("Stop and step down", "Stop at once and step down")}, POOL, 4, "In 2 of 3 single-choice questions"),
    ("an option about the others", swapped(POOL, "The music and the light", "All of the above"), POOL, 17, "speaks of"),
    ("a question twice", pool_with(f"  - id: {FIRST.replace('m01-q01', 'm01-q09')}"), POOL, 47,
     f"m01-q09 asks nearly what m01-q01 asks ({POOL}:5): they share 100 %"),
    ("a question nearly twice", pool_with(f"  - id: {FIRST.replace('m01-q01', 'm01-q09').replace('music', 'lamp')}"),
     POOL, 47, "asks nearly what m01-q01 asks"),
    ("a region that is not there", pool_with(PLACED.replace("-uo]", "-uo, gluts]")), POOL, 58, "mean 'glut'?"),
    ("a foot that nobody can place", pool_with(placed("glut-uo", "ham")), POOL, 47, "Nobody can answer it"),
    ("an edge that is narrower than any patch", pool_with(placed("glut-uo", "scapedge").replace("heel]", "arch]")),
     POOL, 47, "no placement of the arch on scapedge"),
    ("a foot that nobody can misplace", pool_with(placed("glut-uo", ANY).replace("heel]", "heel, arch, ball]")), POOL,
     47, "Nobody can miss it"),
    ("a stroke over the midline",
     pool_with(placed("accept: [glut-uo]", "stroke: {from: [tES-left], to: [tES-right]}").replace("heel]", "arch]")),
     POOL, 47, "tES-left to tES-right"),
    ("a mark that is asked for more often than there are places", pool_with(MARKED.replace("choose: 1", "choose: 3")),
     POOL, 47, "ask for 1 to 2"),
    ("an area that lies beside its figure", pool_with(MARKED.replace("[2, 2, 1]", "[2, 2, 10]")), POOL, 47,
     "'toe' needs one shape"),
    ("a frame that is not the figure's", pool_with(MARKED.replace("0, 9, 9]", "0, 9, 12]")), POOL, 57, "viewBox is"),
    ("a mark that nobody can miss", pool_with(MARKED.replace("[toe, heel]", "[toe, heel, arch]")), POOL, 47,
     "can miss it"),
    ("feedback on a region that is not there", pool_with(PLACED.replace("sac,", "kidney-of-tail,")), POOL, 61,
     "no region 'kidney-of-tail'"),
    ("a programme on another's quiz", {"programs/level.yaml": PROGRAM}, "programs/level.yaml", 12, "quiz-m09"),
    ("a question of no source", swapped(POOL, "source: general", "source: book"), POOL, 18, "book"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("what", "changes", "file", "line", "told"), BROKEN, ids=[case[0] for case in BROKEN]
)
def test_a_broken_pack_is_refused_with_file_and_line(
    tmp_path: Path,
    db: Session,
    now: datetime,
    what: str,
    changes: dict[str, str | None],
    file: str,
    line: int,
    told: str,
) -> None:
    """T17: whatever a pack holds, it is named or left out; nothing of a broken one is loaded."""
    root = write_pack(tmp_path, changes)
    report = check_pack(root)
    matching = [p for p in report.problems if p.file == file and p.line == line and told in p.message]
    assert matching, [str(problem) for problem in report.problems]
    with pytest.raises(PackRefused, match="was not loaded"):
        load_pack(db, machine("cli"), root, now=now)
    for table in (Course, PackVersion):
        assert db.scalar(select(func.count()).select_from(table)) == 0


def test_every_problem_is_found_in_one_run(tmp_path: Path) -> None:
    changes = {
        **swapped(PACK, "version: 1", "version: one"), **swapped(BARS, "title: Bars", "titel: Bars"),
        **swapped(FOOT, "<path", "<script/><path"), **swapped(BELOW, "- [x]", "- [ ]"), "odd.txt": "x",
    }  # fmt: skip
    found = {problem.file for problem in check_pack(write_pack(tmp_path, changes)).problems}
    assert found >= {PACK, BARS, "odd.txt"}


def test_one_mistake_is_told_once(tmp_path: Path) -> None:
    """A file that can't be read does not make everything that points at it wrong too."""
    problems = check_pack(write_pack(tmp_path, {"sources.yaml": "sources: [\n"})).problems
    assert [problem.file for problem in problems] == ["sources.yaml"]


def test_a_sound_pack_is_counted(tmp_path: Path) -> None:
    report = check_pack(write_pack(tmp_path))
    assert report.problems == ()
    assert (report.modules, report.lessons, report.figures, report.study_minutes) == (3, 4, 1, 40)
    assert dict(report.questions) == {"single": 3}
    assert report.words > 25
    assert "Nothing is wrong with it" in report.summary()


def test_a_report_for_machines_has_these_keys_and_no_others(tmp_path: Path) -> None:
    data = check_pack(write_pack(tmp_path, swapped(PACK, "version: 1", "version: one"))).as_data()
    assert list(data) == [
        "modules", "lessons", "words", "figures", "media", "media_minutes", "questions", "shares",
        "study_minutes", "ce_minutes", "problems",
    ]  # fmt: skip
    (problem,) = data["problems"]
    assert set(problem) == {"file", "line", "message"}


def test_ce_minutes_are_those_that_examined_modules_support(tmp_path: Path) -> None:
    """The first module has a quiz and the second has none, so only the words of the first count."""
    text = SMALL[ABOVE] + "\nA word more.\n" * 4_000
    other = SMALL["modules/02-table/01-load.md"] + "\nA word more.\n" * 4_000
    report = check_pack(
        write_pack(tmp_path, {ABOVE: text, "modules/02-table/01-load.md": other, **ce(BARS, 50)})
    )
    assert report.problems == ()
    assert report.ce_minutes == 50


def test_a_placement_on_regions_that_are_there_is_sound(tmp_path: Path) -> None:
    """And it is told how much of the map, or of the figure, earns full marks."""
    placed_, marked = (check_pack(write_pack(tmp_path, pool_with(more))) for more in (PLACED, MARKED))
    assert placed_.problems == marked.problems == ()
    assert placed_.told_shares() == [
        "1 question is answered on a drawing, of which at least so much earns full marks:", "  m01-q08: 0.48 %",
    ]  # fmt: skip
    assert marked.shares["m01-q08"] == pytest.approx(3 * 3.1416 / 81, rel=0.01)


def test_words_of_others_may_be_quoted_and_taken_apart(tmp_path: Path) -> None:
    claim = '::: claim It cures\nMassage cures all.\n:::\n\nThe leaflet says "it heals". Nothing heals so.\n'
    assert check_pack(write_pack(tmp_path, {ABOVE: f"{SMALL[ABOVE]}\n{claim}"})).problems == ()
