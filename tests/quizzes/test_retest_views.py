"""The re-test on its pages: it is offered on the result, sat without a script, and said how it ended."""

from collections.abc import Callable

import pytest
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from ashilms.accounts import services as people
from ashilms.actor import machine
from ashilms.quizzes import services
from tests.conftest import CAST, NOW, Cast
from tests.quizzes.conftest import CANARY, DRAFTS, OTHERS, School, numbers, open_school
from tests.quizzes.test_views import attempt_of, begin, hand_in, walk

Sign = Callable[[str | None], FlaskClient]


@pytest.fixture
def school(host_db: Session) -> School:
    """The school on the host's database, with two other questions on each must-pass rule."""
    cast = Cast(**{name: people.as_actor(people.find_person(host_db, name)) for name in CAST})
    school = open_school(host_db, cast)
    services.keep_questions(host_db, machine("tests"), school.course.id, [*DRAFTS, *OTHERS], now=NOW)
    host_db.commit()
    return school


def miss(ana: FlaskClient, db: Session) -> int:
    """Hand in a paper with one must-pass question wrong and return its id."""
    here = begin(ana)
    for _ in walk(ana, db, here, wrong=(numbers(attempt_of(db), critical=True)[0],)):
        pass
    attempt = attempt_of(db)
    hand_in(ana, attempt)
    return attempt.id


@pytest.mark.parametrize(
    ("wrong", "heading", "words"),
    [((), "Passed", "counts as passed now"), ((1,), "Not passed yet", "counts as failed")],
)
def test_a_re_test_is_offered_sat_and_told(
    client_of: Sign, school: School, host_db: Session, wrong: tuple[int, ...], heading: str, words: str
) -> None:
    """S10, T08: and no page of it holds a key or a rationale."""
    ana = client_of("ana")
    first = miss(ana, host_db)
    offered = ana.get(f"/attempts/{first}/result").text
    assert "2 other questions ask the missed rule again" in offered
    started = ana.post(f"/attempts/{first}/retest")
    seen = list(walk(ana, host_db, started.location, wrong=wrong))
    assert CANARY.lower() not in "".join(f"{page.headers} {page.text}" for page in seen).lower()
    assert "question 2 of 2" in seen[2].text
    ended = ana.get(hand_in(ana, attempt_of(host_db)).location).text
    assert f"<h1>{heading}</h1>" in ended
    assert words in ended
    assert f"{2 - len(wrong)} of 2 in the re-test, which needs every question right." in ended
    assert ("Passed by a re-test" in ana.get(f"/attempts/{first}/result").text) is (not wrong)
    assert "Re-test of attempt 1" in ana.get("/quizzes/quiz-m02").text
    assert ana.post(f"/attempts/{first}/retest").status_code == 409


def test_a_re_test_is_its_trainees_alone(client_of: Sign, school: School, host_db: Session) -> None:
    """T11."""
    first = miss(client_of("ana"), host_db)
    codes = {
        who: client_of(who).post(f"/attempts/{first}/retest").status_code for who in (None, "caz", "bea")
    }
    assert codes == {None: 401, "caz": 404, "bea": 403}
    assert attempt_of(host_db).id == first
