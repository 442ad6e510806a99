"""The pages of grading again: look, apply as seen, and what a trainee reads of it."""

import re
from collections.abc import Callable

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from ashilms.jobs.runner import run_due
from ashilms.quizzes.services import Correction
from ashilms.regrades.services import asking
from tests.regrades.test_services import wrong_key
from tests.schooling import Founded, text_of

Sign = Callable[[str | None], FlaskClient]


@pytest.fixture
def wrong(site_school: Founded) -> tuple[int, Correction]:
    """An attempt of Ana's, who is certified, and a correction by which she fails it."""
    site_school.certify()
    attempt, correction = wrong_key(site_school.db)
    return attempt.id, correction


def filled(correction: Correction, **more: str) -> dict[str, str]:
    return {"way": "set", "right": correction.right[0], "reason": "Two books say otherwise.", **more}


def digest_in(body: str) -> str:
    found = re.search(r'name="digest"[^>]*value="([0-9a-f]{64})"', body)
    assert found
    return found[1]


def test_a_correction_is_seen_then_applied_and_the_registrar_decides(
    client_of: Sign, wrong: tuple[int, Correction]
) -> None:
    attempt_id, correction = wrong
    page, dee, reg = f"/regrades/questions/{correction.version_id}", client_of("dee"), client_of("reg")
    seen = text_of(dee.post(page, data=filled(correction)))
    assert "loses the pass" in seen
    assert "Certificates that a registrar has to decide on" in seen
    done = dee.post(page, data=filled(correction, do="apply", digest=digest_in(seen)), follow_redirects=True)
    assert "Every old grade stays readable" in text_of(done)
    assert "Certificates to decide on" in text_of(reg.get("/regrades"))
    assert "Certificates to decide on" not in text_of(dee.get("/regrades"))
    decided = reg.post("/regrades/cases/1", data={"decision": "ended", "reason": "So it is."})
    assert "valid still" in text_of(decided, 422)
    reg.post("/regrades/cases/1", data={"decision": "stands", "reason": "She knew it by the book she had."})
    assert "The certificate stands: She knew it" in text_of(dee.get("/regrades/1"))
    told = text_of(client_of("ana").get(f"/attempts/{attempt_id}/result"))
    assert "Two books say otherwise." in told
    assert "Graded again" in told


def test_what_was_not_seen_is_not_applied(client_of: Sign, wrong: tuple[int, Correction]) -> None:
    _, correction = wrong
    page, dee = f"/regrades/questions/{correction.version_id}", client_of("dee")
    refused = dee.post(page, data=filled(correction, do="apply", digest="0" * 64))
    assert "changed since you looked" in text_of(refused, 409)
    assert "Nothing was graded again" in text_of(dee.get("/regrades"))


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        ({}, "Choose one."),
        ({"way": "set", "reason": "So."}, "0 options are right"),
        ({"way": "7000", "reason": "So."}, "Choose one from the list."),
        ({"way": "void", "reason": "x" * 1001}, "1000"),
    ],
)
def test_what_is_not_filled_in_rightly_says_so(
    client_of: Sign, wrong: tuple[int, Correction], data: dict[str, str], sentence: str
) -> None:
    answer = client_of("dee").post(f"/regrades/questions/{wrong[1].version_id}", data=data)
    assert sentence in text_of(answer, 422)


@pytest.mark.parametrize(("who", "code"), [(None, 401), ("ana", 403), ("dee", 200), ("reg", 200)])
def test_instructors_and_registrars_may(
    client_of: Sign, wrong: tuple[int, Correction], who: str | None, code: int
) -> None:
    """T11."""
    browser = client_of(who)
    for page in ("/regrades", f"/regrades/questions/{wrong[1].version_id}"):
        assert browser.get(page).status_code == code
    assert client_of("dee").get("/regrades/cases/1").status_code == 403
    assert client_of("reg").get("/regrades/cases/1").status_code == 404


def test_many_attempts_are_graded_again_by_a_job(
    app: Flask,
    host_db: Session,
    client_of: Sign,
    wrong: tuple[int, Correction],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(asking, "AT_ONCE", 0)
    correction, dee = wrong[1], client_of("dee")
    page = f"/regrades/questions/{correction.version_id}"
    stale, seen = "0" * 64, digest_in(text_of(dee.post(page, data=filled(correction))))
    asked = [
        dee.post(page, data=filled(correction, do="apply", digest=digest)) for digest in (stale, seen, seen)
    ]
    assert "Waits for its turn" in text_of(dee.get(asked[1].location))
    host_db.rollback()
    run_due(app)
    assert "changed since you looked" in text_of(dee.get(asked[0].location))
    assert "loses the pass" in text_of(dee.get(asked[1].location, follow_redirects=True))
    assert dee.get("/regrades/asked/none").status_code == 404
