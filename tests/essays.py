"""An essay that waits for its mark, and a file that is being sent, in quizzes of their own that nobody is offered."""

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy.orm import Session

from ashilms.actor import Actor
from ashilms.files.services import Store
from ashilms.plugins import QuestionKind
from ashilms.quizzes import services as quizzes
from ashilms.quizzes.models import (
    OPEN,
    Attempt,
    AttemptItem,
    Question,
    QuestionKey,
    QuestionVersion,
    Quiz,
    QuizVersion,
)
from ashilms.quizzes.services import Kinds

ITEM: dict[str, Any] = {
    "stem": "Somebody asks you to go on over a sharp pain in the calf. What do you do, and why?",
    "guide": "Stops at once, asks, does not go on over it, and says who is told.",
    "rubric": [
        {
            "id": "stops", "text": "Stops in time", "critical": True,
            "levels": ["Goes on", "Goes on more lightly", "Stops at once"],
        },
        {
            "id": "says", "text": "Says why", "critical": False,
            "levels": ["No reason", "A reason in part", "The reason"],
        },
    ],
    "words": {"least": 20, "most": 200},
}  # fmt: skip
TEXT = (
    "I stop at once and ask what it feels like.\n"
    "A sharp pain in the calf may be a clot, so I don’t go on over it, and I tell my supervisor."
)
DIGEST = "0" * 64


def hand_in_an_essay(
    db: Session, trainee: Actor, course_id: int, kinds: Kinds, *, key: str = "essay", now: datetime
) -> Attempt:
    """Let a trainee sit a quiz of one essay and hand it in."""
    attempt = sit_apart(db, trainee, course_id, kinds["essay"], ITEM, key=key, now=now)
    quizzes.save_answer(db, trainee, attempt.id, 1, TEXT, kinds, key="essay", flagged=False, now=now)
    return quizzes.hand_in(db, trainee, attempt.id, kinds, now=now)


def begin_an_upload(
    db: Session, trainee: Actor, course_id: int, kinds: Kinds, store: Store, *, now: datetime
) -> Attempt:
    """Let a trainee begin a quiz that asks for one file, and send a first one."""
    item = {"stem": "Show how you hold the bar.", "accept": ["photo", "pdf"]}
    item |= {name: ITEM[name] for name in ("guide", "rubric")}
    attempt = sit_apart(db, trainee, course_id, kinds["upload"], item, key="upload", now=now)
    sent = b"%PDF-1.4 how I hold it %%EOF"
    answer = quizzes.keep_file(db, trainee, store, attempt.id, 1, sent, kinds)
    quizzes.save_file(db, trainee, attempt.id, 1, answer, kinds, key="upload", flagged=False, now=now)
    return attempt


def sit_apart(
    db: Session, trainee: Actor, course_id: int, kind: QuestionKind, item: dict[str, Any], *, key: str, now: datetime
) -> Attempt:  # fmt: skip
    """Let a trainee begin a quiz of one question that nobody else is offered; no other quiz and no pool changes."""
    asked, secret = kind.split(item)
    question = Question(course_id=course_id, key=key, version=1, in_pool=False)
    quiz = Quiz(course_id=course_id, key=f"quiz-{key}", place=99, version=1, open=False)
    db.add_all([question, quiz])
    db.flush()
    frozen = QuestionVersion(
        question_id=question.id, number=1, kind=kind.name, pool=key, topic=key, rule=key, rule_text="Stop in time.",
        critical=False, about={}, asked=asked, digest=DIGEST, made_at=now,
    )  # fmt: skip
    terms = {"draw": 1, "critical": 0, "pass_percent": 50, "minutes": 30, "attempts": 1, "waits_hours": []}
    version = QuizVersion(
        quiz_id=quiz.id, number=1, title="In your own words", pool=key, requires=[], blueprint=terms, digest=DIGEST,
        made_at=now, quiz=quiz,
    )  # fmt: skip
    db.add_all([frozen, version])
    db.flush()
    db.add(QuestionKey(version_id=frozen.id, content=secret))
    attempt = Attempt(
        person_id=trainee.id, quiz_id=quiz.id, quiz_version_id=version.id, number=1, seed=DIGEST, state=OPEN,
        started_at=now, deadline=now + timedelta(minutes=30), closes_at=now + timedelta(minutes=31), version=version,
        items=[AttemptItem(number=1, question_version_id=frozen.id, order=[])],
    )  # fmt: skip
    db.add(attempt)
    db.flush()
    return attempt
