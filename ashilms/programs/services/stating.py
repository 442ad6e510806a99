"""Stating what a programme asks to be stated, marking tasks, and both as facts."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from ashilms.accounts import services as people
from ashilms.accounts.rules import allows
from ashilms.actor import Actor
from ashilms.audit import services as audit
from ashilms.cohorts.services import sees_to
from ashilms.db import add_once
from ashilms.errors import Clash, Missing, NotAllowed, Unacceptable
from ashilms.plugins import Fact
from ashilms.programs.models import ProgramMark, ProgramStatement, ProgramVersion
from ashilms.programs.rules.statements import MARK, STATEMENT, Asked, asked_by, tasks_of
from ashilms.programs.services.binding import trees_asked
from ashilms.supervision.services import refuse_close


@dataclass(frozen=True, slots=True)
class Statement:
    """A statement that somebody's programme asks for, and the last time that they made it in these words."""

    version: ProgramVersion
    """What asks for it."""
    asked: Asked
    made: ProgramStatement | None


@dataclass(frozen=True, slots=True)
class Task:
    """A task that somebody's programme asks to be marked, and its marks, the last one first."""

    key: str
    title: str
    marks: Sequence[ProgramMark]


def find_statements(db: Session, person_id: int) -> list[Statement]:
    """Return the statements that a person's programmes ask for, renewals included, in their order, each once."""
    query = select(ProgramStatement).where(ProgramStatement.person_id == person_id)
    made = {(row.key, row.digest): row for row in db.scalars(query.order_by(ProgramStatement.id))}
    found: dict[tuple[str, str], Statement] = {}
    for version, tree in trees_asked(db, person_id):
        for asked in asked_by(tree):
            at = (asked.key, asked.digest)
            found.setdefault(at, Statement(version, asked, made.get(at)))
    return list(found.values())


def make_statement(db: Session, actor: Actor, key: str, digest: str, *, now: datetime) -> bool:
    """Record that the actor states what their programme asks for, in the words that `digest` stands for.

    Return whether it is new: twice on a day is once. Raises `Missing` where no programme of theirs asks for that,
    `Clash` when it asks for it in other words by now.
    """
    asked = [one for one in find_statements(db, actor.id) if one.asked.key == key]
    if not asked:
        raise Missing("Your programme asks for no such statement.")
    this = next((one for one in asked if one.asked.digest == digest), None)
    if this is None:
        raise Clash("The words changed meanwhile. Read them again, then agree.")
    row = ProgramStatement(
        person_id=actor.id, version_id=this.version.id, key=key, digest=digest,
        day=now.astimezone(UTC).date(), at=now,
    )  # fmt: skip
    if not add_once(db, row):
        return False
    audit.record(
        db, actor, "programs.state", f"statement:{row.id}", now=now, after={"key": key, "digest": digest},
        about=actor.id,
    )  # fmt: skip
    return True


def find_tasks(db: Session, person_id: int) -> list[Task]:
    """Return the tasks that a person's programmes ask to be marked, renewals included, in their order, each once."""
    marks: defaultdict[str, list[ProgramMark]] = defaultdict(list)
    query = select(ProgramMark).where(ProgramMark.person_id == person_id)
    for row in db.scalars(query.order_by(ProgramMark.number.desc())):
        marks[row.task].append(row)
    titles: dict[str, str] = {}
    for _, tree in trees_asked(db, person_id):
        titles = tasks_of(tree) | titles
    return [Task(key, title, marks[key]) for key, title in titles.items()]


def mark_task(
    db: Session, actor: Actor, person_id: int, task: str, *, passed: bool, comment: str, now: datetime
) -> ProgramMark:
    """Mark a task of somebody; the last mark counts.

    Raises `NotAllowed` for one's own and for who may not mark, `Missing` where their programme asks for no such
    task, `Unacceptable` when it did not pass and nothing says why, `Clash` when somebody marked it at once.
    """
    if not allows(actor, "mark tasks"):
        raise NotAllowed("An instructor marks tasks.")
    if actor.person_id == person_id:
        raise NotAllowed("This is your own task; somebody else marks it.")
    if not sees_to(db, actor, person_id):
        raise NotAllowed("They are in no cohort that you teach. Their own instructor marks it.")
    refuse_close(db, actor, person_id, "mark this task")
    if task not in {one.key for one in find_tasks(db, person_id)}:
        raise Missing("Their programme asks for no such task.")
    if not passed and not comment.strip():
        raise Unacceptable("Say what is missing, so that they can try again.", "comment")
    people.lock_people(db, [person_id])
    own = (ProgramMark.person_id == person_id) & (ProgramMark.task == task)
    number = 1 + (db.scalar(select(func.max(ProgramMark.number)).where(own)) or 0)
    row = ProgramMark(
        person_id=person_id,
        task=task,
        number=number,
        passed=passed,
        comment=comment.strip(),
        by_id=actor.id,
        at=now,
    )
    if not add_once(db, row):
        raise Clash("Somebody marked it at the same moment. Look again before you mark it.")
    audit.record(
        db, actor, "programs.mark", f"mark:{row.id}", now=now, about=person_id,
        after={"task": task, "number": number, "passed": passed},
    )  # fmt: skip
    return row


def find_facts(db: Session, person_ids: Collection[int]) -> Mapping[int, Sequence[Fact]]:
    """Return the statements and marks of these people as facts: two queries for all of them."""
    facts: defaultdict[int, list[Fact]] = defaultdict(list)
    said = select(ProgramStatement).where(ProgramStatement.person_id.in_(person_ids))
    for row in db.scalars(said.order_by(ProgramStatement.id)):
        values = {"key": row.key, "digest": row.digest}
        facts[row.person_id].append(Fact(f"{STATEMENT}:{row.id}", STATEMENT, row.day, values))
    marked = select(ProgramMark).where(ProgramMark.person_id.in_(person_ids))
    for mark in db.scalars(marked.order_by(ProgramMark.id)):
        marked_as = {"task": mark.task, "passed": mark.passed, "number": mark.number}
        facts[mark.person_id].append(Fact(f"mark:{mark.id}", MARK, mark.at.astimezone(UTC).date(), marked_as))
    return facts
