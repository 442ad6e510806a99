"""The pages of screening: who may, what a bad form gets, and the way from the first question to the start."""

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from ashilms.demo.doings import check_room, screen_client
from ashilms.screenings import services
from ashilms.screenings.models import Countersignature, ScreeningDecision
from ashilms.screenings.rules import codes
from tests.conftest import CAST, NOW, Cast
from tests.practicum.conftest import LEFT_CALF, SHIPPED, Stage
from tests.practicum.test_views import ana, bea, cast, stage
from tests.schooling import Counted, counted

__all__ = ["ana", "bea", "cast", "counted", "stage"]
SignIn = Callable[[str | None], FlaskClient]
ANSWERED = {
    f"answer_{id}": list(answer) if isinstance(answer, tuple) else str(answer)
    for id, answer in LEFT_CALF.items()
}
CLEARABLE = next(rule.id for rule in SHIPPED.rules if rule.takes_clearance)


@pytest.fixture
def filled(stage: Stage, cast: Cast, host_db: Session) -> dict[str, Any]:
    """The screening as Ana fills it in, who has just checked the room."""
    check = check_room(host_db, cast.ana, stage.room, "bars", now=NOW - timedelta(minutes=20))
    host_db.commit()
    return {"form_key": "k1", "category": "P3", "client": "c-14", "check_id": check.id, **ANSWERED}


def decided(client: FlaskClient, filled: dict[str, Any]) -> int:
    """Screen a client and return the decision's id."""
    answer = client.post("/screenings/new", data=filled)
    assert answer.status_code == 302, re.findall(r"al-wrong[^>]*>.*?<span>(.*?)</span>", answer.text, re.S)
    return int(answer.location.rsplit("/", 1)[1])


def test_a_session_goes_from_the_check_to_the_screening_to_the_start_to_the_log(
    ana: FlaskClient, bea: FlaskClient, filled: dict[str, Any], host_db: Session
) -> None:
    """T01: without the countersignature there is no way to begin, and the log asks nothing again."""
    id = decided(ana, filled)
    page = ana.get(f"/screenings/{id}").text
    assert "Decision: Modify" in page
    assert "Start the session" not in page
    assert f"/screenings/{id}/countersign" in bea.get("/inbox").text
    assert "Varicose veins, left calf" in bea.get(f"/screenings/{id}/countersign").text
    assert bea.post(f"/screenings/{id}/countersign").location.endswith("/inbox")
    assert "Start the session" in ana.get(f"/screenings/{id}").text
    assert ana.post(f"/screenings/{id}/start").status_code == 302
    page = ana.get(f"/screenings/{id}").text
    assert f'href="/practicum/log?decision_id={id}"' in page
    assert f"decision_id={id}" in ana.get("/practicum/log").text
    log = ana.get(f"/practicum/log?decision_id={id}").text
    assert 'value="12:00"' in log
    assert "answer_" not in log
    assert "Begun. Log it when it has ended." in ana.get("/practicum").text
    assert "It is countersigned." in bea.get(f"/screenings/{id}/countersign").text
    assert "sign before contact" not in bea.get("/inbox").text


BAD = [
    ({"client": "Maria Schmidt"}, "such as C-14"),
    ({"category": "P4"}, "Choose what the session is for"),
    ({"check_id": ""}, "Choose the check of the room"),
    ({"check_id": "999999"}, "Choose the check of the room"),
    ({"check_id": "abc"}, "Choose one from the list"),
    ({"answer_bp-systolic": "lots"}, "whole number"),
    ({"answer_clot-signs": ""}, "Answer this question"),
    ({f"clearance-score_{CLEARABLE}": "9" * 400}, "1 and 10"),
]


@pytest.mark.parametrize(("changes", "says"), BAD)
def test_a_bad_form_comes_back_with_what_was_typed_and_nothing_is_decided(
    ana: FlaskClient, filled: dict[str, Any], host_db: Session, changes: dict[str, Any], says: str
) -> None:
    """T01."""
    answer = ana.post("/screenings/new", data={**filled, **changes})
    assert answer.status_code == 422
    assert says in answer.text
    assert "to put right" in answer.text
    assert host_db.scalar(select(func.count()).select_from(ScreeningDecision)) == 0


def test_without_a_check_that_fits_the_page_leads_to_one(ana: FlaskClient, stage: Stage) -> None:
    page = ana.get("/screenings/new").text
    assert "Check the room first" in page
    assert "Decide" not in page.replace("Decided", "")


def test_an_unsure_answer_is_asked_again_once(
    ana: FlaskClient, filled: dict[str, Any], host_db: Session
) -> None:
    unsure = {**filled, "answer_bp-medicine": "unsure"}
    first = ana.post("/screenings/new", data=unsure)
    assert first.status_code == 422
    assert "Ask again: Which medicines do you take" in first.text
    id = decided(ana, {**unsure, "asked_again": "bp-medicine"})
    assert host_db.get_one(ScreeningDecision, id).decision["limits"]["max_score"] == 5


def test_a_question_that_only_some_are_asked_appears_when_it_is_needed(
    ana: FlaskClient, filled: dict[str, Any]
) -> None:
    name = "answer_bp-symptoms"
    assert name not in ana.get("/screenings/new").text
    high = {**filled, "answer_bp-systolic": "185"}
    shown = ana.post("/screenings/new", data=high)
    assert shown.status_code == 422
    assert name in shown.text
    assert "Decision: Stop: refer" in shown.text
    id = decided(ana, {**high, name: "yes"})
    page = ana.get(f"/screenings/{id}").text
    assert "Decision: Stop: emergency" in page
    assert "Call an ambulance" in page
    assert "Start the session" not in page


def test_a_section_folds_once_it_is_answered_and_what_is_missing_is_a_link(
    ana: FlaskClient, filled: dict[str, Any]
) -> None:
    empty, folded = '<details class="al-fold" open>', '<details class="al-fold">'
    assert ana.get("/screenings/new").text.count(empty) == 14, (
        "every section but the places, which nobody asks yet"
    )
    injured = {**filled, "answer_skin": ["wound"], "answer_age": ""}
    shown = ana.post("/screenings/new", data=injured).text
    assert (shown.count(empty), shown.count(folded)) == (2, 13)
    assert '<a href="#answer_places">Something that you ticked has a place.' in shown
    assert '<a href="#answer_age">Age in years</a>' in shown


def test_a_clearance_is_asked_for_once_where_one_would_help(
    ana: FlaskClient, filled: dict[str, Any], host_db: Session
) -> None:
    eyes = {**filled, "answer_nerves": ["glaucoma"]}
    asked = ana.post("/screenings/new", data=eyes)
    assert asked.status_code == 200
    assert "There is a clearance: Glaucoma" in asked.text
    assert 'name="asked_again" type="hidden" value="clearances"' in asked.text
    points = ["person", "condition", "technique", "clinician", "newer", "stands", "face-down"]
    cleared = {
        **eyes, "asked_again": "clearances", "clearance_glaucoma": "2026-11-03",
        "clearance-points_glaucoma": points, "clearance-score_glaucoma": "4",
    }  # fmt: skip
    assert (
        "between 1 and 10"
        in ana.post("/screenings/new", data={**cleared, "clearance-score_glaucoma": "11"}).text
    )
    id = decided(ana, cleared)
    row = host_db.get_one(ScreeningDecision, id)
    assert (row.outcome, row.decision["limits"]["max_score"]) == ("MODIFY", 4)
    assert "(clearance of 3 November 2026)" in ana.get(f"/screenings/{id}").text
    without = decided(ana, {**eyes, "asked_again": "clearances", "form_key": "k2"})
    assert host_db.get_one(ScreeningDecision, without).outcome == "CLEARANCE_REQUIRED"
    assert "Screened before today" in ana.get(f"/screenings/{without}").text
    assert "Screened again since" in ana.get(f"/screenings/{id}").text


def test_a_code_signs_on_the_trainee_s_device_and_a_wrong_one_is_counted(
    app: Flask, ana: FlaskClient, bea: FlaskClient, filled: dict[str, Any], host_db: Session, cast: Cast
) -> None:
    """T03: set up on the supervisor's own page, shown until it is confirmed, and never again."""
    id = decided(ana, filled)
    assert bea.post("/screenings/codes", data={"do": "begin"}).status_code == 302
    row = services.find_authenticator(host_db, cast.bea.id)
    assert row is not None
    secret = codes.secret_of(str(app.secret_key), cast.bea.id, row.salt)
    shown = bea.get("/screenings/codes").text
    assert " ".join(secret[n : n + 4] for n in range(0, 32, 4)) in shown
    assert bea.post("/screenings/codes", data={"do": "confirm", "code": "000000"}).status_code == 422
    confirm = {"do": "confirm", "code": codes.code_at(secret, NOW)}
    assert bea.post("/screenings/codes", data=confirm).status_code == 302
    assert secret[:4] not in bea.get("/screenings/codes").text
    typed = {"supervisor": cast.bea.id, "code": "000000"}
    wrong = ana.post(f"/screenings/{id}/sign", data=typed)
    assert wrong.status_code == 422
    assert "not the code on your authenticator now" in wrong.text
    host_db.expire_all()
    assert row.wrong == 1
    signed = ana.post(f"/screenings/{id}/sign", data={**typed, "code": codes.code_at(secret, NOW)})
    assert signed.status_code == 302
    assert host_db.scalars(select(Countersignature)).one().way == "code"


def test_a_signature_asks_again_who_is_signing(
    app: Flask, ana: FlaskClient, bea: FlaskClient, filled: dict[str, Any], host_db: Session
) -> None:
    """T03."""
    id = decided(ana, filled)
    app.extensions["ashilms"].reauthenticate = lambda: app.redirect("/prove-it")
    for address in (f"/screenings/{id}/countersign", "/screenings/codes"):
        assert bea.get(address).location == "/prove-it"
        assert bea.post(address, data={"do": "begin"}).location == "/prove-it"
    assert host_db.scalar(select(func.count()).select_from(Countersignature)) == 0


@pytest.mark.parametrize("name", ["caz", None])
def test_somebody_else_s_decision_is_as_good_as_none(
    client_of: SignIn, ana: FlaskClient, filled: dict[str, Any], host_db: Session, name: str | None
) -> None:
    """T11: every address of a decision, as a stranger."""
    id, stranger = decided(ana, filled), client_of(name)
    for path in (f"/screenings/{id}", f"/screenings/{id}/countersign", f"/practicum/log?decision_id={id}"):
        answer = stranger.get(path)
        assert answer.status_code in (401, 403, 404), path
        assert "C-14" not in answer.text
    for path in (f"/screenings/{id}/{do}" for do in ("sign", "start", "countersign")):
        assert stranger.post(path, data={"supervisor": 1, "code": "1"}).status_code in (401, 403, 404), path


@pytest.mark.parametrize(
    ("path", "may"), [("/screenings/new", {"ana", "caz"}), ("/screenings/codes", {"bea", "dee"})]
)
def test_each_page_is_open_to_its_roles_alone(
    client_of: SignIn, stage: Stage, path: str, may: set[str]
) -> None:
    for name in CAST:
        assert (client_of(name).get(path).status_code == 200) == (name in may), name
    assert client_of(None).get(path).status_code in (302, 401)


def test_the_inbox_asks_as_often_for_twelve_decisions_as_for_two(
    app: Flask, bea: FlaskClient, filled: dict[str, Any], host_db: Session, cast: Cast, stage: Stage,
    counted: Counted,
) -> None:  # fmt: skip
    asked = []
    for numbers in (range(2), range(2, 12)):
        check = services.find_fitting(host_db, cast.ana, stage.course_id, at=NOW)[0]
        for n in numbers:
            screen_client(host_db, cast.ana, stage.course_id, check=check, client=f"C-{n}", now=NOW)
        host_db.commit()
        with counted() as said:
            page = bea.get("/inbox").text
        asked.append(len(said))
    assert page.count("sign before contact") == 12
    assert asked[0] == asked[1]
