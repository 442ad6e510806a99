"""A course of its own whose one quiz has many single choices, and people who may sit it as often as they like."""

import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from flask import Flask

from bench.seed import cookie_of

COURSE, QUIZ, QUESTIONS = "bench", "bench-paper", 25
OPTIONS = ("a", "b", "c", "d")
TOKEN = re.compile(rb'name="csrf_token"[^>]*value="([^"]+)"')
EACH = 4
"""Attempts of everybody whose answers are stored."""
SPARE = 2
"""How many times a paper's length the pool is."""


@dataclass(frozen=True)
class Sitter:
    """One signed-in person who takes the course."""

    person_id: int
    cookie: str


def add_paper(app: Flask) -> None:
    """Give the site the course, with a quiz that nothing has to be read for."""
    from ashilms.courses.models import Course
    from ashilms.quizzes.services import bank
    from ashilms.web import transaction

    now = datetime.now(UTC)
    with app.app_context(), transaction() as db:
        course = Course(
            slug=COURSE, title="Bench", description="Nothing to learn.", language="en", level=0, version=1
        )
        db.add(course)
        db.flush()
        drafts = [_question(app, number) for number in range(QUESTIONS * SPARE)]
        bank.keep_questions(db, _nobody(), course.id, drafts, now=now)
        blueprint = {
            "draw": QUESTIONS, "critical": 0, "pass_percent": 100, "minutes": 60, "attempts": 10_000,
            "waits_hours": [],
        }  # fmt: skip
        quiz = bank.QuizDraft(QUIZ, "A long paper", COURSE, [], blueprint)
        bank.keep_quizzes(db, _nobody(), course.id, [quiz], now=now)


def _question(app: Flask, number: int) -> Any:
    from ashilms.quizzes.services import bank

    item: dict[str, Any] = {
        "id": f"bench-{number}", "kind": "single", "stem": f"What is the answer to question {number}?",
        "options": [
            {"id": letter, "text": f"Answer {letter} of four to question {number}", "right": letter == "d",
             "rationale": "It is so."}
            for letter in OPTIONS
        ],
    }  # fmt: skip
    asked, key = app.extensions["ashilms"].kinds["question_kinds"]["single"].split(item)
    rule = f"rule-{number}"
    return bank.QuestionDraft(item["id"], "single", COURSE, "bench", rule, rule, False, {}, asked, key)


def add_sitters(app: Flask, count: int, name: str) -> list[Sitter]:
    """Return so many new people, called `name` and a number, who are signed in and take the course."""
    from ashilms.accounts import services as people
    from ashilms.courses import services as courses
    from ashilms.identity.services import sessions, users
    from ashilms.web import transaction

    now, made = datetime.now(UTC), []
    with app.app_context(), transaction() as db:
        course_id = courses.get_course(db, COURSE).id
        for number in range(count):
            user = users.make_user(
                db, email=f"{name}-{number}@demo.example", name=f"{name.title()} {number}", roles=("trainee",),
                zone="UTC", now=now - timedelta(hours=1),
            )  # fmt: skip
            actor = people.as_actor(people.get_person(db, user.person_id or 0))
            courses.enrol(db, actor, course_id, now=now - timedelta(hours=1))
            token = sessions.open_session(db, user, agent="bench", now=now)
            made.append(Sitter(actor.id, cookie_of(app, token)))
    return made


def fill(app: Flask, answers: int, first: int) -> int:
    """Store so many answers of attempts long past, `EACH` by each of as many people as that takes.

    All are copied from one that `first` really sits; the people are none of those who sit in the bench, so that what
    grows is what stored answers cost, and not what one's own history does. Returns how many answers there are.
    """
    from sqlalchemy import func, insert, select
    from sqlalchemy.orm import Session

    from ashilms.accounts.models import Person
    from ashilms.quizzes.models import AnswerStep, Attempt, AttemptGrade, AttemptItem
    from ashilms.web import transaction

    with app.app_context(), transaction() as db:
        model = _sat(app, db, first)
        needed = -(-answers // len(model.items))
        like = _row(db.get(Person, first))
        others = [like | {"host_key": f"past-{number}"} for number in range(-(-needed // EACH))]
        db.execute(insert(Person), others)
        ids = db.scalars(select(Person.id).where(Person.host_key.startswith("past-"))).all()
        rows = [
            _row(model) | {"person_id": ids[number // EACH], "number": 1 + number % EACH}
            for number in range(needed)
        ]
        db.execute(insert(Attempt), rows)
        copies = select(Attempt.id).where(Attempt.quiz_id == model.quiz_id, Attempt.id > model.id)
        for part in (AttemptItem, AnswerStep, AttemptGrade):
            table: Any = part.__table__
            columns = [column for column in table.c if column.name != "id"]
            ours = copies.subquery()
            taken = [ours.c.id if column.name == "attempt_id" else column for column in columns]
            rows_of = select(*taken).select_from(ours).join(table, table.c.attempt_id == model.id)
            db.execute(insert(table).from_select([column.name for column in columns], rows_of))
        assert isinstance(db, Session)
        return db.scalar(select(func.count()).select_from(AnswerStep)) or 0


def _sat(app: Flask, db: Any, person_id: int) -> Any:
    """Return an attempt that was sat and handed in through our services, every question answered once."""
    from ashilms.accounts import services as people
    from ashilms.quizzes import services as quizzes

    kinds, now = app.extensions["ashilms"].kinds["question_kinds"], datetime.now(UTC) - timedelta(days=400)
    actor = people.as_actor(people.get_person(db, person_id))
    attempt = quizzes.start_attempt(db, actor, QUIZ, kinds, grace=timedelta(seconds=5), now=now)
    for item in attempt.items:
        quizzes.save_answer(
            db, actor, attempt.id, item.number, "1", kinds, key=f"past-{item.number}", flagged=False, now=now
        )
    return quizzes.hand_in(db, actor, attempt.id, kinds, now=now + timedelta(minutes=20))


def _row(like: Any) -> dict[str, Any]:
    """Return a row's values but its number."""
    return {c.key: getattr(like, c.key) for c in type(like).__mapper__.column_attrs if c.key != "id"}


def _nobody() -> Any:
    from ashilms.cli.site import CLI

    return CLI
