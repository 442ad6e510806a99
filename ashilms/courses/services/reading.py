"""Reading lessons, answering their self-checks, and finishing them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from ashilms import signals
from ashilms.accounts import services as people
from ashilms.actor import INSTRUCTOR, REGISTRAR, SUPERVISOR, Actor
from ashilms.audit import services as audit
from ashilms.courses.models import CheckAnswer, Course, Enrolment, Lesson, LessonProgress, Module
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
from ashilms.courses.services.opening import reach_milestone
from ashilms.courses.services.rows import add_once
from ashilms.courses.services.taking import state_in, taken_by
from ashilms.errors import Missing, NotAllowed, Unacceptable

READERS = (INSTRUCTOR, SUPERVISOR, REGISTRAR)
"""Who reads every lesson without taking the course."""


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

    @property
    def is_new_place(self) -> bool:
        """Whether the person, taking the course, has not been here last."""
        was_here = self.resume is not None and self.resume.begun and self.resume.key == self.lesson.key
        return self.enrolled and self.stage is not Stage.DONE and not was_here

    @property
    def goes_on(self) -> bool:
        """Whether the next lesson is in this module: there the person goes on without a stop."""
        return self.after is not None and self.after[0] == self.module.outline.key


def open_lesson(db: Session, actor: Actor, slug: str, module_key: str, lesson_key: str) -> OpenLesson:
    """Return a lesson for reading.

    Raises `Missing` when there is none, and `NotAllowed` for a trainee who does not take the course or
    whose module is still locked, with what has to come first.
    """
    course, lesson, enrolled = _get_lesson(db, slug, module_key, lesson_key, actor.id)
    state = state_in(db, course, actor.id)
    module = next(module for module in state.modules if module.outline.key == module_key)
    here = next(entry for entry in module.lessons if entry.outline.id == lesson.id)
    if not actor.has(*READERS):
        _refuse_reader(enrolled, module, here)
    answers = _answers_of(db, actor.id, lesson.id)
    line = [(m.outline.key, entry) for m in state.modules for entry in m.lessons]
    at = line.index((module_key, here))
    return OpenLesson(
        course, lesson, module, here.stage, module.lessons.index(here) + 1,
        line[at - 1] if at else None, line[at + 1] if at + 1 < len(line) else None,
        answers, open_conditions(lesson.conditions, lesson.checks, answers.keys()), enrolled, state.next,
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
    """Note that the person is at this lesson now, so that they can resume there."""
    row = _progress(db, actor.id, lesson, now)
    row.last_at = now
    db.flush()


def finish_lesson(
    db: Session, actor: Actor, slug: str, module_key: str, lesson_key: str, *, now: datetime
) -> OpenLesson:
    """Let a trainee finish a lesson, and its module with the last one; doing it twice changes nothing.

    Raises as `open_lesson` does, `NotAllowed` for whoever does not take the course, and `Unacceptable` with
    what is still open while the lesson's conditions are not met.
    """
    # One after the other: of two last lessons finished at once, neither would see that the module is complete.
    people.lock_people(db, [actor.id])
    opened = open_lesson(db, actor, slug, module_key, lesson_key)
    if not opened.enrolled:
        raise NotAllowed("Only those who take the course finish its lessons.")
    if opened.stage is Stage.DONE:
        return opened
    if opened.left:
        raise Unacceptable(" ".join(opened.left), "finish")
    row = _progress(db, actor.id, opened.lesson, now)
    row.last_at = row.finished_at = now
    row.finished_version = opened.course.version
    db.flush()
    audit.record(
        db, actor, "courses.finish-lesson", f"lesson:{opened.lesson.id}", now=now,
        after={"person": actor.id, "version": opened.course.version},
    )  # fmt: skip
    signals.lesson_completed.send(db, person_id=actor.id, lesson_id=opened.lesson.id)
    finished = open_lesson(db, actor, slug, module_key, lesson_key)
    if finished.module.stage is Stage.DONE:
        reach_milestone(db, actor.id, opened.course.id, MODULE_COMPLETED, module_key, now=now)
    return finished


def answer_check(
    db: Session, actor: Actor, slug: str, module_key: str, lesson_key: str, check: str, chosen: Sequence[str],
    *, now: datetime,
) -> None:  # fmt: skip
    """Keep what somebody chose in a self-check; it counts for nothing and may be changed at any time.

    Raises as `open_lesson` does, `Missing` for an unknown check, `Unacceptable` for no choice or a wrong one.
    """
    lesson = open_lesson(db, actor, slug, module_key, lesson_key).lesson
    part = next((p for p in lesson.parts if p["kind"] == "check" and p["id"] == check), None)
    if part is None:
        raise Missing("There is no such self-check in this lesson.")
    picked = [option["id"] for option in part["options"] if option["id"] in chosen]
    if not picked or len(set(chosen)) != len(picked) or (len(picked) > 1 and not part["many"]):
        raise Unacceptable("Choose an answer, then check it.", check)
    query = select(CheckAnswer).where(
        CheckAnswer.person_id == actor.id, CheckAnswer.lesson_id == lesson.id, CheckAnswer.check_key == check
    )
    if db.scalar(query) is None:
        answer = CheckAnswer(person_id=actor.id, lesson_id=lesson.id, check_key=check, chosen=picked, at=now)
        add_once(db, answer)
    row = db.scalars(query).one()
    row.chosen, row.at = picked, now
    db.flush()


def _get_lesson(
    db: Session, slug: str, module_key: str, lesson_key: str, person_id: int
) -> tuple[Course, Lesson, bool]:
    query = select(Course, Lesson, Enrolment.id).join(Lesson, Lesson.course_id == Course.id)
    query = query.join(Module, Module.id == Lesson.module_id).outerjoin(Enrolment, taken_by(person_id))
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
    return row[0], row[1], row[2] is not None


def _answers_of(db: Session, person_id: int, lesson_id: int) -> dict[str, list[str]]:
    query = select(CheckAnswer.check_key, CheckAnswer.chosen).where(
        CheckAnswer.person_id == person_id, CheckAnswer.lesson_id == lesson_id
    )
    return {key: chosen for key, chosen in db.execute(query)}


def _progress(db: Session, person_id: int, lesson: Lesson, now: datetime) -> LessonProgress:
    """Return how far a person is in a lesson; made if there is no such row."""
    query = select(LessonProgress).where(
        LessonProgress.person_id == person_id, LessonProgress.lesson_id == lesson.id
    )
    row = db.scalar(query)
    if row is not None:
        return row
    add_once(
        db,
        LessonProgress(
            person_id=person_id, course_id=lesson.course_id, lesson_id=lesson.id, started_at=now, last_at=now
        ),
    )
    return db.scalars(query).one()
