"""Finding words in a course's lessons: one way to ask, whichever database answers."""

from dataclasses import dataclass

from sqlalchemy.orm import Session

from ashilms.actor import Actor
from ashilms.courses.models import Course, Passage
from ashilms.courses.rules import CourseState, LessonState, ModuleState, Stage
from ashilms.courses.rules.finding import Piece, Question, excerpt_of, pieces_of, question_of
from ashilms.courses.services.reading import READERS
from ashilms.courses.services.search import postgresql, sqlite
from ashilms.courses.services.search.indexing import index_lessons
from ashilms.courses.services.taking import get_course_for, state_in
from ashilms.errors import NotAllowed

__all__ = ["MOST", "Found", "Hit", "LessonHits", "index_lessons", "search_course"]

MOST = 50
"""Hits that are shown."""
DATABASES = {"postgresql": postgresql, "sqlite": sqlite}


@dataclass(frozen=True, slots=True)
class Hit:
    """A passage with some of the words: its heading and the text around the first of them, in pieces."""

    anchor: str
    heading: list[Piece]
    text: list[Piece]
    is_beginning: bool
    """Whether it is the lesson's beginning, whose heading is the lesson's title."""


@dataclass(frozen=True, slots=True)
class LessonHits:
    """A lesson with what was found in it, the best first."""

    module: ModuleState
    lesson: LessonState
    hits: list[Hit]


@dataclass(frozen=True, slots=True)
class Found:
    """What somebody looked for in a course, and what was found: at most `MOST` hits, by lesson, the best first."""

    course: Course
    question: Question
    lessons: list[LessonHits]
    count: int
    """Hits in lessons that are open to them, those past `MOST` included."""
    in_lessons: int
    """In how many lessons these are."""
    locked: int
    """Hits in lessons that are not."""
    has_all: bool
    """Whether the hits hold all of the words; otherwise no passage does, and these hold some of them."""


@dataclass(frozen=True, slots=True)
class _Place:
    """A lesson in its module, and whether its text may be shown."""

    module: ModuleState
    lesson: LessonState
    is_open: bool


def search_course(db: Session, actor: Actor, slug: str, typed: str) -> Found:
    """Return what is found of `typed` in a course; anything may be typed, and only its words are looked for.

    Of a lesson that is locked nothing is told but how many hits there are. Raises `Missing` when there is no
    such course, and `NotAllowed` for a trainee who does not take it.
    """
    course, enrolled = get_course_for(db, slug, actor.id)
    reads = actor.has(*READERS)
    if not enrolled and not reads:
        raise NotAllowed("Take up the course first; its lessons can be searched then.")
    question = question_of(typed, english=course.is_english)
    if not question.words:
        return Found(course, question, [], 0, 0, 0, has_all=True)
    return _look(db, course, question, _places(state_in(db, course, actor.id), reads))


def _places(state: CourseState, reads: bool) -> dict[int, _Place]:
    return {
        lesson.outline.id: _Place(
            module, lesson, reads or module.stage is not Stage.LOCKED or lesson.stage is Stage.DONE
        )
        for module in state.modules
        for lesson in module.lessons
    }


def _look(db: Session, course: Course, question: Question, places: dict[int, _Place]) -> Found:
    database, words = DATABASES[db.get_bind().dialect.name], question.words
    how = {"all_of": True, "english": course.is_english}
    rows = db.execute(database.find(course.id, words, **how)).all()
    if not rows and len(words) > 1:
        how["all_of"] = False
        rows = db.execute(database.find(course.id, words, **how)).all()
    shown = [(passage, lesson) for passage, lesson in rows if lesson in places and places[lesson].is_open]
    best = shown[:MOST]
    marked = {row[0].id: row for row in db.execute(database.mark([id for id, _ in best], words, **how))}
    found: dict[int, list[Hit]] = {}
    for passage, lesson in best:
        found.setdefault(lesson, []).append(_hit(*marked[passage]))
    lessons = [LessonHits(places[key].module, places[key].lesson, hits) for key, hits in found.items()]
    in_lessons = len({lesson for _, lesson in shown})
    return Found(course, question, lessons, len(shown), in_lessons, len(rows) - len(shown), how["all_of"])


def _hit(passage: Passage, heading: str, text: str) -> Hit:
    return Hit(
        passage.anchor, pieces_of(passage.heading, heading), excerpt_of(passage.text, text),
        is_beginning=passage.number == 0,
    )  # fmt: skip
