"""The quizzes' school, with a cohort that Bea teaches and Ana has a place in; Caz has none, Dee teaches nobody."""

from datetime import date, timedelta

import pytest
from sqlalchemy.orm import Session

from ashilms.accounts import services as people
from ashilms.actor import Actor
from ashilms.cohorts import services as cohorts
from ashilms.cohorts.rules.cohorts import Plan
from ashilms.quizzes import services as quizzes
from ashilms.supervision import services as supervision
from tests.conftest import CAST, NOW, Cast
from tests.quizzes.conftest import KINDS, School, answer, open_school, start

DAYS = (0, 1, 4)
"""When each of the three attempts is sat, after the waits between them."""
SPENT = NOW + timedelta(days=5)
"""A day after the last of them."""
NOTE = "We went through both rules at the bars, and she explained each back to me."


def gather(db: Session, school: School) -> None:
    """Open the cohort."""
    plan = Plan("Autumn", school.cast.bea.id, date(2026, 11, 1), date(2027, 1, 31), capacity=4)
    cohort = cohorts.add_cohort(db, school.cast.reg, "bars", plan, now=NOW)
    cohorts.add_trainee(db, school.cast.reg, cohort.id, school.cast.ana.id, now=NOW)
    db.commit()


def use_up(db: Session, school: School, *, who: str = "ana", passing: bool = False) -> None:
    """Let somebody fail three attempts, or pass by the last of them."""
    actor = getattr(school.cast, who)
    for days in DAYS:
        now = NOW + timedelta(days=days)
        attempt = start(db, actor, now=now)
        if passing and days == DAYS[-1]:
            answer(db, actor, attempt, now=now)
        quizzes.hand_in(db, actor, attempt.id, KINDS, now=now)
    db.commit()


def come_close(db: Session, trainee: Actor, other: Actor, how: str) -> None:
    """Let a trainee declare somebody as close, or have the same address."""
    if how == "tie":
        supervision.declare_tie(db, trainee, f"{other.name}@example.org", now=NOW)
    else:
        people.get_person(db, other.id).email = people.get_person(db, trainee.id).email
    db.commit()


@pytest.fixture
def school(db: Session, cast: Cast) -> School:
    """The school on the services' database."""
    made = open_school(db, cast)
    gather(db, made)
    return made


@pytest.fixture
def host_school(host_db: Session) -> School:
    """The school on the host's database."""
    cast = Cast(**{name: people.as_actor(people.find_person(host_db, name)) for name in CAST})
    made = open_school(host_db, cast)
    gather(host_db, made)
    return made
