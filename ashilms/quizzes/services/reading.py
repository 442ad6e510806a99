"""What is read of attempts: the sheet of an open one, results, facts."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from ashilms.actor import Actor
from ashilms.courses import services as courses
from ashilms.errors import Clash
from ashilms.plugins import InParts, Mark, TakesFile
from ashilms.quizzes.models import GRADED, MARKING, AnswerStep, Attempt
from ashilms.quizzes.rules.grading import Grade
from ashilms.quizzes.rules.paper import Blueprint
from ashilms.quizzes.rules.retest import Retest
from ashilms.quizzes.rules.sitting import Chance, tells_whole
from ashilms.quizzes.services.finding import (
    Kinds,
    item_of,
    keys_of,
    kind_of,
    own_attempt,
    steps_of,
    version_of,
)  # fmt: skip
from ashilms.quizzes.services.retests import retest_of
from ashilms.quizzes.services.standing import standing_at


@dataclass(frozen=True, slots=True)
class Line:
    """One question of an open attempt, from outside."""

    number: int
    answered: bool
    flagged: bool


@dataclass(frozen=True, slots=True)
class Sheet:
    """The actor's own open attempt: where one is in it, and until when."""

    attempt: Attempt
    steps: Mapping[int, AnswerStep]
    """The step that stands for each question that has any."""
    count: int
    """How many questions there are."""

    @property
    def title(self) -> str:
        """The quiz's title, and whether it is a re-test."""
        return title_of(self.attempt)

    @property
    def blueprint(self) -> Blueprint:
        """The terms of the attempt."""
        return self.attempt.version.as_blueprint()

    @property
    def lines(self) -> list[Line]:
        """The questions from outside, in order."""
        return [self._line(number) for number in range(1, self.count + 1)]

    @property
    def empty(self) -> list[int]:
        """The numbers of the questions without an answer."""
        return [line.number for line in self.lines if not line.answered]

    @property
    def flagged(self) -> list[int]:
        """The numbers of the questions to come back to."""
        return [line.number for line in self.lines if line.flagged]

    def _line(self, number: int) -> Line:
        step = self.steps.get(number)
        return Line(number, step is not None and step.answer is not None, step is not None and step.flagged)


def title_of(attempt: Attempt) -> str:
    """Return what an attempt is called on its pages."""
    return f"{attempt.version.title}, re-test" if attempt.is_retest else attempt.version.title


def sheet_of(db: Session, actor: Actor, attempt_id: int) -> Sheet:
    """Return the actor's attempt from outside; raises `Missing` for anybody else's."""
    attempt = own_attempt(db, actor, attempt_id)
    count = len(attempt.items) if attempt.is_retest else attempt.version.as_blueprint().draw
    return Sheet(attempt, steps_of(db, attempt.id), count)


def find_gaps(sheet: Sheet, kinds: Kinds) -> dict[int, int]:
    """Return how many parts are empty of each question that is answered in part, by its number."""
    gaps: dict[int, int] = {}
    for item in sheet.attempt.items:
        kind: object = kinds.get(item.question.kind)
        step = sheet.steps.get(item.number)
        if isinstance(kind, InParts) and step is not None and step.answer is not None:
            gaps[item.number] = kind.empty_parts(item.question.asked, step.answer)
    return {number: empty for number, empty in gaps.items() if empty}


@dataclass(frozen=True, slots=True)
class Shown:
    """One question of an open attempt, as its page may see it: nothing that tells the key."""

    kind: str
    content: dict[str, Any]
    flagged: bool
    saved_at: datetime | None
    figure: str | None
    """The figure as safe SVG."""
    takes_file: bool = False
    """Whether it is answered by a file."""


def question_of(db: Session, sheet: Sheet, number: int, kinds: Kinds) -> Shown:
    """Return one question to be answered; raises `Missing` for a number that is not in the paper."""
    item = item_of(db, sheet.attempt, number)
    step = sheet.steps.get(number)
    kind = kind_of(kinds, item.question.kind)
    content = kind.shown(item.question.asked, item.order, step.answer if step else None)
    figure = _figure(db, sheet.attempt, item.question.asked.get("figure"))
    takes_file = isinstance(kind, TakesFile)
    return Shown(
        kind.name, content, bool(step and step.flagged), step.at if step else None, figure, takes_file
    )


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
    figure: str | None
    """The figure as safe SVG."""


@dataclass(frozen=True, slots=True)
class Result:
    """What became of an attempt, and what may come next."""

    attempt: Attempt
    title: str
    key: str
    course: str
    """The slug of the course."""
    grade: Grade
    passes: bool
    """Whether the quiz is passed by it: a re-test completes its attempt as that is graded now."""
    by_clock: bool
    """Whether time ran out, rather than the person handing it in."""
    chance: Chance
    items: tuple[Reviewed, ...]
    retest: Retest | None
    """How its re-test stands, where nothing but must-pass rules was missed."""


def result_of(db: Session, actor: Actor, attempt_id: int, kinds: Kinds, *, now: datetime) -> Result:
    """Return what became of an attempt; raises `Clash` while it is open: nothing is released before."""
    attempt = own_attempt(db, actor, attempt_id)
    if attempt.state == MARKING:
        raise Clash("This attempt is being marked. Its result is there once that is done.")
    if attempt.state != GRADED or attempt.grade is None:
        raise Clash("This attempt is still open. Hand it in to see its result.")
    version, quiz = attempt.version, attempt.version.quiz
    current = version if version.number == quiz.version else version_of(db, quiz)
    stands = standing_at(db, actor.id, current, now=now)
    course = courses.get_course_by_id(db, quiz.course_id)
    since = {one.id for one in stands.everything if one.number >= attempt.number}
    items = _reviewed(db, attempt, attempt.grade, kinds, passed=bool(stands.passes & since))
    by_clock = attempt.submitted_at == attempt.deadline
    retest = retest_of(db, attempt, stands, kinds, now=now)
    title = title_of(attempt)
    return Result(
        attempt,
        title,
        quiz.key,
        course.slug,
        attempt.grade,
        attempt.id in stands.passes,
        by_clock,
        stands.chance,
        items,
        retest,
    )


def _reviewed(
    db: Session, attempt: Attempt, grade: Grade, kinds: Kinds, *, passed: bool
) -> tuple[Reviewed, ...]:
    keys, steps = keys_of(db, attempt), steps_of(db, attempt.id)
    names = {item.question.asked["figure"] for item in attempt.items if "figure" in item.question.asked}
    figures = courses.find_figures(db, attempt.version.quiz.course_id, names)
    reviewed = []
    for item, mark in zip(attempt.items, grade.marks, strict=True):
        kind, answer = kind_of(kinds, item.question.kind), None
        if item.number in steps:
            answer = steps[item.number].answer
        whole = tells_whole(right=mark.right, passed=passed)
        told = kind.told(item.question.asked, keys[item.question_version_id], item.order, answer, whole=whole)
        figure = figures.get(item.question.asked.get("figure", ""))
        reviewed.append(
            Reviewed(
                item.number, kind.name, told, mark, item.question.critical, answer is None, whole, figure
            )
        )
    return tuple(reviewed)


def review_question(db: Session, attempt: Attempt, number: int, kinds: Kinds) -> Reviewed:
    """Return one question of a graded attempt with its key, for whoever decides about its mark."""
    if attempt.grade is None:
        raise Clash("This attempt has no grade yet.")
    return _reviewed(db, attempt, attempt.grade, kinds, passed=True)[number - 1]
