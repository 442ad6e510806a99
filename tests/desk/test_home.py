"""The one next step on a trainee's home, at each stage of the way."""

from collections.abc import Callable
from datetime import datetime, time, timedelta
from typing import Any

import pytest
from sqlalchemy import select

from ashilms.accounts import services as people
from ashilms.accounts.models import Person
from ashilms.actor import machine
from ashilms.certificates import services as certificates
from ashilms.certificates.rules import Status
from ashilms.courses import services as courses
from ashilms.demo import doings
from ashilms.desk import services
from ashilms.desk.rules import AWAIT_APPROVAL, CONFIRM_NAME, TAKE_UP, Step
from ashilms.practicum.models import Entry
from ashilms.programs import services as programs
from ashilms.quizzes import services as quizzes
from ashilms.quizzes.models import MARKING, Attempt, Quiz, QuizVersion
from tests.conftest import NOW
from tests.schooling import BEGAN, KINDS, QUESTIONS, SLUG, Founded, practise, study

Home = Callable[..., services.Home]
FIRST, FIRST_QUIZ = "m02", "quiz-m02"


@pytest.fixture
def home(school: Founded) -> Home:
    """Return what somebody's home says; Caz's, now, unless told otherwise."""

    def look(person_id: int = school.cast.caz.id, *, now: datetime = NOW) -> services.Home:
        person = people.get_person(school.db, person_id)
        return services.home_of(school.db, person, KINDS, now=now)

    return look


def read(school: Founded, most: int | None = None) -> None:
    doings.read_lessons(school.db, school.cast.caz, SLUG, FIRST, most=most, now=BEGAN)


def start(school: Founded, *, now: datetime = NOW) -> Attempt:
    return quizzes.start_attempt(
        school.db, school.cast.caz, FIRST_QUIZ, QUESTIONS, grace=doings.GRACE, now=now
    )


def fail(school: Founded, *, at: datetime) -> None:
    """Hand in an empty paper."""
    attempt = start(school, now=at)
    quizzes.hand_in(school.db, school.cast.caz, attempt.id, QUESTIONS, now=at + timedelta(minutes=1))


def send(school: Founded) -> Entry:
    """Let Caz, who has passed everything, send a session of 70 minutes to Bea."""
    study(school.db, school.cast.caz)
    day = BEGAN + timedelta(days=3)
    return doings.send_session(
        school.db, school.cast.caz, courses.get_course(school.db, SLUG).id,
        room=doings.sites.find_rooms(school.db)[0].id, supervisor=school.cast.bea.id, day=day.date(),
        start=time(9), client="C-20", now=day + timedelta(hours=12),
    )  # fmt: skip


def test_somebody_without_a_course_is_led_to_one(school: Founded, home: Home) -> None:
    newcomer = people.welcome_person(school.db, "eve", name="Eve", now=NOW)
    found = home(newcomer.id)
    assert found.step == TAKE_UP
    assert found.standing is None
    assert not found.may_log


def test_a_beginner_starts_the_first_lesson(home: Home) -> None:
    found = home()
    assert found.step.verb == "Start the lesson"
    assert found.step.endpoint == "ashilms.courses.show_lesson"
    assert found.step.values["module"] == FIRST
    assert found.step.over.startswith("Your next step · about ")
    assert "It counts towards “Module 2 completed" in found.step.why


def test_a_lesson_that_was_begun_is_gone_on_with(school: Founded, home: Home) -> None:
    first = home().step.values
    opened = courses.open_lesson(school.db, school.cast.caz, SLUG, first["module"], first["lesson"])
    courses.visit_lesson(school.db, school.cast.caz, opened.lesson, now=NOW)
    assert (home().step.verb, home().step.values) == ("Continue the lesson", first)


def test_the_lesson_after_a_finished_one_is_next(school: Founded, home: Home) -> None:
    first = home().step.values["lesson"]
    read(school, most=1)
    assert home().step.values["module"] == FIRST
    assert home().step.values["lesson"] != first


def test_a_module_that_is_read_leads_to_its_quiz(school: Founded, home: Home) -> None:
    read(school)
    step = home().step
    assert (step.verb, step.values) == ("Open the quiz", {"quiz_key": FIRST_QUIZ})
    assert step.over == "Your next step · 10 minutes at most"


def test_a_running_clock_comes_before_everything_else(school: Founded, home: Home) -> None:
    read(school)
    start(school)
    step = home().step
    assert (step.over, step.title, step.verb) == (
        "The clock runs",
        "Go on with “Bars, table and room”",
        "Go on",
    )
    assert "24 Nov 2026, 12:10 UTC" in step.why


def test_whoever_failed_is_told_from_when_they_may_try_again(school: Founded, home: Home) -> None:
    read(school)
    fail(school, at=NOW - timedelta(hours=2))
    step = home().step
    assert step.title == "“Bars, table and room” again from 25 Nov 2026, 10:01 UTC"
    assert step.why.startswith("2 attempts left.")
    assert home(now=NOW + timedelta(hours=23)).step.verb == "Open the quiz"


def test_whoever_s_attempt_is_being_marked_has_nothing_to_do(school: Founded, home: Home) -> None:
    read(school)
    attempt = start(school)
    attempt.state, attempt.submitted_at = MARKING, NOW
    school.db.commit()
    step = home(now=NOW + timedelta(days=2)).step
    assert (step.over, step.title) == ("Nothing to do", "“Bars, table and room” is being marked")


def add_quiz(school: Founded, key: str, **blueprint: Any) -> None:
    """Add a quiz before all others that no requirement names, and that is open to everybody at once."""
    version = school.db.scalars(select(QuizVersion).join(Quiz).where(Quiz.key == FIRST_QUIZ)).one()
    quiz = Quiz(course_id=version.quiz.course_id, key=key, place=-1, version=1, open=True)
    school.db.add(quiz)
    school.db.flush()
    words = {"title": "Another quiz", "pool": version.pool, "requires": []}
    content = {**version.blueprint, **blueprint}
    school.db.add(
        QuizVersion(quiz_id=quiz.id, number=1, **words, blueprint=content, digest="0" * 64, made_at=NOW)
    )
    school.db.commit()


def test_a_quiz_that_only_a_renewal_asks_for_is_no_step_towards_the_first_certificate(
    school: Founded, home: Home
) -> None:
    add_quiz(school, "safety-renewal", again_days=60)
    assert home().step.verb == "Start the lesson"
    read(school)
    assert home().step.values == {"quiz_key": FIRST_QUIZ}


def test_where_a_quiz_is_missing_none_leads_on_that_nothing_missing_names(
    school: Founded, home: Home
) -> None:
    leaf = {
        "id": "quiz",
        "title": "Quiz",
        "kind": "quiz_passed",
        "with": {"quiz": FIRST_QUIZ},
        "how": "Sit it.",
    }
    version = programs.latest_version(school.db, school.program_id)
    version.content = {**version.content, "requirements": leaf}
    read(school)
    add_quiz(school, "another")
    assert home().step.values == {"quiz_key": FIRST_QUIZ}


def test_whoever_used_up_every_attempt_is_sent_to_a_person(school: Founded, home: Home) -> None:
    read(school)
    for hours in (120, 92, 8):  # a day and then three days lie between them
        fail(school, at=NOW - timedelta(hours=hours))
    step = home().step
    assert step.title == "Talk to your instructor about “Bars, table and room”"
    assert step.verb == "See what was wrong"


def test_whoever_passed_every_quiz_logs_a_session(school: Founded, home: Home) -> None:
    assert not home().may_log
    study(school.db, school.cast.caz)
    found = home()
    assert found.may_log
    assert (found.step.verb, found.step.endpoint) == ("Log a session", "ashilms.practicum.log_entry")
    assert found.step.why.startswith("0 min of 1 h. ")


def test_a_session_that_was_sent_leaves_nothing_to_do(school: Founded, home: Home) -> None:
    send(school)
    step = home().step
    assert (step.over, step.title) == ("Nothing to do", "Your practicum waits to be countersigned")
    assert step.why.startswith("1 h 10 min are with your supervisor.")


def test_a_session_that_came_back_comes_first_with_its_reason(school: Founded, home: Home) -> None:
    entry = send(school)
    doings.return_session(school.db, school.cast.bea, entry, now=BEGAN + timedelta(days=4))
    step = home().step
    assert step.title == "Your session of 21 November 2026 came back"
    assert step.why.startswith("Bea: “Which region did you leave out")
    assert (step.endpoint, step.values) == ("ashilms.practicum.show_entry", {"id": entry.id})


def test_nothing_is_approved_before_the_name_is_confirmed(school: Founded, home: Home) -> None:
    study(school.db, school.cast.caz)
    practise(school.db, school.cast.caz, school.cast.bea, hour=13)
    assert home().step == CONFIRM_NAME
    doings.confirm_name(school.db, school.cast.caz, "Caz Ibáñez", now=NOW)
    assert home().step == AWAIT_APPROVAL


def test_ana_who_did_everything_waits_for_a_second_person(school: Founded, home: Home) -> None:
    found = home(school.cast.ana.id)
    assert found.step == AWAIT_APPROVAL
    assert found.standing is not None
    assert found.standing[1].counts == (8, 9)
    assert found.ledger.credited_minutes == 70


def test_a_certificate_that_is_being_drawn_is_spoken_of_as_approved(school: Founded, home: Home) -> None:
    row = school.issue()
    assert home(school.cast.ana.id).step.title == "Your certificate is approved"
    certificates.fail(school.db, machine("tests"), row.number, "no fonts", now=NOW)
    assert home(school.cast.ana.id).step.title == "Your certificate is approved"


def changed(school: Founded, to: Status) -> None:
    row = school.certify()
    certificates.change_status(
        school.db, school.cast.reg, row.number, to, reason="A question is looked into.", now=NOW
    )


@pytest.mark.parametrize(
    ("come_to", "later", "title"),
    [
        (lambda school: school.certify(), timedelta(), "You hold the certificate"),
        (lambda school: school.certify(), timedelta(days=731), "Your certificate has run out"),
        (lambda school: changed(school, Status.SUSPENDED), timedelta(), "Your certificate is set aside"),
        (lambda school: changed(school, Status.REVOKED), timedelta(), "Your certificate was revoked"),
    ],
)
def test_a_holder_is_told_how_the_certificate_stands(
    school: Founded, home: Home, come_to: Callable[[Founded], Any], later: timedelta, title: str
) -> None:
    come_to(school)
    step: Step = home(school.cast.ana.id, now=NOW + later).step
    assert step.title == title
    ended = title == "Your certificate has run out"
    assert (
        step.endpoint == f"ashilms.{'renewals.show_renewals' if ended else 'certificates.show_certificate'}"
    )


def test_a_revoked_certificate_is_remembered_for_whoever_approves_anew(school: Founded) -> None:
    ana, program = school.cast.ana.id, school.program_id
    assert services.revoked_before(school.db, ana, program) is None
    changed(school, Status.REVOKED)
    found = services.revoked_before(school.db, ana, program)
    assert found is not None
    assert (found.reason, found.at) == ("A question is looked into.", NOW)


def test_times_are_those_of_the_persons_own_clock(school: Founded, home: Home) -> None:
    school.db.get_one(Person, school.cast.caz.id).zone = "Pacific/Auckland"
    read(school)
    start(school)
    assert "25 Nov 2026, 01:10" in home().step.why
