"""A pool whose papers hold an essay each, and sitting one."""

from dataclasses import replace

from sqlalchemy.orm import Session

from ashilms.actor import Actor, machine
from ashilms.quizzes import services
from ashilms.quizzes.models import Attempt
from tests.conftest import NOW
from tests.quizzes.conftest import DRAFTS, KINDS, School, places, start
from tests.quizzes.samples import MARKED


def with_essay(db: Session, school: School, *numbers: int) -> None:
    """Let questions of the pool be essays, one unless more are named, and every paper hold them."""
    asked, key = KINDS["essay"].split(MARKED["essay"].item)
    essays = [replace(DRAFTS[number - 1], kind="essay", asked=asked, key=key) for number in numbers or (12,)]
    pool = [*DRAFTS[:6], *essays]
    services.keep_questions(db, machine("tests"), school.course.id, pool, now=NOW)
    quiz = services.QuizDraft(
        "quiz-m02", "Bars, table and room", "m02", [{"module": "m02"}],
        {"draw": 3 + len(essays), "critical": 3, "pass_percent": 80, "minutes": 10, "attempts": 3,
         "waits_hours": [24, 72]},
    )  # fmt: skip
    services.keep_quizzes(db, machine("tests"), school.course.id, [quiz], now=NOW)
    db.commit()


def sit(
    db: Session, school: School, text: str | None = "I stop and ask her.", who: Actor | None = None
) -> Attempt:
    """Answer all of a paper with one essay, and hand it in: Ana, or `who`."""
    ana = who or school.cast.ana
    attempt = start(db, ana)
    write(db, attempt, ana, text)
    services.hand_in(db, ana, attempt.id, KINDS, now=NOW)
    db.commit()
    return attempt


def write(db: Session, attempt: Attempt, who: Actor, text: str | None = "I stop and ask her.") -> None:
    """Answer all of a paper: rightly, its essays by a text."""
    for item in attempt.items:
        given = text if item.question.kind == "essay" else places(db, item)
        key = f"k-{item.number}"
        services.save_answer(db, who, attempt.id, item.number, given, KINDS, key=key, flagged=False, now=NOW)
