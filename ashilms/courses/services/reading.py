"""Opening a lesson, and being there."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from ashilms.accounts import services as people
from ashilms.actor import INSTRUCTOR, REGISTRAR, SUPERVISOR, Actor
from ashilms.courses.models import CheckAnswer, Course, Enrolment, Lesson, MediaPlay, Module, ReadingPlace
from ashilms.courses.rules import (
    MODULE_COMPLETED,
    QUIZ_PASSED,
    Gate,
    LessonState,
    ModuleState,
    NextLesson,
    Stage,
    open_conditions,
)  # fmt: skip
from ashilms.courses.rules.time import Place, Sign
from ashilms.courses.services.rows import progress_in
from ashilms.courses.services.taking import state_in, taken_by
from ashilms.courses.services.timing import note_sign
from ashilms.errors import Missing, NotAllowed

READERS = (INSTRUCTOR, SUPERVISOR, REGISTRAR)
"""Who reads every lesson without taking the course."""
A_MOMENT = timedelta(minutes=1)
"""Loading a page again within it writes nothing."""


@dataclass(frozen=True, slots=True)
class OpenLesson:
    """A lesson as one person reads it, with what stands around it."""

    course: Course
    lesson: Lesson
    module: ModuleState
    stage: Stage
    position: int
    """From 1, within its module."""
    before: tuple[str, LessonState] | None
    """Module key and lesson that come before it in the whole course."""
    after: tuple[str, LessonState] | None
    answers: dict[str, list[str]]
    """What the person chose last in each self-check."""
    left: list[str]
    """What keeps it from being finished, in sentences."""
    enrolled: bool
    resume: NextLesson | None
    """Where the person would resume the course."""
    place: Place | None
    """Where the person was heard of last."""
    played: dict[str, str]
    """The recordings that the person has played to their end or whose transcripts they have read, by name: how."""

    def is_news(self, now: datetime) -> bool:
        """Whether it is to be noted that the person, taking the course, is here: not heard of here a moment ago."""
        here = self.place is not None and self.place.lesson == self.lesson.id
        return self.enrolled and not (here and self.place and now - self.place.at < A_MOMENT)

    @property
    def goes_on(self) -> bool:
        """Whether the next lesson is in this module: there the person goes on without a stop."""
        return self.after is not None and self.after[0] == self.module.outline.key


def open_lesson(db: Session, actor: Actor, slug: str, module_key: str, lesson_key: str) -> OpenLesson:
    """Return a lesson for reading.

    Raises `Missing` when there is none, and `NotAllowed` for a trainee who does not take the course or
    whose module is still locked, with what has to come first.
    """
    course, lesson, enrolled, place = _get_lesson(db, slug, module_key, lesson_key, actor.id)
    state = state_in(db, course, actor.id)
    module = next(module for module in state.modules if module.outline.key == module_key)
    here = next(entry for entry in module.lessons if entry.outline.id == lesson.id)
    if not actor.has(*READERS):
        _refuse_reader(enrolled, module, here)
    answers = _answers_of(db, actor.id, lesson.id)
    played = _played_by(db, actor.id, lesson)
    line = [(m.outline.key, entry) for m in state.modules for entry in m.lessons]
    at = line.index((module_key, here))
    return OpenLesson(
        course, lesson, module, here.stage, module.lessons.index(here) + 1,
        line[at - 1] if at else None, line[at + 1] if at + 1 < len(line) else None,
        answers, open_conditions(lesson.conditions, lesson.checks, answers.keys(), lesson.recordings, played),
        enrolled, state.next, place, played,
    )  # fmt: skip


def _refuse_reader(enrolled: bool, module: ModuleState, here: LessonState) -> None:
    if not enrolled:
        raise NotAllowed("Take up the course first; its lessons open to you then.")
    if module.stage is Stage.LOCKED and here.stage is not Stage.DONE:
        raise NotAllowed(f"“{module.outline.title}” is still locked. {reason(module.missing)}")


def reason(missing: Sequence[Gate]) -> str:
    """Return in a sentence what opens something; empty when nothing is missing."""
    if not missing:
        return ""
    words = {MODULE_COMPLETED: "the module “{}” is finished", QUIZ_PASSED: "the quiz “{}” is passed"}
    said = [words[gate.kind].replace("{}", gate.title or gate.ref) for gate in missing]
    return f"It opens when {' and '.join(said)}."


def visit_lesson(db: Session, actor: Actor, lesson: Lesson, *, now: datetime) -> None:
    """Note that the person is at this lesson now, so that they can resume there and their time here counts."""
    people.lock_people(db, [actor.id])
    row = progress_in(db, actor.id, lesson, now)
    row.last_at = now
    note_sign(db, actor, lesson.id, Sign.CAME, now=now)


def _played_by(db: Session, person_id: int, lesson: Lesson) -> dict[str, str]:
    if not lesson.recordings:
        return {}
    query = select(MediaPlay.media_key, MediaPlay.how).where(MediaPlay.person_id == person_id)
    query = query.where(MediaPlay.lesson_id == lesson.id, MediaPlay.done_at.is_not(None))
    return {key: how or "" for key, how in db.execute(query)}


def _get_lesson(
    db: Session, slug: str, module_key: str, lesson_key: str, person_id: int
) -> tuple[Course, Lesson, bool, Place | None]:
    query = select(Course, Lesson, Enrolment.id, ReadingPlace).join(Lesson, Lesson.course_id == Course.id)
    query = query.join(Module, Module.id == Lesson.module_id).outerjoin(Enrolment, taken_by(person_id))
    query = query.outerjoin(ReadingPlace, ReadingPlace.person_id == person_id)
    row = db.execute(
        query.where(
            Course.slug == slug,
            Module.key == module_key,
            Module.active,
            Lesson.key == lesson_key,
            Lesson.active,
        )
    ).first()
    if row is None:
        raise Missing("There is no such lesson.")
    place: ReadingPlace | None = row[3]  # an outer join's, which the types do not tell
    return row[0], row[1], row[2] is not None, place.as_place() if place else None


def _answers_of(db: Session, person_id: int, lesson_id: int) -> dict[str, list[str]]:
    query = select(CheckAnswer.check_key, CheckAnswer.chosen).where(
        CheckAnswer.person_id == person_id, CheckAnswer.lesson_id == lesson_id
    )
    return {key: chosen for key, chosen in db.execute(query)}
