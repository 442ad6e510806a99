"""The pages of releases and accommodations: who may, what they show, what is mailed."""

from collections.abc import Callable

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from ashilms.accounts import services as people
from ashilms.jobs.runner import run_due
from ashilms.notices.models import Mail
from tests.allowances.conftest import NOTE, SPENT, use_up
from tests.quizzes.conftest import School
from tests.told import each_at_once

Sign = Callable[[str | None], FlaskClient]
WHY = "A letter of her physician, seen on 20 November."


@pytest.fixture
def spent(app: Flask, host_db: Session, host_school: School) -> School:
    """Ana has used up her attempts, a day ago."""
    use_up(host_db, host_school)
    app.extensions["ashilms"].clock = lambda: SPENT
    return host_school


def test_an_instructor_releases_an_attempt_and_the_trainee_sits_it(
    client_of: Sign, spent: School, host_db: Session, app: Flask
) -> None:
    people.get_person(host_db, spent.cast.ana.id).email = "ana@example.org"
    host_db.commit()
    ana, bea = client_of("ana"), client_of("bea")
    assert "Ask your instructor Bea to go through it" in ana.get("/quizzes/quiz-m02").text
    assert "Attempts used up · Bars, table and room" in bea.get("/inbox").text
    assert "3 used" in bea.get("/allowances").text
    path = f"/allowances/{spent.cast.ana.id}/quiz-m02/release"
    assert bea.post(path, data={"number": "1", "note": "ok"}).status_code == 422
    assert bea.post(path, data={"number": "1", "note": NOTE}).location == "/allowances"
    assert "Nobody waits" in bea.get("/allowances").text
    assert bea.get(path).status_code == 404
    assert "Start the clock" in ana.get("/quizzes/quiz-m02").text
    assert NOTE in ana.get("/allowances").text
    host_db.rollback()
    each_at_once(host_db)
    run_due(app)
    (mail,) = host_db.scalars(select(Mail).where(Mail.subject == "What you are allowed at a quiz"))
    assert (mail.address, NOTE in mail.text) == ("ana@example.org", False)


def test_an_accommodation_is_recorded_seen_and_ended(
    client_of: Sign, host_school: School, host_db: Session
) -> None:
    ana, bea, reg = client_of("ana"), client_of("bea"), client_of("reg")
    path = f"/allowances/{host_school.cast.ana.id}"
    assert reg.get(f"/allowances?person={host_school.cast.ana.id}").location == path
    sent = {"number": "1", "percent": "50", "since": "2026-11-24", "reason": WHY}
    assert reg.post(path, data={**sent, "percent": "999"}).status_code == 422
    assert reg.post(path, data=sent).location == path
    assert reg.post(path, data=sent).status_code == 409
    assert (
        "15 minutes from the start, by the server’s clock (10, and more by your accommodation)"
        in " ".join(ana.get("/quizzes/quiz-m02").text.split())
    )
    assert WHY in ana.get("/allowances").text
    seen = bea.get(path).text
    assert ("50 % more time" in seen, WHY in seen) == (True, False)
    assert bea.post("/allowances/accommodations/1/end").location == path
    assert "10 minutes from the start" in ana.get("/quizzes/quiz-m02").text


def test_strangers_find_nobody(client_of: Sign, spent: School) -> None:
    """T11: a trainee may not, an instructor of others finds nobody."""
    paths = (f"/allowances/{spent.cast.ana.id}", f"/allowances/{spent.cast.ana.id}/quiz-m02/release")
    codes = {
        who: [client_of(who).get(path).status_code for path in paths] for who in (None, "caz", "ana", "dee")
    }
    assert codes == {None: [401, 401], "caz": [403, 403], "ana": [403, 403], "dee": [404, 404]}
    assert client_of(None).get("/allowances").status_code == 401
