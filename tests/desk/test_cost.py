"""What the desk asks of the database: the same for thirty trainees as for three."""

from collections.abc import Callable, Sequence
from datetime import timedelta
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from ashilms.accounts import services as people
from ashilms.accounts.models import Person
from ashilms.actor import REGISTRAR, SUPERVISOR
from ashilms.appeals import services as appeals
from ashilms.appeals.models import Appeal
from ashilms.cohorts import services as cohorts
from ashilms.cohorts.models import CohortPlace
from ashilms.cohorts.rules.cohorts import Plan
from ashilms.courses import services as courses
from ashilms.courses.models import Milestone
from ashilms.db import Base
from ashilms.held_documents.models import HeldDocument
from ashilms.marking.models import MarkingPiece
from ashilms.observations.models import Observation
from ashilms.practicum.models import Entry, Review
from ashilms.practicum.rules.states import State
from ashilms.programs.models import ProgramBinding
from ashilms.quizzes import services as quizzes
from ashilms.quizzes.models import Attempt
from ashilms.review_board.models import BoardCase, BoardPiece
from tests.conftest import NOW
from tests.essays import hand_in_an_essay, sit_apart
from tests.schooling import QUESTIONS, Counted, Founded, text_of
from tests.three_modules import SLUG

pytestmark = pytest.mark.any_database

CHOICE = {
    "stem": "Who may begin?",
    "options": [
        {"id": one, "text": f"Option {one}", "right": one == "a", "rationale": "Why."} for one in "abc"
    ],
}
Sign = Callable[[str | None], FlaskClient]


def copied(db: Session, row: Base, **changes: Any) -> Any:
    """Add a row like `row` and return it."""
    columns = {column.key: getattr(row, column.key) for column in type(row).__mapper__.column_attrs}
    new = type(row)(**{**columns, "id": None, **changes})
    db.add(new)
    db.flush()
    return new


@pytest.fixture
def busy(site_school: Founded) -> Founded:
    """The school with Ana in a cohort of Bea's: an essay is to be marked, a quiz used up, a mark asked about."""
    db, cast = site_school.db, site_school.cast
    course = courses.get_course(db, SLUG).id
    plan = Plan("Autumn", cast.bea.id, NOW.date(), NOW.date() + timedelta(days=90), capacity=2)
    cohort = cohorts.add_cohort(db, cast.reg, SLUG, plan, now=NOW)
    cohorts.add_trainee(db, cast.reg, cohort.id, cast.ana.id, now=NOW)
    hand_in_an_essay(db, cast.ana, course, QUESTIONS, now=NOW)
    spent = sit_apart(db, cast.ana, course, QUESTIONS["single"], CHOICE, key="spent", now=NOW)
    quizzes.hand_in(db, cast.ana, spent.id, QUESTIONS, now=NOW)
    spent.version.quiz.open = True
    appeals.appeal(db, cast.ana, spent.id, 1, "The key is too narrow.", now=NOW)
    db.add(_licence(cast.ana.id))
    db.commit()
    return site_school


def _licence(person_id: int) -> HeldDocument:
    """Return a licence that waits to be checked."""
    return HeldDocument(
        person_id=person_id, kind="licence", title="Licence", issuer="A board", number="", place="", place_key="",
        issued_on=NOW.date(), ends_on=None, sent_at=NOW - timedelta(days=1), file="0" * 64, file_kind="paper",
        decisions=[],
    )  # fmt: skip


def add_trainees(school: Founded, count: int) -> None:
    """Add trainees who have done everything that Ana has done: a session of each waits for Bea, a licence for Reg."""
    db, ana = school.db, school.cast.ana.id
    done = [row for kind in (Milestone, ProgramBinding, CohortPlace) for row in _of(db, kind, ana)]
    attempts, asked, pieces = (_of(db, kind, ana) for kind in (Attempt, Appeal, MarkingPiece))
    entry = db.scalars(select(Entry).where(Entry.person_id == ana)).one()
    review = db.scalars(select(Review).where(Review.entry_id == entry.id)).one()
    seen = db.scalars(select(Observation).where(Observation.review_id == review.id)).one()
    for number in range(count):
        key = f"t{number}-{len(db.scalars(select(Person.id)).all())}"
        at = NOW + timedelta(minutes=number)
        person = people.welcome_person(db, key, name=f"Trainee {key}", now=NOW)
        for row in done:
            copied(db, row, person_id=person.id)
        for attempt in attempts:
            again = copied(db, attempt, person_id=person.id, submitted_at=at)
            for grade in attempt.grades:
                copied(db, grade, attempt_id=again.id)
            for row, changes in ((asked, {"at": at}), (pieces, {"since": at})):
                for one in (one for one in row if one.attempt_id == attempt.id):
                    copied(db, one, person_id=person.id, attempt_id=again.id, **changes)
        db.add(_licence(person.id))
        signed = copied(db, entry, person_id=person.id, form_key=f"signed-{key}", decision_id=None)
        again = copied(db, review, entry_id=signed.id)
        copied(db, seen, trainee_id=person.id, entry_id=signed.id, review_id=again.id)
        copied(
            db, entry, person_id=person.id, form_key=f"sent-{key}", state=State.SUBMITTED, sent_at=at,
            first_sent_at=at, lapses_at=NOW + timedelta(days=30), decision_id=None,
        )  # fmt: skip
    db.commit()


def _of(db: Session, kind: type[Base], person_id: int) -> Sequence[Any]:
    return db.scalars(select(kind).filter_by(person_id=person_id)).all()


COST = {"/approvals": 26, "/audit": 6, "/inbox": 25, "/people": 5, "/standings": 23}
"""How many queries a list takes, as measured: ten rooms offer what waits to the inbox, twelve give facts.

Who renews takes two of those of approvals.
"""
EACH = {"/inbox": 4}
"""How many lines a trainee has there: a session, an essay, a quiz that is used up, a mark that was asked about."""
PAGED = {"/inbox": 25, "/standings": 50}
"""How many lines a page shows at a time; the record shows 25, too, of whatever was done."""


@pytest.mark.parametrize(
    ("who", "path", "says"),
    [
        ("dee", "/approvals", "8 of 9 met"),
        ("reg", "/standings", "8</b> of 9"),
        ("bea", "/inbox", 'why">'),
        ("reg", "/people", "trainee"),
        ("reg", "/audit", "<th scope="),
    ],
)
def test_a_list_asks_as_often_for_thirty_trainees_as_for_three(
    client_of: Sign, busy: Founded, counted: Counted, who: str, path: str, says: str
) -> None:
    browser = client_of(who)
    add_trainees(busy, 3)
    with counted() as few:
        before = text_of(browser.get(path))
    add_trainees(busy, 27)
    with counted() as many:
        after = text_of(browser.get(path))
    assert before.count(says) >= 3
    all_of_it = before.count(says) + 27 * EACH.get(path, 1)
    assert path == "/audit" or after.count(says) == min(all_of_it, PAGED.get(path, all_of_it))
    assert (len(few), len(many)) == (COST[path], COST[path])


def test_the_inbox_of_a_registrar_who_teaches_asks_as_often_for_thirty_documents_as_for_three(
    client_of: Sign, busy: Founded, counted: Counted
) -> None:
    """Whoever checks documents and sees the inbox finds them there; other registrars have a page for them."""
    people.place_person(busy.db, busy.cast.reg, busy.cast.reg.id, [REGISTRAR, SUPERVISOR], now=NOW)
    busy.db.commit()
    browser, says = client_of("reg"), "Document to check"
    add_trainees(busy, 2)
    with counted() as few:
        before = text_of(browser.get("/inbox"))
    add_trainees(busy, 27)
    with counted() as many:
        after = text_of(browser.get("/inbox"))
    assert (before.count(says), after.count(says)) == (3, PAGED["/inbox"])
    assert (len(few), len(many)) == (20, 20)


def add_cases(school: Founded) -> int:
    """Bring a session of everybody who has logged one before the board, each answered; return how many are there."""
    db, stood = school.db, len(school.db.scalars(select(BoardCase.person_id)).all())
    brought = set(db.scalars(select(BoardCase.person_id)))
    sessions = {row.person_id: row.id for row in db.scalars(select(Entry).order_by(Entry.id))}
    for person_id in sorted(sessions.keys() - brought):
        row = BoardCase(
            kind="falsified", person_id=person_id, subject=f"falsified:entry:{sessions[person_id]}", reason="Why.",
            opened_at=NOW, zone="UTC", answer_by=NOW.date(), decide_by=NOW.date(), measures=[],
        )  # fmt: skip
        db.add(row)
        db.flush()
        said = {"case_id": row.id, "text": "So it was.", "at": NOW}
        db.add(BoardPiece(number=1, sort="entry", ref_id=sessions[person_id], **said))
        db.add(BoardPiece(number=2, sort="answer", ref_id=None, **said))
    db.commit()
    return stood + len(sessions.keys() - brought)


@pytest.mark.parametrize(
    ("who", "path", "more"), [("dee", "/approvals", 0), ("reg", "/standings", 0), ("dee", "/inbox", 5)]
)
def test_cases_before_the_board_cost_the_same_for_thirty_as_for_three(
    client_of: Sign, busy: Founded, counted: Counted, who: str, path: str, more: int
) -> None:
    """A standing asks whether one is open, not what is in it.

    The inbox does: pieces, votes, who had a part, who is close to Dee, and names.
    """
    browser = client_of(who)
    add_trainees(busy, 2)
    with counted() as without:
        text_of(browser.get(path))
    few = add_cases(busy)
    with counted() as asked:
        text_of(browser.get(path))
    add_trainees(busy, 27)
    many = add_cases(busy)
    with counted() as of_many:
        page = text_of(browser.get(path))
    assert (few, many, "Review board · A record" in page) == (3, 30, path == "/inbox")
    assert (len(asked) - len(without), len(of_many) - len(asked)) == (more, 0)


@pytest.mark.parametrize(("who", "cost"), [("ana", 37), ("caz", 39)])
def test_home_asks_as_often_whoever_else_is_here(
    client_of: Sign, busy: Founded, counted: Counted, who: str, cost: int
) -> None:
    browser = client_of(who)
    with counted() as alone:
        text_of(browser.get("/"))
    add_trainees(busy, 30)
    with counted() as among_others:
        text_of(browser.get("/"))
    assert (len(alone), len(among_others)) == (cost, cost)


def test_the_proof_asks_as_often_whoever_else_is_here(
    client_of: Sign, busy: Founded, counted: Counted
) -> None:
    browser, path = client_of("dee"), f"/approvals/{busy.cast.ana.id}/{busy.program_id}"
    with counted() as alone:
        text_of(browser.get(path))
    add_trainees(busy, 30)
    with counted() as among_others:
        text_of(browser.get(path))
    assert (len(alone), len(among_others)) == (35, 35)
