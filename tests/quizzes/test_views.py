"""The quiz pages: who may, the way through without a script, and what never leaves the server."""

import re
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from ashilms.accounts import services as people
from ashilms.quizzes.models import AnswerStep, Attempt, AttemptGrade
from tests.conftest import CAST, NOW, Cast
from tests.quizzes.conftest import CANARY, School, open_school, places

Sign = Callable[[str | None], FlaskClient]
DAY = timedelta(days=1)


@pytest.fixture
def school(host_db: Session) -> School:
    """The school on the host's database."""
    cast = Cast(**{name: people.as_actor(people.find_person(host_db, name)) for name in CAST})
    return open_school(host_db, cast)


@pytest.fixture
def at(app: Flask) -> Callable[[datetime], None]:
    """Set the server's clock."""

    def set_clock(now: datetime) -> None:
        app.extensions["ashilms"].clock = lambda: now

    return set_clock


def begin(client: FlaskClient) -> str:
    """Start the quiz and return the address of its first question."""
    answer = client.post("/quizzes/quiz-m02/start")
    assert answer.status_code == 302
    return str(answer.location)


def key_in(body: str) -> str:
    found = re.search(r'name="key" value="([^"]+)"', body)
    assert found
    return found[1]


def attempt_of(db: Session) -> Attempt:
    db.expire_all()
    return db.scalars(select(Attempt).order_by(Attempt.id.desc())).first() or pytest.fail("no attempt")


def count(db: Session, table: type) -> int:
    return db.scalar(select(func.count()).select_from(table)) or 0


def walk(client: FlaskClient, db: Session, here: str, *, wrong: tuple[int, ...] = ()) -> Iterator[Any]:
    """Answer every question by its form as a browser without a script does; yield each response."""
    while "/review" not in here:
        page = client.get(here)
        yield page
        item = attempt_of(db).items[int(here.rsplit("/", 1)[1]) - 1]
        data = {
            "key": key_in(page.text),
            "go": "next",
            "answer": places(db, item, right=item.number not in wrong),
        }
        answer = client.post(here, data=data)
        yield answer
        assert answer.status_code == 302, answer.text
        here = answer.location
    yield client.get(here)


def hand_in(client: FlaskClient, attempt: Attempt) -> Any:
    return client.post(f"/attempts/{attempt.id}/hand-in")


# ── who may ──


@pytest.mark.parametrize("who", [None, "bea", "reg"])
def test_only_trainees_sit_quizzes(client_of: Sign, school: School, who: str | None) -> None:
    client = client_of(who)
    for path in (
        "/quizzes",
        "/quizzes/quiz-m02",
        "/attempts/1/1",
        "/attempts/1/review",
        "/attempts/1/result",
    ):
        assert client.get(path).status_code == (403 if who else 401)
    for path in ("/quizzes/quiz-m02/start", "/attempts/1/1", "/attempts/1/hand-in"):
        assert client.post(path).status_code == (403 if who else 401)


def test_anothers_attempt_looks_like_none(client_of: Sign, school: School, host_db: Session) -> None:
    """T11: the same answer as for an attempt that does not exist."""
    begin(client_of("ana"))
    mine, none = attempt_of(host_db).id, 999_999
    caz = client_of("caz")
    for tail in ("1", "review", "result"):
        theirs, nothing = caz.get(f"/attempts/{mine}/{tail}"), caz.get(f"/attempts/{none}/{tail}")
        assert (theirs.status_code, nothing.status_code) == (404, 404)
    assert caz.post(f"/attempts/{mine}/1", data={"key": "k", "answer": "1"}).status_code == 404
    assert caz.post(f"/attempts/{mine}/hand-in").status_code == 404
    assert (count(host_db, AnswerStep), count(host_db, AttemptGrade)) == (0, 0)


@pytest.mark.parametrize(
    "path",
    [
        "/quizzes/none",
        "/attempts/99999999999999999999/1",
        "/attempts/1/99999999999999999999",
        "/attempts/-1/1",
    ],
)
def test_what_is_not_there_is_a_404(client_of: Sign, school: School, path: str) -> None:
    assert client_of("ana").get(path).status_code == 404


# ── the way through, without a script ──


def test_a_trainee_passes_without_a_script(client_of: Sign, school: School, host_db: Session) -> None:
    ana = client_of("ana")
    assert "Open now" in ana.get("/quizzes").text
    before = ana.get("/quizzes/quiz-m02").text
    for said in (
        "10 minutes",
        "4 of 5 marks (80 %)",
        "2 of the questions",
        "Attempts left",
        "time runs out",
    ):
        assert said in before
    *_, last = walk(ana, host_db, begin(ana))
    assert "Nothing is empty" in last.text
    result = ana.get(hand_in(ana, attempt_of(host_db)).location).text
    assert "Passed" in result
    assert "5 of 5 is 100 %; this quiz needs 80 %." in result
    assert "Passed" in ana.get("/quizzes").text


def test_a_missed_must_pass_rule_is_named_and_the_next_date_said(
    client_of: Sign, school: School, host_db: Session
) -> None:
    ana = client_of("ana")
    here = begin(ana)
    missed = next(item for item in attempt_of(host_db).items if item.question.critical)
    for _ in walk(ana, host_db, here, wrong=(missed.number,)):
        pass
    result = ana.get(hand_in(ana, attempt_of(host_db)).location).text
    assert "Not passed yet" in result
    assert "One must-pass question was missed" in result
    assert missed.question.rule_text in result
    assert "25 Nov 2026, 12:00 UTC" in result
    assert "25 Nov 2026, 12:00 UTC" in ana.get("/quizzes").text
    assert ana.post("/quizzes/quiz-m02/start").status_code == 409


def test_every_way_to_go_on_saves_first(client_of: Sign, school: School, host_db: Session) -> None:
    ana = client_of("ana")
    here = begin(ana)
    base = here.rsplit("/", 1)[0]
    goes = {"back": "2", "next": "4", "4": "4", "review": "review", "flag": "3", "stay": "3", "leave": None}
    for n, (go, tail) in enumerate(goes.items()):
        key = key_in(ana.get(f"{base}/3").text)
        data = {"key": key, "go": go, "answer": str(n % 4 + 1)}
        assert ana.post(f"{base}/3", data=data).location == (f"{base}/{tail}" if tail else "/quizzes")
    assert count(host_db, AnswerStep) == len(goes)


def test_a_flag_is_put_up_and_taken_down(client_of: Sign, school: School) -> None:
    ana = client_of("ana")
    here = begin(ana)
    for flagged in (True, False):
        page = ana.get(here).text
        hidden = re.search(r'name="flagged" value="([01])"', page)
        assert hidden
        ana.post(here, data={"key": key_in(page), "go": "flag", "flagged": hidden[1]})
        assert ("1, not answered, flagged" in ana.get(here).text) is flagged


def test_the_review_counts_what_is_empty(client_of: Sign, school: School, host_db: Session) -> None:
    ana = client_of("ana")
    here = begin(ana)
    ana.post(here, data={"key": "first", "go": "next", "answer": "1"})
    page = ana.get(here.rsplit("/", 1)[0] + "/review").text
    assert "4 questions are empty" in page
    assert "Empty: 2, 3, 4, 5." in page
    assert "Hand in with 4 empty" in page


def test_saving_says_when_and_hands_out_the_next_key(client_of: Sign, school: School) -> None:
    ana = client_of("ana")
    here = begin(ana)
    sent = {"key": key_in(ana.get(here).text), "go": "stay", "answer": "1"}
    answer = ana.post(here, data=sent, headers={"Accept": "application/json"})
    assert answer.json["saved"] == "12:00:00"
    assert answer.json["fields"]["key"] != sent["key"]
    assert "12:00:00" in ana.get(here).text
    assert re.search(r'<input checked id="answer-0"', ana.get(here).text)


# ── what is refused ──


@pytest.mark.parametrize(
    "data",
    [
        {"answer": "5"},
        {"answer": "NaN"},
        {"answer": "a"},
        {"answer": "1", "key": ""},
        {"answer": "1", "key": "x" * 61},
        {"answer": "1", "key": "'; drop table"},
        {"answer": "1", "go": "elsewhere"},
        {"answer": "1", "go": "9" * 5000},
        {"answer": "1", "go": "²"},
        {"answer": "1", "flagged": "maybe"},
    ],
)
def test_what_the_form_does_not_offer_is_refused_and_changes_nothing(
    client_of: Sign, school: School, host_db: Session, data: dict[str, str]
) -> None:
    """T39."""
    ana = client_of("ana")
    here = begin(ana)
    assert ana.post(here, data={"key": "k", **data}).status_code == 422
    assert count(host_db, AnswerStep) == 0


def test_ten_megabytes_of_answer_are_refused(
    client_of: Sign, school: School, app: Flask, host_db: Session
) -> None:
    app.config["MAX_FORM_MEMORY_SIZE"] = 2 * 1024 * 1024
    ana = client_of("ana")
    answer = ana.post(begin(ana), data={"key": "k", "answer": "x" * 10_000_000})
    assert answer.status_code in (413, 422)
    assert count(host_db, AnswerStep) == 0


@pytest.mark.parametrize(
    "field",
    [
        "started_at",
        "deadline",
        "closes_at",
        "submitted_at",
        "state",
        "seed",
        "number",
        "begin",
        "person_id",
        "at",
    ],
)
def test_no_field_of_the_form_moves_the_clock(
    client_of: Sign, school: School, host_db: Session, field: str
) -> None:
    """T07, T38: what a page could be made to send beside the answer is not read."""
    ana = client_of("ana")
    here = begin(ana)
    before = {c.key: getattr(attempt_of(host_db), c.key) for c in Attempt.__table__.columns}
    value = (NOW + DAY).isoformat()
    assert ana.post(here, data={"key": "k", "answer": "1", "go": "next", field: value}).status_code == 302
    assert ana.post("/quizzes/quiz-m02/start", data={field: value}).location == here
    assert {c.key: getattr(attempt_of(host_db), c.key) for c in Attempt.__table__.columns} == before


def test_late_answers_are_refused_and_what_was_saved_is_handed_in(
    client_of: Sign, school: School, host_db: Session, at: Callable[[datetime], None]
) -> None:
    """T07."""
    ana = client_of("ana")
    here = begin(ana)
    ana.post(here, data={"key": "k1", "answer": "1"})
    at(NOW + timedelta(minutes=10, seconds=11))
    late = ana.post(here, data={"key": "k2", "answer": "2"})
    assert late.status_code == 409
    assert "Time ran out on 24 Nov 2026, 12:10 UTC" in late.text
    attempt = attempt_of(host_db)
    assert (attempt.state, attempt.submitted_at) == ("graded", attempt.deadline)
    assert ana.get(here).location.endswith("/result")
    assert "Time ran out" in ana.get(f"/attempts/{attempt.id}/result").text
    assert count(host_db, AnswerStep) == 1


def test_a_recorded_request_replayed_the_next_day_is_refused(
    client_of: Sign, school: School, host_db: Session, at: Callable[[datetime], None]
) -> None:
    """T05: 409, and nothing is changed."""
    ana = client_of("ana")
    here = begin(ana)
    sent = {"key": key_in(ana.get(here).text), "go": "next", "answer": "1"}
    ana.post(here, data=sent)
    attempt = attempt_of(host_db)
    assert hand_in(ana, attempt).status_code == 302
    at(NOW + DAY)
    assert (ana.post(here, data=sent).status_code, hand_in(ana, attempt).status_code) == (409, 409)
    assert ana.post(here, data=sent, headers={"Accept": "application/json"}).status_code == 409
    assert (count(host_db, AnswerStep), count(host_db, AttemptGrade)) == (1, 1)


def test_a_result_before_the_end_leads_back_to_the_attempt(client_of: Sign, school: School) -> None:
    """T10."""
    ana = client_of("ana")
    base = begin(ana).rsplit("/", 1)[0]
    answer = ana.get(f"{base}/result")
    assert (answer.status_code, answer.location) == (302, f"{base}/review")
    assert CANARY not in answer.text


# ── what never leaves the server ──


def everything(response: Any) -> str:
    return f"{response.status} {response.headers} {response.text}".lower()


def test_no_response_before_the_release_holds_a_key_a_rationale_or_a_hidden_field(
    client_of: Sign, school: School, host_db: Session
) -> None:
    """S10, T08, T09: crawl all of an attempt; pages, JSON, headers, refusals."""
    ana = client_of("ana")
    seen = [ana.get("/"), ana.get("/quizzes"), ana.get("/quizzes/quiz-m02"), ana.get("/courses/bars")]
    here = begin(ana)
    base = here.rsplit("/", 1)[0]
    seen += walk(ana, host_db, here, wrong=(1, 2, 3, 4, 5))
    seen += [
        ana.get("/quizzes"),
        ana.get("/quizzes/quiz-m02"),
        ana.get(f"{base}/result"),
        ana.get(f"{base}/9"),
    ]
    seen.append(ana.post(here, data={"key": "c", "answer": "1"}, headers={"Accept": "application/json"}))
    seen.append(ana.post(here, data={"key": "c", "answer": "a"}))
    attempt = attempt_of(host_db)
    secrets = [CANARY, attempt.seed, *(item.question.digest for item in attempt.items)]
    for response in seen:
        assert not [secret for secret in secrets if secret.lower() in everything(response)]
    assert len(seen) > 18


def test_a_failed_result_holds_only_what_explains_the_persons_own_answers(
    client_of: Sign, school: School, host_db: Session
) -> None:
    """S10, T08: the rationale of an option that was not chosen stays closed while attempts remain."""
    ana = client_of("ana")
    for _ in walk(ana, host_db, begin(ana), wrong=(1, 2, 3, 4, 5)):
        pass
    attempt = attempt_of(host_db)
    result = ana.get(hand_in(ana, attempt).location).text
    for item in attempt.items:
        chosen = places(host_db, item, right=False)
        chosen_ids = {
            item.order[int(place) - 1] for place in ([chosen] if isinstance(chosen, str) else chosen)
        }
        number = int(item.question.asked["stem"].split()[1].rstrip("?"))
        for id_ in item.order:
            assert (f"{CANARY} why {number} {id_}" in result) is (id_ in chosen_ids)
    assert attempt.seed not in result


def test_the_page_looks_the_same_wherever_the_right_answer_is(
    client_of: Sign, school: School, host_db: Session
) -> None:
    """T08: no attribute, order or id of an option tells it from another."""
    ana = client_of("ana")
    page = ana.get(begin(ana)).text
    inputs = re.findall(r"<input[^>]*name=\"answer\"[^>]*>", page)
    assert len(inputs) == 4
    bare = {re.sub(r'(id|value)="[^"]*"', "", found) for found in inputs}
    assert len(bare) == 1
    assert [re.search(r'value="([^"]*)"', found)[1] for found in inputs] == ["1", "2", "3", "4"]  # type: ignore[index]
