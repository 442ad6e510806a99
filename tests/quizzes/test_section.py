"""What is wrong with the questions and quizzes of a pack, and what loading them keeps."""

from collections.abc import Callable
from copy import deepcopy
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from ashilms.actor import machine
from ashilms.plugins import PackDocument, PackFiles
from ashilms.quizzes import section
from ashilms.quizzes.models import Question, QuestionKey, QuestionVersion, QuizVersion
from tests.conftest import NOW
from tests.quizzes.conftest import KINDS, School


def an_item(number: int, *, critical: bool) -> dict[str, Any]:
    return {
        "id": f"q{number}", "kind": "single", "module": "m02", "topic": "bars", "rule": f"r{number // 3}",
        "objective": "o1", "difficulty": 1, "critical": critical, "stem": f"Stem {number}?", "source": "s1",
        "options": [
            {"id": o, "text": f"Text {o}", "right": o == "a", "rationale": f"Why {o}"} for o in "abcd"
        ],
    }  # fmt: skip


QUESTIONS: dict[str, Any] = {
    "module": "m02",
    "rules": [{"id": f"r{n}", "text": f"Rule {n}.", "critical": n < 3} for n in range(6)],
    "items": [an_item(number, critical=number < 9) for number in range(18)],
}
QUIZ: dict[str, Any] = {
    "id": "quiz-m02", "module": "m02", "title": "Bars", "draw": 4, "critical": 2, "pass_percent": 80,
    "minutes": 10, "attempts": 3, "waits_hours": [24],
}  # fmt: skip
IDS = {
    "module": frozenset({"m02"}), "objective": frozenset({"o1"}), "source": frozenset({"s1"}),
    "figure": frozenset({"back"}), "quiz": frozenset({"quiz-m02"}),
}  # fmt: skip


def pack(
    change: Callable[[dict[str, Any], dict[str, Any]], object] = lambda questions, quiz: None,
    name: str = "m02",
) -> PackFiles:
    """Return a pack of one pool and one quiz, with one thing changed."""
    questions, quiz = deepcopy(QUESTIONS), deepcopy(QUIZ)
    change(questions, quiz)
    lines = {("items", n): n + 10 for n in range(18)} | {("quizzes", 0): 3}
    documents = {
        "pack.yaml": PackDocument("pack.yaml", {"id": "bars"}, {}),
        f"questions/{name}.yaml": PackDocument(f"questions/{name}.yaml", questions, lines),
        "quizzes.yaml": PackDocument("quizzes.yaml", {"quizzes": [quiz]}, lines),
    }
    return PackFiles(Path("bars"), documents, ids=IDS, kinds={"question_kinds": KINDS})


def test_a_sound_pack_has_no_problem() -> None:
    assert section.check(pack()) == []


@pytest.mark.parametrize(
    ("change", "line", "said"),
    [
        (lambda q, _: q["items"][3].update(module="m05"), 13, "q3 is of 'm05'"),
        (lambda q, _: q["items"][3].update(rule="r9"), 13, "tests rule 'r9', which this file does not list"),
        (lambda q, _: q["items"][3].update(critical=False), 13, "disagrees with its rule 'r1', which is must-pass"),
        (lambda q, _: q["items"][3].update(objective="o9"), 13, "names objective 'o9'"),
        (lambda q, _: q["items"][3].update(source="s9"), 13, "names source 's9'"),
        (lambda q, _: q["items"][3].update(figure="front"), 13, "names figure 'front'"),
        (lambda q, _: q["items"][3]["options"][1].update(right=True), 13, "q3: 2 options are right"),
        (lambda q, _: q["items"].pop(0), 1, "Must-pass rule 'r0' has 2 questions;"),
        (lambda _, quiz: quiz.update(critical=5), 3, "5 must-pass questions can't be among 4 drawn"),
        (lambda _, quiz: quiz.update(critical=4), 3, "needs 4 must-pass questions on different rules; the pool has 3"),
        (lambda q, _: q["items"].__delitem__(slice(11, 18)), 3, "the pool must hold 12 or more; it has 11"),
        (lambda _, quiz: quiz.update(module="m09"), 3, "names module 'm09'"),
        (lambda _, quiz: quiz.update(parts=[{"topic": "bars", "draw": 3, "critical": 2}]), 3, "draw add up to 3"),
        (lambda _, quiz: quiz.update(requires=[{"quiz": "quiz-m01"}]), 3, "names quiz 'quiz-m01'"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_said_where_it_stands(change: Any, line: int, said: str) -> None:
    found = [(problem.line, problem.message) for problem in section.check(pack(change))]
    assert any(at == line and said in message for at, message in found), found


def test_questions_stand_in_the_file_of_their_module() -> None:
    found = section.check(pack(name="bars"))
    assert "stand in questions/m02.yaml" in found[0].message


def test_a_pool_of_its_own_takes_questions_on_any_module_and_counts_them_by_module() -> None:
    def examine(questions: dict[str, Any], quiz: dict[str, Any]) -> None:
        for data in (questions, quiz):
            data["pool"] = data.pop("module")
        quiz["requires"] = [{"module": "m02"}]
        for n, item in enumerate(questions["items"]):
            item["module"] = "m05" if n % 2 else "m06"
        quiz["parts"] = [
            {"topic": "m05", "draw": 2, "critical": 1}, {"topic": "m06", "draw": 2, "critical": 1}
        ]  # fmt: skip

    made = pack(examine)
    made = replace(made, ids=IDS | {"module": frozenset({"m02", "m05", "m06"})})
    assert section.check(made) == []


def test_questions_of_a_kind_that_is_not_installed_do_not_count_for_the_pool() -> None:
    def odd(questions: dict[str, Any], _: dict[str, Any]) -> None:
        for item in questions["items"][:9]:
            item.update(kind="foot-placement")
            del item["options"]

    assert any("the pool has 0" in problem.message for problem in section.check(pack(odd)))


def test_loading_keeps_the_two_halves_apart_and_twice_changes_nothing(db: Session, school: School) -> None:
    """T08."""
    office = machine("tests")
    assert "Questions added: 12." not in section.load(db, office, pack(), now=NOW), (
        "the school has q-ids of its own"
    )
    version = db.scalars(
        select(QuestionVersion)
        .join(Question, Question.id == QuestionVersion.question_id)
        .where(Question.key == "q3")
    ).one()
    assert "right" not in str(version.asked)
    assert "Why" not in str(version.asked)
    assert db.get_one(QuestionKey, version.id).content["right"] == ["a"]
    assert version.rule_text == "Rule 1."
    assert section.load(db, office, pack(), now=NOW) == []


def test_a_quiz_without_gates_waits_for_its_own_module(db: Session, school: School) -> None:
    section.load(db, machine("tests"), pack(), now=NOW)
    section.load(db, machine("tests"), pack(lambda _, quiz: quiz.update(requires=[])), now=NOW)
    versions = db.scalars(select(QuizVersion).order_by(QuizVersion.id)).all()
    assert [version.requires for version in versions[-2:]] == [[{"module": "m02"}], []]


def test_a_question_of_a_kind_that_is_not_installed_is_kept_whole_and_shows_nothing(
    db: Session, school: School
) -> None:
    section.load(db, machine("tests"), pack(lambda q, _: q["items"][3].update(kind="sketch")), now=NOW)
    version = db.scalars(select(QuestionVersion).where(QuestionVersion.kind == "sketch")).one()
    assert version.asked == {}
    assert db.get_one(QuestionKey, version.id).content["stem"] == "Stem 3?"
