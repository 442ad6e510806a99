"""What pages and other rooms read: offers, the sheet of an open attempt, results, facts."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from ashilms.actor import Actor
from ashilms.courses import services as courses
from ashilms.courses.rules import Gate, unmet
from ashilms.errors import Clash, Missing
from ashilms.plugins import Fact, Mark
from ashilms.quizzes.models import GRADED, OPEN, Attempt, Quiz, QuizVersion
from ashilms.quizzes.rules.grading import Grade
from ashilms.quizzes.rules.paper import Blueprint
from ashilms.quizzes.rules.sitting import Chance, State, is_over, tells_whole
from ashilms.quizzes.services.finding import (
    Kinds,
    attempts_at,
    chance_of,
    item_of,
    keys_of,
    kind_of,
    own_attempt,
    steps_of,
    version_of,
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Offer:
    """A quiz as one person finds it."""

    key: str
    title: str
    course: str
    """The title of its course."""
    blueprint: Blueprint
    chance: Chance
    missing: tuple[Gate, ...]
    """What has to come first, while it is locked."""
    past: tuple[Attempt, ...]
    """The person's attempts, oldest first."""

    @property
    def minutes(self) -> int:
        """How long a sitting may take."""
        return self.blueprint.minutes

    @property
    def sitting(self) -> Attempt | None:
        """The attempt that is open."""
        return next((attempt for attempt in self.past if attempt.state == OPEN), None)


def find_offers(db: Session, person_id: int, *, now: datetime) -> list[Offer]:
    """Return every quiz of the courses that a person takes, as it stands for them."""
    return [
        _offer(db, person_id, course.title, quiz, now)
        for course in courses.enrolled_courses(db, person_id)
        for quiz in db.scalars(
            select(Quiz).where(Quiz.course_id == course.id, Quiz.open).order_by(Quiz.place)
        )
    ]


def open_quizzes(db: Session, person_id: int, *, now: datetime) -> list[Offer]:
    """Return the quizzes that a person may sit at this moment; one that is being sat comes first."""
    offers = [offer for offer in find_offers(db, person_id, now=now) if _is_open(offer, now)]
    return sorted(offers, key=lambda offer: offer.chance.state is not State.SITTING)


def next_quiz(db: Session, person_id: int, *, now: datetime) -> Offer | None:
    """Return the quiz to sit next, or `None` when none is open."""
    return next(iter(open_quizzes(db, person_id, now=now)), None)


def offer_of(db: Session, person_id: int, quiz_key: str, *, now: datetime) -> Offer:
    """Return one quiz as it stands for a person; raises `Missing` for one of no course that they take."""
    quiz = db.scalar(select(Quiz).where(Quiz.key == quiz_key, Quiz.open))
    if quiz is None or not courses.is_enrolled(db, person_id, quiz.course_id):
        raise Missing("There is no such quiz, or none of a course that you take.")
    course = courses.get_course_by_id(db, quiz.course_id)
    return _offer(db, person_id, course.title, quiz, now)


def _offer(db: Session, person_id: int, course: str, quiz: Quiz, now: datetime) -> Offer:
    version = version_of(db, quiz)
    past = attempts_at(db, person_id, version)
    standing = chance_of(db, person_id, quiz, version, past, now)
    missing = _missing(db, person_id, quiz, version) if standing.state is State.LOCKED else ()
    return Offer(quiz.key, version.title, course, version.as_blueprint(), standing, missing, tuple(past))


def _missing(db: Session, person_id: int, quiz: Quiz, version: QuizVersion) -> tuple[Gate, ...]:
    outline = courses.outline_of(db, quiz.course_id)
    titles = {gate.ref: gate.title for module in outline for gate in module.quizzes}
    titles |= {module.key: module.title for module in outline}
    closed = unmet(version.requires, courses.milestones_of(db, person_id, quiz.course_id))
    return tuple(Gate(gate.kind, gate.ref, titles.get(gate.ref, "")) for gate in closed)


def _is_open(offer: Offer, now: datetime) -> bool:
    if offer.sitting is not None:
        return not is_over(offer.sitting.closes_at, now)
    return offer.chance.state is State.READY


@dataclass(frozen=True, slots=True)
class Line:
    """One question of an open attempt, from outside."""

    number: int
    answered: bool
    flagged: bool


@dataclass(frozen=True, slots=True)
class Sheet:
    """An open attempt from outside: where one is in it, and until when."""

    attempt: Attempt
    title: str
    blueprint: Blueprint
    lines: tuple[Line, ...]
    saved_at: datetime | None
    """When the last answer was saved."""

    @property
    def empty(self) -> list[int]:
        """The numbers of the questions without an answer."""
        return [line.number for line in self.lines if not line.answered]

    @property
    def flagged(self) -> list[int]:
        """The numbers of the questions to come back to."""
        return [line.number for line in self.lines if line.flagged]


def sheet_of(db: Session, actor: Actor, attempt_id: int) -> Sheet:
    """Return the actor's attempt from outside; raises `Missing` for anybody else's."""
    attempt = own_attempt(db, actor, attempt_id)
    steps = steps_of(db, attempt.id)
    lines = tuple(
        Line(item.number, bool(step and step.answer is not None), bool(step and step.flagged))
        for item in attempt.items
        for step in [steps.get(item.number)]
    )
    saved_at = max((step.at for step in steps.values()), default=None)
    return Sheet(attempt, attempt.version.title, attempt.version.as_blueprint(), lines, saved_at)


@dataclass(frozen=True, slots=True)
class Shown:
    """One question of an open attempt, as its page may see it: nothing that tells the key."""

    kind: str
    content: dict[str, Any]
    flagged: bool
    saved_at: datetime | None
    figure: str | None
    """The figure as safe SVG."""


def question_of(db: Session, actor: Actor, attempt_id: int, number: int, kinds: Kinds) -> Shown:
    """Return one question to be answered; raises `Missing` as `own_attempt` does, or for no such number."""
    attempt = own_attempt(db, actor, attempt_id)
    item = item_of(db, attempt, number)
    step = steps_of(db, attempt.id).get(number)
    kind = kind_of(kinds, item.question.kind)
    content = kind.shown(item.question.asked, item.order, step.answer if step else None)
    figure = _figure(db, attempt, item.question.asked.get("figure"))
    return Shown(kind.name, content, bool(step and step.flagged), step.at if step else None, figure)


def _figure(db: Session, attempt: Attempt, name: str | None) -> str | None:
    if name is None:
        return None
    found = courses.find_figure(db, attempt.version.quiz.course_id, name)
    return found.svg if found else None


@dataclass(frozen=True, slots=True)
class Reviewed:
    """One question of a graded attempt, with what the result page may tell of it."""

    number: int
    kind: str
    told: dict[str, Any]
    mark: Mark
    critical: bool
    empty: bool
    whole: bool
    """Whether the key is told."""


@dataclass(frozen=True, slots=True)
class Result:
    """What became of an attempt, and what may come next."""

    attempt: Attempt
    title: str
    key: str
    course: str
    """The slug of the course."""
    grade: Grade
    by_clock: bool
    """Whether time ran out, rather than the person handing it in."""
    chance: Chance
    items: tuple[Reviewed, ...]


def result_of(db: Session, actor: Actor, attempt_id: int, kinds: Kinds, *, now: datetime) -> Result:
    """Return what became of an attempt; raises `Clash` while it is open: nothing is released before."""
    attempt = own_attempt(db, actor, attempt_id)
    if attempt.state != GRADED or attempt.grade is None:
        raise Clash("This attempt is still open. Hand it in to see its result.")
    version = attempt.version
    current = version_of(db, version.quiz)
    standing = chance_of(db, actor.id, version.quiz, current, attempts_at(db, actor.id, current), now)
    course = courses.get_course_by_id(db, version.quiz.course_id)
    items = _reviewed(db, attempt, attempt.grade, kinds, passed=_ever_passed(db, attempt))
    by_clock = attempt.submitted_at == attempt.deadline
    return Result(
        attempt, version.title, version.quiz.key, course.slug, attempt.grade, by_clock, standing, items
    )


def _reviewed(
    db: Session, attempt: Attempt, grade: Grade, kinds: Kinds, *, passed: bool
) -> tuple[Reviewed, ...]:
    keys, steps = keys_of(db, attempt), steps_of(db, attempt.id)
    reviewed = []
    for item, mark in zip(attempt.items, grade.marks, strict=True):
        kind, answer = kind_of(kinds, item.question.kind), None
        if item.number in steps:
            answer = steps[item.number].answer
        whole = tells_whole(right=mark.right, passed=passed)
        told = kind.told(item.question.asked, keys[item.question_version_id], item.order, answer, whole=whole)
        reviewed.append(
            Reviewed(item.number, kind.name, told, mark, item.question.critical, answer is None, whole)
        )
    return tuple(reviewed)


def _ever_passed(db: Session, attempt: Attempt) -> bool:
    query = select(Attempt).where(
        Attempt.person_id == attempt.person_id, Attempt.quiz_id == attempt.quiz_id, Attempt.state == GRADED
    )
    return any(other.grade and other.grade.passed for other in db.scalars(query))


def facts_of(db: Session, person_id: int) -> tuple[Fact, ...]:
    """Return the attempts by which a person passed quizzes, as facts for a programme."""
    query = (
        select(Attempt).where(Attempt.person_id == person_id, Attempt.state == GRADED).order_by(Attempt.id)
    )
    return tuple(
        Fact(
            f"attempt:{attempt.id}",
            "quiz_passed",
            attempt.submitted_at.date(),
            {
                "quiz": attempt.version.quiz.key,
                "version": attempt.version.number,
                "earned": str(attempt.grade.earned),
                "possible": str(attempt.grade.possible),
                "percent_needed": attempt.grade.percent_needed,
            },
        )
        for attempt in db.scalars(query)
        if attempt.grade and attempt.grade.passed and attempt.submitted_at
    )
