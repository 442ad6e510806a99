"""Kinds whose answers a person marks: nothing is graded or told before the last mark is in, and then once."""

import json
from collections.abc import Callable
from datetime import timedelta
from fractions import Fraction
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import func, select
from sqlalchemy.orm import Session
from werkzeug.datastructures import MultiDict

from ashilms import signals
from ashilms.accounts import services as people
from ashilms.actor import machine
from ashilms.db import add_once
from ashilms.errors import Clash
from ashilms.plugins import ByHand, Mark
from ashilms.quizzes import services
from ashilms.quizzes.models import MARKING, Attempt, AttemptGrade
from ashilms.quizzes.rules.sitting import State
from tests.conftest import CAST, NOW, Cast
from tests.quizzes.by_hand import sit, with_essay
from tests.quizzes.conftest import CANARY, GRACE, KINDS, School, open_school, start
from tests.quizzes.samples import MARKED
from tests.quizzes.test_views import key_in

every = pytest.mark.parametrize("name", MARKED)
LATER = NOW + timedelta(days=4)


def finish(db: Session, school: School, attempt: Attempt, earned: str) -> None:
    number = next(item.number for item in attempt.items if item.question.kind == "essay")
    marks = {number: Mark(Fraction(earned))}
    services.finish_marking(db, school.cast.bea, attempt, marks, KINDS, now=LATER)


def chance_of(db: Session, school: School, now: Any = NOW) -> State:
    return services.offer_of(db, school.cast.ana.id, "quiz-m02", now=now).chance.state


# ── the kinds by themselves ──


@every
def test_a_kind_that_is_marked_by_hand_keeps_its_guide_and_rubric_to_itself(name: str) -> None:
    """T08."""
    kind, sample = KINDS[name], MARKED[name]
    (asked, key), (again, other) = kind.split(sample.item), kind.split(sample.other)
    assert kind.problems(sample.item) == []
    assert (json.dumps(asked), key != other) == (json.dumps(again), True)
    assert CANARY not in json.dumps(kind.shown(asked, [], sample.right))
    assert CANARY not in json.dumps(kind.told(asked, key, [], sample.right, whole=False))
    assert CANARY in json.dumps(kind.told(asked, key, [], sample.right, whole=True))
    assert isinstance(kind, ByHand)
    assert kind.marking(asked, key)["rubric"] == sample.item["rubric"]


@every
def test_only_what_is_empty_is_graded_without_a_person(name: str) -> None:
    kind = KINDS[name]
    asked, key = kind.split(MARKED[name].item)
    assert kind.grade(asked, key, MARKED[name].right) is None
    assert kind.grade(asked, key, None) == Mark(Fraction(0))


@pytest.mark.parametrize(
    ("sent", "kept"), [("a\r\nb\rc", "a\nb\nc"), (" \n ", None), ("", None), ("\tå", "\tå")]
)
def test_an_essay_is_kept_as_it_was_written(sent: str, kept: str | None) -> None:
    kind = KINDS["essay"]
    asked, _ = kind.split(MARKED["essay"].item)
    form = kind.form(kind.shown(asked, [], None), MultiDict({"answer": sent}))
    assert form.validate(), form.errors
    assert kind.read(asked, [], form["answer"].data) == kept


@pytest.mark.parametrize("given", [5, ["a"], {"1": "a"}, "a\x00", "x" * 20_001], ids=repr)
def test_an_essay_that_no_form_could_send_is_refused(given: object) -> None:
    """T39."""
    with pytest.raises(ValueError, match=r"\.$"):
        KINDS["essay"].read({}, [], given)


@pytest.mark.parametrize(
    ("words", "sound"),
    [(None, True), ({"least": 5}, True), ({"least": 9, "most": 8}, False), ({"most": 3_001}, False)],
)
def test_bounds_of_words_are_checked(words: dict[str, int] | None, sound: bool) -> None:
    assert (KINDS["essay"].problems({**MARKED["essay"].item, "words": words}) == []) is sound


# ── the attempt ──


def test_an_attempt_waits_for_its_marks_and_is_graded_once(db: Session, school: School) -> None:
    """T05: of two who finish it, one gives the grade."""
    with_essay(db, school)
    heard: list[dict[str, Any]] = []

    def hear(_db: Session, **facts: Any) -> None:
        heard.append(facts)

    with signals.attempt_graded.connected_to(hear), signals.attempt_waits.connected_to(hear):
        attempt = sit(db, school)
        essay = next(item.number for item in attempt.items if item.question.kind == "essay")
        assert (attempt.state, attempt.submitted_at, attempt.grade) == (MARKING, NOW, None)
        assert [fact["numbers"] for fact in heard] == [(essay,)]
        assert services.facts_of(db, school.cast.ana.id) == ()
        with pytest.raises(ValueError, match="still to be marked"):
            services.finish_marking(db, school.cast.bea, attempt, {}, KINDS, now=LATER)
        finish(db, school, attempt, "1/2")
        with pytest.raises(Clash, match="has its grade already"):
            finish(db, school, attempt, "1")
    assert db.scalar(select(func.count()).select_from(AttemptGrade)) == 1
    grade = attempt.grade
    assert grade is not None
    assert (grade.earned, grade.possible, grade.passed) == (Fraction(7, 2), 4, False)
    assert [fact.get("passed") for fact in heard] == [None, False]
    with pytest.raises(Clash, match="has its grade already"):
        services.lock_marking(db, attempt.id, 1)


def test_a_pass_counts_from_its_last_mark_on(db: Session, school: School) -> None:
    with_essay(db, school)
    attempt = sit(db, school)
    assert chance_of(db, school) is State.MARKING
    finish(db, school, attempt, "1")
    assert [fact.kind for fact in services.facts_of(db, school.cast.ana.id)] == ["quiz_passed"]
    assert chance_of(db, school) is State.PASSED


def test_an_essay_that_was_left_empty_needs_nobody(db: Session, school: School) -> None:
    with_essay(db, school)
    attempt = sit(db, school, text=None)
    assert attempt.grade is not None
    assert attempt.grade.earned == 3


def test_no_other_attempt_begins_while_one_is_being_marked(db: Session, school: School) -> None:
    """T05: the service says why, and the database would not have it either."""
    with_essay(db, school)
    attempt = sit(db, school)
    with pytest.raises(Clash, match="being marked"):
        services.start_attempt(db, school.cast.ana, "quiz-m02", KINDS, grace=GRACE, now=LATER)
    twin = Attempt(
        person_id=attempt.person_id, quiz_id=attempt.quiz_id, quiz_version_id=attempt.quiz_version_id, number=9,
        seed="0" * 64, started_at=NOW, deadline=LATER, closes_at=LATER, state="open",
    )  # fmt: skip
    assert add_once(db, twin) is False


def test_a_new_version_of_the_quiz_opens_no_way_round_the_marks(db: Session, school: School) -> None:
    with_essay(db, school)
    sit(db, school)
    quiz = services.QuizDraft(
        "quiz-m02", "Anew", "m02", [],
        {"draw": 2, "critical": 1, "pass_percent": 80, "minutes": 9, "attempts": 3, "waits_hours": []},
    )  # fmt: skip
    services.keep_quizzes(db, machine("tests"), school.course.id, [quiz], now=NOW)
    assert chance_of(db, school) is State.MARKING


def test_the_wait_runs_from_handing_in_while_people_mark(db: Session, school: School) -> None:
    with_essay(db, school)
    attempt = sit(db, school)
    finish(db, school, attempt, "0")
    offer = services.offer_of(db, school.cast.ana.id, "quiz-m02", now=NOW + timedelta(hours=23))
    assert (offer.chance.state, offer.chance.left) == (State.WAITING, 2)
    assert chance_of(db, school, NOW + timedelta(hours=24)) is State.READY


def test_time_runs_out_on_an_essay_as_on_anything(db: Session, school: School) -> None:
    with_essay(db, school)
    ana = school.cast.ana
    attempt = start(db, ana)
    essay = next(item.number for item in attempt.items if item.question.kind == "essay")
    services.save_answer(db, ana, attempt.id, essay, "I stop.", KINDS, key="k", flagged=False, now=NOW)
    assert services.close_overdue(db, KINDS, now=LATER) == 1
    assert (attempt.state, attempt.submitted_at) == (MARKING, attempt.deadline)
    assert services.close_overdue(db, KINDS, now=LATER) == 0


# ── on the pages ──


@pytest.fixture
def ana(client_of: Callable[[str | None], FlaskClient], host_db: Session) -> FlaskClient:
    """Ana, in a school whose papers hold an essay each."""
    cast = Cast(**{name: people.as_actor(people.find_person(host_db, name)) for name in CAST})
    with_essay(host_db, open_school(host_db, cast))
    return client_of("ana")


def test_the_pages_say_that_it_is_being_marked_and_tell_nothing_else(
    ana: FlaskClient, host_db: Session
) -> None:
    """T08, T10."""
    here = ana.post("/quizzes/quiz-m02/start").location
    attempt = host_db.scalars(select(Attempt)).one()
    essay = next(item.number for item in attempt.items if item.question.kind == "essay")
    there = f"/attempts/{attempt.id}/{essay}"
    for field, sent in MARKED["essay"].refused:
        data = MultiDict(
            [("key", "k"), *((field, one) for one in ([sent] if isinstance(sent, str) else sent))]
        )
        assert ana.post(there, data=data).status_code in (400, 422)
    page = ana.get(there).text
    assert "3 to 200 words" in page
    assert 'data-al-saves-after="3000"' in page
    saved = ana.post(
        there,
        data={"key": key_in(page), "answer": "I stop.\r\nI ask."},
        headers={"Accept": "application/json"},
    )
    assert saved.status_code == 200
    assert "I stop.\nI ask.</textarea>" in ana.get(there).text
    result = ana.get(ana.post(f"/attempts/{attempt.id}/hand-in").location)
    pages = [
        result,
        ana.get("/quizzes"),
        ana.get("/quizzes/quiz-m02"),
        ana.get(f"/attempts/{attempt.id}/review", follow_redirects=True),
    ]
    for shown in pages:
        assert (shown.status_code, "eing marked" in shown.text) == (200, True)
        assert CANARY not in shown.text
        assert "Right" not in shown.text
    assert ana.post("/quizzes/quiz-m02/start").status_code == 409
    assert ana.post(there, data={"key": "late", "answer": "More."}).status_code == 409
    assert ana.post(f"/attempts/{attempt.id}/hand-in").status_code == 409
    assert here.endswith("/1")
