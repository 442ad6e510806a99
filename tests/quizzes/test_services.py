"""Sitting a quiz against a real database: what counts, what is refused, and what is written down."""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from ashilms import signals
from ashilms.actor import machine
from ashilms.audit import services as audit
from ashilms.courses import services as courses
from ashilms.errors import Clash, Missing, Unacceptable, Unavailable
from ashilms.quizzes import services
from ashilms.quizzes.models import (
    AnswerStep,
    Attempt,
    AttemptGrade,
    Question,
    QuestionKey,
    QuestionVersion,
    Quiz,
    QuizVersion,
)
from ashilms.quizzes.rules.sitting import State
from ashilms.quizzes.services import QuestionDraft, QuizDraft
from tests.conftest import NOW
from tests.quizzes.conftest import DRAFTS, GRACE, KINDS, QUIZ, School, answer, numbers, places, start

MINUTE = timedelta(minutes=1)


def count(db: Session, table: type) -> int:
    return db.scalar(select(func.count()).select_from(table)) or 0


def fail(db: Session, school: School, *, now: datetime = NOW) -> Attempt:
    attempt = start(db, school.cast.ana, now=now)
    services.hand_in(db, school.cast.ana, attempt.id, KINDS, now=now)
    db.commit()
    return attempt


# ── starting ──


def test_an_attempt_is_drawn_and_its_end_is_fixed_by_the_server(db: Session, school: School) -> None:
    """T07."""
    attempt = start(db, school.cast.ana)
    assert [item.number for item in attempt.items] == [1, 2, 3, 4, 5]
    assert len(numbers(attempt, critical=True)) == 2
    assert (attempt.started_at, attempt.deadline) == (NOW, NOW + 10 * MINUTE)
    assert attempt.closes_at == attempt.deadline + GRACE


def test_seeds_are_32_random_bytes_of_their_own(db: Session, school: School) -> None:
    """T09."""
    seeds = {start(db, person).seed for person in (school.cast.ana, school.cast.caz)}
    assert len(seeds) == 2
    assert {len(bytes.fromhex(seed)) for seed in seeds} == {32}


def test_starting_twice_resumes_the_open_attempt(db: Session, school: School) -> None:
    """T06."""
    assert start(db, school.cast.ana).id == start(db, school.cast.ana, now=NOW + MINUTE).id
    assert count(db, Attempt) == 1


def test_the_database_itself_refuses_a_second_open_attempt(db: Session, school: School) -> None:
    """T06, V2.3.4."""
    first = start(db, school.cast.ana)
    db.add(
        Attempt(
            person_id=first.person_id, quiz_id=first.quiz_id, quiz_version_id=first.quiz_version_id, number=2,
            seed="", state="open", started_at=NOW, deadline=NOW, closes_at=NOW,
        )
    )  # fmt: skip
    with pytest.raises(IntegrityError):
        db.flush()


def test_a_quiz_opens_when_its_module_is_finished(db: Session, school: School) -> None:
    """V2.3.1."""
    courses.enrol(db, school.cast.dee, school.course.id, now=NOW)
    with pytest.raises(Clash, match="still locked"):
        start(db, school.cast.dee)
    offer = services.offer_of(db, school.cast.dee.id, "quiz-m02", now=NOW)
    assert (offer.chance.state, [gate.ref for gate in offer.missing]) == (State.LOCKED, ["m02"])


@pytest.mark.parametrize("key", ["quiz-m02", "no-such-quiz"])
def test_who_does_not_take_the_course_finds_no_quiz(db: Session, school: School, key: str) -> None:
    """T11."""
    with pytest.raises(Missing):
        services.start_attempt(db, school.cast.bea, key, KINDS, grace=GRACE, now=NOW)
    with pytest.raises(Missing):
        services.offer_of(db, school.cast.bea.id, key, now=NOW)
    assert services.find_offers(db, school.cast.bea.id, now=NOW) == []


def test_waits_are_kept_and_said_with_their_end(db: Session, school: School) -> None:
    fail(db, school)
    with pytest.raises(Clash, match="25 Nov 2026, 12:00"):
        start(db, school.cast.ana, now=NOW + timedelta(hours=23))
    fail(db, school, now=NOW + timedelta(hours=24))
    with pytest.raises(Clash, match="28 Nov 2026, 12:00"):
        start(db, school.cast.ana, now=NOW + timedelta(hours=95))
    fail(db, school, now=NOW + timedelta(hours=96))
    with pytest.raises(Clash, match="Every attempt is used"):
        start(db, school.cast.ana, now=NOW + timedelta(days=300))
    assert [a.number for a in services.offer_of(db, school.cast.ana.id, "quiz-m02", now=NOW).past] == [
        1,
        2,
        3,
    ]


def test_a_pool_that_has_become_too_small_is_said_and_starts_nothing(db: Session, school: School) -> None:
    services.keep_questions(db, machine("tests"), school.course.id, DRAFTS[:3], now=NOW)
    with pytest.raises(Unavailable, match="can't be put together"):
        start(db, school.cast.ana)
    assert count(db, Attempt) == 0


# ── saving ──


def test_every_saving_is_added_and_the_last_one_counts(db: Session, school: School) -> None:
    attempt = start(db, school.cast.ana)
    item = attempt.items[0]
    for n, right in enumerate((False, True, False, True)):
        services.save_answer(
            db, school.cast.ana, attempt.id, 1, places(db, item, right=right), KINDS,
            key=f"k{n}", flagged=False, now=NOW + n * MINUTE,
        )  # fmt: skip
    assert count(db, AnswerStep) == 4
    services.hand_in(db, school.cast.ana, attempt.id, KINDS, now=NOW + 5 * MINUTE)
    assert attempt.grade
    assert attempt.grade.marks[0].right


def save(db: Session, school: School, attempt: Attempt, given: object, key: str, **more: Any) -> datetime:
    number = next(item.number for item in attempt.items if item.question.kind == "single")
    return services.save_answer(
        db, more.get("actor", school.cast.ana), attempt.id, more.get("number", number), given, KINDS,
        key=key, flagged=False, now=more.get("now", NOW),
    )  # fmt: skip


def test_a_replayed_saving_does_nothing_and_brings_nothing_old_back(db: Session, school: School) -> None:
    """T05."""
    attempt = start(db, school.cast.ana)
    first = save(db, school, attempt, "1", "k1")
    assert save(db, school, attempt, "1", "k1", now=NOW + MINUTE) == first
    save(db, school, attempt, "2", "k2", now=NOW + 2 * MINUTE)
    with pytest.raises(Clash, match="A newer answer"):
        save(db, school, attempt, "1", "k1", now=NOW + 3 * MINUTE)
    assert count(db, AnswerStep) == 2


def test_a_page_kept_by_the_browser_may_be_answered_anew(db: Session, school: School) -> None:
    attempt = start(db, school.cast.ana)
    save(db, school, attempt, "1", "k1")
    save(db, school, attempt, "2", "k1")
    steps = list(db.scalars(select(AnswerStep).order_by(AnswerStep.id)))
    assert len({step.key for step in steps}) == 2
    assert steps[-1].answer == attempt.items[steps[-1].number - 1].order[1]


@pytest.mark.parametrize(
    "given", ["0", "5", "NaN", "a", "1 OR 1=1", ["1"], {"a": 1}, 7, float("nan"), "x" * 10**7]
)
def test_what_the_question_does_not_offer_is_refused_and_changes_nothing(
    db: Session, school: School, given: object
) -> None:
    """T39."""
    attempt = start(db, school.cast.ana)
    with pytest.raises(Unacceptable, match="Choose from"):
        save(db, school, attempt, given, "k")
    assert count(db, AnswerStep) == 0


@pytest.mark.parametrize("number", [0, 6, -1, 10**9])
def test_a_question_that_is_not_in_the_paper_is_missing(db: Session, school: School, number: int) -> None:
    with pytest.raises(Missing):
        save(db, school, start(db, school.cast.ana), "1", "k", number=number)


def test_nobody_reaches_anothers_attempt(db: Session, school: School) -> None:
    """T11."""
    attempt, caz = start(db, school.cast.ana), school.cast.caz
    for reach in (
        lambda: save(db, school, attempt, "1", "k", actor=caz),
        lambda: services.hand_in(db, caz, attempt.id, KINDS, now=NOW),
        lambda: services.sheet_of(db, caz, attempt.id),
        lambda: services.result_of(db, caz, attempt.id, KINDS, now=NOW),
    ):
        with pytest.raises(Missing):
            reach()


@pytest.mark.parametrize(
    ("seconds", "taken"), [(599, True), (600, True), (610, True), (611, False), (86_400, False)]
)
def test_late_answers_are_refused_by_the_servers_clock_after_a_grace(
    db: Session, school: School, seconds: int, taken: bool
) -> None:
    """T07."""
    attempt, then = start(db, school.cast.ana), NOW + timedelta(seconds=seconds)
    if taken:
        assert save(db, school, attempt, "1", "k", now=then) == then
    else:
        with pytest.raises(Clash, match="Time ran out"):
            save(db, school, attempt, "1", "k", now=then)
    assert count(db, AnswerStep) == int(taken)


def test_time_never_runs_backwards_in_an_attempt(db: Session, school: School) -> None:
    """T07: a clock that is set back."""
    attempt = start(db, school.cast.ana)
    save(db, school, attempt, "1", "k1", now=NOW + MINUTE)
    assert save(db, school, attempt, "2", "k2", now=NOW - timedelta(days=2)) == NOW + MINUTE
    done = services.hand_in(db, school.cast.ana, attempt.id, KINDS, now=NOW - timedelta(days=2))
    assert done.submitted_at == NOW


# ── handing in ──


def test_a_pass_is_graded_announced_recorded_and_opens_what_waits_for_it(db: Session, school: School) -> None:
    attempt, heard = start(db, school.cast.ana), []

    def hear(_db: Session, **facts: object) -> None:
        heard.append(facts)

    answer(db, school.cast.ana, attempt)
    with signals.attempt_graded.connected_to(hear):
        services.hand_in(db, school.cast.ana, attempt.id, KINDS, now=NOW + MINUTE)
    assert attempt.grade
    assert attempt.grade.passed
    quiz_id = school.quiz.id
    assert heard == [
        {"person_id": school.cast.ana.id, "quiz_id": quiz_id, "attempt_id": attempt.id, "passed": True}
    ]
    assert ("quiz_passed", "quiz-m02") in courses.milestones_of(db, school.cast.ana.id, school.course.id)
    said = {row.action: row.after for row in audit.find_records(db, subject=f"attempt:{attempt.id}")}
    assert set(said) == {"quizzes.start", "quizzes.hand-in", "quizzes.grade"}
    assert (said["quizzes.grade"]["earned"], said["quizzes.grade"]["needed"]) == ("5", "4")
    assert audit.verify_chain(db) is None


def test_a_listener_that_raises_vetoes_the_hand_in(db: Session, school: School) -> None:
    attempt = start(db, school.cast.ana)

    def refuse(_db: Session, **_facts: object) -> None:
        raise Clash("Not now.")

    with signals.attempt_graded.connected_to(refuse), pytest.raises(Clash, match="Not now"):
        services.hand_in(db, school.cast.ana, attempt.id, KINDS, now=NOW)
    db.rollback()
    assert (count(db, AttemptGrade), db.get_one(Attempt, attempt.id).state) == (0, "open")


def test_a_missed_must_pass_question_fails_whatever_the_total_and_is_named(
    db: Session, school: School
) -> None:
    attempt = start(db, school.cast.ana)
    missed = numbers(attempt, critical=True)[0]
    answer(db, school.cast.ana, attempt, wrong=(missed,))
    services.hand_in(db, school.cast.ana, attempt.id, KINDS, now=NOW)
    grade = attempt.grade
    assert grade
    assert (grade.reached, grade.passed, [m.number for m in grade.missed]) == (True, False, [missed])
    assert grade.missed[0].rule_text == attempt.items[missed - 1].question.rule_text
    assert courses.milestones_of(db, school.cast.ana.id, school.course.id) == {("module_completed", "m02")}
    assert services.facts_of(db, school.cast.ana.id) == ()


def test_handing_in_again_is_refused_and_the_grade_stands(db: Session, school: School) -> None:
    """T05, V2.3.1."""
    attempt = start(db, school.cast.ana)
    answer(db, school.cast.ana, attempt)
    services.hand_in(db, school.cast.ana, attempt.id, KINDS, now=NOW)
    for again in (NOW, NOW + timedelta(days=1)):
        with pytest.raises(Clash, match="handed in on 24 Nov 2026, 12:00"):
            services.hand_in(db, school.cast.ana, attempt.id, KINDS, now=again)
    with pytest.raises(Clash, match="handed in"):
        save(db, school, attempt, "1", "late")
    assert count(db, AttemptGrade) == 1


@pytest.mark.parametrize(("seconds", "submitted"), [(599, 599), (605, 600), (610, 600)])
def test_a_hand_in_within_the_grace_counts_as_at_the_deadline(
    db: Session, school: School, seconds: int, submitted: int
) -> None:
    """T07."""
    attempt = start(db, school.cast.ana)
    services.hand_in(db, school.cast.ana, attempt.id, KINDS, now=NOW + timedelta(seconds=seconds))
    assert attempt.submitted_at == NOW + timedelta(seconds=submitted)


def test_what_time_runs_out_on_is_submitted_as_it_stood(db: Session, school: School) -> None:
    """T07."""
    attempt = start(db, school.cast.ana)
    answer(db, school.cast.ana, attempt)
    later = NOW + timedelta(hours=5)
    assert services.has_overdue(db, school.cast.ana.id, now=later)
    assert services.close_overdue(db, KINDS, now=later) == 1
    assert services.close_overdue(db, KINDS, now=later) == 0
    assert (attempt.submitted_at, attempt.state) == (attempt.deadline, "graded")
    assert attempt.grade
    assert attempt.grade.passed
    assert audit.find_records(db, subject=f"attempt:{attempt.id}")[0].actor == "clock"


def test_only_what_is_overdue_is_closed(db: Session, school: School) -> None:
    start(db, school.cast.ana)
    start(db, school.cast.caz, now=NOW + MINUTE)
    edge = NOW + 10 * MINUTE + GRACE
    assert services.close_overdue(db, KINDS, now=edge) == 0
    assert services.close_overdue(db, KINDS, now=edge + MINUTE, person_id=school.cast.caz.id) == 0
    assert services.close_overdue(db, KINDS, now=edge + MINUTE) == 1


def test_an_attempt_of_a_kind_that_is_gone_does_not_hold_up_the_others(db: Session, school: School) -> None:
    ana, caz = start(db, school.cast.ana), start(db, school.cast.caz)
    values = {c.key: getattr(caz.items[0].question, c.key) for c in QuestionVersion.__table__.columns}
    gone = QuestionVersion(**values | {"id": None, "number": 99, "kind": "no-longer-installed"})
    db.add(gone)
    db.flush()
    caz.items[0].question_version_id = gone.id
    db.commit()
    assert services.close_overdue(db, KINDS, now=NOW + timedelta(days=1)) == 1
    assert (db.get_one(Attempt, ana.id).state, db.get_one(Attempt, caz.id).state) == ("graded", "open")


# ── reading ──


def test_a_result_is_released_only_when_the_attempt_is_closed(db: Session, school: School) -> None:
    """T10."""
    attempt = start(db, school.cast.ana)
    with pytest.raises(Clash, match="still open"):
        services.result_of(db, school.cast.ana, attempt.id, KINDS, now=NOW)


def test_a_failed_result_explains_what_was_chosen_and_keeps_the_rest(db: Session, school: School) -> None:
    """T08, T10."""
    attempt = start(db, school.cast.ana)
    single = next(item.number for item in attempt.items if item.question.kind == "single")
    answer(db, school.cast.ana, attempt, wrong=(1, 2, 3, 4, 5))
    services.hand_in(db, school.cast.ana, attempt.id, KINDS, now=NOW)
    result = services.result_of(db, school.cast.ana, attempt.id, KINDS, now=NOW)
    told = result.items[single - 1].told["options"]
    assert [("why" in option, option.get("right")) for option in told if option["chosen"]] == [(True, False)]
    assert not any("why" in option or "right" in option for option in told if not option["chosen"])
    assert (result.chance.state, result.chance.at) == (State.WAITING, NOW + timedelta(hours=24))


def test_a_later_pass_opens_the_keys_of_earlier_attempts(db: Session, school: School) -> None:
    failed, day = fail(db, school), timedelta(days=1)
    passed = start(db, school.cast.ana, now=NOW + day)
    answer(db, school.cast.ana, passed, now=NOW + day)
    services.hand_in(db, school.cast.ana, passed.id, KINDS, now=NOW + day)
    result = services.result_of(db, school.cast.ana, failed.id, KINDS, now=NOW + day)
    assert all("why" in option for item in result.items for option in item.told["options"])


def test_a_pass_is_a_fact_with_exact_figures(db: Session, school: School) -> None:
    attempt = start(db, school.cast.ana)
    other = numbers(attempt, critical=False)[0]
    answer(db, school.cast.ana, attempt, wrong=(other,))
    services.hand_in(db, school.cast.ana, attempt.id, KINDS, now=NOW)
    (fact,) = services.facts_of(db, school.cast.ana.id)
    assert (fact.id, fact.kind, fact.on) == (f"attempt:{attempt.id}", "quiz_passed", NOW.date())
    assert fact.values == {
        "quiz": "quiz-m02", "version": 1, "earned": str(attempt.grade.earned), "possible": "5", "percent_needed": 80
    }  # fmt: skip


def test_a_quiz_is_open_while_it_may_be_sat(db: Session, school: School) -> None:
    ana, later = school.cast.ana.id, NOW + timedelta(hours=1)

    def open_at(now: datetime) -> list[services.Offer]:
        return [offer for offer in services.find_offers(db, ana, now=now) if offer.is_open(now)]

    (offer,) = open_at(NOW)
    assert (offer.key, offer.title, offer.minutes) == ("quiz-m02", "Bars, table and room", 10)
    start(db, school.cast.ana)
    assert [offer.chance.state for offer in open_at(NOW)] == [State.SITTING]
    assert open_at(later) == []
    services.close_overdue(db, KINDS, now=later)
    assert open_at(NOW + timedelta(hours=2)) == []


# ── keeping ──


def keep(
    db: Session, school: School, drafts: list[QuestionDraft], quiz: QuizDraft | None = QUIZ
) -> list[str]:
    office = machine("tests")
    return [
        *services.keep_questions(db, office, school.course.id, drafts, now=NOW),
        *services.keep_quizzes(db, office, school.course.id, [quiz] if quiz else [], now=NOW),
    ]


def test_keeping_the_same_again_changes_no_row(db: Session, school: School) -> None:
    before = [count(db, table) for table in (Question, QuestionVersion, QuestionKey, Quiz, QuizVersion)]
    records = audit.head_of(db)
    assert keep(db, school, DRAFTS) == []
    assert [count(db, t) for t in (Question, QuestionVersion, QuestionKey, Quiz, QuizVersion)] == before
    assert audit.head_of(db) == records


def test_what_was_shown_is_what_is_graded_when_the_key_changes_meanwhile(db: Session, school: School) -> None:
    attempt = start(db, school.cast.ana)
    answer(db, school.cast.ana, attempt)
    turned = [replace(d, key={**d.key, "right": ["d"]}) for d in DRAFTS]
    assert keep(db, school, turned, replace(QUIZ, blueprint={**QUIZ.blueprint, "pass_percent": 100}))
    services.hand_in(db, school.cast.ana, attempt.id, KINDS, now=NOW)
    assert attempt.grade
    assert (attempt.grade.earned, attempt.grade.percent_needed) == (5, 80)


def test_only_the_latest_version_of_a_question_is_drawn(db: Session, school: School) -> None:
    keep(db, school, [replace(d, asked={**d.asked, "stem": "New"}) for d in DRAFTS])
    keep(db, school, [replace(d, asked={**d.asked, "stem": "Newer"}) for d in DRAFTS])
    assert {item.question.asked["stem"] for item in start(db, school.cast.ana).items} == {"Newer"}


def test_a_question_that_is_gone_is_no_longer_drawn_and_may_come_back(db: Session, school: School) -> None:
    assert keep(db, school, DRAFTS[:-1]) == ["Questions no longer drawn: q12."]
    assert keep(db, school, DRAFTS) == ["Questions drawn again: q12."]
    assert count(db, QuestionVersion) == 12


def test_a_new_version_of_a_quiz_gives_new_attempts_and_keeps_the_old_ones(
    db: Session, school: School
) -> None:
    fail(db, school)
    stricter = replace(QUIZ, blueprint={**QUIZ.blueprint, "pass_percent": 100})
    assert keep(db, school, DRAFTS, stricter) == ["Quiz quiz-m02: version 2."]
    attempt = start(db, school.cast.ana)
    assert (attempt.number, attempt.version.number) == (2, 2)


def test_a_quiz_that_is_gone_is_closed_and_its_open_attempts_still_end(db: Session, school: School) -> None:
    attempt = start(db, school.cast.ana)
    assert keep(db, school, DRAFTS, None) == ["Quiz quiz-m02 is closed: the pack has it no more."]
    with pytest.raises(Missing):
        start(db, school.cast.caz)
    services.hand_in(db, school.cast.ana, attempt.id, KINDS, now=NOW)
    assert attempt.state == "graded"


def test_two_courses_cannot_share_the_key_of_a_quiz(db: Session, school: School) -> None:
    with pytest.raises(Clash, match="Another course has a quiz called 'quiz-m02'"):
        services.keep_quizzes(db, machine("tests"), school.course.id + 1, [QUIZ], now=NOW)
