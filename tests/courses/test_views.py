"""The pages of the courses: who may open them, what they say, and what a repeated or malformed request does."""

from collections.abc import Callable
from datetime import datetime

import pytest
from flask.testing import FlaskClient
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from ashilms.accounts.models import Person
from ashilms.courses import services
from ashilms.courses.models import CheckAnswer, Enrolment, LessonProgress
from ashilms.courses.rules import QUIZ_PASSED
from tests.courses.asked import queries
from tests.packs.small import NAME

Sign = Callable[[str | None], FlaskClient]
COURSE = f"/courses/{NAME}"
ABOVE, BELOW, LOAD = f"{COURSE}/m01/m01-l01", f"{COURSE}/m01/m01-l02", f"{COURSE}/m02/m02-l01"

pytestmark = pytest.mark.usefixtures("host_course")


@pytest.fixture
def ana(client_of: Sign) -> FlaskClient:
    """Ana's browser; she takes the course."""
    browser = client_of("ana")
    assert browser.post(f"{COURSE}/enrol").status_code == 302
    return browser


def text_of(browser: FlaskClient, url: str, code: int = 200) -> str:
    answer = browser.get(url)
    assert answer.status_code == code
    return " ".join(answer.get_data(as_text=True).split())


@pytest.mark.parametrize("url", ["/courses", COURSE, ABOVE])
def test_a_visitor_is_sent_to_sign_in(client_of: Sign, url: str) -> None:
    assert client_of(None).get(url).status_code == 401


@pytest.mark.parametrize("post", [f"{COURSE}/enrol", f"{ABOVE}/finish", f"{BELOW}/check", f"{ABOVE}/beat"])
def test_a_visitor_posts_nothing(client_of: Sign, post: str, host_db: Session) -> None:
    assert client_of(None).post(post, data={"check": "carries", "answer": "a"}).status_code == 401
    for table in (Enrolment, LessonProgress, CheckAnswer):
        assert host_db.scalar(select(func.count()).select_from(table)) == 0


def test_a_trainee_who_does_not_take_the_course_sees_what_it_holds_but_no_lesson(client_of: Sign) -> None:
    caz = client_of("caz")
    page = text_of(caz, COURSE)
    assert "Take up this course" in page
    assert ABOVE not in page
    assert "Take up the course first" in text_of(caz, ABOVE, 403)
    assert caz.post(f"{ABOVE}/finish").status_code == 403
    assert caz.post(f"{BELOW}/check", data={"check": "carries", "answer": "a"}).status_code == 403


@pytest.mark.parametrize("who", ["bea", "reg"])
def test_teachers_and_registrars_read_but_take_nothing(client_of: Sign, host_db: Session, who: str) -> None:
    reader = client_of(who)
    assert "You read this course" in text_of(reader, COURSE)
    assert "Nothing is recorded for you" in text_of(reader, LOAD)
    assert reader.post(f"{COURSE}/enrol").status_code == 403
    assert reader.post(f"{ABOVE}/finish").status_code == 403
    assert host_db.scalar(select(func.count()).select_from(LessonProgress)) == 0


def test_the_course_says_what_is_next_and_what_is_locked_and_why(ana: FlaskClient) -> None:
    page = text_of(ana, COURSE)
    assert "Your next step · about 10 min" in page
    assert "Start this lesson" in page
    assert "<b>Locked.</b> It opens when the module “Bars” is finished." in page
    assert "It opens when the quiz “Bars” is passed." in page
    assert ABOVE in page
    assert LOAD not in page
    assert "To be reviewed by a clinician" in page


def test_a_locked_lesson_is_refused_with_its_reason(ana: FlaskClient, host_db: Session) -> None:
    assert "It opens when the module “Bars” is finished." in text_of(ana, LOAD, 403)
    assert ana.post(f"{LOAD}/finish").status_code == 403
    assert host_db.scalar(select(func.count()).select_from(LessonProgress)) == 0


def test_a_lesson_is_read_answered_and_finished_and_the_next_module_opens(ana: FlaskClient) -> None:
    page = text_of(ana, ABOVE)
    assert 'popovertarget="term-bar"' in page
    assert 'id="term-bar" popover' in page
    assert 'aria-labelledby="fig-foot-title fig-foot-desc"' in page
    assert "Never: Hang from a pipe" in page
    assert ana.post(f"{ABOVE}/finish").headers["Location"] == BELOW
    assert "Go on with this lesson" in text_of(ana, COURSE) or text_of(ana, BELOW)
    refused = ana.post(f"{BELOW}/finish")
    assert refused.status_code == 422
    assert "One self-check is still open." in refused.get_data(as_text=True)
    answered = ana.post(f"{BELOW}/check", data={"check": "carries", "answer": "a"})
    assert answered.headers["Location"] == f"{BELOW}#check-carries"
    assert ana.post(f"{BELOW}/finish").headers["Location"] == COURSE
    page = text_of(ana, COURSE)
    assert "Quiz: Bars" in page
    assert "2 of 2 lessons" in page
    assert LOAD in page
    assert text_of(ana, LOAD)


def test_finishing_twice_does_no_harm(ana: FlaskClient, host_db: Session) -> None:
    for _ in range(3):
        assert ana.post(f"{ABOVE}/finish").status_code == 302
    assert host_db.scalar(select(func.count()).select_from(LessonProgress)) == 1


def test_taking_it_up_twice_does_no_harm(ana: FlaskClient, host_db: Session) -> None:
    assert ana.post(f"{COURSE}/enrol").status_code == 302
    assert host_db.scalar(select(func.count()).select_from(Enrolment)) == 1


def test_a_self_check_says_why_and_keeps_its_key_until_then(ana: FlaskClient) -> None:
    before = text_of(ana, BELOW)
    assert "The bars do." not in before
    assert "Right" not in before
    for answer, word in (("b", "Not quite."), ("a", "Yes.")):
        ana.post(f"{BELOW}/check", data={"check": "carries", "answer": answer})
        page = text_of(ana, BELOW)
        assert word in page
        assert "The bars do." in page


@pytest.mark.parametrize(
    ("data", "code"),
    [
        ({}, 400),
        ({"check": "", "answer": "a"}, 400),
        ({"check": "carries"}, 422),
        ({"check": "carries", "answer": "z"}, 422),
        ({"check": "carries", "answer": ["a", "b"]}, 422),
        ({"check": "nothing", "answer": "a"}, 404),
        ({"check": "x" * 10_000, "answer": "a"}, 422),
    ],
)
def test_a_malformed_answer_is_refused_and_not_kept(
    ana: FlaskClient, host_db: Session, data: dict[str, object], code: int
) -> None:
    assert ana.post(f"{BELOW}/check", data=data).status_code == code
    assert host_db.scalar(select(func.count()).select_from(CheckAnswer)) == 0


@pytest.mark.parametrize(
    "url", ["/courses/nothing", f"{COURSE}/m01/nothing", f"{COURSE}/m02/m01-l01", f"{COURSE}/x/y"]
)
def test_what_is_not_there_is_not_found(ana: FlaskClient, url: str) -> None:
    assert ana.get(url).status_code == 404


def test_opening_a_lesson_is_noted_once_and_reading_on_writes_nothing(
    ana: FlaskClient, host_db: Session
) -> None:
    for _ in range(3):
        text_of(ana, ABOVE)
    rows = host_db.scalars(select(LessonProgress)).all()
    assert [(row.finished_at, row.last_at == row.started_at) for row in rows] == [(None, True)]
    assert "Go on with this lesson" in text_of(ana, COURSE)


def test_a_passed_quiz_opens_the_module_behind_it(
    ana: FlaskClient, host_course: int, host_db: Session, now: datetime
) -> None:
    person = host_db.scalars(select(Person.id).where(Person.host_key == "ana")).one()
    services.reach_milestone(host_db, person, host_course, QUIZ_PASSED, "quiz-m01", now=now)
    host_db.commit()
    assert text_of(ana, f"{COURSE}/m03/m03-l01")


def test_the_list_shows_how_far_one_is(ana: FlaskClient, client_of: Sign) -> None:
    ana.post(f"{ABOVE}/finish")
    assert "10 min of 40 min" in text_of(ana, "/courses")
    assert "Open the course" in text_of(client_of("caz"), "/courses")


@pytest.mark.parametrize(
    ("path", "data", "code"),
    [
        (f"{ABOVE}/beat", {"sign": "on"}, 204),
        (f"{ABOVE}/beat", {"sign": "left"}, 204),
        (f"{ABOVE}/beat", {"sign": "on", "at": "2036-01-01T00:00:00Z", "seconds": "9999"}, 204),
        (f"{ABOVE}/beat", {}, 422),
        (f"{ABOVE}/beat", {"sign": "done"}, 422),
        (f"{ABOVE}/beat", {"sign": "came"}, 422),
        (f"{BELOW}/beat", {"sign": "on"}, 409),
        (f"{COURSE}/m01/nothing/beat", {"sign": "on"}, 409),
    ],
)
def test_a_page_says_that_it_is_read_and_nothing_about_times(
    ana: FlaskClient, host_db: Session, path: str, data: dict[str, str], code: int
) -> None:
    text_of(ana, ABOVE)
    answer = ana.post(path, data=data)
    assert answer.status_code == code
    assert answer.data == b"" or code != 204
    assert host_db.scalar(select(func.sum(LessonProgress.active_seconds))) == 0


def test_the_course_page_keeps_three_clocks_apart(ana: FlaskClient, client_of: Sign) -> None:
    ana.post(f"{ABOVE}/finish")
    page = text_of(ana, COURSE)
    assert "0 min, measured while you were reading" in page
    assert "10 min of 40 min, as finished lessons declare it" in page
    assert "none: no graded test examines this course" in page
    assert "Minutes earned" not in text_of(client_of("caz"), COURSE)


def test_only_whoever_takes_the_course_has_a_page_that_speaks(ana: FlaskClient, client_of: Sign) -> None:
    assert "lesson.js" in text_of(ana, ABOVE)
    assert "lesson.js" not in text_of(client_of("bea"), ABOVE)


def test_the_course_page_sends_three_queries_of_its_own_however_much_was_earned(
    ana: FlaskClient, host_course: int, host_db: Session, now: datetime
) -> None:
    """The course with the enrolment, progress, milestones: active time and CE minutes stand in these rows.

    Three more say who asks on a host (on a site of its own it is one), and one whether they have a place in a cohort.
    """
    before = queries(host_db, lambda: text_of(ana, COURSE))
    person = host_db.scalars(select(Person.id).where(Person.host_key == "ana")).one()
    ana.post(f"{ABOVE}/finish")
    services.reach_milestone(host_db, person, host_course, QUIZ_PASSED, "quiz-m01", now=now)
    host_db.commit()
    assert (before, queries(host_db, lambda: text_of(ana, COURSE))) == (7, 7)
