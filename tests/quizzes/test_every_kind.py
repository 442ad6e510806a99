"""Kinds that ask for more than an option: each is asked, refused, answered, graded and told, and keeps its key."""

import json
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import func, select
from sqlalchemy.orm import Session
from werkzeug.datastructures import MultiDict

from ashilms.accounts import services as people
from ashilms.actor import machine
from ashilms.plugins import InParts, QuestionKind
from ashilms.quizzes import services
from ashilms.quizzes.models import AnswerStep, Attempt
from tests.conftest import CAST, NOW, Cast
from tests.quizzes.conftest import CANARY, DRAFTS, KINDS, QUIZ, open_school
from tests.quizzes.samples import SAMPLES
from tests.quizzes.test_views import key_in

Sign = Callable[[str | None], FlaskClient]
every = pytest.mark.parametrize("name", SAMPLES)


def drafts(name: str, count: int = 5) -> list[services.QuestionDraft]:
    """Return questions of one kind, told apart by their stems."""
    found = []
    for number in range(1, count + 1):
        asked, key = KINDS[name].split(
            {**SAMPLES[name].item, "stem": f"{number} of {SAMPLES[name].item['stem']}"}
        )
        of = DRAFTS[number - 1]
        found.append(replace(of, id=f"{name}-{number}", kind=name, critical=number < 3, asked=asked, key=key))
    return found


def canonical(name: str, asked: Any, answer: Any) -> Any:
    """Return the right answer of a sample with the ids that the kind gave: of matches, the ids of their texts."""
    if name != "matching":
        return answer
    ids = {match["text"]: match["id"] for match in asked["matches"]}
    return {prompt: ids[text] for prompt, text in answer.items()}


def sent_for(kind: QuestionKind, asked: Any, order: list[str], answer: Any) -> dict[str, Any]:
    """Return what the form sends for an answer."""
    data = kind.form(kind.shown(asked, order, answer), None)["answer"].data
    return (
        {f"answer-p{place}": value for place, value in data.items()}
        if isinstance(data, dict)
        else {"answer": data}
    )


def orders(kind: QuestionKind, asked: Any) -> Iterator[list[str]]:
    yield kind.parts(asked)
    yield kind.parts(asked)[::-1]


# ── the kinds by themselves ──


@every
def test_a_sound_item_has_no_problems(name: str) -> None:
    assert KINDS[name].problems(SAMPLES[name].item) == []
    assert KINDS[name].problems(SAMPLES[name].other) == []


@every
def test_what_is_asked_and_shown_is_the_same_whatever_the_key(name: str) -> None:
    """T08: nothing in the half that pages are drawn from differs with what is right."""
    kind, sample = KINDS[name], SAMPLES[name]
    (asked, key), (again, other) = kind.split(sample.item), kind.split(sample.other)
    assert json.dumps(asked) == json.dumps(again)
    assert key != other
    assert CANARY not in json.dumps(kind.shown(asked, kind.parts(asked), None))


@every
def test_what_a_form_sends_leads_back_to_the_answer_and_earns_the_mark(name: str) -> None:
    kind, sample = KINDS[name], SAMPLES[name]
    asked, key = kind.split(sample.item)
    answer = canonical(name, asked, sample.right)
    for order in orders(kind, asked):
        form = kind.form(kind.shown(asked, order, None), MultiDict(sent_for(kind, asked, order, answer)))
        assert form.validate(), form.errors
        assert kind.read(asked, order, form["answer"].data) == answer
    assert kind.grade(asked, key, answer).right
    assert kind.grade(asked, key, None).earned == 0
    assert not kind.grade(asked, kind.split(sample.other)[1], answer).right


@every
def test_an_empty_form_is_an_empty_answer(name: str) -> None:
    kind = KINDS[name]
    asked, _ = kind.split(SAMPLES[name].item)
    form = kind.form(kind.shown(asked, kind.parts(asked), None), MultiDict())
    assert form.validate(), form.errors
    assert kind.read(asked, kind.parts(asked), form["answer"].data) is None


@every
@pytest.mark.parametrize(
    "given",
    [5, 1.5, float("nan"), ["1", "x"], {"9": "1"}, {"1": 1}, {"1": ["x"]}, {1: "1"}, "\x00"],
    ids=repr,
)
def test_reading_refuses_what_no_form_could_send(name: str, given: object) -> None:
    """T39."""
    kind = KINDS[name]
    asked, _ = kind.split(SAMPLES[name].item)
    with pytest.raises(ValueError, match=r"\.$"):
        kind.read(asked, kind.parts(asked), given)


@every
def test_a_review_holds_the_key_only_when_it_is_released(name: str) -> None:
    """T08, T10: of an empty answer nothing is told before."""
    kind = KINDS[name]
    asked, key = kind.split(SAMPLES[name].item)
    order = kind.parts(asked)
    assert CANARY not in json.dumps(kind.told(asked, key, order, None, whole=False))
    assert CANARY in json.dumps(kind.told(asked, key, order, None, whole=True))


# ── on their pages ──


@pytest.fixture
def ana(request: pytest.FixtureRequest, client_of: Sign, host_db: Session) -> FlaskClient:
    """Ana, in a school whose pool holds one kind only."""
    cast = Cast(**{name: people.as_actor(people.find_person(host_db, name)) for name in CAST})
    school = open_school(host_db, cast)
    services.keep_questions(
        host_db, machine("tests"), school.course.id, drafts(request.getfixturevalue("name")), now=NOW
    )
    services.keep_quizzes(host_db, machine("tests"), school.course.id, [QUIZ], now=NOW)
    host_db.commit()
    return client_of("ana")


@every
def test_each_kind_is_asked_refused_answered_and_told(name: str, ana: FlaskClient, host_db: Session) -> None:
    """T08, T39."""
    here = ana.post("/quizzes/quiz-m02/start").location
    for field, sent in SAMPLES[name].refused:
        refused = ana.post(here, data=MultiDict([("key", "k"), *((field, one) for one in _listed(sent))]))
        assert refused.status_code == (400 if sent == "\x00" else 422), (field, sent[:20])
        assert ("<h1" if sent == "\x00" else "al-wrong") in refused.text, (field, sent[:20])
    assert host_db.scalar(select(func.count()).select_from(AnswerStep)) == 0, (
        "what was refused changed something"
    )
    attempt = host_db.scalars(select(Attempt)).one()
    for item in attempt.items:
        page = ana.get(here).text
        assert CANARY not in page
        answer = canonical(name, item.question.asked, SAMPLES[name].right)
        given = sent_for(KINDS[name], item.question.asked, item.order, answer)
        done = ana.post(here, data={"key": key_in(page), "go": "next", **given})
        assert done.status_code == 302, done.text
        assert f'aria-label="{item.number}, answered"' in ana.get(here).text
        here = done.location
    result = ana.get(ana.post(f"/attempts/{attempt.id}/hand-in").location).text
    assert "5 of 5 is 100 %" in result
    assert CANARY in result


PARTS = {"matching": "2 parts empty", "ordering": "3 parts empty", "vignette": "empty"}


@pytest.mark.parametrize("name", PARTS)
def test_what_is_answered_in_part_is_said_before_it_is_handed_in(
    name: str, ana: FlaskClient, host_db: Session
) -> None:
    here = ana.post("/quizzes/quiz-m02/start").location
    assert (
        ana.post(here, data={"key": key_in(ana.get(here).text), "go": "next", "answer-p1": "1"}).status_code
        == 302
    )
    page = ana.get("/attempts/1/review").text
    assert PARTS[name] in page
    assert "Answered in part: 1." in page
    attempt = host_db.scalars(select(Attempt)).one()
    for item in attempt.items:
        there = f"/attempts/1/{item.number}"
        answer = canonical(name, item.question.asked, SAMPLES[name].right)
        given = sent_for(KINDS[name], item.question.asked, item.order, answer)
        ana.post(there, data={"key": key_in(ana.get(there).text), "go": "next", **given})
    assert "Nothing is empty" in ana.get("/attempts/1/review").text


def test_a_part_that_is_not_asked_is_not_missing() -> None:
    kind = KINDS["vignette"]
    asked, _ = kind.split(SAMPLES["vignette"].item)
    assert isinstance(kind, InParts)
    assert [
        kind.empty_parts(asked, answer) for answer in ({"a": "c"}, {"a": "a"}, {"a": "c", "b": ["b"]})
    ] == [1, 2, 0]


def _listed(sent: str | list[str]) -> list[str]:
    return [sent] if isinstance(sent, str) else sent
