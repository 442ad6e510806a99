"""Which courses there are, who takes them, and where somebody is in one."""

from collections import defaultdict
from collections.abc import Collection
from datetime import datetime

from sqlalchemy import ColumnElement, and_, select
from sqlalchemy.orm import Session

from ashilms import signals
from ashilms.actor import REGISTRAR, Actor
from ashilms.audit import services as audit
from ashilms.courses.models import Course, Enrolment, Figure, LessonProgress, Module
from ashilms.courses.rules import CREDIT_EARNED, CourseState, ModuleOutline, NextLesson, Progress, state_of
from ashilms.courses.services.opening import reached_by
from ashilms.db import add_once
from ashilms.errors import Missing, NotAllowed


def find_courses(db: Session) -> list[Course]:
    """Return every course, by title."""
    return list(db.scalars(select(Course).order_by(Course.title, Course.id)))


def find_course(db: Session, slug: str) -> Course | None:
    """Return a course by its slug, or `None`."""
    return db.scalar(select(Course).where(Course.slug == slug))


def get_course(db: Session, slug: str) -> Course:
    """Return a course by its slug; raises `Missing`."""
    course = find_course(db, slug)
    if course is None:
        raise Missing("There is no such course.")
    return course


def get_course_by_id(db: Session, course_id: int) -> Course:
    """Return a course by its id; raises `Missing`."""
    course = db.get(Course, course_id)
    if course is None:
        raise Missing("There is no such course.")
    return course


def has_module(db: Session, course_id: int, key: str) -> bool:
    """Return whether a course has, or had, a module of this key."""
    return db.scalar(select(Module.id).where(Module.course_id == course_id, Module.key == key)) is not None


def find_figure(db: Session, course_id: int, name: str) -> Figure | None:
    """Return a figure of a course, whose `svg` may be put into a page as it is, or `None`."""
    return db.scalar(select(Figure).where(Figure.course_id == course_id, Figure.key == name))


def find_figures(db: Session, course_id: int, names: Collection[str]) -> dict[str, str]:
    """Return the SVG of a course's figures of these names, by name: each may be put into a page as it is."""
    if not names:
        return {}
    query = select(Figure.key, Figure.svg).where(Figure.course_id == course_id, Figure.key.in_(names))
    return {key: svg for key, svg in db.execute(query)}


def get_course_for(db: Session, slug: str, person_id: int) -> tuple[Course, bool]:
    """Return a course by its slug, and whether a person takes it, in one query; raises `Missing`."""
    query = select(Course, Enrolment.id).outerjoin(Enrolment, taken_by(person_id))
    row = db.execute(query.where(Course.slug == slug)).first()
    if row is None:
        raise Missing("There is no such course.")
    return row[0], row[1] is not None


def taken_by(person_id: int) -> ColumnElement[bool]:
    """Return what joins a course with a person's enrolment in it."""
    return and_(Enrolment.course_id == Course.id, Enrolment.person_id == person_id)


def is_enrolled(db: Session, person_id: int, course_id: int) -> bool:
    """Return whether a person takes a course."""
    query = select(Enrolment.id).where(Enrolment.person_id == person_id, Enrolment.course_id == course_id)
    return db.scalar(query) is not None


def enrolled_since(db: Session, person_id: int, course_id: int) -> datetime | None:
    """Return when a person took up a course, or `None` when they do not take it."""
    return db.scalar(
        select(Enrolment.since).where(Enrolment.person_id == person_id, Enrolment.course_id == course_id)
    )


def enrolled_courses(db: Session, person_id: int) -> list[Course]:
    """Return the courses that a person takes, the latest first."""
    query = select(Course).join(Enrolment, Enrolment.course_id == Course.id)
    query = query.where(Enrolment.person_id == person_id)
    return list(db.scalars(query.order_by(Enrolment.since.desc(), Enrolment.id.desc())))


def people_of(db: Session, course_id: int) -> dict[int, datetime]:
    """Return who takes a course and since when, in the order in which they took it up."""
    query = select(Enrolment.person_id, Enrolment.since).where(Enrolment.course_id == course_id)
    return {person: since for person, since in db.execute(query.order_by(Enrolment.id))}


def find_enrolled(db: Session, course_id: int, person_ids: Collection[int]) -> frozenset[int]:
    """Return which of these people take a course."""
    query = select(Enrolment.person_id).where(
        Enrolment.course_id == course_id, Enrolment.person_id.in_(person_ids)
    )
    return frozenset(db.scalars(query))


def enrol(db: Session, actor: Actor, course_id: int, *, now: datetime) -> bool:
    """Let the actor take up a course; `False` and no change when they take it already."""
    return _enrol(db, actor, actor.id, course_id, now)


def enrol_person(db: Session, actor: Actor, person_id: int, course_id: int, *, now: datetime) -> bool:
    """Let a registrar enrol somebody in a course; `False` and no change when they take it already.

    Raises `NotAllowed` for anybody but a registrar.
    """
    if not actor.has(REGISTRAR):
        raise NotAllowed("A registrar enrols other people.")
    return _enrol(db, actor, person_id, course_id, now)


def _enrol(db: Session, actor: Actor, person_id: int, course_id: int, now: datetime) -> bool:
    course = get_course_by_id(db, course_id)
    if is_enrolled(db, person_id, course_id):
        return False
    if not add_once(db, Enrolment(person_id=person_id, course_id=course_id, since=now)):
        return False
    audit.record(db, actor, "courses.enrol", f"course:{course.id}", now=now, after={"person": person_id})
    signals.enrolled.send(db, person_id=person_id, course_id=course.id, now=now)
    return True


def state_in(db: Session, course: Course, person_id: int) -> CourseState:
    """Return where a person is in a course; two queries however long it is."""
    return find_states(db, course, [person_id])[person_id]


def find_states(db: Session, course: Course, person_ids: Collection[int]) -> dict[int, CourseState]:
    """Return where each of these people is in a course, by person; two queries however many they are."""
    row = LessonProgress
    query = select(row.person_id, row.lesson_id, row.last_at, row.finished_at, row.active_seconds)
    query = query.where(row.person_id.in_(person_ids), row.course_id == course.id)
    progress: defaultdict[int, dict[int, Progress]] = defaultdict(dict)
    for person_id, lesson_id, at, done, active in db.execute(query):
        progress[person_id][lesson_id] = Progress(at, done, active)
    reached, outline = reached_by(db, person_ids, course.id), course.as_outline()
    return {who: _state(course, outline, progress[who], reached[who]) for who in person_ids}


def _state(
    course: Course,
    outline: tuple[ModuleOutline, ...],
    progress: dict[int, Progress],
    reached: dict[tuple[str, str], int | None],
) -> CourseState:
    earned = {ref: worth for (kind, ref), worth in reached.items() if kind == CREDIT_EARNED and worth}
    return state_of(course.slug, course.title, outline, progress, reached.keys(), earned)


def course_state(db: Session, person_id: int) -> list[CourseState]:
    """Return where a person is in each course that they take, the latest first."""
    return [state_in(db, course, person_id) for course in enrolled_courses(db, person_id)]


def next_lesson(db: Session, person_id: int) -> NextLesson | None:
    """Return the lesson that a person should go on with, or `None` when no lesson is open to them."""
    return next((state.next for state in course_state(db, person_id) if state.next), None)
