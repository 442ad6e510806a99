"""Asking for work, taking it, and closing it."""

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import delete, func, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from ashilms.config import Settings
from ashilms.jobs.models import Job
from ashilms.jobs.rules import DONE, FAILED, LEASE, QUEUED, RUNNING, TRIES, wait_after

WAKE = "ashilms_wake"
"""Left in `session.info` by whoever asked for work; read after the commit by the queue."""

KEPT = timedelta(days=30)
"""How long a closed job is kept, for whoever looks at what happened."""


@dataclass(frozen=True, slots=True)
class Work:
    """One job as its handler sees it: what to do, when it is, and the tools that only the app can hand in."""

    payload: Mapping[str, Any]
    key: str
    now: datetime
    settings: Settings
    render: Callable[[str, Mapping[str, Any]], str]
    made: Any = None
    """What `prepare` returned."""
    kinds: Mapping[str, Any] = field(default_factory=dict)
    """What rooms look up by name, as in `web.State`."""

    def with_made(self, made: Any) -> "Work":
        """Return the same work with what was prepared for it."""
        return replace(self, made=made)


@dataclass(frozen=True, slots=True)
class Handler:
    """Who does the jobs of one kind; `name` is that kind.

    `finish` runs in the transaction that also marks the job done, so what it writes happens exactly once.
    What takes long or reaches outside (drawing, sending) belongs in `prepare`, which runs before it,
    outside of any write, and may run again when the process dies in between. `every` makes it recur.
    `about` says to a registrar what it does, as a line of a list.
    """

    name: str
    finish: Callable[[Session, Work], Mapping[str, Any] | None]
    prepare: Callable[[Session, Work], Any] | None = None
    every: timedelta | None = None
    about: str = ""


OPEN = (FAILED, RUNNING, QUEUED)
"""What is not done, in the order in which it is told of something that recurs."""


@dataclass(frozen=True, slots=True)
class Turn:
    """How something that recurs stands: when it was done last, and its turn that isn't done, if there is one."""

    handler: Handler
    done: Job | None
    open: Job | None


def enqueue(
    db: Session, kind: str, payload: Mapping[str, Any], *,
    key: str, now: datetime, due: datetime | None = None,
) -> Job:  # fmt: skip
    """Ask for work of `kind` at `due` (at once, if not given) and return its row.

    The same `key` a second time changes nothing and returns the first row, whatever became of it.
    """
    known = db.scalar(select(Job).where(Job.key == key))
    if known is not None:
        return known
    job = Job(kind=kind, key=key, payload=dict(payload), due_at=due or now, created_at=now, state=QUEUED)
    try:
        with db.begin_nested():
            db.add(job)
    except IntegrityError:  # asked for at the same moment elsewhere
        return db.scalars(select(Job).where(Job.key == key)).one()
    db.info[WAKE] = True
    return job


def next_due(db: Session, *, now: datetime) -> int | None:
    """Return the id of the job that has been due the longest, or `None`."""
    query = select(Job.id).where(Job.state == QUEUED, Job.due_at <= now)
    return db.scalar(query.order_by(Job.due_at, Job.id).limit(1))


def count_due(db: Session, *, before: datetime) -> int:
    """Return how many jobs still wait although they were due before that moment."""
    query = select(func.count()).select_from(Job).where(Job.state == QUEUED, Job.due_at <= before)
    return db.scalar(query) or 0


def find_failed(db: Session, *, most: int | None = None) -> list[Job]:
    """Return what was given up, the oldest first, and at most so many."""
    return list(db.scalars(select(Job).where(Job.state == FAILED).order_by(Job.id).limit(most)))


def find_open(db: Session, *, most: int) -> list[Job]:
    """Return what is being done or waits, what is due first at the top, and at most so many."""
    query = select(Job).where(Job.state.in_((RUNNING, QUEUED))).order_by(Job.due_at, Job.id)
    return list(db.scalars(query.limit(most)))


def count_done(db: Session, kinds: Collection[str]) -> list[tuple[str, int, datetime]]:
    """Return how much was done of these kinds and when the last of it was, the latest first."""
    last = func.max(Job.done_at, type_=Job.done_at.type)
    query = (
        select(Job.kind, func.count(), last).where(Job.state == DONE, Job.kind.in_(kinds)).group_by(Job.kind)
    )
    return [(kind, many, at) for kind, many, at in db.execute(query.order_by(last.desc())) if at]


def find_turns(db: Session, handlers: Iterable[Handler]) -> list[Turn]:
    """Return how everything that recurs stands, in the order of what it does: two queries, however much was done."""
    recurring = sorted((one for one in handlers if one.every), key=lambda one: one.about)
    kinds = [one.name for one in recurring]
    last = select(func.max(Job.id)).where(Job.kind.in_(kinds)).group_by(Job.kind, Job.state)
    rows = {(row.kind, row.state): row for row in db.scalars(select(Job).where(Job.id.in_(last)))}
    return [
        Turn(
            one,
            rows.get((one.name, DONE)),
            next(filter(None, (rows.get((one.name, at)) for at in OPEN)), None),
        )
        for one in recurring
    ]


def take(db: Session, job_id: int, runner: str, *, now: datetime) -> bool:
    """Take a queued job; return whether it is ours: of several who try, one gets it."""
    mine = (
        update(Job)
        .where(Job.id == job_id, Job.state == QUEUED)
        .values(state=RUNNING, runner=runner, taken_at=now, attempts=Job.attempts + 1)
        .returning(Job.id)
    )
    return db.scalar(mine) is not None


def close(db: Session, job: Job, result: Mapping[str, Any] | None, *, now: datetime) -> None:
    """Mark a job done, keep its result, and forget its payload."""
    job.state, job.done_at, job.result, job.payload = DONE, now, dict(result or {}), {}
    job.last_error = None


def put_back(db: Session, job_id: int, error: str, *, now: datetime) -> None:
    """Queue a job again after an error, later each time; give it up after `TRIES`."""
    job = db.get(Job, job_id, populate_existing=True)
    if job is None or job.state != RUNNING:
        return
    job.last_error = error[:200]
    if job.attempts >= TRIES:
        job.state, job.done_at = FAILED, now
    else:
        job.state, job.due_at = QUEUED, now + wait_after(job.attempts)


def take_back_lost(db: Session, *, now: datetime, dead: tuple[str, ...] = ()) -> int:
    """Queue again what was taken by `dead` runners or too long ago, and return how many."""
    lost = Job.taken_at < now - LEASE
    if dead:
        lost = lost | Job.runner.in_(dead)
    query = update(Job).where(Job.state == RUNNING, lost).values(state=QUEUED, due_at=now).returning(Job.id)
    return len(db.scalars(query).all())


def runners_of(db: Session) -> set[str]:
    """Return who is running jobs just now, as far as the rows know."""
    return {runner for runner in db.scalars(select(Job.runner).where(Job.state == RUNNING)) if runner}


def drop_old(db: Session, *, now: datetime) -> int:
    """Delete jobs that were done more than thirty days ago and return how many."""
    query = delete(Job).where(Job.state == DONE, Job.done_at < now - KEPT).returning(Job.id)
    return len(db.scalars(query).all())


def retry_failed(db: Session, *, now: datetime) -> int:
    """Queue again everything that was given up, and return how much that was."""
    again = update(Job).where(Job.state == FAILED).values(state=QUEUED, due_at=now, attempts=0)
    query = again.returning(Job.id)
    db.info[WAKE] = True
    return len(db.scalars(query).all())


def count_by_state(db: Session) -> dict[str, int]:
    """Return how many jobs there are in each state."""
    return {state: count for state, count in db.execute(select(Job.state, func.count()).group_by(Job.state))}
