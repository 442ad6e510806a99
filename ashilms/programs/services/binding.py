"""Binding people to programs and their versions, and finding programs."""

from collections.abc import Sequence
from datetime import UTC, datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from ashilms.actor import Actor
from ashilms.audit import services as audit
from ashilms.courses import services as courses
from ashilms.errors import Missing
from ashilms.programs.models import Award, Program, ProgramBinding, ProgramVersion
from ashilms.programs.rules import Node
from ashilms.programs.rules.grandfathering import Kept, kept_by


def bind_person(
    db: Session, actor: Actor, person_id: int, course_id: int, *, now: datetime
) -> list[ProgramBinding]:
    """Bind a person to their version of each open program of a course, see `version_for`; twice does no harm."""
    bound, made = {row.program_id for row in bindings_of(db, person_id)}, []
    for program in db.scalars(select(Program).where(Program.course_id == course_id, Program.open)):
        if program.id in bound:
            continue
        version = version_for(db, person_id, program, now=now)
        row = ProgramBinding(person_id=person_id, program_id=program.id, version_id=version.id, since=now)
        db.add(row)
        db.flush()
        audit.record(
            db, actor, "programs.bind", f"person:{person_id}", now=now,
            after={"program": program.key, "version": version.number},
        )  # fmt: skip
        made.append(row)
    return made


def newest_versions(db: Session) -> Sequence[ProgramVersion]:
    """Return the newest version of every program, by level."""
    newest = select(func.max(ProgramVersion.id)).group_by(ProgramVersion.program_id)
    found = db.scalars(select(ProgramVersion).where(ProgramVersion.id.in_(newest))).all()
    return sorted(found, key=lambda version: (version.content["level"], version.id))


def find_renewing(db: Session) -> frozenset[int]:
    """Return the programmes of which a certificate can be renewed, by their newest versions."""
    return frozenset(version.program_id for version in newest_versions(db) if version.renews)


def kept_at(db: Session, person_id: int, program: Program, *, now: datetime) -> Kept | None:
    """Return the rule by which a person stays at an earlier version of a program, since they began before a day."""
    began = courses.enrolled_since(db, person_id, program.course_id) or now
    newest = latest_version(db, program.id)
    return kept_by(newest.content, began.astimezone(UTC).date(), newest.number)


def version_for(db: Session, person_id: int, program: Program, *, now: datetime) -> ProgramVersion:
    """Return the version of a program to which a person is bound: the current one, or the one they are kept at."""
    kept = kept_at(db, person_id, program, now=now)
    return get_version(db, program.id, kept.version) if kept else latest_version(db, program.id)


def bind_enrolled(db: Session, actor: Actor, program: Program, *, now: datetime) -> int:
    """Bind everybody who takes a program's course to it, since it has opened; return how many were not before."""
    people = courses.people_of(db, program.course_id)
    return sum(bool(bind_person(db, actor, person, program.course_id, now=now)) for person in people)


def latest_version(db: Session, program_id: int) -> ProgramVersion:
    """Return a program's current version; raises `Missing`."""
    query = select(ProgramVersion).where(ProgramVersion.program_id == program_id)
    version = db.scalar(query.order_by(ProgramVersion.number.desc()).limit(1))
    if version is None:
        raise Missing("There is no such programme.")
    return version


def get_version(db: Session, program_id: int, number: int) -> ProgramVersion:
    """Return a version of a program by its number; raises `Missing`."""
    query = select(ProgramVersion).where(ProgramVersion.program_id == program_id)
    version = db.scalar(query.where(ProgramVersion.number == number))
    if version is None:
        raise Missing(f"This programme has no version {number}.")
    return version


def bindings_of(db: Session, person_id: int) -> Sequence[ProgramBinding]:
    """Return what a person works towards, oldest first."""
    query = select(ProgramBinding).where(ProgramBinding.person_id == person_id).order_by(ProgramBinding.id)
    return db.scalars(query).all()


def trees_asked(db: Session, person_id: int) -> list[tuple[ProgramVersion, Node]]:
    """Return every tree that somebody works on: of what they are bound to, and of renewing what they hold."""
    bindings = bindings_of(db, person_id)
    held = select(Award.program_id).where(Award.person_id == person_id, Award.ended_at.is_(None))
    newest = [latest_version(db, program_id) for program_id in db.scalars(held.order_by(Award.id))]
    found = [(binding.version, binding.version.as_tree()) for binding in bindings]
    return found + [
        (version, tree) for version in newest if (terms := version.as_terms()) for tree in terms.trees
    ]


def bound_version(db: Session, person_id: int, program_id: int) -> ProgramVersion:
    """Return the version of a program that a person works towards; raises `Missing` when there is none."""
    theirs = select(ProgramBinding).where(ProgramBinding.person_id == person_id)
    binding = db.scalar(theirs.where(ProgramBinding.program_id == program_id))
    if binding is None:
        raise Missing("This person is not in that programme.")
    return binding.version


def get_program_by_id(db: Session, program_id: int) -> Program:
    """Return a program; raises `Missing`."""
    program = db.get(Program, program_id)
    if program is None:
        raise Missing("There is no such programme.")
    return program


def get_program(db: Session, key: str) -> Program:
    """Return a program by its key; raises `Missing`."""
    program = db.scalar(select(Program).where(Program.key == key))
    if program is None:
        raise Missing(f"There is no programme {key!r}.")
    return program
