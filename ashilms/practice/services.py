"""Finding what may be practised, asking one question of it, and telling what became of an answer. Nothing is written.

Only pools of practice are looked at, whose questions no quiz draws, so that no key is given away that counts.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from ashilms.actor import Actor
from ashilms.courses import services as courses
from ashilms.courses.models import Course, Module
from ashilms.errors import Missing
from ashilms.plugins import Mark, QuestionKind
from ashilms.quizzes import services as quizzes
from ashilms.quizzes.models import Question, QuestionKey, QuestionVersion
from ashilms.quizzes.rules.paper import PRACTICE, practice_pool, shuffle

Kinds = Mapping[str, QuestionKind]
NONE = "There is nothing of that name to practise, or none in a course that you take."


@dataclass(frozen=True, slots=True)
class Pool:
    """What may be practised about one module."""

    course: Course
    module: str
    title: str
    questions: int


@dataclass(frozen=True, slots=True)
class Asked:
    """One question of a run, in its place; it holds nothing of its key."""

    pool: Pool
    number: int
    version_id: int
    kind: str
    asked: Mapping[str, Any]
    order: list[str]
    figure: str | None
    """The figure as safe SVG."""


@dataclass(frozen=True, slots=True)
class Told:
    """What became of an answer, its key and why included."""

    mark: Mark | None
    """`None` for what only people mark: here nobody does."""
    told: dict[str, Any]


def find_pools(db: Session, person_id: int, kinds: Kinds) -> list[Pool]:
    """Return what a person may practise, module by module: as many queries for all courses as for one."""
    taken = {course.id: course for course in courses.enrolled_courses(db, person_id)}
    query = select(Question.course_id, QuestionVersion.pool, func.count()).where(
        Question.course_id.in_(taken),
        QuestionVersion.pool.startswith(PRACTICE, autoescape=True),
        *quizzes.may_be_asked(kinds),
    )
    query = query.join(Question, Question.id == QuestionVersion.question_id)
    counts = {
        (course_id, pool): count
        for course_id, pool, count in db.execute(query.group_by(Question.course_id, QuestionVersion.pool))
    }
    modules = select(Module).where(Module.course_id.in_(taken), Module.active)
    return [
        Pool(taken[row.course_id], row.key, row.title, count)
        for row in db.scalars(modules.order_by(Module.course_id, Module.number))
        if (count := counts.get((row.course_id, practice_pool(row.key)), 0))
    ]


def ask(db: Session, actor: Actor, slug: str, module: str, run: str, number: int, kinds: Kinds) -> Asked:
    """Return one question of a run, whose name decides the order of questions and options.

    Raises `Missing` for what isn't practised, a course that the actor doesn't take, or a number past the last question.
    """
    pools = find_pools(db, actor.id, kinds)
    pool = next((p for p in pools if p.course.slug == slug and p.module == module), None)
    if pool is None or not 1 <= number <= pool.questions:
        raise Missing(NONE)
    seed = run.encode()
    row = db.get_one(QuestionVersion, shuffle(_rows(db, pool, kinds), seed, "place")[number - 1])
    order = shuffle(kinds[row.kind].parts(row.asked), seed, f"option:{row.id}")
    return Asked(pool, number, row.id, row.kind, row.asked, order, _figure(db, pool, row.asked.get("figure")))


def tell(db: Session, asked: Asked, given: Any, kinds: Kinds) -> Told:
    """Return what became of an answer, with the key and why; raises `ValueError` for what can't be an answer."""
    kind = kinds[asked.kind]
    answer = kind.read(asked.asked, asked.order, given)
    if answer is None:
        raise ValueError("Choose an answer first. Nothing is counted here.")
    key = db.get_one(QuestionKey, asked.version_id).content
    told = kind.told(asked.asked, key, asked.order, answer, whole=True)
    return Told(kind.grade(asked.asked, key, answer), told)


def _rows(db: Session, pool: Pool, kinds: Kinds) -> Sequence[int]:
    query = select(QuestionVersion.id).join(Question, Question.id == QuestionVersion.question_id)
    query = query.where(Question.course_id == pool.course.id, *quizzes.may_be_asked(kinds))
    return db.scalars(query.where(QuestionVersion.pool == practice_pool(pool.module))).all()


def _figure(db: Session, pool: Pool, name: str | None) -> str | None:
    found = courses.find_figure(db, pool.course.id, name) if name else None
    return found.svg if found else None
