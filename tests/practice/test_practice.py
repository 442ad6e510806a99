"""Practice: what is practised, feedback after each question, and that nothing is kept and no key told that counts."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import event, select
from sqlalchemy.orm import Session

from ashilms.accounts import services as people
from ashilms.actor import machine
from ashilms.courses.models import Course
from ashilms.errors import Missing
from ashilms.practice import services
from ashilms.quizzes import services as quizzes
from ashilms.quizzes.checks import check
from ashilms.quizzes.models import Question, QuestionVersion, Regrade
from tests.conftest import CAST, NOW, Cast
from tests.quizzes.conftest import CANARY, DRAFTS, KINDS, open_school
from tests.quizzes.test_section import pack

Sign = Callable[[str | None], FlaskClient]
FINAL, WHY = "Only in the examination?", "Because it holds."


def practised(number: int) -> quizzes.QuestionDraft:
    """Return a question of practice; its right option is `b`."""
    options = [{"id": o, "text": f"Way {number}{o}", "right": o == "b", "rationale": WHY} for o in "abcd"]
    asked, key = KINDS["single"].split({"stem": f"Practised {number}?", "options": options})
    about: dict[str, Any] = {
        "id": f"p{number}",
        "pool": "practice-m02",
        "kind": "single",
        "asked": asked,
        "key": key,
    }
    return replace(DRAFTS[0], **about)


def furnish(db: Session, cast: Cast) -> Course:
    """Make the quizzes' school with something to practise."""
    course = open_school(db, cast).course
    furnish_practice(db, course.id)
    return course


def furnish_practice(db: Session, course_id: int) -> None:
    """Add three questions to practise, and a pool of an examination."""
    final = replace(practised(9), id="final-1", pool="final")
    final = replace(final, asked={**final.asked, "stem": FINAL})
    drafts = [*DRAFTS, *map(practised, (1, 2, 3)), final]
    quizzes.keep_questions(db, machine("tests"), course_id, drafts, now=NOW)
    db.commit()


@pytest.fixture
def course(db: Session, cast: Cast) -> Course:
    """The school on the services' database."""
    return furnish(db, cast)


@pytest.fixture
def site(host_db: Session) -> Course:
    """The school on the host's database."""
    return furnish(
        host_db, Cast(**{name: people.as_actor(people.find_person(host_db, name)) for name in CAST})
    )


def test_a_run_asks_each_question_of_practice_once_and_no_other(
    db: Session, cast: Cast, course: Course
) -> None:
    """T05, T09: neither the module's quiz nor the examination; two runs differ in their order."""
    runs = [
        [services.ask(db, cast.ana, "bars", "m02", run, n, KINDS).asked["stem"] for n in (1, 2, 3)]
        for run in ("one", "two", "three", "four")
    ]
    assert {tuple(sorted(run)) for run in runs} == {("Practised 1?", "Practised 2?", "Practised 3?")}
    assert len({tuple(run) for run in runs}) > 1
    with pytest.raises(Missing):
        services.ask(db, cast.ana, "bars", "m02", "one", 4, KINDS)


def test_who_does_not_take_the_course_practises_nothing(db: Session, cast: Cast, course: Course) -> None:
    assert services.find_pools(db, cast.bea.id, KINDS) == []
    with pytest.raises(Missing):
        services.ask(db, cast.bea, "bars", "m02", "one", 1, KINDS)
    with pytest.raises(Missing):
        services.ask(db, cast.ana, "bars", "final", "one", 1, KINDS)


def test_a_question_that_the_pack_has_no_more_is_not_practised(
    db: Session, cast: Cast, course: Course
) -> None:
    db.query(Question).filter_by(key="p1").one().in_pool = False
    assert [pool.questions for pool in services.find_pools(db, cast.ana.id, KINDS)] == [2]


def test_a_question_that_counts_for_nobody_is_not_practised(db: Session, cast: Cast, course: Course) -> None:
    version = db.scalars(select(QuestionVersion).join(Question).where(Question.key == "p1")).one()
    db.add(
        Regrade(
            question_version_id=version.id, number=1, by_version_id=None, reason="It has no answer.",
            digest="0" * 64, by_id=cast.reg.id, at=NOW,
        )
    )  # fmt: skip
    db.flush()
    assert [pool.questions for pool in services.find_pools(db, cast.ana.id, KINDS)] == [2]
    with pytest.raises(Missing):
        services.ask(db, cast.ana, "bars", "m02", "one", 3, KINDS)


def test_the_list_takes_as_many_queries_for_several_modules(db: Session, cast: Cast, course: Course) -> None:
    seen: list[str] = []
    event.listen(db.get_bind(), "after_cursor_execute", lambda *args: seen.append(args[2]))
    services.find_pools(db, cast.ana.id, KINDS)
    assert sum(line.startswith("SELECT") for line in seen) == 3


def test_an_answer_is_told_at_once_and_nothing_is_written(
    site: Course, client_of: Sign, host_db: Session
) -> None:
    """T05, V14.2.1: the key is on no page before the answer; not one statement but reads."""
    ana, written = client_of("ana"), []
    event.listen(host_db.get_bind(), "after_cursor_execute", lambda *args: written.append(args[2]))
    assert "Bars and table" in ana.get("/practice").text
    page = ana.get("/practice/bars/m02").location
    asked = ana.get(page).text
    assert WHY not in asked
    assert CANARY not in asked
    (place,) = [str(n) for n in range(1, 5) if _right(ana, page, str(n))]
    told = ana.get(f"{page}?answer={place}&sent=1").text
    assert WHY in told
    assert FINAL not in told
    assert [line for line in written if not line.lstrip().upper().startswith(("SELECT", "PRAGMA"))] == []


def _right(client: FlaskClient, page: str, place: str) -> bool:
    return "Not right" not in client.get(f"{page}?answer={place}&sent=1").text


@pytest.mark.parametrize("sent", ["sent=1", "sent=1&answer=99", "sent=1&answer=x"])
def test_what_is_no_answer_is_refused_with_a_sentence(site: Course, client_of: Sign, sent: str) -> None:
    ana = client_of("ana")
    page = ana.get("/practice/bars/m02").location
    answer = ana.get(f"{page}?{sent}")
    assert (answer.status_code, WHY in answer.text) == (422, False)
    assert "al-wrong" in answer.text


def test_the_last_question_leads_to_another_run_and_none_comes_after(site: Course, client_of: Sign) -> None:
    ana = client_of("ana")
    run = ana.get("/practice/bars/m02").location.rsplit("/", 1)[0]
    assert "Practise from the start" in ana.get(f"{run}/3?answer=1&sent=1").text
    assert ana.get(f"{run}/4").status_code == 404
    assert ana.get("/practice/bars/m99").status_code == 404
    assert client_of("bea").get("/practice").status_code == 403


@pytest.mark.any_database
def test_no_quiz_may_draw_from_what_is_practised() -> None:
    """T05: refused where the pack is checked."""

    def change(_questions: dict[str, Any], quiz: dict[str, Any]) -> None:
        del quiz["module"]
        quiz |= {"pool": "practice-m02", "requires": []}

    assert any("can't draw from what is practised" in str(problem) for problem in check(pack(change)))


@pytest.mark.any_database
def test_a_pool_of_practice_is_named_by_its_module_and_needs_no_re_test() -> None:
    def change(questions: dict[str, Any], _quiz: dict[str, Any]) -> None:
        del questions["module"]
        questions |= {"practice": "m02", "items": questions["items"][:1], "rules": questions["rules"][:1]}

    said = " ".join(str(problem) for problem in check(pack(change, name="practice-m02")))
    assert "re-test" not in said
    assert "Questions of" not in said

    def misname(questions: dict[str, Any], _quiz: dict[str, Any]) -> None:
        questions["pool"] = "practice-m02"
        del questions["module"]

    assert any("practice: m02" in str(problem) for problem in check(pack(misname, name="practice-m02")))
