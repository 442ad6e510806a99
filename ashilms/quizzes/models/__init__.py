"""Questions and quizzes with every version they had, and attempts with every answer as it was given."""

from collections.abc import Collection
from datetime import datetime
from fractions import Fraction
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, String, UniqueConstraint, false, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from ashilms.db import Base, Moment
from ashilms.quizzes.models.allowances import Accommodation as Accommodation
from ashilms.quizzes.models.allowances import Release as Release
from ashilms.quizzes.rules.grading import Grade, outcome, thaw
from ashilms.quizzes.rules.paper import Blueprint, PoolItem, as_blueprint
from ashilms.quizzes.rules.retest import retest_outcome
from ashilms.quizzes.rules.sitting import Past, Step

OPEN, MARKING, GRADED = "open", "marking", "graded"
"""The states of an attempt: being sat, handed in with answers that people have to mark, graded."""
UNFINISHED = f"state IN ('{OPEN}', '{MARKING}')"
"""What a person has one of at a quiz at most."""


class Question(Base):
    """A question as its author knows it; what it asks is in its versions."""

    __tablename__ = "ashilms_question"
    __table_args__ = (UniqueConstraint("course_id", "key"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    course_id: Mapped[int] = mapped_column(ForeignKey("ashilms_course.id"))
    key: Mapped[str] = mapped_column(String(64))
    """The item's id in the pack."""
    version: Mapped[int]
    """The number of the version that is drawn from now on."""
    in_pool: Mapped[bool]
    """Whether the pack still has it; one that it has no more is never drawn again, and stays."""


class QuestionVersion(Base):
    """One state of a question, frozen: what was shown is what is graded, for ever. The key is kept apart."""

    __tablename__ = "ashilms_question_version"
    __table_args__ = (
        UniqueConstraint("question_id", "number"),
        Index("ix_ashilms_question_version_pool", "pool", "question_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    question_id: Mapped[int] = mapped_column(ForeignKey("ashilms_question.id"))
    number: Mapped[int]
    kind: Mapped[str] = mapped_column(String(64))
    pool: Mapped[str] = mapped_column(String(64))
    """The module whose pool it stands in, or the name of a pool of its own, such as that of an examination."""
    topic: Mapped[str] = mapped_column(String(64))
    rule: Mapped[str] = mapped_column(String(64))
    """What it tests, by the pack's id."""
    rule_text: Mapped[str]
    critical: Mapped[bool]
    """Must be right, whatever the total."""
    about: Mapped[dict[str, Any]] = mapped_column(JSON)
    """What nobody is graded by: objective, difficulty, source."""
    asked: Mapped[dict[str, Any]] = mapped_column(JSON)
    """The half that may be shown."""
    digest: Mapped[str] = mapped_column(String(64))
    """SHA-256 over all of it, the key included."""
    made_at: Mapped[datetime] = mapped_column(Moment)

    def as_pool_item(self) -> PoolItem:
        """Return what drawing needs to know."""
        difficulty = int(self.about.get("difficulty", 0))
        return PoolItem(self.id, self.rule, self.topic, self.critical, self.kind, difficulty)


class QuestionKey(Base):
    """The half of a question version that may not be shown; read only to grade, and on the result page."""

    __tablename__ = "ashilms_question_key"

    version_id: Mapped[int] = mapped_column(ForeignKey("ashilms_question_version.id"), primary_key=True)
    content: Mapped[dict[str, Any]] = mapped_column(JSON)


class Quiz(Base):
    """A quiz as its author knows it; its rules are in its versions."""

    __tablename__ = "ashilms_quiz"

    id: Mapped[int] = mapped_column(primary_key=True)
    course_id: Mapped[int] = mapped_column(ForeignKey("ashilms_course.id"), index=True)
    key: Mapped[str] = mapped_column(String(64), unique=True)
    """The quiz's id in the pack, unique in the site: addresses, facts and milestones name it by this."""
    place: Mapped[int]
    """Where it stands in the course."""
    version: Mapped[int]
    """The number of the version that is sat from now on."""
    open: Mapped[bool]
    """Whether the pack still has it."""


class QuizVersion(Base):
    """One state of a quiz's rules, frozen: an attempt is held by those it was started under."""

    __tablename__ = "ashilms_quiz_version"
    __table_args__ = (UniqueConstraint("quiz_id", "number"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    quiz_id: Mapped[int] = mapped_column(ForeignKey("ashilms_quiz.id"))
    number: Mapped[int]
    title: Mapped[str] = mapped_column(String(200))
    pool: Mapped[str] = mapped_column(String(64))
    """What is drawn from: the pool of a module, or one of its own."""
    requires: Mapped[list[dict[str, str]]] = mapped_column(JSON)
    """What opens it, as `{module: …}` and `{quiz: …}`."""
    blueprint: Mapped[dict[str, Any]] = mapped_column(JSON)
    digest: Mapped[str] = mapped_column(String(64))
    made_at: Mapped[datetime] = mapped_column(Moment)
    quiz: Mapped[Quiz] = relationship(lazy="joined", innerjoin=True)

    def as_blueprint(self) -> Blueprint:
        """Return the blueprint as rules know it."""
        return as_blueprint(self.blueprint)


class Attempt(Base):
    """One sitting of a quiz by one person, held by the server from its start to its grade."""

    __tablename__ = "ashilms_attempt"
    __table_args__ = (
        UniqueConstraint("person_id", "quiz_id", "number"),
        CheckConstraint(f"state IN ('{OPEN}', '{MARKING}', '{GRADED}')", name="state"),
        CheckConstraint(f"(state = '{OPEN}') = (submitted_at IS NULL)", name="submitted"),
        Index(
            "uq_ashilms_attempt_one_open", "person_id", "quiz_id", unique=True,
            sqlite_where=text(UNFINISHED), postgresql_where=text(UNFINISHED),
        ),
        Index(  # of open ones alone: with all of them in it, SQLite looked through every graded one for a few people's
            "ix_ashilms_attempt_open_closes_at", "closes_at",
            sqlite_where=text(f"state = '{OPEN}'"), postgresql_where=text(f"state = '{OPEN}'"),
        ),
        Index("ix_ashilms_attempt_quiz_id_number", "quiz_id", "number"),
        Index("uq_ashilms_attempt_retests_id", "retests_id", unique=True),
    )  # fmt: skip

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("ashilms_person.id"))
    quiz_id: Mapped[int] = mapped_column(ForeignKey("ashilms_quiz.id"))
    quiz_version_id: Mapped[int] = mapped_column(ForeignKey("ashilms_quiz_version.id"))
    number: Mapped[int]
    """The person's first, second, … sitting of this quiz, re-tests counted."""
    retests_id: Mapped[int | None] = mapped_column(ForeignKey("ashilms_attempt.id"))
    """The attempt whose missed must-pass rules this one asks again, once; `None`: it is a whole paper."""
    seed: Mapped[str] = mapped_column(String(64))
    """What drawing and shuffling went by: 32 random bytes in hex, never shown."""
    started_at: Mapped[datetime] = mapped_column(Moment)
    deadline: Mapped[datetime] = mapped_column(Moment)
    """The end that the person is told."""
    closes_at: Mapped[datetime] = mapped_column(Moment)
    """The deadline and the grace for what is on its way; nothing is taken after it."""
    submitted_at: Mapped[datetime | None] = mapped_column(Moment)
    """Never later than the deadline."""
    state: Mapped[str] = mapped_column(String(10))
    staff: Mapped[bool] = mapped_column(default=False, server_default=false())
    """Whether whoever started it was more than a trainee then; statistics leave it out."""
    version: Mapped[QuizVersion] = relationship(lazy="joined", innerjoin=True)
    items: Mapped[list["AttemptItem"]] = relationship(order_by="AttemptItem.number")
    grades: Mapped[list["AttemptGrade"]] = relationship(order_by="AttemptGrade.number")

    @property
    def grade(self) -> Grade | None:
        """The grade that stands: the latest."""
        return self.grades[-1].as_grade() if self.grades else None

    @property
    def is_retest(self) -> bool:
        """Whether it only asks must-pass rules again that another attempt missed."""
        return self.retests_id is not None

    @property
    def outcome(self) -> str:
        """What it earned and what was needed, in one sentence; empty while there is no grade."""
        if self.grade is None:
            return ""
        return retest_outcome(self.grade) if self.is_retest else outcome(self.grade)

    def as_past(self, passes: Collection[int]) -> Past:
        """Return what deciding about the next attempt needs to know; `passes` are the ids of those that pass."""
        passed = self.id in passes if self.grades else None
        return Past(passed, self.submitted_at, self.is_retest)


class AttemptItem(Base):
    """One question of one attempt, in its place, with its parts in theirs."""

    __tablename__ = "ashilms_attempt_item"
    __table_args__ = (
        UniqueConstraint("attempt_id", "number"),
        UniqueConstraint("attempt_id", "question_version_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    attempt_id: Mapped[int] = mapped_column(ForeignKey("ashilms_attempt.id"))
    number: Mapped[int]
    question_version_id: Mapped[int] = mapped_column(ForeignKey("ashilms_question_version.id"), index=True)
    order: Mapped[list[str]] = mapped_column(JSON)
    question: Mapped[QuestionVersion] = relationship(lazy="joined", innerjoin=True)


class AnswerStep(Base):
    """One saving of one answer; only ever added. The last step of a question is its answer."""

    __tablename__ = "ashilms_answer_step"
    __table_args__ = (UniqueConstraint("attempt_id", "key"), Index(None, "attempt_id", "number"))

    id: Mapped[int] = mapped_column(primary_key=True)
    attempt_id: Mapped[int] = mapped_column(ForeignKey("ashilms_attempt.id"))
    number: Mapped[int]
    """The number of the question in the paper."""
    answer: Mapped[Any | None] = mapped_column(JSON(none_as_null=True))
    flagged: Mapped[bool]
    key: Mapped[str] = mapped_column(String(64))
    """Names the sending, so that the same sending twice is one."""
    at: Mapped[datetime] = mapped_column(Moment)

    def as_step(self) -> Step:
        """Return the step as rules know it."""
        return Step(self.number, self.answer, self.flagged, self.key)


class AnswerFile(Base):
    """A file that was sent as the answer to a question; one that another took the place of stays."""

    __tablename__ = "ashilms_answer_file"
    __table_args__ = (UniqueConstraint("attempt_id", "number", "file"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    attempt_id: Mapped[int] = mapped_column(ForeignKey("ashilms_attempt.id"))
    number: Mapped[int]
    """The number of the question in the paper."""
    file: Mapped[str] = mapped_column(String(64), index=True)
    """The SHA-256 of the file as it is kept."""
    sort: Mapped[str] = mapped_column(String(10))
    """What it is: `photo`, `video`, `pdf`."""
    size: Mapped[int]
    """Its bytes."""
    at: Mapped[datetime] = mapped_column(Moment)


def _sum(row: Any, half: int) -> str:
    """Return what the marks of a grade that is being written add up to: earned, or possible."""
    marks = row.get_current_parameters()["content"]["marks"]
    return str(sum((Fraction(mark[half]) for mark in marks), Fraction(0)))


class AttemptGrade(Base):
    """A grade that an attempt was given; a regrade adds another, and what was said before stays readable."""

    __tablename__ = "ashilms_attempt_grade"
    __table_args__ = (UniqueConstraint("attempt_id", "number"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    attempt_id: Mapped[int] = mapped_column(ForeignKey("ashilms_attempt.id"))
    number: Mapped[int]
    content: Mapped[dict[str, Any]] = mapped_column(JSON)
    """Marks as exact text, the percentage needed, and the must-pass rules that were missed."""
    passed: Mapped[bool]
    earned: Mapped[str | None] = mapped_column(String(60), default=lambda row: _sum(row, 0))
    """What its marks add up to, as exact text, by which a database may group; so is `possible`."""
    possible: Mapped[str | None] = mapped_column(String(60), default=lambda row: _sum(row, 1))
    at: Mapped[datetime] = mapped_column(Moment)
    reason: Mapped[str | None]
    """Why there is another grade; of the first there is none."""
    regrade_id: Mapped[int | None] = mapped_column(ForeignKey("ashilms_regrade.id"), index=True)

    def as_grade(self) -> Grade:
        """Return the grade as rules know it."""
        return thaw(self.content)


class Regrade(Base):
    """One correction of a question version for everybody who was asked it; the latest of a version holds."""

    __tablename__ = "ashilms_regrade"
    __table_args__ = (UniqueConstraint("question_version_id", "number"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    question_version_id: Mapped[int] = mapped_column(ForeignKey("ashilms_question_version.id"))
    """What was asked."""
    number: Mapped[int]
    """The version's first correction, second, …"""
    by_version_id: Mapped[int | None] = mapped_column(ForeignKey("ashilms_question_version.id"))
    """Whose key counts instead; `None`: the question counts for nobody."""
    reason: Mapped[str]
    digest: Mapped[str] = mapped_column(String(64), unique=True)
    """SHA-256 over all that the preview showed: applied is what was seen, and once."""
    by_id: Mapped[int] = mapped_column(ForeignKey("ashilms_person.id"))
    at: Mapped[datetime] = mapped_column(Moment)
