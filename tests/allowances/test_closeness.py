"""Whoever is close to a trainee, or has their address, gives them no attempt, no time and no mark."""

import logging
from collections.abc import Callable

import pytest
from flask.testing import FlaskClient
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from ashilms.accounts import services as people
from ashilms.allowances import services
from ashilms.allowances.rules import Terms
from ashilms.errors import NotAllowed
from ashilms.quizzes.models import Accommodation, Release
from ashilms.quizzes.rules.allowing import Eased
from tests.allowances.conftest import NOTE, SPENT, come_close, use_up
from tests.conftest import NOW
from tests.quizzes.conftest import School

TERMS = Terms(Eased(percent=50), None, SPENT.date(), None, "A letter of her physician.")
SENTENCES = {
    "tie": "A close tie between you and this trainee is on record",
    "account": "You and this trainee have the same e-mail address",
}


@pytest.mark.parametrize("how", ["tie", "account"])
@pytest.mark.parametrize(("who", "ask"), [("bea", "a registrar"), ("reg", "another registrar")])
def test_whoever_is_too_close_releases_and_accommodates_nothing(
    db: Session, school: School, caplog: pytest.LogCaptureFixture, how: str, who: str, ask: str
) -> None:
    """T03, V16.3.2: refused with the reason, and the log says who tried what."""
    actor, ana = getattr(school.cast, who), school.cast.ana
    use_up(db, school)
    held = services.accommodate(db, school.cast.reg, ana.id, TERMS, number=1, now=NOW)
    db.commit()
    come_close(db, ana, actor, how)
    deeds: tuple[Callable[[], object], ...] = (
        lambda: services.release_attempt(db, actor, ana.id, "quiz-m02", NOTE, number=1, now=SPENT),
        lambda: services.accommodate(db, actor, ana.id, TERMS, number=2, now=SPENT),
        lambda: services.end_accommodation(db, actor, held.id, now=SPENT),
    )
    for deed in deeds:
        with pytest.raises(NotAllowed, match=rf"{SENTENCES[how]}, so somebody else has to .*\. Ask {ask}\."):
            deed()
    said = [
        (row.__dict__["event"], row.__dict__["actor"])
        for row in caplog.records
        if row.levelno == logging.WARNING
    ]
    assert said == 3 * [("authorization_refused", f"person:{actor.id}")]
    assert (db.scalar(select(func.count(Release.id))), held.ended_at) == (0, None)
    assert db.scalar(select(func.count(Accommodation.id))) == 1


@pytest.mark.parametrize("how", ["tie", "account"])
def test_what_waits_of_somebody_close_waits_for_the_others(db: Session, school: School, how: str) -> None:
    use_up(db, school)
    come_close(db, school.cast.ana, school.cast.bea, how)
    bea, reg = school.cast.bea, school.cast.reg
    assert services.find_waiting(db, bea, now=SPENT) == []
    assert services.offer_waiting(db, bea, now=SPENT).counts.waiting == 0
    assert school.cast.ana.id not in services.find_trainees(db, bea)
    assert [one.person_id for one in services.find_waiting(db, reg, now=SPENT)] == [school.cast.ana.id]
    assert services.whom_to_ask(db, school.cast.ana, "quiz-m02") == "a registrar of the school"


def test_the_pages_say_why(
    client_of: Callable[[str | None], FlaskClient], host_db: Session, host_school: School
) -> None:
    ana = host_school.cast.ana
    for name in ("ana", "bea"):
        people.get_person(host_db, getattr(host_school.cast, name).id).email = f"{name}@example.org"
    use_up(host_db, host_school)
    come_close(host_db, ana, host_school.cast.bea, "tie")
    bea = client_of("bea")
    for path in (f"/allowances/{ana.id}", f"/allowances/{ana.id}/quiz-m02/release"):
        for answer in (bea.get(path), bea.post(path, data={"number": "1", "note": NOTE})):
            assert (answer.status_code, SENTENCES["tie"] in answer.text) == (403, True)
    assert f"/allowances/{ana.id}" not in bea.get("/allowances").text
