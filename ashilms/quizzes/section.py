"""The questions and quizzes of a pack: checking them, and loading them as versions."""

from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from ashilms.actor import Actor
from ashilms.courses import services as courses
from ashilms.courses.rules import MODULE_COMPLETED, QUIZ_PASSED
from ashilms.formats import plural
from ashilms.plugins import PackFiles, Plain
from ashilms.quizzes.checks import check, find_shares
from ashilms.quizzes.content import QUESTIONS, QUIZZES, blueprint_of, gates_of, kinds_of, pool_of, topic_of
from ashilms.quizzes.services import (
    Kinds,
    QuestionDraft,
    QuizDraft,
    keep_questions,
    keep_quizzes,
    known_quizzes,
)

__all__ = ["asks_anew", "check", "find_shares", "load"]


def load(db: Session, actor: Actor, pack: PackFiles, *, now: datetime) -> list[str]:
    """Load the pack's questions and quizzes, and return what changed; a changed one becomes a new version."""
    course, kinds = courses.get_course(db, pack.slug), kinds_of(pack)
    questions = [
        _question(item, pool_of(document.data), document.data["rules"], kinds)
        for document in pack.find(QUESTIONS)
        for item in document.data["items"]
    ]
    quizzes = [_quiz(quiz) for document in pack.find(QUIZZES) for quiz in document.data["quizzes"]]
    return [
        *keep_questions(db, actor, course.id, questions, now=now),
        *keep_quizzes(db, actor, course.id, quizzes, now=now),
    ]


def asks_anew(db: Session, pack: PackFiles) -> list[str]:
    """Return in sentences which quizzes are new, and for how many people who had completed what they examine."""
    course = courses.find_course(db, pack.slug)
    if course is None:
        return []
    before, told = known_quizzes(db, course.id), []
    for quiz in (quiz for document in pack.find(QUIZZES) for quiz in document.data["quizzes"]):
        passed = courses.find_reached(db, course.id, QUIZ_PASSED, quiz["id"])
        if quiz["id"] not in before and (asked := _examined(db, course.id, quiz) - passed):
            people = plural(len(asked), "person", "people")
            about = "who had completed its module" if "module" in quiz else "taking the course"
            told.append(f"Quiz “{quiz['title']}” is new, for {people} {about}.")
    return told


def _examined(db: Session, course_id: int, quiz: Plain) -> frozenset[int]:
    """Return the people who are as far as the quiz: through its module, or in the course if it has none."""
    if "module" in quiz:
        return courses.find_reached(db, course_id, MODULE_COMPLETED, quiz["module"])
    return frozenset(courses.people_of(db, course_id))


def _question(item: Plain, pool: str, rules: list[dict[str, Any]], kinds: Kinds) -> QuestionDraft:
    kind = kinds.get(item["kind"])
    # Of a kind that is not installed nothing can be told apart, so all of it is kept as the key.
    asked, key = kind.split(item) if kind else ({}, dict(item))
    return QuestionDraft(
        id=item["id"],
        kind=item["kind"],
        pool=pool,
        topic=topic_of(item, pool),
        rule=item["rule"],
        rule_text=next(rule["text"] for rule in rules if rule["id"] == item["rule"]),
        critical=item["critical"],
        about={name: item[name] for name in ("objective", "difficulty", "source")},
        asked=asked,
        key=key,
    )


def _quiz(quiz: Plain) -> QuizDraft:
    return QuizDraft(quiz["id"], quiz["title"], pool_of(quiz), gates_of(quiz), blueprint_of(quiz))
