"""Milestones that open things, holds that stop things, and what a programme may count."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from datetime import datetime

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from ashilms import signals
from ashilms.accounts import services as people
from ashilms.actor import INSTRUCTOR, REGISTRAR, SUPERVISOR, Actor
from ashilms.audit import services as audit
from ashilms.courses.models import Course, Hold, Lesson, LessonProgress, Milestone, Module
from ashilms.courses.rules import CREDIT_EARNED, MODULE_COMPLETED, newly_earned
from ashilms.errors import Clash, Missing, NotAllowed
from ashilms.plugins import Fact


def reach_milestone(
    db: Session, person_id: int, course_id: int, kind: str, ref: str, *, now: datetime
) -> bool:
    """Note that a person has passed something in a course; `False` and no change when they had before."""
    return bool(reach_milestones(db, [person_id], course_id, kind, ref, now=now))


def reach_milestones(
    db: Session, person_ids: Collection[int], course_id: int, kind: str, ref: str, *, now: datetime
) -> Sequence[int]:
    """Note that people have passed something in a course; return for whom that is new.

    As many queries for all of them as for one.
    """
    about = {"course_id": course_id, "kind": kind, "ref": ref, "reached_at": now}
    new = _note(db, [Milestone(person_id=person_id, **about) for person_id in person_ids])
    for row in new:
        signals.milestone_reached.send(db, person_id=row.person_id, kind=kind, ref=ref)
    ids = [row.person_id for row in new]
    earn_credit(db, ids, course_id, now=now)
    return ids


def _note(db: Session, rows: Sequence[Milestone]) -> Sequence[Milestone]:
    """Add those of these milestones of a course that were not noted before, and return them."""
    if not (new := _new(db, rows)):
        return ()
    people.lock_people(db, {row.person_id for row in new})
    new = _new(db, new)  # somebody may have been faster
    db.add_all(new)
    db.flush()
    return new


def _new(db: Session, rows: Sequence[Milestone]) -> Sequence[Milestone]:
    there = reached_by(db, {row.person_id for row in rows}, rows[0].course_id) if rows else {}
    return [row for row in rows if (row.kind, row.ref) not in there[row.person_id]]


def withdraw_milestones(
    db: Session, person_ids: Collection[int], course_id: int, kind: str, ref: str
) -> None:
    """Note that people have not passed something after all, if they had.

    It opens nothing from then on. CE minutes that it earned stay, as everything earned does.
    """
    theirs = delete(Milestone).where(
        Milestone.person_id.in_(person_ids), Milestone.course_id == course_id,
        Milestone.kind == kind, Milestone.ref == ref,
    )  # fmt: skip
    db.execute(theirs)


def earn_credit(db: Session, person_ids: Collection[int], course_id: int, *, now: datetime) -> int:
    """Note the CE minutes of modules that people have wholly read and passed; return for how many people any were new.

    What was earned stays as it was then, whatever a later version of the course holds.
    """
    if not person_ids:
        return 0
    people.lock_people(db, person_ids)  # of a last lesson and a quiz at once, each would miss the other
    outline = db.get_one(Course, course_id).as_outline()
    about = {"course_id": course_id, "kind": CREDIT_EARNED, "reached_at": now}
    earned = [
        Milestone(person_id=person_id, **about, ref=key, minutes=minutes)
        for person_id, there in reached_by(db, person_ids, course_id).items()
        for key, minutes in newly_earned(outline, frozenset(there))
    ]
    return len({row.person_id for row in _note(db, earned)})


def settle_credit(db: Session, course_id: int, *, now: datetime) -> int:
    """Note the CE minutes of whoever had earned them before they were noted; return for how many people."""
    passed = select(Milestone.person_id).where(
        Milestone.course_id == course_id, Milestone.kind == MODULE_COMPLETED
    )
    people_there = db.scalars(passed.distinct().order_by(Milestone.person_id)).all()
    return earn_credit(db, people_there, course_id, now=now)


def settle_modules(db: Session, course_id: int, *, now: datetime) -> int:
    """Note who has completed a module because the lessons they lacked are no longer asked; return how often."""
    asked = select(Lesson.module_id, Module.key, func.count().label("lessons"))
    asked = asked.join(Module, Module.id == Lesson.module_id).group_by(Lesson.module_id, Module.key)
    asked = asked.where(Lesson.course_id == course_id, Lesson.active, Module.active)
    settled = 0
    for module_id, key, lessons in db.execute(asked).all():
        done = select(LessonProgress.person_id).join(Lesson, Lesson.id == LessonProgress.lesson_id)
        done = done.where(
            Lesson.module_id == module_id, Lesson.active, LessonProgress.finished_at.is_not(None)
        )
        done = done.group_by(LessonProgress.person_id).having(func.count() == lessons)
        for person_id in db.scalars(done.order_by(LessonProgress.person_id)).all():
            settled += reach_milestone(db, person_id, course_id, MODULE_COMPLETED, key, now=now)
    return settled


def milestones_of(
    db: Session, person_id: int, course_id: int, *, before: datetime | None = None
) -> frozenset[tuple[str, str]]:
    """Return what a person has passed in a course, as (kind, ref); with `before`, only what was by then."""
    query = select(Milestone.kind, Milestone.ref).where(
        Milestone.person_id == person_id, Milestone.course_id == course_id
    )
    if before is not None:
        query = query.where(Milestone.reached_at < before)
    return frozenset((kind, ref) for kind, ref in db.execute(query))


def reached_by(
    db: Session, person_ids: Collection[int], course_id: int
) -> Mapping[int, dict[tuple[str, str], int | None]]:
    """Return what each of these people has passed in a course, by person, with the CE minutes that it is worth.

    One query for all of them; what is worth none has `None`.
    """
    query = select(Milestone.person_id, Milestone.kind, Milestone.ref, Milestone.minutes).where(
        Milestone.person_id.in_(person_ids), Milestone.course_id == course_id
    )
    found: dict[int, dict[tuple[str, str], int | None]] = {person_id: {} for person_id in person_ids}
    for person_id, kind, ref, minutes in db.execute(query):
        found[person_id][kind, ref] = minutes
    return found


def facts_of(db: Session, person_id: int) -> tuple[Fact, ...]:
    """Return the modules that a person has completed, as facts for a programme."""
    return tuple(find_facts(db, [person_id]).get(person_id, ()))


def find_facts(db: Session, person_ids: Collection[int]) -> Mapping[int, Sequence[Fact]]:
    """Return `facts_of` these people, by person: as many queries for all of them as for one."""
    query = select(
        Milestone.person_id,
        Milestone.kind,
        Milestone.ref,
        Milestone.minutes,
        Milestone.reached_at,
        Course.slug,
    ).join(Course, Course.id == Milestone.course_id)
    query = query.where(Milestone.person_id.in_(person_ids), Milestone.kind.in_(TOLD)).order_by(Milestone.id)
    facts: defaultdict[int, list[Fact]] = defaultdict(list)
    for row in db.execute(query):
        values = {"module": row.ref, "course": row.slug} | ({"minutes": row.minutes} if row.minutes else {})
        facts[row.person_id].append(
            Fact(f"{TOLD[row.kind]}:{row.ref}", row.kind, row.reached_at.date(), values)
        )
    return facts


TOLD = {MODULE_COMPLETED: "module", CREDIT_EARNED: "credit"}
"""Which milestones are facts for a programme, and what their ids begin with."""


def place_hold(db: Session, actor: Actor, person_id: int, kind: str, reason: str, *, now: datetime) -> Hold:
    """Hold a person up until somebody in charge clears it; `reason` is what the person reads."""
    hold = Hold(person_id=person_id, kind=kind, reason=reason, placed_at=now, placed_by=actor.person_id)
    db.add(hold)
    db.flush()
    audit.record(
        db, actor, "courses.place-hold", f"hold:{hold.id}", now=now, after={"kind": kind, "reason": reason},
        about=person_id,
    )  # fmt: skip
    return hold


def clear_hold(db: Session, actor: Actor, hold_id: int, *, now: datetime) -> Hold:
    """Let a person go on; raises `NotAllowed` for one's own hold, `Clash` when it was cleared already."""
    hold = db.get(Hold, hold_id, with_for_update=True)
    if hold is None or not actor.has(INSTRUCTOR, SUPERVISOR, REGISTRAR):
        raise Missing("There is no such hold.")
    if hold.person_id == actor.person_id:
        raise NotAllowed("Somebody else has to clear what holds you up.")
    if hold.cleared_at is not None:
        raise Clash("This was cleared already.")
    hold.cleared_at, hold.cleared_by = now, actor.person_id
    db.flush()
    audit.record(db, actor, "courses.clear-hold", f"hold:{hold.id}", now=now, after={"kind": hold.kind})
    return hold


def open_holds_of(db: Session, person_id: int) -> list[Hold]:
    """Return what holds a person up, oldest first."""
    query = select(Hold).where(Hold.person_id == person_id, Hold.cleared_at.is_(None))
    return list(db.scalars(query.order_by(Hold.id)))
