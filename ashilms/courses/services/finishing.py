"""Answering a lesson's self-checks, and finishing it."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from ashilms import signals
from ashilms.accounts import services as people
from ashilms.actor import Actor
from ashilms.audit import services as audit
from ashilms.courses.models import CheckAnswer
from ashilms.courses.rules import MODULE_COMPLETED, Stage
from ashilms.courses.rules.time import Sign
from ashilms.courses.services.opening import reach_milestone
from ashilms.courses.services.reading import OpenLesson, open_lesson, visit_lesson
from ashilms.courses.services.rows import progress_in
from ashilms.courses.services.timing import note_sign
from ashilms.db import add_once
from ashilms.errors import Missing, NotAllowed, Unacceptable


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
    row = progress_in(db, actor.id, opened.lesson, now)
    row.last_at = row.finished_at = now
    row.finished_version = opened.course.version
    note_sign(db, actor, opened.lesson.id, Sign.DONE, now=now)
    audit.record(
        db, actor, "courses.finish-lesson", f"lesson:{opened.lesson.id}", now=now,
        after={"person": actor.id, "version": opened.course.version, "active_seconds": row.active_seconds},
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
    people.lock_people(db, [actor.id])
    opened = open_lesson(db, actor, slug, module_key, lesson_key)
    lesson = opened.lesson
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
    if opened.enrolled:
        visit_lesson(db, actor, lesson, now=now)
