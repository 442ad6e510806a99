"""Who waits for an attempt, who may release one, and what a release changes."""

from datetime import datetime, timedelta
from fractions import Fraction

import pytest
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from ashilms.accounts import services as people
from ashilms.allowances import services
from ashilms.allowances.rules import Terms
from ashilms.audit import services as audit
from ashilms.cohorts import services as cohorts
from ashilms.errors import Clash, Missing, Unacceptable
from ashilms.plugins import Mark
from ashilms.quizzes import services as quizzes
from ashilms.quizzes.models import Attempt, QuizVersion, Release
from ashilms.quizzes.rules.allowing import Eased
from ashilms.quizzes.rules.grading import Grade
from ashilms.quizzes.rules.sitting import State
from tests.allowances.conftest import NOTE, SPENT, gather, use_up
from tests.cohorts.conftest import loaded, queries
from tests.conftest import Cast
from tests.quizzes.conftest import KINDS, School, answer, open_school, start


def waiting(db: Session, school: School, who: str) -> list[int]:
    actor = getattr(school.cast, who)
    return [one.person_id for one in services.find_waiting(db, actor, now=SPENT)]


def release(db: Session, school: School, *, who: str = "bea", note: str = NOTE, number: int = 1) -> Release:
    row = services.release_attempt(
        db, getattr(school.cast, who), school.cast.ana.id, "quiz-m02", note, number=number, now=SPENT
    )
    db.commit()
    return row


def fail(db: Session, school: School, now: datetime) -> None:
    quizzes.hand_in(db, school.cast.ana, start(db, school.cast.ana, now=now).id, KINDS, now=now)


def test_an_instructor_sees_who_waits_of_their_cohorts_and_a_registrar_everybody(
    db: Session, school: School
) -> None:
    """T11."""
    use_up(db, school)
    use_up(db, school, who="caz")
    ana, caz = school.cast.ana.id, school.cast.caz.id
    seen = {who: waiting(db, school, who) for who in ("bea", "dee", "reg", "ana")}
    assert seen == {"bea": [ana], "dee": [], "reg": [ana, caz], "ana": []}
    (offered,) = services.offer_waiting(db, school.cast.bea, now=SPENT).line_up(5)
    assert (offered.kind, offered.since) == ("release", SPENT - timedelta(days=1))


@pytest.mark.any_database
def test_more_people_who_wait_cost_no_more_queries(db: Session, school: School) -> None:
    use_up(db, school)
    with queries(db) as one:
        assert len(services.find_waiting(db, school.cast.reg, now=SPENT)) == 1
    use_up(db, school, who="caz")
    with queries(db) as two:
        assert len(services.find_waiting(db, school.cast.reg, now=SPENT)) == 2
    assert len(one) == len(two)


@pytest.mark.any_database
def test_of_who_passed_nothing_is_read(db: Session, school: School) -> None:
    """However many have passed by their last attempt: what is read are the attempts of those who wait."""
    use_up(db, school)
    use_up(db, school, who="caz", passing=True)
    db.expunge_all()
    askers = [people.get_person(db, actor.id) for actor in (school.cast.reg, school.cast.dee)]
    with loaded(Attempt) as read, queries(db) as asked:
        (found,) = services.find_waiting(db, school.cast.reg, now=SPENT)
    assert (found.name, found.attempts, len(read)) == ("Ana", 3, 3)
    with queries(db) as nobody:
        assert services.find_waiting(db, school.cast.dee, now=SPENT) == []
    assert (len(asked), len(nobody), len(askers)) == (3, 1, 2)


def test_who_loses_a_pass_waits_again_and_who_gains_one_no_more(db: Session, school: School) -> None:
    """What counts is the grade that stands: a mark that was corrected adds another."""
    use_up(db, school)
    use_up(db, school, who="caz", passing=True)
    for actor, passed in ((school.cast.ana, True), (school.cast.caz, False)):
        last = quizzes.offer_of(db, actor.id, "quiz-m02", now=SPENT).past[-1]
        assert last.grade is not None
        marks = tuple(Mark(Fraction(passed), Fraction(1)) for _ in last.grade.marks)
        quizzes.append_grade(db, last, Grade(marks, 80, ()), reason="A key was wrong.", now=SPENT)
    assert waiting(db, school, "reg") == [school.cast.caz.id]


def test_a_release_gives_one_attempt_without_a_wait(db: Session, school: School) -> None:
    use_up(db, school)
    ana = school.cast.ana
    release(db, school)
    offer = quizzes.offer_of(db, ana.id, "quiz-m02", now=SPENT)
    assert (offer.chance.state, offer.chance.left, offer.attempts) == (State.READY, 1, 4)
    assert waiting(db, school, "bea") == []
    quizzes.hand_in(db, ana, start(db, ana, now=SPENT).id, KINDS, now=SPENT)
    with pytest.raises(Clash, match="Every attempt is used"):
        start(db, ana, now=SPENT)
    assert waiting(db, school, "bea") == [ana.id]
    release(db, school, number=2)
    last = start(db, ana, now=SPENT)
    answer(db, ana, last, now=SPENT)
    quizzes.hand_in(db, ana, last.id, KINDS, now=SPENT)
    assert last.grade.passed
    assert waiting(db, school, "bea") == []


def test_a_release_gives_its_attempt_whatever_becomes_of_an_accommodation(
    db: Session, school: School
) -> None:
    """Two attempts more by an accommodation that then ends: what was sat by it takes nothing from a release."""
    ana, reg = school.cast.ana, school.cast.reg
    use_up(db, school)
    terms = Terms(Eased(attempts=2), None, SPENT.date(), None, "A letter of her physician.")
    more = services.accommodate(db, reg, ana.id, terms, number=1, now=SPENT)
    for days in (5, 10):
        fail(db, school, SPENT + timedelta(days=days))
    later = SPENT + timedelta(days=20)
    (waits,) = services.find_waiting(db, reg, now=later)
    assert (waits.attempts, waits.next_release) == (5, 3)
    services.end_accommodation(db, reg, more.id, now=later)
    for used in (5, 6):
        number = services.get_waiting(db, reg, ana.id, "quiz-m02", now=later).next_release
        services.release_attempt(db, reg, ana.id, "quiz-m02", NOTE, number=number, now=later)
        offer = quizzes.offer_of(db, ana.id, "quiz-m02", now=later)
        assert (offer.chance.state, offer.chance.left, offer.attempts) == (State.READY, 1, used + 1)
        fail(db, school, later)
        assert services.find_waiting(db, reg, now=later)[0].attempts == used + 1


def test_a_release_is_recorded_with_the_remediation(db: Session, school: School) -> None:
    use_up(db, school)
    release(db, school)
    said = audit.find_records(db, subject="quiz:quiz-m02")[0]
    assert (said.action, said.after["attempts"], said.after["number"]) == ("allowances.release", 3, 1)
    assert said.after["text"].startswith("salted:")
    (row,) = services.find_releases(db, school.cast.ana.id)
    assert (row.note, row.by_id) == (NOTE, school.cast.bea.id)


@pytest.mark.parametrize("who", ["dee", "ana", "caz"])
def test_who_does_not_teach_somebody_releases_nothing(db: Session, school: School, who: str) -> None:
    """T03, T11: neither a stranger nor the trainee."""
    use_up(db, school)
    with pytest.raises(Missing):
        release(db, school, who=who)


def test_nothing_is_released_before_all_is_used_up(db: Session, school: School) -> None:
    start(db, school.cast.ana)
    with pytest.raises(Missing):
        release(db, school)


def test_a_release_that_was_sent_twice_is_one(db: Session, school: School) -> None:
    """V2.3.4."""
    use_up(db, school)
    row = release(db, school)
    with pytest.raises(Missing):
        release(db, school)
    again = {"person_id": row.person_id, "quiz_version_id": row.quiz_version_id, "number": 1}
    db.add(Release(**again, note=NOTE, by_id=row.by_id, at=SPENT))
    with pytest.raises(IntegrityError):
        db.flush()


def test_a_page_that_is_out_of_date_and_a_note_that_says_nothing_are_refused(
    db: Session, school: School
) -> None:
    use_up(db, school)
    with pytest.raises(Clash, match="meanwhile"):
        release(db, school, number=2)
    with pytest.raises(Unacceptable):
        release(db, school, note="ok")
    assert services.find_releases(db, school.cast.ana.id) == []


def test_a_cohort_that_has_ended_is_seen_to_by_whoever_taught_it(db: Session, school: School) -> None:
    """What is open when it ends stays theirs; whoever was taken out before is its instructor's no more."""
    use_up(db, school)
    (cohort,) = cohorts.find_cohorts(db, school.cast.reg)
    cohorts.end_cohort(db, school.cast.reg, cohort.id, now=SPENT)
    assert waiting(db, school, "bea") == [school.cast.ana.id]
    assert services.find_trainees(db, school.cast.bea) == {school.cast.ana.id: "Ana"}
    assert services.whom_to_ask(db, school.cast.ana, "quiz-m02") == "your instructor Bea"
    assert release(db, school).number == 1


def test_whoever_was_taken_out_of_a_cohort_is_its_instructors_no_more(db: Session, school: School) -> None:
    use_up(db, school)
    (cohort,) = cohorts.find_cohorts(db, school.cast.reg)
    ana = school.cast.ana.id
    cohorts.remove_trainee(db, school.cast.reg, cohort.id, ana, reason="Moved away for good.", now=SPENT)
    assert (waiting(db, school, "bea"), waiting(db, school, "reg")) == ([], [ana])
    assert services.find_trainees(db, school.cast.bea) == {}
    assert services.whom_to_ask(db, school.cast.ana, "quiz-m02") == "a registrar of the school"


def test_the_trainee_is_told_whom_to_ask(db: Session, school: School) -> None:
    assert services.whom_to_ask(db, school.cast.ana, "quiz-m02") == "your instructor Bea"
    assert services.whom_to_ask(db, school.cast.caz, "quiz-m02") == "a registrar of the school"


@pytest.fixture
def again(db: Session, cast: Cast) -> School:
    """A school whose quiz may be sat again sixty days after a pass: Ana and Caz passed it by the last of three."""
    made = open_school(db, cast, again_days=60)
    gather(db, made)
    for who in ("ana", "caz"):
        use_up(db, made, who=who, passing=True)
    return made


def test_who_passed_once_and_fails_a_later_round_waits_for_a_release(db: Session, again: School) -> None:
    """A renewal's quiz: what was passed long ago counts no more, so all attempts can be used up once more."""
    ana, bea = again.cast.ana, again.cast.bea
    assert services.find_waiting(db, bea, now=SPENT) == []
    days = [SPENT + timedelta(days=60 + n) for n in (0, 1, 4)]
    for day in days:
        fail(db, again, day)
    (waits,) = services.find_waiting(db, bea, now=days[-1])
    assert (waits.person_id, waits.attempts, waits.since) == (ana.id, 3, days[-1])
    services.release_attempt(db, bea, ana.id, "quiz-m02", NOTE, number=waits.next_release, now=days[-1])
    offer = quizzes.offer_of(db, ana.id, "quiz-m02", now=days[-1])
    assert (offer.chance.state, offer.chance.left, offer.attempts) == (State.READY, 1, 4)
    fail(db, again, days[-1])
    assert services.find_waiting(db, bea, now=days[-1])[0].attempts == 4


def test_what_was_released_in_one_round_gives_nothing_in_the_next(db: Session, school: School) -> None:
    ana, bea = school.cast.ana, school.cast.bea
    version = db.scalars(select(QuizVersion)).one()
    version.blueprint = {**version.blueprint, "again_days": 60}
    use_up(db, school)
    first = release(db, school)
    last = start(db, ana, now=SPENT)
    answer(db, ana, last, now=SPENT)
    quizzes.hand_in(db, ana, last.id, KINDS, now=SPENT)
    assert last.grade.passed
    days = [SPENT + timedelta(days=60 + n) for n in (0, 1, 4)]
    assert quizzes.offer_of(db, ana.id, "quiz-m02", now=days[0]).attempts == 3
    for day in days:
        fail(db, school, day)
    with pytest.raises(Clash, match="Every attempt is used"):
        start(db, ana, now=days[-1] + timedelta(days=9))
    waits = services.get_waiting(db, bea, ana.id, "quiz-m02", now=days[-1])
    assert (waits.attempts, waits.next_release) == (3, 5)
    second = services.release_attempt(db, bea, ana.id, "quiz-m02", NOTE, number=5, now=days[-1])
    assert second.number > first.number
    offer = quizzes.offer_of(db, ana.id, "quiz-m02", now=days[-1])
    assert (offer.chance.state, offer.chance.left, offer.attempts) == (State.READY, 1, 4)
