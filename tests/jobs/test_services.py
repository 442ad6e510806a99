"""Rows are the truth: asked for once, taken by one, tried again, given up, forgotten."""

from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from ashilms.jobs import services
from ashilms.jobs.models import Job
from ashilms.jobs.rules import DONE, FAILED, LEASE, QUEUED, RUNNING, TRIES


def ask(db: Session, now: datetime, key: str = "k", **more: object) -> Job:
    return services.enqueue(db, "test.note", {"text": "hello"}, key=key, now=now, **more)


def test_asking_twice_with_one_key_is_asking_once(db: Session, now: datetime) -> None:
    first = ask(db, now)
    assert db.info.pop(services.WAKE)
    second = services.enqueue(db, "test.other", {"text": "else"}, key="k", now=now + timedelta(days=1))
    assert second is first
    assert second.payload == {"text": "hello"}
    assert services.WAKE not in db.info
    assert services.count_by_state(db) == {QUEUED: 1}


def test_what_has_been_due_the_longest_comes_first_and_nothing_before_its_time(
    db: Session, now: datetime
) -> None:
    late = ask(db, now, "late", due=now - timedelta(minutes=1))
    early = ask(db, now, "early", due=now - timedelta(hours=1))
    future = ask(db, now, "future", due=now + timedelta(seconds=1))
    order = []
    while (job_id := services.next_due(db, now=now)) is not None:
        order.append(job_id)
        assert services.take(db, job_id, "here:1", now=now)
    assert order == [early.id, late.id]
    assert services.next_due(db, now=now + timedelta(seconds=1)) == future.id


def test_a_job_is_taken_by_one(db: Session, now: datetime) -> None:
    job = ask(db, now)
    assert services.take(db, job.id, "here:1", now=now)
    assert not services.take(db, job.id, "here:2", now=now)
    db.refresh(job)
    assert (job.runner, job.attempts, job.state) == ("here:1", 1, RUNNING)
    assert services.runners_of(db) == {"here:1"}


def test_a_closed_job_keeps_its_result_and_forgets_whom_it_was_about(db: Session, now: datetime) -> None:
    job = ask(db, now)
    services.take(db, job.id, "here:1", now=now)
    services.close(db, job, {"sent": 1}, now=now)
    db.flush()
    assert (job.state, job.result, job.payload, job.done_at) == (DONE, {"sent": 1}, {}, now)
    assert services.drop_old(db, now=now + timedelta(days=30)) == 0
    assert services.drop_old(db, now=now + timedelta(days=31)) == 1


def test_a_job_that_failed_waits_longer_each_time_and_is_given_up_in_the_end(
    db: Session, now: datetime
) -> None:
    job = ask(db, now)
    waits = []
    for _ in range(TRIES):
        assert services.take(db, job.id, "here:1", now=now)
        services.put_back(db, job.id, "OSError", now=now)
        db.flush()
        waits.append(job.due_at - now)
        now = max(now, job.due_at)
    assert (job.state, job.last_error) == (FAILED, "OSError")
    assert waits[:-1] == sorted(waits[:-1])
    assert services.next_due(db, now=now + timedelta(days=365)) is None
    assert services.retry_failed(db, now=now) == 1
    assert services.next_due(db, now=now) == job.id


def test_what_a_dead_runner_held_is_taken_back_at_once_and_anything_after_its_lease(
    db: Session, now: datetime
) -> None:
    dead, alive = ask(db, now, "dead"), ask(db, now, "alive")
    services.take(db, dead.id, "here:1", now=now)
    services.take(db, alive.id, "here:2", now=now)
    assert services.take_back_lost(db, now=now, dead=("here:1",)) == 1
    assert services.next_due(db, now=now) == dead.id
    assert services.take_back_lost(db, now=now + LEASE) == 0
    assert services.take_back_lost(db, now=now + LEASE + timedelta(seconds=1)) == 1
