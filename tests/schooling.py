"""A school in which Ana has done everything but be approved: its fixtures take the place of the empty database.

A room's conftest imports them: `from tests.schooling import *`. The course that ships is loaded, Ana has read,
passed, practised and confirmed her name through the same services as anybody; Bea observed and countersigned
her. Caz has taken the course up and done nothing. Nobody has approved yet.
"""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from pathlib import Path
from typing import Any

import pytest
from flask import Flask, has_app_context
from sqlalchemy import Engine, delete, event
from sqlalchemy.orm import Session

from ashilms.actor import Actor, machine
from ashilms.certificates import services as certificates
from ashilms.certificates.models import Certificate
from ashilms.certificates.rules import Provider
from ashilms.certificates.services import Pressed, School
from ashilms.courses import services as courses
from ashilms.db import WRITING
from ashilms.demo import doings
from ashilms.jobs.models import Job
from ashilms.packs import services as packs
from ashilms.programs import services
from ashilms.programs.kinds import BUILT_IN as REQUIREMENT_KINDS
from ashilms.programs.rules import Kinds
from ashilms.quizzes.kinds import BUILT_IN as QUESTION_KINDS
from ashilms.rooms import listen
from tests.conftest import NOW, Cast, make_host, settle, welcome_cast
from tests.grounds import Ground
from tests.three_modules import SLUG, three_modules

__all__ = [
    "counted", "ground", "school", "shared_site", "site_school",
]  # fmt: skip

PROGRAM = "level-1-foundation"
PRINTED = "Ana Beatriz Duarte Reis"
BEGAN = NOW - timedelta(days=6)
KINDS: Kinds = {kind.name: kind for kind in REQUIREMENT_KINDS}
QUESTIONS = {kind.name: kind for kind in QUESTION_KINDS}
HARBOUR = School(
    Provider("Harbour School of Bodywork", "12 Quay Street", "hello@harbour.example"),
    "https://verify.example.org/c/",
)


def fill(engine: Engine, began: datetime = BEGAN) -> None:
    """Found the school, and let the cast be a host's users."""
    welcome_cast(engine)
    found(engine, began)


def found(engine: Engine, began: datetime = BEGAN) -> None:
    """Found the school on a database that has our tables; what was done there was done from `began` on."""
    listen()
    with Session(engine.execution_options(**{WRITING: True})) as db:
        cast = settle(db)
        installed = {"question_kinds": QUESTIONS, "requirement_kinds": KINDS}
        packs.load_pack(db, machine("tests"), three_modules(), now=began, kinds=installed)
        for trainee in (cast.ana, cast.caz):
            courses.enrol(db, trainee, courses.get_course(db, SLUG).id, now=began)
        study(db, cast.ana, began)
        since, until = began.date() - timedelta(days=400), began.date() + timedelta(days=400)
        doings.entitle(db, cast.reg, cast.bea.id, cast.dee.id, since=since, until=until, now=began)
        practise(db, cast.ana, cast.bea, began=began)
        doings.confirm_name(db, cast.ana, PRINTED, now=began)
        db.execute(delete(Job))  # whoever was to be told of this has been told
        db.commit()


def study(db: Session, trainee: Actor, began: datetime = BEGAN) -> None:
    """Let a trainee read module after module and pass its quiz."""
    at = began
    while module := doings.next_module(db, trainee, SLUG):
        doings.read_lessons(db, trainee, SLUG, module, now=at)
        doings.pass_quiz(db, trainee, f"quiz-{module}", QUESTIONS, now=at + timedelta(hours=1))
        at += timedelta(hours=3)


def practise(
    db: Session, trainee: Actor, instructor: Actor, *, hour: int = 9, began: datetime = BEGAN
) -> None:
    """Let a trainee practise for 70 minutes, observed and countersigned."""
    course, day = courses.get_course(db, SLUG), began + timedelta(days=2)
    rooms = doings.sites.find_rooms(db)
    room = rooms[0].id if rooms else doings.add_room(db, instructor, today=began.date(), now=began)
    entry = doings.send_session(
        db, trainee, course.id, room=room, supervisor=instructor.id, day=day.date(), start=time(hour),
        client="C-14", now=day + timedelta(hours=12),
    )  # fmt: skip
    doings.sign_session(db, instructor, entry, now=day + timedelta(hours=13))


SCHOOL = Ground("school", fill)


@pytest.fixture
def ground() -> Ground:
    """What the test's database holds at first: the school."""
    return SCHOOL


@pytest.fixture
def shared_site(shared_url: str, tmp_path: Path) -> Iterator[Flask]:
    """A host site on that database, with the cast as its users."""
    app = make_host(shared_url, tmp_path)
    yield app
    with app.app_context():
        app.config["TEST_HOST_DB"].engine.dispose()


@dataclass(frozen=True)
class Founded:
    """The school as a test of services sees it."""

    db: Session
    cast: Cast
    program_id: int

    def issue(self, by: Actor | None = None, **changes: Any) -> Certificate:
        """Let Dee (or `by`) approve Ana; the number is reserved, nothing is drawn."""
        values = {"now": NOW, **changes}
        return certificates.issue(
            self.db, by or self.cast.dee, self.cast.ana.id, self.program_id, KINDS, HARBOUR, **values
        )

    def certify(self, by: Actor | None = None, **changes: Any) -> Certificate:
        """Let Dee approve Ana, and the certificate stand, as if it had been drawn."""
        row = self.issue(by, **changes)
        done = certificates.finish(self.db, machine("tests"), row.number, Pressed("f" * 64, "key"), now=NOW)
        assert done
        self.db.commit()
        return row


@pytest.fixture
def school(db: Session, cast: Cast) -> Founded:
    """The school, on the test's own session."""
    return Founded(db, cast, services.get_program(db, PROGRAM).id)


@pytest.fixture
def site_school(host_db: Session) -> Founded:
    """The school on the host site's database, for tests of views; its application context is open."""
    return Founded(host_db, settle(host_db), services.get_program(host_db, PROGRAM).id)


Counted = Callable[[], AbstractContextManager[list[str]]]


@pytest.fixture
def counted(app: Flask) -> Counted:
    """Return a context that collects the queries of the site's requests."""

    @contextmanager
    def collect() -> Iterator[list[str]]:
        with app.app_context():
            engine = app.extensions["sqlalchemy"].engine
        said: list[str] = []

        def note(_connection: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
            if statement.lstrip().upper().startswith(("SELECT", "WITH")):
                said.append(statement)

        if (
            has_app_context()
        ):  # the request's session is the test's own then, and knows what that has looked up
            app.config["TEST_HOST_DB"].session.expunge_all()
        event.listen(engine, "before_cursor_execute", note)
        yield said
        event.remove(engine, "before_cursor_execute", note)

    return collect


def text_of(answer: Any, code: int = 200) -> str:
    """Return what a page says, on one line; it must have answered with `code`."""
    assert answer.status_code == code, answer.status
    return " ".join(answer.get_data(as_text=True).split())
