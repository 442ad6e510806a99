"""Which quizzes a person may sit, and what stands in the way of the others."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session

from ashilms.courses import services as courses
from ashilms.courses.rules import Gate, unmet
from ashilms.errors import Missing
from ashilms.quizzes.models import MARKING, OPEN, Attempt, Quiz, QuizVersion
from ashilms.quizzes.rules.allowing import Allowed
from ashilms.quizzes.rules.paper import Blueprint
from ashilms.quizzes.rules.sitting import Chance, State, is_over
from ashilms.quizzes.rules.terms import FREE, Bar, Terms
from ashilms.quizzes.services.allowing import find_allowances
from ashilms.quizzes.services.finding import attempts_at, attempts_of, chance_of
from ashilms.quizzes.services.passing import passes_among
from ashilms.quizzes.services.terms import find_terms


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
    """What has to come first and is not there."""
    past: tuple[Attempt, ...]
    """The person's attempts, oldest first."""
    passes: frozenset[int]
    """The ids of the attempts by which it, or another quiz, is passed."""
    allowed: Allowed
    """What the person is allowed beyond the quiz's rules."""
    terms: Terms = FREE
    """Between which moments it may be sat, and whether somebody has let them begin."""
    bar: Bar | None = None
    """What keeps it from being begun now, ready as it is."""

    @property
    def minutes(self) -> int:
        """How long a sitting may take, for this person."""
        return self.allowed.minutes_for(self.blueprint.minutes)

    @property
    def attempts(self) -> int:
        """How many attempts this person has in all, or since a pass after which it may be sat again."""
        return self.chance.in_all

    @property
    def sittings(self) -> list[tuple[str, Attempt]]:
        """The person's attempts and re-tests with what each is called, oldest first."""
        names: dict[int, str] = {}
        for attempt in self.past:
            whole = sum(not one.is_retest for one in self.past if one.number <= attempt.number)
            names[attempt.id] = f"Re-test of attempt {whole}" if attempt.is_retest else f"Attempt {whole}"
        return [(names[attempt.id], attempt) for attempt in self.past]

    @property
    def sitting(self) -> Attempt | None:
        """The attempt that is open."""
        return next((attempt for attempt in self.past if attempt.state == OPEN), None)

    @property
    def being_marked(self) -> Attempt | None:
        """The attempt that was handed in and waits for its marks."""
        return next((attempt for attempt in self.past if attempt.state == MARKING), None)

    def is_open(self, now: datetime) -> bool:
        """Return whether it may be sat at this moment: begun, or gone on with."""
        if self.sitting is not None:
            return not is_over(self.sitting.closes_at, now)
        return self.chance.state is State.READY and self.bar is None


def find_offers(db: Session, person_id: int, *, now: datetime) -> list[Offer]:
    """Return every quiz of the courses that a person takes, as it stands for them."""
    return [
        offer
        for course in courses.enrolled_courses(db, person_id)
        for offer in _offers(db, person_id, course.id, course.title, Quiz.course_id == course.id, now)
    ]


def offer_of(db: Session, person_id: int, quiz_key: str, *, now: datetime) -> Offer:
    """Return one quiz as it stands for a person; raises `Missing` for one of no course that they take."""
    quiz = db.scalar(select(Quiz).where(Quiz.key == quiz_key, Quiz.open))
    if quiz is None or not courses.is_enrolled(db, person_id, quiz.course_id):
        raise Missing("There is no such quiz, or none of a course that you take.")
    course = courses.get_course_by_id(db, quiz.course_id)
    return _offers(db, person_id, course.id, course.title, Quiz.id == quiz.id, now)[0]


def _offers(
    db: Session, person_id: int, course_id: int, title: str, which: ColumnElement[bool], now: datetime
) -> list[Offer]:
    query = select(QuizVersion).join(QuizVersion.quiz).where(which, Quiz.open)
    query = query.where(QuizVersion.number == Quiz.version).order_by(Quiz.place)
    versions = db.scalars(query).all()
    attempts = attempts_of(db, person_id, [version.quiz_id for version in versions])
    milestones = courses.milestones_of(db, person_id, course_id)
    past = {version.id: attempts_at(attempts, version) for version in versions}
    passes = passes_among(db, attempts)
    terms = find_terms(db, person_id, [version.quiz_id for version in versions], now=now)
    allowances = find_allowances(db, [person_id], now=now)
    allowed = {version.id: allowances.at(person_id, version) for version in versions}
    chances = {
        version.id: chance_of(
            version, [one.as_past(passes) for one in past[version.id]], milestones, allowed[version.id], now
        )
        for version in versions
    }
    locked = any(standing.state is State.LOCKED for standing in chances.values())
    titles = _titles(db, course_id) if locked else {}
    return [
        Offer(
            key=version.quiz.key,
            title=version.title,
            course=title,
            blueprint=version.as_blueprint(),
            chance=chances[version.id],
            missing=tuple(
                Gate(gate.kind, gate.ref, titles.get(gate.ref, ""))
                for gate in unmet(version.requires, milestones)
            ),
            past=tuple(past[version.id]),
            passes=passes,
            allowed=allowed[version.id],
            terms=terms[version.quiz_id],
            bar=terms[version.quiz_id].bar(proctored=version.as_blueprint().proctored, now=now),
        )
        for version in versions
    ]


def _titles(db: Session, course_id: int) -> dict[str, str]:
    outline = courses.get_course_by_id(db, course_id).as_outline()
    return {gate.ref: gate.title for module in outline for gate in module.quizzes} | {
        module.key: module.title for module in outline
    }
