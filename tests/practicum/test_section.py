"""The practicum's part of a pack: the shipped one is sound, mistakes are told where they stand, versions stay."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from ashilms.actor import machine
from ashilms.courses.models import Course
from ashilms.plugins import PackDocument, PackFiles
from ashilms.practicum import section, services
from ashilms.screenings.models import PracticumPlan
from tests.conftest import NOW
from tests.practicum.conftest import shipped

Data = dict[str, Any]


def make_pack(change: Callable[[Data, Data], None] = lambda p, s: None, **files: bool) -> PackFiles:
    """Return the shipped practicum as a pack of its own, after `change(practicum, screening)`."""
    practicum = shipped("practicum.yaml")
    screening = shipped("screening.yaml")
    change(practicum, screening)
    quizzes = shipped("quizzes.yaml")
    gates = [gate for c in practicum["categories"] for gate in c["requires"]]
    documents = {
        name: PackDocument(name, data, {})
        for name, data in (
            ("pack.yaml", {"id": "bars", "level": 1, "version": 1}), ("practicum.yaml", practicum),
            ("screening.yaml", screening), ("quizzes.yaml", quizzes),
        )
        if files.get(name.split(".")[0], True)
    }  # fmt: skip
    ids = {
        "quiz": frozenset(quiz["id"] for quiz in quizzes["quizzes"]),
        "module": frozenset(gate["module"] for gate in gates if "module" in gate) - {"m99"},
        "source": frozenset(s["id"] for s in shipped("sources.yaml")["sources"]),
    }
    return PackFiles(Path("bars"), documents, ids=ids, files=frozenset(documents))


def test_the_shipped_practicum_has_no_problem() -> None:
    assert section.check(make_pack()) == []


def _in(part: str, *path: str | int, value: Any) -> Callable[[Data, Data], None]:
    def change(practicum: Data, screening: Data) -> None:
        at: Any = {"practicum": practicum, "screening": screening}[part]
        for step in path[:-1]:
            at = at[step]
        at[path[-1]] = value

    return change


def _question(id: str, **values: Any) -> Callable[[Data, Data], None]:
    def change(practicum: Data, screening: Data) -> None:
        next(question for question in screening["questions"] if question["id"] == id).update(values)

    return change


def _uncritical(practicum: Data, screening: Data) -> None:
    for criterion in practicum["rubrics"][0]["criteria"]:
        criterion["critical"] = False


@pytest.mark.parametrize(
    ("change", "says"),
    [
        (_in("practicum", "categories", 2, "requires", value=[{"quiz": "quiz-m99"}]), 'no quiz "quiz-m99"'),
        (_in("practicum", "categories", 2, "requires", value=[{"module": "m99"}]), 'no module "m99"'),
        (_uncritical, "no criterion is critical"),
        (_in("practicum", "pressure", "depth", "levels", 0, "value", value=2), "depths 1 to 5"),
        (_in("practicum", "pressure", "score", "stop_at", value=6), "ceiling below stop_at"),
        (_in("practicum", "pressure", "score", "target", value=[6, 4]), "ceiling below stop_at"),
        (_in("screening", "questions", 1, "id", value="clot-signs"), 'id "clot-signs" is taken'),
        (_in("screening", "rules", 0, "when", value={"question": "nope", "is": "yes"}), 'no question "nope"'),
        (_in("screening", "rules", 0, "when", "is", value="maybe"), "never answered by"),
        (_in("screening", "rules", 0, "when", "is", value="unsure"), "never answered by"),
        (
            _in("screening", "rules", 0, "when", value={"question": "clot-signs", "at_least": 3}),
            "answered by yes-no-unsure, so at_least never fits",
        ),
        (
            _in("screening", "rules", 0, "when", value={"question": "bp-systolic", "at_least": 9, "below": 9}),
            "Put them in order",
        ),
        (
            _in("screening", "rules", 0, "when", value={"question": "varicose-veins", "includes": "moon"}),
            'never answered by "moon"',
        ),
        (
            _in("screening", "rules", 0, "when", value={"all": [{"any": [{"question": "nope", "is": "yes"}]}]}),
            'no question "nope"',
        ),
        (_in("screening", "questions", 0, "ask_when", value={"question": "pregnancy", "is": "yes"}), "above it"),
        (_in("screening", "rules", 0, "source", value="hearsay"), 'no source "hearsay"'),
        (_in("screening", "rules", 0, "forbidden_regions", value=["elbow"]), 'no region "elbow"'),
        (_in("screening", "rules", 0, "until", value={"from": "clot-signs", "days": 1}), "no date question"),
        (_question("bp-systolic", min=400), "min lies below max"),
        (_question("age", section="moon"), "Say in which section it stands"),
        (_question("medicines", section="heart"), 'The questions of "heart" stand apart'),
        (_question("places", options=[{"id": "a", "text": "a", "regions": ["elbow"]}]), 'no region "elbow"'),
        (_in("screening", "rules", 0, "section", value="moon"), "Say in which section it stands"),
        (_in("screening", "rules", 0, "when", value={"question": "clot-signs", "is_not": "no"}), "affirmed"),
        (_in("screening", "rules", 0, "when", value={"question": "clot-signs", "is_not": "x"}), 'answered by "x"'),
        (
            _in("screening", "rules", 0, "when", value={"question": "varicose-veins", "includes_any": ["none", "x"]}),
            'answered by "x"',
        ),
        (
            _in("screening", "rules", 0, "when", value={"question": "age", "below_sum": {"of": ["places"]}}),
            'compared with "places"',
        ),
        (_in("screening", "rules", 0, "forbidden_from", value="skin"), "asks for no places"),
        (_in("screening", "rules", 0, "forbidden_from", value="moon"), "asks for no places"),
    ],
)  # fmt: skip
def test_a_mistake_is_told_with_what_would_be_right(change: Callable[[Data, Data], None], says: str) -> None:
    problems = section.check(make_pack(change))
    assert any(says in problem.message for problem in problems), problems
    assert all(problem.file in ("practicum.yaml", "screening.yaml") for problem in problems)


@pytest.mark.parametrize("lacks", ["practicum", "screening"])
def test_one_file_without_the_other_is_no_practicum(lacks: str) -> None:
    problems = section.check(make_pack(**{lacks: False}))
    assert [f"needs {lacks}.yaml" in problem.message for problem in problems] == [True]


def test_a_pack_without_a_practicum_is_fine() -> None:
    assert section.check(make_pack(practicum=False, screening=False)) == []


@pytest.fixture
def course(db: Session) -> Course:
    """The course that the pack belongs to."""
    course = Course(
        slug="bars", title="Bars", description="d", language="en", level=1, version=1, licence=None
    )
    db.add(course)
    db.flush()
    return course


def test_loading_again_unchanged_changes_nothing_and_a_change_is_a_new_version(
    db: Session, course: Course
) -> None:
    def load(pack: PackFiles) -> list[str]:
        return section.load(db, machine("test"), pack, now=NOW)

    assert load(make_pack()) == ["Practicum: version 1."]
    assert load(make_pack()) == []
    changed = make_pack(_in("practicum", "caps", "daily_minutes", value=300))
    assert load(changed) == ["Practicum: version 2."]
    assert load(make_pack(practicum=False, screening=False)) == []
    assert db.scalar(select(func.count()).select_from(PracticumPlan)) == 2
    plans = db.scalars(select(PracticumPlan).order_by(PracticumPlan.number)).all()
    assert [plan.as_plan().caps.daily_minutes for plan in plans] == [360, 300]
    assert services.get_plan(db, course.id).number == 2


def test_a_gate_is_kept_with_the_title_that_people_read(db: Session, course: Course) -> None:
    section.load(db, machine("test"), make_pack(), now=NOW)
    gates = services.get_plan(db, course.id).as_plan().categories["P3"].requires
    assert {"quiz": "quiz-m02", "title": "Bars, table and room"} in gates
