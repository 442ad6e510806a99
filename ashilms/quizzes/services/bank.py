"""Keeping the questions and quizzes of a course: what is new or changed becomes a version."""

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from ashilms.actor import Actor
from ashilms.audit import services as audit
from ashilms.errors import Clash
from ashilms.plain import write_plain
from ashilms.quizzes.models import Question, QuestionKey, QuestionVersion, Quiz, QuizVersion
from ashilms.quizzes.services.correcting import corrected_digests


@dataclass(frozen=True, slots=True)
class QuestionDraft:
    """A question as a pack gives it, in its two halves."""

    id: str
    kind: str
    pool: str
    topic: str
    rule: str
    rule_text: str
    critical: bool
    about: Mapping[str, Any]
    asked: Mapping[str, Any]
    key: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class QuizDraft:
    """A quiz as a pack gives it."""

    id: str
    title: str
    pool: str
    requires: list[dict[str, str]]
    blueprint: Mapping[str, Any]


def keep_questions(
    db: Session, actor: Actor, course_id: int, drafts: Iterable[QuestionDraft], *, now: datetime
) -> list[str]:
    """Make these the questions of a course and return what changed, in sentences.

    A changed question becomes a new version. One that is gone is no longer drawn; what was asked stays.
    """
    wanted = {draft.id: draft for draft in drafts}
    rows = {row.key: row for row in db.scalars(select(Question).where(Question.course_id == course_id))}
    stands = _standing_digests(db, course_id)
    added = [draft for key, draft in wanted.items() if key not in rows]
    corrected = corrected_digests(db, course_id)
    other = [draft for key, draft in wanted.items() if key in rows and stands[key] != digest_of(draft)]
    changed = [draft for draft in other if (draft.id, digest_of(draft)) not in corrected]
    back = [row for key, row in rows.items() if key in wanted and not row.in_pool]
    gone = [row for key, row in rows.items() if key not in wanted and row.in_pool]
    for row in (*back, *gone):
        row.in_pool = not row.in_pool
    for draft in (*added, *changed):
        row = rows.get(draft.id) or Question(course_id=course_id, key=draft.id, version=0, in_pool=True)
        row.version += 1
        db.add(row)
        db.flush()
        add_version(db, row, draft, now)
    moved = [("added", [d.id for d in added]), ("changed", [d.id for d in changed])]
    moved += [("back", [row.key for row in back]), ("gone", [row.key for row in gone])]
    facts = {word: keys for word, keys in moved if keys}
    behind = [_BEHIND.format(draft.id) for draft in other if draft not in changed]
    if not facts:
        return behind
    digests = {draft.id: digest_of(draft) for draft in (*added, *changed)}
    audit.record(
        db,
        actor,
        "quizzes.keep-questions",
        f"course:{course_id}",
        now=now,
        after=facts | {"digests": digests},
    )
    return behind + [_QUESTIONS_SAID[word].format(len(keys), ", ".join(keys)) for word, keys in facts.items()]


_BEHIND = "Question {0} keeps the key that was corrected here; correct it in the pack too."
_QUESTIONS_SAID = {
    "added": "Questions added: {0}.",
    "changed": "Questions changed, now in a new version: {1}.",
    "back": "Questions drawn again: {1}.",
    "gone": "Questions no longer drawn: {1}.",
}


def known_quizzes(db: Session, course_id: int) -> frozenset[str]:
    """Return the keys of the quizzes that a course has now."""
    return frozenset(db.scalars(select(Quiz.key).where(Quiz.course_id == course_id, Quiz.open)))


def keep_quizzes(
    db: Session, actor: Actor, course_id: int, drafts: Iterable[QuizDraft], *, now: datetime
) -> list[str]:
    """Make these the quizzes of a course, in this order, and return what changed, in sentences.

    Raises `Clash` for a key that another course's quiz has: addresses and programs name quizzes by it.
    """
    wanted = {draft.id: draft for draft in drafts}
    said = []
    for place, draft in enumerate(wanted.values(), start=1):
        row = db.scalar(select(Quiz).where(Quiz.key == draft.id))
        if row is not None and row.course_id != course_id:
            raise Clash(f"Another course has a quiz called {draft.id!r}. Give this one another id.")
        row = row or Quiz(course_id=course_id, key=draft.id, version=0)
        row.place, row.open = place, True
        said += _keep_version(db, actor, row, draft, now)
    for row in db.scalars(
        select(Quiz).where(Quiz.course_id == course_id, Quiz.key.not_in(wanted), Quiz.open)
    ):
        row.open = False
        audit.record(db, actor, "quizzes.close-quiz", f"quiz:{row.key}", now=now)
        said.append(f"Quiz {row.key} is closed: the pack has it no more.")
    db.flush()
    return said


def _keep_version(db: Session, actor: Actor, row: Quiz, draft: QuizDraft, now: datetime) -> list[str]:
    digest = digest_of(draft)
    if row.version:
        query = select(QuizVersion.digest).where(
            QuizVersion.quiz_id == row.id, QuizVersion.number == row.version
        )
        if db.scalar(query) == digest:
            return []
    row.version += 1
    db.add(row)
    db.flush()
    version = QuizVersion(
        quiz_id=row.id, number=row.version, title=draft.title, pool=draft.pool, requires=draft.requires,
        blueprint=dict(draft.blueprint), digest=digest, made_at=now,
    )  # fmt: skip
    db.add(version)
    db.flush()
    audit.record(
        db, actor, "quizzes.keep-quiz", f"quiz:{row.key}", now=now,
        after={"version": row.version, "digest": digest},
    )  # fmt: skip
    return [f"Quiz {row.key}: version {row.version}."]


def _standing_digests(db: Session, course_id: int) -> dict[str, str]:
    query = select(Question.key, QuestionVersion.digest).join(
        QuestionVersion,
        (QuestionVersion.question_id == Question.id) & (QuestionVersion.number == Question.version),
    )
    return {key: digest for key, digest in db.execute(query.where(Question.course_id == course_id))}


def add_version(db: Session, row: Question, draft: QuestionDraft, now: datetime) -> QuestionVersion:
    """Add a draft as the version that a question has now, with its key apart, and return it."""
    version = QuestionVersion(
        question_id=row.id, number=row.version, kind=draft.kind, pool=draft.pool, topic=draft.topic,
        rule=draft.rule, rule_text=draft.rule_text, critical=draft.critical, about=dict(draft.about),
        asked=dict(draft.asked), digest=digest_of(draft), made_at=now,
    )  # fmt: skip
    db.add(version)
    db.flush()
    db.add(QuestionKey(version_id=version.id, content=dict(draft.key)))
    db.flush()
    return version


def digest_of(draft: QuestionDraft | QuizDraft) -> str:
    """Return the SHA-256 over all of a draft, by which a change is told."""
    return hashlib.sha256(write_plain(asdict(draft)).encode()).hexdigest()
