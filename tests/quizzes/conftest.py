"""A course with a quiz that Ana and Caz may sit, on a pool of twelve questions in two kinds."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from ashilms.actor import Actor, machine
from ashilms.courses import services as courses
from ashilms.courses.models import Course, Module
from ashilms.courses.rules import MODULE_COMPLETED
from ashilms.quizzes import services
from ashilms.quizzes.kinds import BUILT_IN
from ashilms.quizzes.models import Attempt, AttemptItem, QuestionKey, Quiz
from ashilms.quizzes.services import Kinds, QuestionDraft, QuizDraft
from tests.conftest import NOW, Cast

KINDS: Kinds = {kind.name: kind for kind in BUILT_IN}
GRACE = timedelta(seconds=10)
CANARY = "XKANARIX"
"""Stands in everything that no trainee may see before it is released."""


def draft(number: int) -> QuestionDraft:
    """Return question `number`: the first six are critical, every fourth is multiple choice."""
    many = number % 4 == 0
    right = "bc" if many else "abcd"[number % 4]
    item = {
        "stem": f"Stem {number}?",
        "options": [
            {
                "id": o,
                "text": f"Option {number} {o}",
                "right": o in right,
                "rationale": f"{CANARY} why {number} {o}",
            }
            for o in "abcd"
        ],
    }
    kind = KINDS["multiple" if many else "single"]
    asked, key = kind.split(item)
    return QuestionDraft(
        f"q{number:02}", kind.name, "m02", f"t{number % 3}", f"r{number}-{CANARY}".lower(), f"Rule {number} {CANARY}",
        number <= 6, {"objective": f"{CANARY}-o", "difficulty": 1, "source": f"{CANARY}-s"}, asked, key,
    )  # fmt: skip


DRAFTS = [draft(number) for number in range(1, 13)]
OTHERS = [replace(draft(n), id=f"q{n:02}-{more}") for n in range(1, 7) for more in "ab"]
"""Two other questions on each must-pass rule."""
QUIZ = QuizDraft(
    "quiz-m02",
    "Bars, table and room",
    "m02",
    [{"module": "m02"}],
    {"draw": 5, "critical": 2, "pass_percent": 80, "minutes": 10, "attempts": 3, "waits_hours": [24, 72]},
)


@dataclass(frozen=True)
class School:
    """What the tests stand on."""

    cast: Cast
    course: Course
    quiz: Quiz


def open_school(db: Session, cast: Cast, **blueprint: Any) -> School:
    """Make the course and the quiz; Ana and Caz have finished the module before it."""
    course = Course(
        slug="bars", title="Bars", description="", language="en-GB", level=1, version=1, licence=None
    )
    db.add(course)
    db.flush()
    plain = {
        "title": "Bars and table",
        "summary": "",
        "objectives": [],
        "requires": [],
        "quizzes": [],
        "review": {},
    }
    db.add(Module(course_id=course.id, key="m02", number=1, **plain))
    office = machine("tests")
    services.keep_questions(db, office, course.id, DRAFTS, now=NOW)
    quiz = replace(QUIZ, blueprint={**QUIZ.blueprint, **blueprint})
    services.keep_quizzes(db, office, course.id, [quiz], now=NOW)
    for person in (cast.ana, cast.caz):
        courses.enrol(db, person, course.id, now=NOW)
        courses.reach_milestone(db, person.id, course.id, MODULE_COMPLETED, "m02", now=NOW)
    db.commit()
    return School(cast, course, db.scalars(select(Quiz)).one())


@pytest.fixture
def school(db: Session, cast: Cast) -> School:
    """The school on the services' database."""
    return open_school(db, cast)


def start(db: Session, actor: Actor, *, now: datetime = NOW) -> Attempt:
    """Start Ana's, or another's, attempt."""
    attempt = services.start_attempt(db, actor, "quiz-m02", KINDS, grace=GRACE, now=now)
    db.commit()
    return attempt


def places(db: Session, item: AttemptItem, *, right: bool = True) -> Any:
    """Return what the form would send for the right answer to a question, or for a wrong one."""
    key = db.get_one(QuestionKey, item.question_version_id).content["right"]
    if item.question.kind == "single":
        return next(str(n) for n, id_ in enumerate(item.order, start=1) if (id_ in key) is right)
    return [str(n) for n, id_ in enumerate(item.order, start=1) if (id_ in key) is right]


def answer(
    db: Session, actor: Actor, attempt: Attempt, *, wrong: tuple[int, ...] = (), now: datetime = NOW
) -> None:
    """Answer every question rightly but those in `wrong`."""
    for item in attempt.items:
        services.save_answer(
            db, actor, attempt.id, item.number, places(db, item, right=item.number not in wrong), KINDS,
            key=f"all-{item.number}", flagged=False, now=now,
        )  # fmt: skip
    db.commit()


def numbers(attempt: Attempt, *, critical: bool) -> list[int]:
    """Return the numbers of the critical questions of a paper, or of the others."""
    return [item.number for item in attempt.items if item.question.critical is critical]
