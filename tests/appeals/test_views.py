"""The pages of an appeal: asked on a result, answered beside the key, mailed, read on the result."""

from collections.abc import Callable

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from ashilms.accounts import services as people
from ashilms.jobs.runner import run_due
from ashilms.notices.models import Mail
from ashilms.quizzes import services as quizzes
from ashilms.quizzes.models import Attempt
from tests.allowances.conftest import gather
from tests.conftest import CAST, NOW, Cast
from tests.quizzes.conftest import CANARY, KINDS, School, answer, numbers, open_school, start
from tests.told import each_at_once

Sign = Callable[[str | None], FlaskClient]
WORDS, SAID = "Both of these are named in the lesson.", "The lesson does name both; the key was too narrow."


@pytest.fixture
def school(host_db: Session) -> School:
    """The school on the host's database."""
    made = open_school(
        host_db, Cast(**{name: people.as_actor(people.find_person(host_db, name)) for name in CAST})
    )
    gather(host_db, made)
    people.get_person(host_db, made.cast.ana.id).email = "ana@example.org"
    return made


@pytest.fixture
def missed(host_db: Session, school: School) -> Attempt:
    """Ana's paper with one must-pass question left empty, of two that are wrong."""
    attempt = start(host_db, school.cast.ana)
    answer(host_db, school.cast.ana, attempt, wrong=(numbers(attempt, critical=True)[0],))
    quizzes.hand_in(host_db, school.cast.ana, attempt.id, KINDS, now=NOW)
    host_db.commit()
    return attempt


def test_a_mark_is_asked_about_and_raised(
    client_of: Sign, missed: Attempt, host_db: Session, app: Flask
) -> None:
    """T08, T10: the key is on the page of who answers, and not on that of who asked."""
    ana, bea = client_of("ana"), client_of("bea")
    number = missed.grade.missed[0].number
    result, page = f"/attempts/{missed.id}/result", f"/attempts/{missed.id}/questions/{number}/appeal"
    assert page in ana.get(result).text
    assert ana.get(page).status_code == 200
    assert ana.post(page, data={"words": "why"}).status_code == 422
    asked = ana.post(page, data={"words": WORDS}).location
    own = ana.get(asked).text
    assert ("Waits for an answer" in own, CANARY in own, "Your answer" in own) == (True, False, False)
    assert "Review of a mark · Bars, table and room" in bea.get("/inbox").text
    assert CANARY in bea.get(asked).text
    sent = {"verdict": "changed", "mark": "2", "words": SAID}
    assert bea.post(f"{asked}/answer", data=sent).status_code == 422
    assert bea.post(f"{asked}/answer", data={**sent, "mark": "1"}).location == asked
    assert bea.post(f"{asked}/answer", data={**sent, "mark": "1"}).status_code == 409
    told = ana.get(asked).text
    assert "The mark is now 1, in place of 0" in told
    assert SAID in told
    assert "<h1>Passed</h1>" in ana.get(result).text
    assert "Mark changed" in ana.get(result).text
    host_db.rollback()
    each_at_once(host_db)
    run_due(app)
    (mail,) = host_db.scalars(select(Mail).where(Mail.subject == "A mark of yours was reviewed"))
    assert (mail.address, SAID in mail.text) == ("ana@example.org", False)


def test_who_may_ask_see_and_answer(client_of: Sign, missed: Attempt) -> None:
    """T11."""
    page = f"/attempts/{missed.id}/questions/{missed.grade.missed[0].number}/appeal"
    asked = client_of("ana").post(page, data={"words": WORDS}).location
    sent = {"verdict": "kept", "words": SAID}
    codes = {
        who: (
            client_of(who).get(page).status_code, client_of(who).get(asked).status_code,
            client_of(who).post(f"{asked}/answer", data=sent).status_code,
        )
        for who in (None, "caz", "dee", "ana", "reg")
    }  # fmt: skip
    assert codes == {
        None: (401, 401, 401), "caz": (404, 404, 403), "dee": (403, 404, 404), "ana": (200, 200, 403),
        "reg": (403, 200, 302),
    }  # fmt: skip
