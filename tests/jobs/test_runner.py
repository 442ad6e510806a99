"""What is due is done: exactly once in the database, by whichever process, and again after a kill."""

import os
import pickle
import signal
import sqlite3
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from ashilms.config import Settings
from ashilms.jobs.models import Job
from ashilms.jobs.rules import DONE, QUEUED, RUNNING
from ashilms.jobs.runner import Bell, me, run_due, start_consumer
from ashilms.jobs.services import Handler, Work, enqueue, next_due, take
from ashilms.notices.models import Mail
from ashilms.web import state, transaction
from tests.identity.conftest import Site


def note(db: Session, work: Work) -> dict[str, Any]:
    """Leave a row that can be counted."""
    row = Mail(
        key=f"{work.key}:{time.monotonic_ns()}", address="a@example.org", subject=work.payload["text"],
        text="", html="", created_at=work.now, sent_at=work.now,
    )  # fmt: skip
    db.add(row)
    return {"made": work.made}


def handle(site: Site, *handlers: Handler) -> None:
    state(site.app).kinds["handlers"] |= {handler.name: handler for handler in handlers}


def ask(site: Site, *keys: str, kind: str = "test.note", text: str = "hello") -> None:
    with site.db() as db:
        for key in keys:
            enqueue(db, kind, {"text": text}, key=key, now=site.now)
        db.commit()


def notes(site: Site) -> list[str]:
    with site.db() as db:
        return list(db.scalars(select(Mail.subject)))


def job(site: Site, key: str) -> Job:
    with site.db() as db:
        found = db.scalars(select(Job).where(Job.key == key)).one()
        db.expunge_all()
        return found


def test_a_job_is_prepared_outside_and_finished_with_its_row_in_one(site: Site) -> None:
    seen: list[Any] = []

    def prepare(db: Session, work: Work) -> str:
        seen.append((db.get_one(Job, 1).state, type(work.settings)))
        return "made before"

    handle(site, Handler("test.note", note, prepare=prepare))
    ask(site, "k")
    run_due(site.app, site.now)
    done = job(site, "k")
    assert (done.state, done.result, done.payload) == (DONE, {"made": "made before"}, {})
    assert notes(site) == ["hello"]
    assert run_due(site.app, site.now) == 0
    assert seen == [(RUNNING, Settings)]


def test_a_handler_that_raises_leaves_nothing_but_its_name_and_is_tried_again(site: Site) -> None:
    calls: list[int] = []

    def clumsy(db: Session, work: Work) -> None:
        note(db, work)
        db.flush()
        calls.append(1)
        if len(calls) < 3:
            raise ConnectionError("the name of somebody@example.org")

    handle(site, Handler("test.note", clumsy))
    ask(site, "k")
    run_due(site.app, site.now)
    waiting = job(site, "k")
    assert (waiting.state, waiting.attempts, waiting.last_error) == (QUEUED, 1, "ConnectionError")
    assert notes(site) == []
    run_due(site.app, site.now)
    assert len(calls) == 1
    site.later(seconds=31)
    run_due(site.app, site.now)
    site.later(seconds=61)
    run_due(site.app, site.now)
    assert job(site, "k").state == DONE
    assert notes(site) == ["hello"]


def test_one_bad_job_does_not_keep_the_others_from_being_done(site: Site) -> None:
    handle(site, Handler("test.note", note))
    ask(site, "bad", kind="test.unknown")
    ask(site, "good")
    run_due(site.app, site.now)
    assert (job(site, "bad").last_error, job(site, "good").state) == ("KeyError", DONE)


def test_many_runners_at_once_do_each_job_once(site: Site) -> None:
    handle(site, Handler("test.note", note))
    keys = [f"k{n}" for n in range(40)]
    for key in keys:
        ask(site, key, text=key)
    threads = [threading.Thread(target=run_due, args=(site.app, site.now)) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(notes(site)) == sorted(keys)


def test_a_recurring_job_is_done_once_in_each_turn(site: Site) -> None:
    handle(site, Handler("test.note", lambda db, work: None, every=timedelta(hours=1)))
    for _ in range(3):
        run_due(site.app, site.now)
    site.later(hours=1)
    run_due(site.app, site.now)
    with site.db() as db:
        assert len(db.scalars(select(Job).where(Job.kind == "test.note", Job.state == DONE)).all()) == 2


KILLED = """
import os, signal, sys
from datetime import datetime
from ashilms import create_app
from ashilms.jobs.runner import run_due
from ashilms.jobs.services import Handler
from ashilms.web import state

app = create_app({"TESTING": True, "ASHILMS_DATABASE_URL": sys.argv[1], "ASHILMS_DATA_DIR": sys.argv[2]})
def die(db, work):
    os.kill(os.getpid(), signal.SIGKILL)
first = die if sys.argv[3] == "prepare" else None
state(app).kinds["handlers"] = {"test.note": Handler("test.note", die, prepare=first)}
run_due(app, datetime.fromisoformat(sys.argv[4]))
"""


@pytest.mark.parametrize("phase", ["prepare", "finish"])
def test_a_job_whose_process_was_killed_is_done_by_the_next_one_at_once(site: Site, phase: str) -> None:
    """A real SIGKILL in the middle of the job; nothing is lost and nothing is done twice."""
    ask(site, "k")
    with site.app.app_context():
        url = site.app.extensions["sqlalchemy"].engine.url.render_as_string(hide_password=False)
    killed = subprocess.run(
        [sys.executable, "-c", KILLED, url, str(site.folder), phase, site.now.isoformat()], check=False,
        env={**os.environ, "PYTHONPATH": str(Path(__file__).parents[2])},
    )  # fmt: skip
    assert killed.returncode == -signal.SIGKILL
    assert (job(site, "k").state, job(site, "k").attempts) == (RUNNING, 1)
    handle(site, Handler("test.note", note))
    run_due(site.app, site.now)
    assert (job(site, "k").state, job(site, "k").attempts) == (DONE, 2)
    assert notes(site) == ["hello"]


def test_a_job_that_outlived_its_lease_is_finished_by_one_runner_only(site: Site) -> None:
    """The slow one finds that another was faster, and leaves it at that."""
    calls: list[int] = []

    def slow(db: Session, work: Work) -> None:
        calls.append(1)
        if len(calls) == 1:
            other = threading.Thread(target=run_due, args=(site.app, site.now + timedelta(minutes=6)))
            other.start()
            other.join()

    handle(site, Handler("test.note", note, prepare=slow))
    ask(site, "k")
    run_due(site.app, site.now)
    assert len(calls) == 2
    assert notes(site) == ["hello"]


def test_an_earlier_process_of_the_same_number_is_known_to_be_dead(site: Site) -> None:
    """As after the restart of a container, in which every process is number 1."""
    handle(site, Handler("test.note", note))
    ask(site, "k")
    host, pid, start = me().rsplit(":", 2)
    with site.db() as db:
        assert take(db, next_due(db, now=site.now) or 0, f"{host}:{pid}:before", now=site.now)
        db.commit()
    run_due(site.app, site.now)
    assert notes(site) == ["hello"]
    ask(site, "other machine")
    with site.db() as db:
        assert take(db, next_due(db, now=site.now) or 0, f"elsewhere:{pid}:{start}", now=site.now)
        db.commit()
    run_due(site.app, site.now)
    assert job(site, "other machine").state == RUNNING


def wait_for(condition: Callable[[], bool], seconds: float = 15) -> bool:
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if condition():
            return True
        time.sleep(0.05)
    return False


def write(site: Site, key: str, *, fail: bool = False) -> None:
    """Ask for work as a view does."""
    with site.app.app_context(), transaction() as db:
        enqueue(db, "test.note", {"text": key}, key=key, now=site.now)
        if fail:
            raise ZeroDivisionError


def test_a_commit_wakes_the_consumer_and_a_rollback_does_not(make_site: Callable[..., Site]) -> None:
    """The queue on disk, its threads, and the server's own signals left alone."""
    before = signal.getsignal(signal.SIGINT), signal.getsignal(signal.SIGTERM)
    site = make_site(TESTING=False)
    handle(site, Handler("test.note", note))
    consumer = start_consumer(site.app)
    try:
        assert (signal.getsignal(signal.SIGINT), signal.getsignal(signal.SIGTERM)) == before
        with pytest.raises(ZeroDivisionError):
            write(site, "never", fail=True)
        for key in ("one", "two", "three"):
            write(site, key)
        assert wait_for(lambda: sorted(notes(site)) == ["one", "three", "two"])
    finally:
        consumer.stop(graceful=True)
    assert (site.folder / "queue.db").exists()
    assert notes(site).count("never") == 0


class Planted:
    """Runs on whoever unpickles it."""

    def __reduce__(self) -> tuple[Any, tuple[str]]:
        return os.system, ("touch planted",)


def test_a_message_that_we_did_not_sign_is_never_unpickled(
    make_site: Callable[..., Site], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whoever can write to the queue's file cannot run code by it, and the consumer goes on."""
    site = make_site(TESTING=False)
    monkeypatch.chdir(site.folder)
    handle(site, Handler("test.note", note))
    site.app.extensions["ashilms_bell"].ring()
    with sqlite3.connect(site.folder / "queue.db") as queue:
        queue.execute(
            "INSERT INTO task (queue, data, priority) VALUES ('ashilms', ?, 9)", (pickle.dumps(Planted()),)
        )
    queue.close()
    consumer = start_consumer(site.app)
    try:
        write(site, "after")
        assert wait_for(lambda: notes(site) == ["after"])
    finally:
        consumer.stop(graceful=True)
    assert not (site.folder / "planted").exists()


def test_where_nobody_does_jobs_the_queue_does_not_grow(make_site: Callable[..., Site]) -> None:
    """A host may leave jobs to cron: a bell that rings already isn't rung again."""
    site = make_site(TESTING=False)
    handle(site, Handler("test.note", note))
    for number in range(5):
        write(site, f"job-{number}")
    assert site.app.extensions["ashilms_bell"].huey.pending_count() == 1
    run_due(site.app)
    assert len(notes(site)) == 5


def test_a_bell_rung_in_another_process_is_understood(make_site: Callable[..., Site]) -> None:
    """The command that settles a site rings; the server that starts then finds the bell ringing, and what it means."""
    site = make_site(TESTING=False)
    Bell(site.app).ring()
    served = Bell(site.app)
    served.ring()
    heard = served.huey.dequeue()
    assert heard.name == "wake"
    assert served.huey.pending_count() == 0


def test_a_bell_that_is_out_of_order_does_not_undo_what_was_committed(make_site: Callable[..., Site]) -> None:
    """The row is there, and the next sweep finds it."""
    site = make_site(TESTING=False)
    (site.folder / "queue.db").mkdir()
    handle(site, Handler("test.note", note))
    write(site, "kept")
    assert job(site, "kept").state == QUEUED
    run_due(site.app, site.now)
    assert notes(site) == ["kept"]
