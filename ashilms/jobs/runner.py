"""Does what is due, on sessions of its own; huey rings when there is something to do, and each minute anyway."""

import json
import logging
import os
import socket
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from functools import cached_property
from multiprocessing import get_context
from secrets import token_hex
from typing import Any

from flask import Flask
from huey import MemoryHuey, SqliteHuey, crontab
from huey.consumer import Consumer
from huey.registry import Message
from huey.serializer import Serializer
from sqlalchemy import Engine, event
from sqlalchemy.orm import Session

from ashilms.db import WRITING
from ashilms.jobs import services
from ashilms.jobs.models import Job
from ashilms.jobs.rules import RUNNING, slot_key
from ashilms.jobs.services import WAKE, Handler, Work
from ashilms.web import state

log = logging.getLogger("ashilms.jobs")
NAME = "ashilms"
_START = token_hex(4)
"""Tells this process from an earlier one of the same number: in a container every process may be number 1."""


def run_due(app: Flask, now: datetime | None = None, *, most: int = 500) -> int:
    """Do everything that is due and return how many jobs were tried, at most `most`.

    Safe to call from several processes at once and at any time: a job is taken by one of them. A job whose
    handler raises waits and is tried again. `now` is the app's clock unless given.
    """
    with app.app_context():
        engine: Engine = app.extensions["sqlalchemy"].engine
        now = now or state(app).clock()
        _look_after(engine, _handlers(app), now)
        for tried in range(most):
            job_id = _take_next(engine, now)
            if job_id is None:
                return tried
            _do(app, engine, job_id, now)
        return most


@contextmanager
def working(app: Flask, processes: int) -> Iterator[Callable[[], bool]]:
    """Do everything that is due in so many processes; what this gives says whether any of them is at work still.

    Whoever calls it has given its connections back: the processes are forked from this one and have their own. On
    leaving they are stopped, and what they were doing is taken up again by whoever does jobs next.
    """
    with app.app_context():
        app.extensions["sqlalchemy"].engine.dispose()
    fork = get_context("fork")
    crew = [fork.Process(target=_work, args=(app,), daemon=True) for _ in range(processes)]
    for one in crew:
        one.start()
    try:
        yield lambda: any(one.is_alive() for one in crew)
    finally:
        for one in crew:
            one.terminate()
            one.join()


def _work(app: Flask) -> None:
    while run_due(app):  # the clock goes on, and so does what becomes due
        pass


def me() -> str:
    """Return how jobs name this process."""
    return f"{socket.gethostname()}:{os.getpid()}:{_START}"


def _handlers(app: Flask) -> dict[str, Handler]:
    found: dict[str, Handler] = state(app).kinds.get("handlers", {})
    return found


def _writing(engine: Engine) -> Session:
    return Session(engine.execution_options(**{WRITING: True}))


def _look_after(engine: Engine, handlers: dict[str, Handler], now: datetime) -> None:
    """Take back what was lost, give recurring jobs their turn, forget what is long done."""
    with _writing(engine) as db:
        dead = tuple(runner for runner in services.runners_of(db) if _is_dead(runner))
        services.take_back_lost(db, now=now, dead=dead)
        for handler in handlers.values():
            if handler.every is not None:
                turn = slot_key(handler.name, handler.every, now)
                services.enqueue(db, handler.name, {}, key=turn, now=now)
        services.drop_old(db, now=now)
        db.commit()


def _is_dead(runner: str) -> bool:
    """Return whether a runner was a process of this machine that is no more."""
    host, pid, start = [*runner.rsplit(":", 2), "", ""][:3]
    if host != socket.gethostname() or not pid.isdecimal():
        return False
    if int(pid) == os.getpid():
        return start != _START
    try:
        os.kill(int(pid), 0)
    except ProcessLookupError:
        return True
    except PermissionError:
        return False
    return False


def _take_next(engine: Engine, now: datetime) -> int | None:
    with _writing(engine) as db:
        while (job_id := services.next_due(db, now=now)) is not None:
            if services.take(db, job_id, me(), now=now):
                db.commit()
                return job_id
            db.rollback()
    return None


def _do(app: Flask, engine: Engine, job_id: int, now: datetime) -> None:
    try:
        _prepare_and_finish(app, engine, job_id, now)
    except Exception as error:  # whatever a handler raises must not stop the others
        log.warning("job failed", extra={"event": "job_failed", "job": job_id}, exc_info=error)
        with _writing(engine) as db:
            services.put_back(db, job_id, type(error).__name__, now=now)
            db.commit()


def _prepare_and_finish(app: Flask, engine: Engine, job_id: int, now: datetime) -> None:
    here = state(app)
    with Session(engine) as reading:
        job = reading.get_one(Job, job_id)
        handler = _handlers(app)[job.kind]
        work = Work(dict(job.payload), job.key, now, here.settings, here.render, kinds=here.kinds)
        turn = job.attempts
        made: Any = handler.prepare(reading, work) if handler.prepare else None
    with _writing(engine) as db:
        job = db.get_one(Job, job_id, with_for_update=True)
        if (job.state, job.attempts) != (RUNNING, turn):
            return  # it took so long that another runner did it meanwhile
        services.close(db, job, handler.finish(db, work.with_made(made)), now=now)
        db.commit()


class QuietConsumer(Consumer):  # type: ignore[misc]
    """A consumer that lives in a server's process and leaves the server's signals alone."""

    def _set_signal_handlers(self) -> None:
        """Leave them alone: huey's would swallow the server's own Ctrl-C."""


class Bell:
    """One app's bell: `ring` says that there may be work; whoever hears it looks at the rows."""

    def __init__(self, app: Flask) -> None:
        """Make the bell at which `app`'s jobs are done."""
        self._app = app
        self._wake: Any = None

    @cached_property
    def huey(self) -> Any:
        """The queue, opened when it is first needed; whatever another process rang with, is known from then on."""
        huey = _make_huey(self._app)
        huey.periodic_task(crontab(minute="*"), name="sweep")(self._look)
        self._wake = huey.task(name="wake")(self._look)
        return huey

    def _look(self) -> None:
        run_due(self._app)

    def ring(self) -> None:
        """Ring, unless it rings already. Out of order it must not undo what was committed; a sweep finds the row."""
        try:
            if not self.huey.pending_count():  # where nobody does jobs, nobody empties the queue either
                self._wake()
            self.huey.storage.close()
        except Exception as error:
            log.warning("not woken", extra={"event": "queue_unreachable"}, exc_info=error)


def listen(app: Flask) -> None:
    """Ring after each commit of `app`'s session that asked for work."""
    bell = app.extensions["ashilms_bell"] = Bell(app)

    def ring(db: Session) -> None:
        if db.info.pop(WAKE, False):
            bell.ring()

    event.listen(app.extensions["sqlalchemy"].session, "after_commit", ring)


def start_consumer(app: Flask) -> Consumer:
    """Do this app's jobs in threads of this process; `stop(graceful=True)` of what is returned ends that."""
    bell: Bell = app.extensions["ashilms_bell"]
    bell.ring()
    consumer = QuietConsumer(
        bell.huey, workers=1, initial_delay=0.1, max_delay=0.5, check_worker_health=False
    )
    consumer.start()
    return consumer


class Slips(Serializer):  # type: ignore[misc]  # huey carries no types
    """Writes a ring as JSON: huey's own way would run whatever somebody puts into the queue's file."""

    def _serialize(self, data: Any) -> bytes:
        return json.dumps(data).encode()

    def _deserialize(self, data: bytes) -> Any:
        return Message(*json.loads(data))


def _make_huey(app: Flask) -> Any:
    if app.testing:
        return MemoryHuey(NAME, results=False)
    settings = state(app).settings
    settings.data_dir.mkdir(parents=True, exist_ok=True, mode=0o700)
    queue = str(settings.data_dir / "queue.db")
    return SqliteHuey(NAME, filename=queue, results=False, fsync=False, serializer=Slips())
