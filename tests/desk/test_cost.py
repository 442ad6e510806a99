"""What the desk asks of the database: the same for thirty trainees as for three."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from ashilms.accounts import services as people
from ashilms.accounts.models import Person
from ashilms.courses.models import Milestone
from ashilms.db import Base
from ashilms.observations.models import Observation
from ashilms.practicum.models import Entry, Review
from ashilms.practicum.rules.states import State
from ashilms.programs.models import ProgramBinding
from ashilms.quizzes.models import Attempt, AttemptGrade
from tests.conftest import NOW
from tests.schooling import Counted, Founded, text_of

pytestmark = pytest.mark.any_database

Sign = Callable[[str | None], FlaskClient]


def copied(db: Session, row: Base, **changes: Any) -> Any:
    """Add a row like `row` and return it."""
    columns = {column.key: getattr(row, column.key) for column in type(row).__mapper__.column_attrs}
    new = type(row)(**{**columns, "id": None, **changes})
    db.add(new)
    db.flush()
    return new


def add_trainees(school: Founded, count: int) -> None:
    """Add trainees who have done everything that Ana has done, and let a session of each wait for Bea."""
    db, ana = school.db, school.cast.ana.id
    done = [
        db.scalars(select(kind).where(kind.person_id == ana)).all() for kind in (Milestone, ProgramBinding)
    ]
    attempts = db.scalars(select(Attempt).where(Attempt.person_id == ana)).all()
    entry = db.scalars(select(Entry).where(Entry.person_id == ana)).one()
    review = db.scalars(select(Review).where(Review.entry_id == entry.id)).one()
    seen = db.scalars(select(Observation).where(Observation.review_id == review.id)).one()
    for number in range(count):
        key = f"t{number}-{len(db.scalars(select(Person.id)).all())}"
        person = people.welcome_person(db, key, name=f"Trainee {key}", now=NOW)
        for row in (row for rows in done for row in rows):
            copied(db, row, person_id=person.id)
        for attempt in attempts:
            again = copied(db, attempt, person_id=person.id)
            grade = db.scalars(select(AttemptGrade).where(AttemptGrade.attempt_id == attempt.id)).one()
            copied(db, grade, attempt_id=again.id)
        signed = copied(db, entry, person_id=person.id, form_key=f"signed-{key}", decision_id=None)
        again = copied(db, review, entry_id=signed.id)
        copied(db, seen, trainee_id=person.id, entry_id=signed.id, review_id=again.id)
        copied(
            db, entry, person_id=person.id, form_key=f"sent-{key}", state=State.SUBMITTED,
            lapses_at=NOW + timedelta(days=30), decision_id=None,
        )  # fmt: skip
    db.commit()


MOST = {"/inbox": 21, "/approvals": 20, "/standings": 22}
"""How many queries a list takes that asks several rooms; seven offer what waits to the first, nine give facts;
the standings offer programmes and cohorts to choose from."""
PAGED = {"/inbox": 25, "/standings": 50}
"""How many lines a page shows at a time; the record shows 25, too, of whatever was done."""


@pytest.mark.parametrize(
    ("who", "path", "says"),
    [
        ("dee", "/approvals", "8 of 9 met"),
        ("reg", "/standings", "8</b> of 9"),
        ("bea", "/inbox", 'why">Session · P3'),
        ("reg", "/people", "trainee"),
        ("reg", "/audit", "<th scope="),
    ],
)
def test_a_list_asks_as_often_for_thirty_trainees_as_for_three(
    client_of: Sign, site_school: Founded, counted: Counted, who: str, path: str, says: str
) -> None:
    browser = client_of(who)
    add_trainees(site_school, 3)
    with counted() as few:
        before = text_of(browser.get(path))
    add_trainees(site_school, 27)
    with counted() as many:
        after = text_of(browser.get(path))
    assert before.count(says) >= 3
    all_of_it = before.count(says) + 27
    assert path == "/audit" or after.count(says) == min(all_of_it, PAGED.get(path, all_of_it))
    assert len(many) == len(few)
    assert len(few) <= MOST.get(path, 16)


@pytest.mark.parametrize("who", ["ana", "caz"])
def test_home_asks_as_often_whoever_else_is_here(
    client_of: Sign, site_school: Founded, counted: Counted, who: str
) -> None:
    browser = client_of(who)
    with counted() as alone:
        text_of(browser.get("/"))
    add_trainees(site_school, 30)
    with counted() as among_others:
        text_of(browser.get("/"))
    assert len(among_others) == len(alone) <= 38


def test_the_proof_asks_as_often_whoever_else_is_here(
    client_of: Sign, site_school: Founded, counted: Counted
) -> None:
    browser, path = client_of("dee"), f"/approvals/{site_school.cast.ana.id}/{site_school.program_id}"
    with counted() as alone:
        text_of(browser.get(path))
    add_trainees(site_school, 30)
    with counted() as among_others:
        text_of(browser.get(path))
    assert len(among_others) == len(alone) <= 32
