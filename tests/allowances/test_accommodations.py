"""Accommodations: what they change from when on, who records them, and who reads why."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy.orm import Session

from ashilms.allowances import services
from ashilms.allowances.rules import Terms, find_problem, in_words
from ashilms.audit import services as audit
from ashilms.errors import Clash, Missing, Unacceptable
from ashilms.quizzes import services as quizzes
from ashilms.quizzes.rules.allowing import Allowed, Eased
from ashilms.quizzes.rules.paper import Blueprint
from ashilms.quizzes.rules.sitting import Past, State, chance
from tests.conftest import NOW
from tests.quizzes.conftest import School, start

TODAY, WHY = NOW.date(), "A letter of her physician, seen on 20 November."
TERMS = Terms(Eased(percent=50), None, TODAY, None, WHY)
DAY = timedelta(days=1)
any_database = pytest.mark.any_database


def record(db: Session, school: School, *, who: str = "bea", number: int = 1, **changes: Any) -> int:
    actor = getattr(school.cast, who)
    terms = replace(TERMS, **changes)
    row = services.accommodate(db, actor, school.cast.ana.id, terms, number=number, now=NOW)
    db.commit()
    return row.id


# ── as plain values ──


@any_database
@pytest.mark.parametrize(
    ("eased", "minutes"),
    [((), 10), ((Eased(50),), 15), ((Eased(25),), 13), ((Eased(25, 5),), 18), ((Eased(50), Eased(0, 7)), 17)],
)
def test_time_is_rounded_up_and_the_most_generous_counts(eased: tuple[Eased, ...], minutes: int) -> None:
    assert Allowed(eased).minutes_for(10) == minutes


@any_database
@pytest.mark.parametrize(
    ("allowed", "state", "left"),
    [
        (Allowed(), State.USED_UP, 0),
        (Allowed((Eased(attempts=1), Eased(attempts=2))), State.WAITING, 2),
        (Allowed(releases=(1,)), State.READY, 1),
        (Allowed((Eased(attempts=1),), (1,)), State.WAITING, 2),
        (Allowed(releases=(1, 2)), State.READY, 2),
        (Allowed(releases=(3,)), State.READY, 3),
        (Allowed((Eased(attempts=2),), (1,)), State.WAITING, 3),
    ],
)
def test_more_attempts_keep_their_waits_and_released_ones_have_none(
    allowed: Allowed, state: State, left: int
) -> None:
    past = [Past(False, NOW), Past(False, NOW + DAY), Past(False, NOW + 4 * DAY)]
    found = chance(Blueprint(5, 2, 80, 10, 3, (24, 72)), past, False, NOW + 5 * DAY, allowed)
    assert (found.state, found.left) == (state, left)


@any_database
@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({}, None),
        ({"eased": Eased()}, "percent"),
        ({"eased": Eased(percent=301)}, "percent"),
        ({"eased": Eased(minutes=-1)}, "percent"),
        ({"eased": Eased(attempts=6)}, "percent"),
        ({"until": TODAY - DAY}, "until"),
        ({"since": TODAY + DAY, "until": TODAY}, "until"),
        ({"reason": " short "}, "reason"),
        ({"reason": "x" * 2001}, "reason"),
    ],
)
def test_what_can_not_be_is_refused_at_its_field(changes: dict[str, Any], field: str | None) -> None:
    problem = find_problem(replace(TERMS, **changes), TODAY)
    assert (problem[0] if problem else None) == field


@any_database
def test_an_accommodation_is_said_in_a_few_words() -> None:
    assert in_words(Eased(50, 1, 2)) == "50 % more time, 1 minute more, 2 attempts more"


# ── sitting with one ──


def test_an_attempt_has_the_time_that_was_recorded_when_it_began(db: Session, school: School) -> None:
    """T07."""
    record(db, school)
    attempt = start(db, school.cast.ana)
    assert attempt.deadline == NOW + timedelta(minutes=15)
    record(db, school, number=2, eased=Eased(percent=300))
    assert start(db, school.cast.ana).deadline == NOW + timedelta(minutes=15)
    assert start(db, school.cast.caz).deadline == NOW + timedelta(minutes=10)


@pytest.mark.parametrize(
    ("since", "until", "minutes"),
    [(TODAY, None, 15), (TODAY, TODAY, 15), (TODAY + DAY, None, 10), (TODAY - 2 * DAY, TODAY, 15)],
)
def test_it_holds_on_its_days(
    db: Session, school: School, since: date, until: date | None, minutes: int
) -> None:
    record(db, school, since=since, until=until)
    assert quizzes.offer_of(db, school.cast.ana.id, "quiz-m02", now=NOW).minutes == minutes


def test_one_of_another_quiz_changes_nothing_here_and_an_ended_one_nothing_any_more(
    db: Session, school: School
) -> None:
    ended = record(db, school, quiz_key="quiz-m02")
    with pytest.raises(Unacceptable, match="no such quiz"):
        record(db, school, number=2, quiz_key="quiz-m99")
    services.end_accommodation(db, school.cast.bea, ended, now=NOW)
    assert quizzes.offer_of(db, school.cast.ana.id, "quiz-m02", now=NOW).minutes == 10
    with pytest.raises(Clash, match="ended already"):
        services.end_accommodation(db, school.cast.bea, ended, now=NOW)
    (held,) = services.accommodations_of(db, school.cast.ana, school.cast.ana.id, now=NOW)
    assert (held.holds, held.row.ended_by) == (False, school.cast.bea.id)


def test_what_was_sent_twice_is_recorded_once(db: Session, school: School) -> None:
    """V2.3.4."""
    record(db, school)
    with pytest.raises(Clash, match="already"):
        record(db, school)
    assert services.count_accommodations(db, school.cast.ana.id) == 1


# ── who ──


@pytest.mark.parametrize("who", ["dee", "ana", "caz"])
def test_who_does_not_see_to_somebody_records_reads_and_ends_nothing(
    db: Session, school: School, who: str
) -> None:
    """T03, T11."""
    actor, made = getattr(school.cast, who), record(db, school, who="reg")
    for reach in (
        lambda: record(db, school, who=who, number=2),
        lambda: services.end_accommodation(db, actor, made, now=NOW),
        lambda: services.get_trainee(db, actor, school.cast.ana.id),
    ):
        with pytest.raises(Missing):
            reach()
    assert services.find_accommodations(db, actor, now=NOW) == []


def test_the_reason_is_read_by_whom_it_concerns_alone(db: Session, school: School) -> None:
    record(db, school, who="reg")
    ana, bea, reg = school.cast.ana, school.cast.bea, school.cast.reg
    read = {
        who.name: services.accommodations_of(db, who, ana.id, now=NOW)[0].reason for who in (ana, bea, reg)
    }
    assert read == {"Ana": WHY, "Bea": None, "Reg": WHY}
    assert services.find_accommodations(db, bea, now=NOW)[0].reason is None
    records = [row for row in audit.find_records(db) if row.action == "allowances.accommodate"]
    assert [row.after["percent"] for row in records] == [50]
    assert "physician" not in str([row.after for row in records])
    assert services.find_trainees(db, bea) == {ana.id: "Ana"}
