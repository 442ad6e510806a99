"""Trainees who save quiz answers and sessions as fast as a real server answers, and know what it acknowledged."""

import http.client
import re
import secrets
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import count
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from flask import Flask
from sqlalchemy import select

from ashilms import create_app, migrate
from ashilms.accounts import services as people
from ashilms.actor import machine
from ashilms.cli.courses import shipped_pack
from ashilms.courses import services as courses
from ashilms.demo import doings
from ashilms.identity.services import sessions, users
from ashilms.packs import services as packs
from ashilms.practicum.models import Entry
from ashilms.quizzes.models import AnswerStep
from ashilms.web import session, transaction

SLUG, MODULE, QUESTIONS = shipped_pack().name, "m00", 5
TOKEN = re.compile(r'name="csrf_token"[^>]*value="([^"]+)"')


def settle(folder: Path, database: str, how_many: int) -> tuple[Flask, list[str]]:
    """Set a site up on which so many trainees may begin a quiz; return it, and the cookie of each."""
    app = create_app({"ASHILMS_DATA_DIR": folder, "ASHILMS_DATABASE_URL": database})
    now = datetime.now(UTC) - timedelta(hours=1)
    with app.app_context():
        migrate.upgrade(app.extensions["sqlalchemy"].engine)
        with transaction() as db:
            packs.load_pack(db, machine("tests"), shipped_pack(), now=now)
        return app, [_add_trainee(app, number, now) for number in range(how_many)]


def _add_trainee(app: Flask, number: int, now: datetime) -> str:
    with transaction() as db:
        user = users.make_user(
            db,
            email=f"t{number}@school.example",
            name=f"Trainee {number}",
            roles=("trainee",),
            zone="UTC",
            now=now,
        )
        actor = people.as_actor(people.get_person(db, user.person_id or 0))
        courses.enrol(db, actor, courses.get_course(db, SLUG).id, now=now)
        doings.read_lessons(db, actor, SLUG, MODULE, now=now)
        token = sessions.open_session(db, user, agent="tests", now=datetime.now(UTC))
    serializer: Any = app.session_interface.get_signing_serializer(app)
    return f"{app.config['SESSION_COOKIE_NAME']}={serializer.dumps({'_user_id': token, '_fresh': True})}"


@dataclass(frozen=True)
class Sending:
    """One form as it was sent: what names it, where to, and what it held."""

    key: str
    path: str
    data: dict[str, str]


@dataclass
class Trainee:
    """One trainee with one browser."""

    port: int
    cookie: str
    acknowledged: list[Sending] = field(default_factory=list)
    open: Sending | None = None
    """What was sent and not answered."""
    token: str = ""
    attempt: str = ""
    answers: dict[int, int] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Get ready to connect."""
        self.connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)

    def begin(self) -> None:
        """Start the quiz."""
        self.token = TOKEN.search(self._ask("GET", f"/quizzes/quiz-{MODULE}")[1])[1]
        where = self._ask("POST", f"/quizzes/quiz-{MODULE}/start", {"csrf_token": self.token})[2]
        self.attempt = where.rpartition("/")[0]

    def work(self, stop: threading.Event) -> None:
        """Save answers and sessions by turns until told to stop, or until nobody answers any more."""
        for turn in count():
            if stop.is_set():
                return
            try:
                self.send(self._answer(1 + turn % QUESTIONS))
                self.send(self.session())
            except (OSError, http.client.HTTPException):
                return

    def send(self, sending: Sending) -> None:
        """Send a form; once it is answered it is acknowledged."""
        self.open = sending
        status, page, _ = self._ask("POST", sending.path, sending.data)
        assert status == 302, f"{sending.path}: {status} {page[:2000]}"
        self.acknowledged.append(sending)
        self.open = None

    def send_again(self) -> None:
        """Send again what was never answered, as a browser does whose page is still open."""
        self.connection.close()
        if self.open is not None:
            self.send(self.open)

    def _answer(self, number: int) -> Sending:
        key = secrets.token_hex(16)
        self.answers[number] = (
            self.answers.get(number, 0) % 3 + 1
        )  # another each time: the same is no new saving
        data = {"key": key, "answer": str(self.answers[number]), "go": "stay", "csrf_token": self.token}
        return Sending(key, f"{self.attempt}/{number}", data)

    def session(self) -> Sending:
        """Return a session to send that was not sent before."""
        key = secrets.token_hex(16)
        data = {"form_key": key, "do": "draft", "reflection": f"Session {key}", "csrf_token": self.token}
        return Sending(key, "/practicum/log", data)

    def _ask(self, method: str, path: str, data: dict[str, str] | None = None) -> tuple[int, str, str]:
        headers = {"Cookie": self.cookie, "Content-Type": "application/x-www-form-urlencoded"}
        self.connection.request(method, path, urlencode(data) if data else None, headers)
        got = self.connection.getresponse()
        page = got.read().decode()
        if fresh := got.headers.get("Set-Cookie"):
            self.cookie = fresh.split(";")[0]
        return got.status, page, got.headers.get("Location", "")


@contextmanager
def working(trainees: list[Trainee]) -> Iterator[threading.Event]:
    """Let all of them work at once; what is yielded tells them to stop, and they have stopped at the end."""
    stop = threading.Event()
    threads = [threading.Thread(target=trainee.work, args=[stop]) for trainee in trainees]
    for thread in threads:
        thread.start()
    try:
        yield stop
    finally:
        stop.set()
        for thread in threads:
            thread.join()


def kept(app: Flask) -> list[str]:
    """Return the key of every answer and every session that is kept, as often as it is."""
    with app.app_context():
        steps = session().scalars(select(AnswerStep.key)).all()
        entries = session().scalars(select(Entry.form_key)).all()
        session().rollback()
    return [*steps, *(key or "" for key in entries)]
