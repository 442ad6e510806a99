"""The practicum's pages: who may, what a bad form gets, and the way from a log to a signature."""

import re
from collections.abc import Callable
from dataclasses import replace
from html import unescape
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from ashilms.accounts import services as people
from ashilms.practicum import services
from ashilms.practicum.models import Entry
from ashilms.practicum.rules.sheet import Sheet
from ashilms.rubrics.rules import read_rubric
from tests.conftest import CAST, NOW, Cast
from tests.practicum.conftest import RATINGS, Stage, build_stage, make_sheet, shipped, with_screening

SignIn = Callable[[str | None], FlaskClient]

RUBRIC = read_rubric(shipped("practicum.yaml")["rubrics"][0])
RATED = {f"rate_{id}": level for id, level in RATINGS.items()}
"""The observation as Bea fills it in."""


@pytest.fixture
def cast(host_db: Session) -> Cast:
    """The cast as the host site knows them."""
    found = {name: people.find_person(host_db, name) for name in CAST}
    return Cast(**{name: people.as_actor(person) for name, person in found.items() if person})


@pytest.fixture
def stage(host_db: Session, cast: Cast) -> Stage:
    """The course with its practicum, on the host site's database."""
    stage = build_stage(host_db, cast)
    host_db.commit()
    return stage


@pytest.fixture
def filled(stage: Stage, cast: Cast, host_db: Session) -> dict[str, Any]:
    """The log as Ana fills it in, of a session that she started on a decision."""
    begun = with_screening(host_db, cast.ana, make_sheet(stage, cast.bea.id))
    host_db.commit()
    return {
        "form_key": "k1", "decision_id": begun.decision_id, "day": "2026-11-24", "start": "09:00", "end": "10:00",
        "supervisor_id": cast.bea.id, "strokes": ["glide"], "depth": "3", "score": "6",
        "reflection": "The client asked for less on the left, so I slowed down.", "do": "send",
    }  # fmt: skip


@pytest.fixture
def ana(client_of: SignIn) -> FlaskClient:
    """Ana's browser."""
    return client_of("ana")


@pytest.fixture
def bea(client_of: SignIn) -> FlaskClient:
    """Bea's browser."""
    return client_of("bea")


def send(client: FlaskClient, filled: dict[str, Any], **changes: Any) -> int:
    """Log a session and return its id."""
    answer = client.post("/practicum/log", data={**filled, **changes})
    assert answer.status_code == 302, re.findall(r"al-wrong[^>]*>.*?<span>(.*?)</span>", answer.text, re.S)
    return int(answer.location.rsplit("/", 1)[1])


def entry_of(host_db: Session, id: int) -> Entry:
    host_db.expire_all()
    return host_db.get_one(Entry, id)


def test_a_session_goes_from_the_log_to_a_signature_and_into_the_ledger(
    ana: FlaskClient, bea: FlaskClient, filled: dict[str, Any], host_db: Session
) -> None:
    assert "Log a session" in ana.get("/practicum").text
    assert 'value="Send' not in ana.get("/practicum/log").text
    id = send(ana, filled)
    shown = ana.get(f"/practicum/entries/{id}").text
    assert "for a countersignature: Bea has until 8 December 2026 to answer" in shown
    assert "Decision: Modify" in shown
    assert "leave the left calf" in shown.lower()
    page = bea.get(f"/countersign/{id}").text
    assert "Show what the ratings come to" in page
    first = RUBRIC.criteria[0]
    assert f"1 or 2: {first.low} 3: {first.middle} 4 or 5: {first.high}" in unescape(page)
    ratings = RATED
    told = bea.post(f"/countersign/{id}", data={**ratings, "version": 1, "do": "show"})
    assert told.status_code == 200
    assert "Sign: passed" in told.text
    signed = bea.post(f"/countersign/{id}", data={**ratings, "version": 1, "outcome": "passed", "do": "sign"})
    assert signed.location.endswith("/inbox")
    assert entry_of(host_db, id).state == "countersigned"
    assert "1 h credited" in ana.get("/practicum").text
    history = ana.get(f"/practicum/entries/{id}").text
    assert "countersigned it" in history
    assert "Observation by Bea: passed" in history


BAD = [
    ({"end": "13:30"}, "has not ended yet"),
    ({"day": "2026-12-24"}, "has not ended yet"),
    ({"day": "2026-11-01"}, "within 7 days"),
    ({"day": "31.11.2026"}, "as in 2026-11-24"),
    ({"start": "25:99"}, "as in 14:05"),
    ({"end": "08:00"}, "before the start"),
    ({"decision_id": "", "category": "P1", "room_id": "999999"}, "Choose one from the list"),
    ({"decision_id": "", "category": "P1", "room_id": "abc"}, "Choose one from the list"),
    ({"decision_id": "", "category": ""}, "Choose the category"),
    ({"start": "08:30"}, "You started this session at 09:00"),
    ({"supervisor_id": "1"}, "Choose one from the list"),
    ({"depth": "9"}, "Choose one from the list"),
    ({"score": "0"}, "Choose one from the list"),
    ({"strokes": ["karate"]}, "Choose one from the list"),
    ({"reflection": "Maria asked for more on the left."}, "“Maria” looks like a name"),
    ({"reflection": "Write to maria@example.org for more."}, "e-mail address"),
    ({"reflection": ""}, "sentence or two"),
    ({"decision_id": "", "category": "P3"}, "Choose one from the list"),
]  # fmt: skip


@pytest.mark.parametrize(("changes", "says"), BAD)
def test_a_bad_form_comes_back_with_what_was_typed_and_changes_nothing(
    ana: FlaskClient, filled: dict[str, Any], host_db: Session, changes: dict[str, Any], says: str
) -> None:
    """T01: direct posts of as many bad forms, and more,, none of which is kept."""
    answer = ana.post("/practicum/log", data={**filled, **changes})
    assert answer.status_code == 422
    assert says in answer.text
    assert "to put right" in answer.text
    assert host_db.scalar(select(func.count()).select_from(Entry)) == 0
    if "reflection" not in changes:
        assert filled["reflection"] in answer.text


def test_an_overlapping_session_is_refused_at_its_field(ana: FlaskClient, filled: dict[str, Any]) -> None:
    """T01, V2.2.3."""
    send(ana, filled)
    answer = ana.post("/practicum/log", data={**filled, "form_key": "k2", "start": "09:30", "end": "10:30"})
    assert answer.status_code == 422
    assert "You already have an entry from 09:00 to 10:00 that day. Start at 10:00" in answer.text


def test_a_double_click_makes_one_entry(ana: FlaskClient, filled: dict[str, Any], host_db: Session) -> None:
    """T06."""
    assert send(ana, filled) == send(ana, filled)
    assert host_db.scalar(select(func.count()).select_from(Entry)) == 1
    assert ana.post("/practicum/log", data={**filled, "score": "2"}).status_code == 409


def test_a_word_that_is_no_name_may_be_vouched_for(ana: FlaskClient, filled: dict[str, Any]) -> None:
    text = "I held the Velcro strap before the drape moved."
    answer = ana.post("/practicum/log", data={**filled, "reflection": text})
    assert answer.status_code == 422
    assert '<input type="checkbox" name="not_names" value="Velcro">' in answer.text
    send(ana, {**filled, "reflection": text, "not_names": ["Velcro"]})


def test_a_draft_is_kept_shown_changed_and_sent(
    ana: FlaskClient, filled: dict[str, Any], host_db: Session
) -> None:
    id = send(ana, {"form_key": "d1", "decision_id": filled["decision_id"], "reflection": "", "do": "draft"})
    assert "has not been sent" in ana.get(f"/practicum/entries/{id}").text
    assert "<dd>C-14</dd>" in ana.get(f"/practicum/entries/{id}/edit").text
    sent = ana.post(f"/practicum/entries/{id}/submit")
    assert sent.location.endswith(f"/practicum/entries/{id}/edit"), "something is missing"
    changed = {**filled, "version": 1, "do": "draft"}
    assert ana.post(f"/practicum/entries/{id}/edit", data=changed).status_code == 302
    assert ana.post(f"/practicum/entries/{id}/edit", data={**changed, "version": "x"}).status_code == 409
    assert ana.post(f"/practicum/entries/{id}/submit").location.endswith(f"/practicum/entries/{id}")
    assert entry_of(host_db, id).state == "submitted"
    assert ana.get(f"/practicum/entries/{id}/edit").status_code == 409


def test_a_returned_entry_says_why_and_is_sent_again(
    ana: FlaskClient, bea: FlaskClient, filled: dict[str, Any], host_db: Session
) -> None:
    id = send(ana, filled)
    assert (
        bea.post(f"/countersign/{id}", data={"version": 1, "do": "return", "text": "no"}).status_code == 422
    )
    reason = "The reflection says nothing about the end."
    assert (
        bea.post(f"/countersign/{id}", data={"version": 1, "do": "return", "text": reason}).status_code == 302
    )
    assert reason in ana.get(f"/practicum/entries/{id}").text
    assert reason in ana.get(f"/practicum/entries/{id}/edit").text
    again = {**filled, "version": 2, "score": "4"}
    assert ana.post(f"/practicum/entries/{id}/edit", data=again).status_code == 302
    page = bea.get(f"/countersign/{id}").text
    assert "Highest score: <del>6</del> <ins>4</ins>" in page
    rejected = {"version": entry_of(host_db, id).version, "do": "reject", "text": "I was not there at all."}
    assert bea.post(f"/countersign/{id}", data=rejected).status_code == 302
    assert entry_of(host_db, id).state == "rejected"


def test_the_button_never_signs_another_outcome_than_it_says(
    ana: FlaskClient, bea: FlaskClient, filled: dict[str, Any], host_db: Session
) -> None:
    id = send(ana, filled)
    low = {**RATED, "rate_foot-placement": 3, "version": 1}
    for said in ("passed", ""):
        answer = bea.post(f"/countersign/{id}", data={**low, "outcome": said, "do": "sign"})
        assert answer.status_code == 422
        assert "Sign: not passed" in answer.text
        assert "Below 4 on a critical criterion" in answer.text
    assert entry_of(host_db, id).state == "submitted"
    unfinished = bea.post(f"/countersign/{id}", data={"rate_hygiene": 4, "version": 1, "do": "sign"})
    assert "Rate every criterion" in unfinished.text


def test_an_amendment_is_a_draft_of_its_own(
    ana: FlaskClient, bea: FlaskClient, filled: dict[str, Any], host_db: Session
) -> None:
    id = send(ana, filled)
    assert bea.post(f"/countersign/{id}", data={"version": 1, "do": "sign"}).status_code == 302
    answer = ana.post(f"/practicum/entries/{id}/amend")
    assert answer.location == ana.post(f"/practicum/entries/{id}/amend").location
    page = ana.get(answer.location).text
    assert "Amend a session" in page
    assert 'value="09:00"' in page
    assert "The entry that this one amends" in ana.get(answer.location.removesuffix("/edit")).text


def test_an_entry_is_declared_void_with_a_reason(
    ana: FlaskClient, filled: dict[str, Any], host_db: Session
) -> None:
    id = send(ana, filled)
    assert "Declare this entry void?" in ana.get(f"/practicum/entries/{id}/void").text
    assert ana.post(f"/practicum/entries/{id}/void", data={"reason": ""}).status_code == 422
    assert ana.post(f"/practicum/entries/{id}/void", data={"reason": "oops"}).status_code == 422
    gone = ana.post(f"/practicum/entries/{id}/void", data={"reason": "Logged under the wrong day."})
    assert gone.status_code == 302
    assert "Logged under the wrong day." in ana.get(f"/practicum/entries/{id}").text
    assert entry_of(host_db, id).state == "void"


@pytest.mark.parametrize("name", ["caz", "dee", None])
def test_somebody_else_s_entry_is_as_good_as_none(
    client_of: SignIn, ana: FlaskClient, filled: dict[str, Any], host_db: Session, name: str | None
) -> None:
    """T11: every address of an entry, by id, as a stranger; nothing is read and nothing changes."""
    id, draft = send(ana, filled), send(ana, {**filled, "form_key": "d", "do": "draft"})
    stranger = client_of(name)
    gets = [f"/practicum/entries/{i}{x}" for i in (id, draft) for x in ("", "/edit", "/void")]
    posts = [f"/practicum/entries/{i}/{x}" for i in (id, draft) for x in ("submit", "amend", "void", "edit")]
    for path in (*gets, f"/countersign/{id}", f"/countersign/{draft}"):
        answer = stranger.get(path)
        assert answer.status_code in (401, 403, 404), path
        assert "C-14" not in answer.text
    for path in (*posts, f"/countersign/{id}"):
        data = {**filled, "version": 1, "reason": "Because I can do so.", "text": "Because I can."}
        assert stranger.post(path, data=data).status_code in (401, 403, 404), path
    assert (entry_of(host_db, id).state, entry_of(host_db, draft).state) == ("submitted", "draft")


def test_nobody_countersigns_their_own_session(
    client_of: SignIn, ana: FlaskClient, filled: dict[str, Any], host_db: Session, cast: Cast
) -> None:
    """T03: also when the trainee is an instructor too."""
    id = send(ana, filled)
    assert ana.get(f"/countersign/{id}").status_code == 403
    people.place_person(host_db, cast.reg, cast.ana.id, ["trainee", "instructor", "supervisor"], now=NOW)
    host_db.commit()
    for verb in ("sign", "return", "reject"):
        answer = ana.post(f"/countersign/{id}", data={"version": 1, "do": verb, "text": "I was very good."})
        assert answer.status_code == 403
    assert entry_of(host_db, id).state == "submitted"


def test_a_registrar_sees_and_voids_but_does_not_sign(
    client_of: SignIn, ana: FlaskClient, filled: dict[str, Any], host_db: Session
) -> None:
    id, reg = send(ana, filled), client_of("reg")
    assert "C-14" in reg.get(f"/practicum/entries/{id}").text
    assert reg.get(f"/countersign/{id}").status_code == 403
    assert (
        reg.post(f"/practicum/entries/{id}/void", data={"reason": "Entered twice by hand."}).status_code
        == 302
    )
    assert entry_of(host_db, id).state == "void"


@pytest.mark.parametrize(
    ("path", "may"),
    [
        ("/practicum", {"ana", "caz"}),
        ("/practicum/log", {"ana", "caz"}),
    ],
)
def test_each_page_is_open_to_its_roles_alone(
    client_of: SignIn, stage: Stage, path: str, may: set[str]
) -> None:
    for name in CAST:
        assert (client_of(name).get(path).status_code == 200) == (name in may), name
    assert client_of(None).get(path).status_code in (302, 401)


def test_without_a_course_the_practicum_says_how_it_begins(ana: FlaskClient, app: Flask) -> None:
    assert "begins with a course" in ana.get("/practicum").text
    assert ana.get("/practicum/log").status_code == 404


def test_a_long_ledger_is_shown_in_pages(
    ana: FlaskClient, filled: dict[str, Any], host_db: Session, cast: Cast, stage: Stage
) -> None:
    for n in range(53):
        services.log_entry(host_db, cast.ana, stage.course_id, Sheet(), form_key=f"d{n}", send=False, now=NOW)
    host_db.commit()
    assert "Page 1 of 2, 53 sessions" in ana.get("/practicum").text
    assert ana.get("/practicum?page=2").text.count("/practicum/entries/") == 3
    assert ana.get("/practicum?page=nine").status_code == 200


def test_what_is_typed_is_never_markup(ana: FlaskClient, bea: FlaskClient, filled: dict[str, Any]) -> None:
    text = "<script>alert(1)</script> was what I thought about, and slowly."
    id = send(ana, {**filled, "reflection": text})
    for page in (ana.get(f"/practicum/entries/{id}").text, bea.get(f"/countersign/{id}").text):
        assert "<script>alert" not in page
        assert "&lt;script&gt;" in page


def test_a_signature_asks_again_who_is_signing(
    app: Flask, ana: FlaskClient, bea: FlaskClient, filled: dict[str, Any], host_db: Session
) -> None:
    id = send(ana, filled)
    app.extensions["ashilms"].reauthenticate = lambda: app.redirect("/prove-it")
    assert bea.get(f"/countersign/{id}").location == "/prove-it"
    typed = {"version": 1, "do": "sign", "text": "Calm and exact throughout."}
    answer = bea.post(f"/countersign/{id}", data=typed)
    assert answer.status_code == 422
    assert "Prove once more that it is you" in answer.text
    assert "Calm and exact throughout." in answer.text
    app.extensions["ashilms"].reauthenticate = lambda: False
    assert bea.post(f"/countersign/{id}", data=typed).status_code == 403
    assert entry_of(host_db, id).state == "submitted"


def test_the_log_asks_for_a_planned_ending_where_the_mix_counts_it(
    ana: FlaskClient, host_db: Session, stage: Stage, cast: Cast
) -> None:
    plain = make_sheet(stage, cast.bea.id)
    peer = with_screening(host_db, cast.ana, plain).decision_id
    client = with_screening(host_db, cast.ana, replace(plain, category="P5"), client="C-15").decision_id
    host_db.commit()
    asked = 'name="hands_ending"'
    assert asked not in ana.get("/practicum/log", query_string={"decision_id": peer}).text
    assert asked in ana.get("/practicum/log", query_string={"decision_id": client}).text
    ana.post(
        "/practicum/log", data={"form_key": "p", "decision_id": client, "hands_ending": "y", "do": "draft"}
    )
    assert host_db.scalars(select(Entry)).one().as_sheet().hands_ending
