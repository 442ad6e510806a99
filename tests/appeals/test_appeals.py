"""Asking for a mark to be looked at again: once, answered once, and what a changed mark changes."""

from datetime import timedelta
from fractions import Fraction
from typing import Any

import pytest
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from ashilms.accounts import services as people
from ashilms.appeals import services
from ashilms.appeals.models import Appeal
from ashilms.appeals.rules import change_mark, read_mark
from ashilms.audit import services as audit
from ashilms.cohorts import services as cohorts
from ashilms.courses import services as courses
from ashilms.errors import Clash, Missing, NotAllowed, Unacceptable
from ashilms.plugins import Mark
from ashilms.quizzes import services as quizzes
from ashilms.quizzes.models import Attempt
from ashilms.quizzes.rules.grading import Grade, Missed
from tests.allowances.conftest import come_close, gather
from tests.cohorts.conftest import loaded, queries
from tests.conftest import NOW, Cast
from tests.quizzes.conftest import KINDS, School, answer, numbers, open_school, start

WORDS, SAID = "Both of these are named in the lesson.", "The lesson does name both; the key was too narrow."
HALF, ONE = Fraction(1, 2), Fraction(1)
PASSED = ("quiz_passed", "quiz-m02")
LATER = NOW + timedelta(days=2)
any_database = pytest.mark.any_database


@pytest.fixture
def school(db: Session, cast: Cast) -> School:
    """The quizzes' school, with a cohort that Bea teaches and Ana has a place in."""
    made = open_school(db, cast)
    gather(db, made)
    return made


@pytest.fixture
def missed(db: Session, school: School) -> Attempt:
    """Ana's paper with one must-pass question wrong."""
    attempt = start(db, school.cast.ana)
    answer(db, school.cast.ana, attempt, wrong=(numbers(attempt, critical=True)[0],))
    quizzes.hand_in(db, school.cast.ana, attempt.id, KINDS, now=NOW)
    db.commit()
    return attempt


def ask(
    db: Session, school: School, attempt: Attempt, *, who: str = "ana", number: int = 0, words: str = WORDS
) -> int:
    number = number or attempt.grades[0].as_grade().missed[0].number
    row = services.appeal(db, getattr(school.cast, who), attempt.id, number, words, now=NOW)
    db.commit()
    return row.id


def decide(db: Session, school: School, appeal_id: int, verdict: str = "changed", **more: Any) -> Appeal:
    who = getattr(school.cast, more.pop("who", "bea"))
    given = {"words": SAID, "mark": "1", "now": NOW + timedelta(days=1), **more}
    row = services.answer_appeal(db, who, appeal_id, verdict, **given)
    db.commit()
    return row


# ── as plain values ──


@any_database
@pytest.mark.parametrize(
    ("typed", "mark"), [("1", ONE), (" 0.5", HALF), ("0,5", HALF), ("1/2", HALF), ("2/3", Fraction(2, 3))]
)
def test_a_mark_is_read_exactly(typed: str, mark: Fraction) -> None:
    assert read_mark(typed, Mark(Fraction(1, 4), ONE)) == mark


@any_database
@pytest.mark.parametrize(
    "typed", ["", "x", "NaN", "1e9", "-1", "1/0", "1/00", "0", "1/4", "1.01", "2", "9999", "٣"]
)
def test_a_mark_that_can_not_be_is_refused(typed: str) -> None:
    """T39: nor one that lowers what was earned."""
    with pytest.raises(ValueError, match=r"Put in the mark|more than 0\.25, and 1 at most"):
        read_mark(typed, Mark(Fraction(1, 4), ONE))


@any_database
@pytest.mark.parametrize(("earned", "missed"), [(HALF, 1), (ONE, 0)])
def test_a_must_pass_question_is_missed_no_more_once_it_is_wholly_right(
    earned: Fraction, missed: int
) -> None:
    grade = Grade((Mark(ONE, ONE), Mark(Fraction(0), ONE)), 80, (Missed(2, "r", "Rule"),))
    changed = change_mark(grade, 2, earned)
    assert (changed.earned, len(changed.missed)) == (1 + earned, missed)
    assert grade.earned == ONE


# ── asking and answering ──


def test_a_changed_mark_is_another_grade_and_may_pass(db: Session, school: School, missed: Attempt) -> None:
    appeal_id = ask(db, school, missed)
    assert [one.id for one in services.find_appeals(db, school.cast.bea)] == [appeal_id]
    row = decide(db, school, appeal_id)
    assert [grade.passed for grade in missed.grades] == [False, True]
    assert PASSED in courses.milestones_of(db, school.cast.ana.id, school.course.id)
    assert (services.mark_before(row), services.mark_after(db, row)) == (0, 1)
    (fact,) = quizzes.facts_of(db, school.cast.ana.id)
    assert (fact.values["earned"], fact.values["possible"]) == ("5", "5")
    said = {one.action: one for one in audit.find_records(db, subject=f"attempt:{missed.id}")}
    assert (said["appeals.answer"].after["passed"], said["appeals.answer"].before["earned"]) == (True, "0")
    assert said["appeals.ask"].after["text"].startswith("salted:")
    assert audit.verify_chain(db) is None


def test_a_kept_mark_changes_no_grade(db: Session, school: School, missed: Attempt) -> None:
    row = decide(db, school, ask(db, school, missed), "kept", mark="")
    assert (row.verdict, len(missed.grades), services.mark_after(db, row)) == ("kept", 1, None)
    assert services.tell_of_attempt(db, school.cast.ana, missed.id)[row.number].answer == SAID
    assert services.offer_waiting(db, school.cast.bea, now=NOW).counts.waiting == 0


@any_database
def test_what_was_answered_is_not_read_for_the_inbox(db: Session, school: School, missed: Attempt) -> None:
    """However much was answered: what is read is what waits, by one query, with the names."""
    decide(db, school, ask(db, school, missed), "kept")
    again = start(db, school.cast.ana, now=LATER)
    quizzes.hand_in(db, school.cast.ana, again.id, KINDS, now=LATER)
    waits = ask(db, school, again, number=1)
    db.expunge_all()
    bea = people.get_person(db, school.cast.bea.id)
    with loaded(Appeal) as read, queries(db) as asked:
        offer = services.offer_waiting(db, school.cast.bea, now=NOW)
        (line,) = offer.describe(offer.line_up(5))
    assert (line.id, line.who, bea.name) == (waits, "Ana", "Bea")
    assert (len(read), len(asked)) == (1, 1)


def test_it_is_asked_once_and_answered_once(db: Session, school: School, missed: Attempt) -> None:
    """V2.3.4."""
    appeal_id = ask(db, school, missed)
    with pytest.raises(Clash, match="before"):
        ask(db, school, missed)
    decide(db, school, appeal_id)
    with pytest.raises(Clash, match="answered already"):
        decide(db, school, appeal_id, "kept")
    row = db.get_one(Appeal, appeal_id)
    again = {"attempt_id": row.attempt_id, "number": row.number, "person_id": row.person_id}
    db.add(Appeal(**again, words=WORDS, earned="0", at=NOW))
    with pytest.raises(IntegrityError):
        db.flush()


@pytest.mark.parametrize(
    ("verdict", "mark", "words", "field"),
    [
        ("changed", "", SAID, "mark"),
        ("changed", "0", SAID, "mark"),
        ("changed", "9", SAID, "mark"),
        ("kept", "", "no", "words"),
    ],
)
def test_an_answer_that_can_not_be_changes_nothing(
    db: Session, school: School, missed: Attempt, verdict: str, mark: str, words: str, field: str
) -> None:
    appeal_id = ask(db, school, missed)
    with pytest.raises(Unacceptable) as refused:
        decide(db, school, appeal_id, verdict, mark=mark, words=words)
    db.rollback()
    assert (refused.value.field, len(missed.grades)) == (field, 1)
    assert db.get_one(Appeal, appeal_id).verdict is None


def test_what_is_right_or_open_or_not_there_is_not_asked_about(
    db: Session, school: School, missed: Attempt
) -> None:
    right = next(n for n, mark in enumerate(missed.grade.marks, start=1) if mark.right)
    for number, error in ((right, Clash), (99, Missing), (-1, Missing)):
        with pytest.raises(error):
            ask(db, school, missed, number=number)
    with pytest.raises(Unacceptable):
        ask(db, school, missed, words="why")
    running = start(db, school.cast.caz)
    with pytest.raises(Clash, match="no grade yet"):
        ask(db, school, running, who="caz", number=1)


@pytest.mark.parametrize("who", ["caz", "dee", "ana"])
def test_nobody_answers_for_people_they_do_not_teach(
    db: Session, school: School, missed: Attempt, who: str
) -> None:
    """T03, T11: a trainee answers not even their own, and sees nobody else's."""
    appeal_id = ask(db, school, missed)
    with pytest.raises(Missing):
        decide(db, school, appeal_id, who=who)
    if who != "ana":
        with pytest.raises(Missing):
            services.get_appeal(db, getattr(school.cast, who), appeal_id)
        with pytest.raises(Missing):
            ask(db, school, missed, who=who)
        assert services.find_appeals(db, getattr(school.cast, who)) == []
    assert len(missed.grades) == 1


def test_who_taught_a_cohort_that_has_ended_answers_still(
    db: Session, school: School, missed: Attempt
) -> None:
    appeal_id = ask(db, school, missed)
    (cohort,) = cohorts.find_cohorts(db, school.cast.reg)
    cohorts.end_cohort(db, school.cast.reg, cohort.id, now=NOW)
    assert [one.id for one in services.find_appeals(db, school.cast.bea)] == [appeal_id]
    assert decide(db, school, appeal_id).verdict == "changed"


@pytest.mark.parametrize("who", ["bea", "reg"])
@pytest.mark.parametrize("how", ["tie", "account"])
def test_whoever_is_too_close_raises_no_mark(
    db: Session, school: School, missed: Attempt, who: str, how: str
) -> None:
    """T03: who may not mark somebody's answers changes no mark of theirs either."""
    appeal_id, actor = ask(db, school, missed), getattr(school.cast, who)
    come_close(db, school.cast.ana, actor, how)
    with pytest.raises(NotAllowed, match="so somebody else has to answer"):
        decide(db, school, appeal_id, who=who)
    assert (len(missed.grades), db.get_one(Appeal, appeal_id).verdict) == (1, None)
    assert services.find_appeals(db, actor) == []
    assert services.offer_waiting(db, actor, now=NOW).counts.waiting == 0
    assert decide(db, school, appeal_id, who={"bea": "reg", "reg": "bea"}[who]).changed
