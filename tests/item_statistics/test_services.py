"""Counts by the database are the figures of the command line, and count whom they should."""

from dataclasses import asdict, replace
from typing import Any

import pytest
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from ashilms.actor import machine
from ashilms.errors import Missing
from ashilms.item_statistics import services
from ashilms.item_statistics.services import Item
from ashilms.item_statistics.services.counting import count_paper
from ashilms.quizzes import services as quizzes
from ashilms.quizzes.models import Attempt, AttemptGrade, Question, QuestionVersion, Quiz
from ashilms.quizzes.rules.marks import collect
from ashilms.quizzes.rules.statistics import item_statistics, paper_statistics
from ashilms.quizzes.rules.tallies import tally
from ashilms.quizzes.services import Correction
from tests.conftest import NOW
from tests.item_statistics.conftest import crowd
from tests.quizzes.conftest import DRAFTS, KINDS, School, start

FIXED = ("q01", "q02", "q03")
PARTLY = [("a", "half", "b"), ("b", "third", "d")]
PAPERS = [
    [*zip(FIXED, answers, strict=True)]
    for answers in (*PARTLY, "aab", "aaa", "abb", "bbc", "aac", "aaa", "bbb", "aba", "caa")
]
DRAWN = [
    [*zip(keys.split(), answers, strict=True)]
    for keys, answers in [("q01 q02", "ab"), ("q02 q03", "aa"), ("q03 q01", "bb"), ("q02 q01", "ba")]
]


@pytest.mark.parametrize("papers", [PAPERS, DRAWN])
def test_the_database_counts_what_the_command_line_reckons(
    db: Session, school: School, papers: list[list[tuple[str, str]]]
) -> None:
    crowd(db, school, papers)
    report = services.report_of(db, school.cast.dee, "quiz-m02")
    by_question = tally(collect(services.marks_of(db, school.cast.dee, "quiz-m02")))
    by_place = tally(collect(services.marks_of(db, school.cast.dee, "quiz-m02", by_place=True)))
    said = item_statistics(by_question)
    assert {item.name: {figure.name: figure.value for figure in item.figures} for item in report.items} == {
        name: {key: value for key, value in asdict(item).items() if key not in ("n", "reasons")}
        for name, item in said.items()
    }
    whole = asdict(paper_statistics(by_place if papers is DRAWN else by_question))
    assert report.drawn is (papers is DRAWN)
    assert {figure.name: figure.value for figure in report.paper} == {
        name: value for name, value in whole.items() if name not in ("n", "reasons")
    }
    assert report.tallies.n == len(papers)


def test_first_attempts_of_trainees_count_by_the_grade_that_stands(db: Session, school: School) -> None:
    _, two, staff, second, still = crowd(db, school, [[("q01", "a")]] * 5)
    db.execute(update(Attempt).where(Attempt.id == staff).values(staff=True))
    db.execute(update(Attempt).where(Attempt.id == second).values(number=2))
    db.execute(update(Attempt).where(Attempt.id == still).values(state="open", submitted_at=None))
    nothing = {"marks": [["0", "1"]], "percent_needed": 80, "missed": []}
    db.add(
        AttemptGrade(attempt_id=two, number=2, content=nothing, passed=False, at=NOW, reason="Marked anew.")
    )
    db.flush()
    by_question, _ = count_paper(db, db.scalars(select(Quiz.id)).one())
    [only] = by_question.questions.values()
    assert dict(only.pairs) == {(1, 1): 1, (0, 0): 1}
    assert by_question.n == 2


def test_whoever_is_more_than_a_trainee_is_marked_when_they_start(db: Session, school: School) -> None:
    both = replace(school.cast.ana, roles=frozenset({"trainee", "instructor"}))
    assert start(db, both).staff
    assert not start(db, school.cast.caz).staff


def test_versions_of_a_question_are_kept_apart(db: Session, school: School) -> None:
    crowd(db, school, [[("q01", "a")]] * 2)
    changed = [replace(DRAFTS[0], rule_text="Said anew."), *DRAFTS[1:]]
    quizzes.keep_questions(db, machine("tests"), school.course.id, changed, now=NOW)
    crowd(db, school, [[("q01", "b")]], first=3)
    items = services.report_of(db, school.cast.dee, "quiz-m02").items
    assert [(item.name, item.n, item.current) for item in items] == [
        ("q01 v1", 2, False),
        ("q01 v2", 1, True),
    ]


def test_who_chose_what_goes_by_the_last_answer(db: Session, school: School) -> None:
    crowd(db, school, PAPERS)
    version = services.report_of(db, school.cast.dee, "quiz-m02").items[0].version
    _, item, choices = services.tell_item(db, school.cast.dee, "quiz-m02", version.id, KINDS)
    assert item.n == choices.n == len(PAPERS)
    assert [row.chosen for row in choices.rows] == [7, 3, 1, 0]  # everybody had chosen d before
    assert [row.right for row in choices.rows] == [False, True, False, False]  # as the key has it


@pytest.mark.parametrize("who", ["ana", "bea"])
def test_whoever_may_not_see_them_finds_none(db: Session, school: School, who: str) -> None:
    """T11."""
    actor = getattr(school.cast, who)
    if "instructor" in actor.roles:
        actor = replace(actor, roles=frozenset({"supervisor"}))
    for ask in (services.report_of, services.marks_of):
        with pytest.raises(Missing):
            list(ask(db, actor, "quiz-m02"))  # type: ignore[call-overload]
    with pytest.raises(Missing):
        services.count_quizzes(db, actor)


def test_a_question_that_nobody_was_asked_there_is_missing(db: Session, school: School) -> None:
    """T11."""
    crowd(db, school, PAPERS)
    for quiz, version in (("quiz-m02", 12), ("quiz-m99", 1)):
        with pytest.raises(Missing):
            services.tell_item(db, school.cast.dee, quiz, version, KINDS)


def corrected(db: Session, school: School, **how: Any) -> tuple[Item, list[str]]:
    """Correct q01 and return what statistics say of it, and which of its answers count as right."""
    crowd(db, school, [[("q01", answer), ("q02", "a")] for answer in "abcabcabcabc"])
    id_ = db.scalars(select(QuestionVersion.id).join(Question).where(Question.key == "q01")).one()
    found = quizzes.preview_to_apply(db, Correction(id_, **how), KINDS)
    quizzes.apply_preview(db, school.cast.dee, found, KINDS, reason="So it is.", digest=found.digest, now=NOW)
    _, item, choices = services.tell_item(db, school.cast.dee, "quiz-m02", id_, KINDS)
    return item, [row.text for row in choices.rows if row.right]


def test_what_counts_as_right_is_so_by_the_key_that_holds(db: Session, school: School) -> None:
    item, right = corrected(db, school, right=("c",))
    assert (item.void, right) == (False, ["Option 1 c"])


def test_a_question_that_counts_for_nobody_says_so_and_has_no_right_answer(
    db: Session, school: School
) -> None:
    item, right = corrected(db, school)
    assert (item.void, item.current, item.verdict.word, right) == (True, False, "Counts for nobody", [])
