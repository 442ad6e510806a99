"""A standalone site with the demonstration's cast at every stage, made once and put back between tests.

Whoever uses it gets the site as it was at the beginning: the database is copied from a pattern, and `Campus.reset`
does so again within a test. People come in by a session opened for them, so that nobody waits for hashing.
"""

import shutil
import sqlite3
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, time, timedelta
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import Engine, event, select, text
from sqlalchemy.orm import Session
from sqlalchemy.pool import StaticPool

from ashilms import create_app
from ashilms.accounts import services as people
from ashilms.actor import INSTRUCTOR, SUPERVISOR, TRAINEE, Actor, machine
from ashilms.bookings import services as bookings
from ashilms.cohorts import services as cohorts
from ashilms.cohorts.services import Mark
from ashilms.cohorts.services.sessions import Typed as Planned
from ashilms.courses import services as courses
from ashilms.courses.models import Note
from ashilms.db import WRITING, Base
from ashilms.demo import again, doings, watching
from ashilms.demo.cast import CAST, DOMAIN
from ashilms.demo.services import settle_cast
from ashilms.files import services as files
from ashilms.identity.models import User
from ashilms.identity.services import links, make_user, second_factor, sessions
from ashilms.identity.services.passwords import make_hash
from ashilms.identity.services.second_factor import Vault
from ashilms.incidents import services as incidents
from ashilms.incidents.rules.report import Report
from ashilms.observations import services as observations
from ashilms.packs import services as packs
from ashilms.practicum import services as practicum
from ashilms.practicum.models import Entry
from ashilms.quizzes import services as quizzes
from ashilms.screenings import services as screenings
from ashilms.screenings.rules import codes
from ashilms.sites import services as sites
from ashilms.supervision import services as supervision
from ashilms.supervision.services import Typed, guests
from ashilms.threads import services as threads
from ashilms.web import state, transaction
from tests import campus_exams as exams
from tests import campus_upkeep as upkeep
from tests.campus_board import bring_cases
from tests.campus_public import share_and_report
from tests.conftest import NOW
from tests.databases import Databases
from tests.three_modules import SLUG, with_a_recording

PASSWORD = "four quiet wooden spoons"
MORE = ("kim", "lou")
"""Two trainees beside the cast, who have read the first module: Kim sits its quiz just now, Lou may begin it."""
SECOND = "sue"
"""A second instructor, whom no entry names and who has assessed nobody."""
WHO: tuple[str | None, ...] = (None, *(part.key for part in CAST), *MORE, SECOND)
MEMORY = {"poolclass": StaticPool, "connect_args": {"check_same_thread": False}}


@dataclass
class Campus:
    """The site, and what is done to it from outside."""

    app: Flask
    folder: Path
    pattern: "Pattern"
    called: str
    """What its database is called on a server."""
    opened: dict[Any, Any] = field(default_factory=dict)
    """What was read off its pages while it was as at the beginning (`tests/house/filling.py`)."""
    written: int = 0
    """How many statements that may have written it was asked since the beginning."""
    _known: dict[str, str] = field(default_factory=dict)
    _seen: tuple[bytes | None, dict[str, list[Any]]] = (None, {})
    """What the database was when all of it was read last, byte for byte and as rows."""

    @property
    def tokens(self) -> dict[str, str]:
        """Links that were mailed and not taken up yet, by purpose; `half` is half a sign-in of Ida's."""
        return self.pattern.tokens

    @property
    def secret(self) -> str:
        """What Ida's authenticator holds."""
        return self.pattern.secret

    def reset(self) -> None:
        """Put the database back as it was at the beginning, and forget every count of a limit."""
        self._known.clear()
        self.pattern.refill(self.app, self.called)
        self.written = 0
        self.forget_limits()

    def forget_limits(self) -> None:
        """Let every limit be counted from nothing."""
        state(self.app).limiter.storage.reset()

    def db(self) -> Session:
        """Return a session that writes; the caller commits."""
        return Session(engine_of(self.app).execution_options(**{WRITING: True}))

    def browser(self, who: str | None = None, **where: str) -> FlaskClient:
        """Return a browser in which a member of the cast has signed in; `None`: nobody."""
        browser = self.app.test_client()
        if who is not None:
            with browser.session_transaction(**where) as cookie:
                cookie.update(_user_id=self.token(who), _fresh=True)
        return browser

    def token(self, who: str) -> str:
        """Return the token of a session opened for a member of the cast."""
        if who not in self._known:
            with self.db() as db:
                self._known[who] = sessions.open_session(db, user_of(db, who), agent="A browser", now=NOW)
                db.commit()
        return self._known[who]

    def rows(self, table: str) -> list[dict[str, Any]]:
        """Return a table's rows."""
        with self.db() as db:
            return [dict(row._mapping) for row in db.execute(text(f"SELECT * FROM {table} ORDER BY 1"))]

    def image(self) -> bytes | None:
        """Return the database byte for byte, which is quick, and `None` of one that is not in memory."""
        with engine_of(self.app).connect() as connection:
            return image_of(connection.connection.driver_connection)

    def contents(self) -> dict[str, tuple[list[str], list[Any]]]:
        """Return every table's columns and rows, as the driver gives them."""
        with engine_of(self.app).connect() as connection:
            cursor, found = connection.connection.cursor(), {}
            for name in Base.metadata.tables:
                cursor.execute(f"SELECT * FROM {name} ORDER BY 1")
                found[name] = [column[0] for column in cursor.description], cursor.fetchall()
            return found

    def digest(self) -> dict[str, list[Any]]:
        """Return every table's rows, to be compared."""
        image = self.image()
        if image is None or image != self._seen[0]:
            self._seen = image, {name: rows for name, (_, rows) in self.contents().items()}
        return self._seen[1]


def image_of(connection: Any) -> bytes | None:
    """Return a database in memory byte for byte, which is quick, and `None` for any other.

    Without the three numbers of its header (SQLite's file format, 1.3) that count how often it was written or copied:
    every backup raises them.
    """
    if not isinstance(connection, sqlite3.Connection):
        return None
    file = connection.execute("PRAGMA database_list").fetchone()[2]
    if Path(file).is_absolute():
        return None
    whole = connection.serialize()
    return b"".join((whole[:24], whole[28:40], whole[44:92], whole[96:]))


def make_app(url: str, folder: Path, **settings: Any) -> Flask:
    """Return a standalone site on a database, whose clock stands still."""
    memory = {"SQLALCHEMY_ENGINE_OPTIONS": MEMORY} if url == "sqlite://" else {}
    app = create_app(
        {
            "TESTING": True, "PROPAGATE_EXCEPTIONS": False, "WTF_CSRF_ENABLED": False,
            "ASHILMS_DATABASE_URL": url, "ASHILMS_DATA_DIR": folder, "ASHILMS_PUBLIC_URL": "http://localhost",
            "ASHILMS_KEY_PASSPHRASE": "a passphrase for tests", "ASHILMS_SECOND_FACTOR_ROLES": "",
            "ASHILMS_PROVIDER_NAME": "School of tests", **memory, **settings,
        }
    )  # fmt: skip
    state(app).clock = lambda: NOW
    return app


def engine_of(app: Flask) -> Engine:
    """Return a site's engine."""
    with app.app_context():
        return app.extensions["sqlalchemy"].engine


class Pattern:
    """What every campus is copied from: a data folder, a database, and what was left half done in it."""

    def __init__(self, folder: Path, databases: Databases | None) -> None:
        """Say where; it is made when it is first asked for."""
        self.folder, self._databases = folder, databases
        self.tokens: dict[str, str] = {}
        self.secret = ""
        self._memory: Flask | None = None

    def database(self, called: str) -> str:
        """Return the address of a database for one campus; on a server it is a new copy of that name."""
        if self._databases:
            return self._databases.with_pattern("campus", self._fill, called)
        if self._memory is None:
            self._memory = make_app("sqlite://", self.folder)
            Base.metadata.create_all(engine_of(self._memory))
            self._settle(self._memory)
        return "sqlite://"

    def refill(self, app: Flask, called: str) -> None:
        """Put a campus's database back as it was."""
        if self._databases:
            engine_of(app).dispose()
            self.database(called)
            return
        source, target = (engine_of(each).raw_connection() for each in (self._memory, app))
        source.driver_connection.backup(target.driver_connection)
        source.close()
        target.close()

    def _fill(self, engine: Engine) -> None:
        app = make_app(engine.url.render_as_string(hide_password=False), self.folder)
        self._settle(app)
        engine_of(app).dispose()

    def _settle(self, app: Flask) -> None:
        with app.app_context():
            with transaction() as db:
                began = NOW - timedelta(days=6)
                kinds, kept = state().kinds, files.in_folder(self.folder / "files")
                packs.load_pack(db, machine("tests"), with_a_recording(), now=began, kinds=kinds, kept=kept)
            settle_cast(app, say=lambda _: None)
            with transaction() as db:
                _add_more(db, state().kinds["question_kinds"])
                _answer_a_check(db)
                _mark_lessons(db)
                _keep_a_draft(db)
                upkeep.keep_something_old(db, actor_of(db, SECOND).id, now=NOW)
                _screen_today(db, str(app.secret_key))
                _review_a_module(db)
                _hold_a_class(db)
                _send_a_list(db)
                _report_more(db)
                _return_just_now(db)
                _keep_a_paper(db, kept)
                _observe_more(db)
                upkeep.give_up_a_mail(db, now=NOW)
                upkeep.word_a_mail(db, actor_of(db, "irene"), now=NOW)
                upkeep.tell_something(db, actor_of(db, "ana").id, now=NOW)
                upkeep.choose_a_look(db, actor_of(db, "irene"), kept, now=NOW)
                bring_cases(db, partial(actor_of, db))
                exams.write_an_essay(db, partial(actor_of, db), state().kinds["question_kinds"], kept)
                exams.teach_alone(db, partial(actor_of, db))
                exams.add_a_version(db, partial(actor_of, db))
                exams.waive(db, partial(actor_of, db))
                exams.release_an_exam(db, partial(actor_of, db))
                exams.leave_a_case(db, partial(actor_of, db))
                self.tokens, self.secret = _prepare_sign_in(db, app.extensions["ashilms_identity"].vault)
                self.tokens |= _open_a_link(db) | share_and_report(db, actor_of(db, "mae"), now=NOW)
            app.extensions["sqlalchemy"].session.remove()


def user_of(db: Session, who: str) -> User:
    """Return a member of the cast as they sign in."""
    return db.scalars(select(User).where(User.email == who + DOMAIN)).one()


def actor_of(db: Session, who: str) -> Actor:
    """Return a member of the cast as services see them."""
    return people.as_actor(people.get_person(db, user_of(db, who).person_id))


def _add_more(db: Session, kinds: quizzes.Kinds) -> None:
    """Add Kim and Lou and let both read the first module; Lou missed a must-pass rule of its quiz, Kim has begun it."""
    read = NOW - timedelta(hours=2)
    for key in MORE:
        user = make_user(db, email=key + DOMAIN, name=key.title(), roles=(TRAINEE,), zone="UTC", now=read)
        actor = people.as_actor(user.person)
        courses.enrol(db, actor, courses.get_course(db, SLUG).id, now=read)
        module = courses.course_state(db, actor.id)[0].modules[0].outline.key
        doings.read_lessons(db, actor, SLUG, module, now=read)
    make_user(db, email=SECOND + DOMAIN, name="Sue", roles=(INSTRUCTOR, SUPERVISOR), zone="UTC", now=read)
    exams.use_up(db, partial(actor_of, db), kinds, module)
    again.miss_rule(db, actor_of(db, "lou"), f"quiz-{module}", kinds, now=NOW - timedelta(days=2))
    begun = NOW - timedelta(minutes=1)
    quizzes.start_attempt(db, actor_of(db, "kim"), f"quiz-{module}", kinds, grace=doings.GRACE, now=begun)


def _answer_a_check(db: Session) -> None:
    """Let Tom answer what the second lesson asks, so that he may finish it."""
    tom = actor_of(db, "tom")
    lesson = courses.open_lesson(db, tom, SLUG, "m02", "m02-l02").lesson
    check = next(part for part in lesson.parts if part["kind"] == "check")
    chosen = [check["options"][0]["id"]]
    courses.answer_check(db, tom, SLUG, "m02", "m02-l02", check["id"], chosen, now=NOW)


def _keep_a_draft(db: Session) -> None:
    """Let Ana keep a third session, to be sent when she likes."""
    ana = actor_of(db, "ana")
    last = db.scalars(select(Entry).where(Entry.person_id == ana.id).order_by(Entry.id.desc())).first()
    day = NOW.date() - timedelta(days=1)
    starts = datetime.combine(day, last.as_sheet().start or time(9), UTC)
    begun = doings.begin_session(
        db,
        ana,
        last.course_id,
        room=last.room_id,
        supervisor=last.supervisor_id,
        client="C-16",
        starts=starts,
    )
    sheet = replace(last.as_sheet(), day=day, decision_id=begun.id)
    practicum.log_entry(db, ana, last.course_id, sheet, form_key="draft", send=False, now=NOW)


def _screen_today(db: Session, key: str) -> None:
    """Let Ana screen a second client this morning, and Bea, who has set up signing codes, sign that."""
    ana, bea = actor_of(db, "ana"), actor_of(db, "bea")
    course, room = courses.get_course(db, SLUG), sites.find_rooms(db)[0]
    check = doings.check_room(db, ana, room.id, SLUG, now=NOW - timedelta(minutes=30))
    at = NOW - timedelta(minutes=15)
    made = doings.screen_client(db, ana, course.id, check=check, client="C-18", now=at)
    screenings.countersign(db, bea, made.id, now=NOW - timedelta(minutes=9))
    row, at = screenings.begin_authenticator(db, bea, now=NOW), NOW - timedelta(hours=1)
    secret = codes.secret_of(key, bea.id, row.salt)
    screenings.confirm_authenticator(db, bea, codes.code_at(secret, at), key=key, now=at)


def _review_a_module(db: Session) -> None:
    """Let Irene record who has reviewed the second module."""
    irene = actor_of(db, "irene")
    _, module = courses.get_module(db, irene, SLUG, "m05")
    told = ("Dr Ida Berg", "physician, GMC 7012345", NOW.date(), "Read with the bars in view.")
    courses.sign_off_module(db, irene, SLUG, "m05", courses.Reviewed(*told, module.digest), now=NOW)


def _hold_a_class(db: Session) -> None:
    """Let Bea hold a class yesterday, and record that Ana was there; its register is open."""
    bea, day = actor_of(db, "bea"), NOW.date() - timedelta(days=1)
    cohort = cohorts.find_cohorts(db, bea)[0]
    live = cohorts.add_session(db, bea, cohort.id, Planned("Legs", day, time(9), time(12)), now=NOW)
    marks = {actor_of(db, "ana").id: Mark(time(9), time(12))}
    cohorts.keep_register(db, bea, live.id, marks, version=live.version, now=NOW)


def _send_a_list(db: Session) -> None:
    """Let Irene send a list for the cohort: Kim would get a place, somebody is new, and a line is no good."""
    irene = actor_of(db, "irene")
    cohort = cohorts.find_cohorts(db, irene)[0]
    text = "e-mail,name\nkim@demo.example,\nzoe@demo.example,Zoe\nnobody,=1+1\nana@demo.example,\n"
    cohorts.read_list(db, irene, text, cohort_id=cohort.id, invite=lambda *_, **__: 0, now=NOW)


def _return_just_now(db: Session) -> None:
    """Let Bea return a session of Ida's this very second and ask Ben about his: both may still be taken back."""
    bea, ben, ida = (actor_of(db, who) for who in ("bea", "ben", "ida"))
    entry = db.scalars(select(Entry).where(Entry.person_id == ben.id)).first()
    threads.ask_question(db, bea, entry.id, "Which side came first?", now=NOW)
    day, before = NOW.date() - timedelta(days=1), NOW - timedelta(hours=1)
    held = {"room": entry.room_id, "supervisor": bea.id, "day": day, "start": time(17), "client": "C-23"}
    again = doings.send_session(db, ida, entry.course_id, **held, now=before)
    doings.return_session(db, bea, again, now=NOW)


def _report_more(db: Session) -> None:
    """Let Ana keep a report for herself, and send another that nobody has taken up."""
    ana = actor_of(db, "ana")
    near = Report(
        "The stool rolled away as I sat down.", NOW.date(), time(9), place="The hall", trainee_id=ana.id
    )
    for key, report in (("unsent", near), ("new", replace(near, severity=0))):
        incidents.report_incident(db, ana, report, form_key=key, send=key == "new", now=NOW)


def _keep_a_paper(db: Session, kept: files.Store) -> None:
    """Let Irene record Sue's licence and doubt what rests on a level of Bea's; let Noor declare a tie with Sue."""
    irene, sue, day = actor_of(db, "irene"), actor_of(db, SECOND), NOW.date() - timedelta(days=5)
    paper = files.keep(kept, b"%PDF-1.4 a licence %%EOF").sha256
    typed = Typed(
        "licence", "Massage therapist", "Board of Massage", "MT-77", day, NOW.date() + timedelta(days=300)
    )
    supervision.record_credential(db, irene, sue.id, typed, evidence=paper, now=NOW)
    doubt_level(db, irene, actor_of(db, "bea").id, replace(typed, valid_until=None), now=NOW)
    doings.entitle(db, irene, sue.id, since=day, until=NOW.date() + timedelta(days=90), now=NOW)
    supervision.declare_tie(db, actor_of(db, "noor"), SECOND + DOMAIN, now=NOW)


def doubt_level(db: Session, irene: Actor, signer: int, typed: Typed, *, now: datetime) -> None:
    """Let Irene record a signer's level anew as of `typed`, and doubt what was signed on the old one."""
    rows = supervision.credentials_of(db, irene, signer)
    level, day = next(row for row in rows if row.kind == "level"), typed.valid_from
    anew = replace(typed, kind="level", title="Foundation", level=1, number="2")
    row = supervision.record_credential(db, irene, signer, anew, now=now)
    supervision.verify_credential(db, irene, row.id, now=now)
    resting = supervision.find_dependents(db, irene, level.id, day).entries
    why = "The level had been entered twice; this one is wrong."
    supervision.doubt_credential(db, irene, level.id, since=day, reason=why, seen=len(resting), now=now)


def _observe_more(db: Session) -> None:
    """Let Sue be asked to rate Ana’s session; let Maë pass, and Lou fail; Ida came, and nobody has said so yet."""
    bea, sue, mae, ida, lou = (actor_of(db, who) for who in ("bea", SECOND, "mae", "ida", "lou"))
    waiting = db.scalars(select(Entry.id).where(Entry.state == "submitted")).one()
    course, before = courses.get_course(db, SLUG).id, NOW - timedelta(days=1)
    observations.ask_second(db, actor_of(db, "irene"), waiting, sue.id, now=NOW)
    watching.fail(db, bea, lou, course, 1, before.replace(hour=17), now=before)
    first, second = (
        watching.offer(db, bea, course, 1, before.replace(hour=hour), now=before) for hour in (19, 21)
    )
    watching.passes(db, bea, mae, first, now=before)
    bookings.book_place(db, ida, second.id, now=before)
    bookings.make_feed(db, lou, now=NOW)


def _prepare_sign_in(db: Session, vault: Vault) -> tuple[dict[str, str], str]:
    """Give everybody the same password and Ida a second step; return the tokens of what was mailed, and her secret."""
    stored, secret = make_hash(PASSWORD), second_factor.new_secret()
    for who in WHO[1:]:
        user_of(db, who).password = stored
    ida = user_of(db, "ida")
    ida.secret, ida.secret_at = vault.lock(secret), NOW
    second_factor.make_codes(db, ida)
    sessions.open_session(db, user_of(db, "mae"), agent="Another browser", now=NOW)
    wish = {"email": "new@example.org", "name": "New", "printed_name": ""}
    owners = {"invite": user_of(db, "noor").id, "reset": user_of(db, "mae").id, "half": ida.id}
    tokens = {
        purpose: links.make_link(db, purpose, user_id=whose, now=NOW) for purpose, whose in owners.items()
    }
    return tokens | {"register": links.make_link(db, "register", payload=wish, now=NOW)}, secret


def send_link(db: Session, *, now: datetime) -> str:
    """Send Gil, who supervises by link, another one; return its token."""
    gil, sent = people.find_by_email(db, [f"gil{DOMAIN}"])[0], list[str]()

    def render(_name: str, values: Mapping[str, Any]) -> str:
        sent.append(values["link"].rpartition("/")[2])
        return "Subject: A link"

    guests.send_link(db, person_id=gil.id, email="", door="", school="", render=render, now=now)
    return sent[0]


def _open_a_link(db: Session) -> dict[str, str]:
    """Return what Gil holds: a browser that took a link up, and another link that waits."""
    device = guests.take_link(db, send_link(db, now=NOW), now=NOW)
    return {"by_link": send_link(db, now=NOW), "device": device}


def _mark_lessons(db: Session) -> None:
    """Let Kim note something on two lessons, and take one of the notes away again."""
    kim, lessons = actor_of(db, "kim"), ("m02-l01", "m02-l03")
    for key in lessons:
        courses.save_note(db, kim, SLUG, "m02", key, f"Come back to {key}.", 0, now=NOW)
    courses.set_bookmark(db, kim, SLUG, "m02", lessons[0], keep=True, now=NOW)
    gone = db.scalars(select(Note).where(Note.text.endswith(f"{lessons[1]}."))).one()
    courses.remove_note(db, kim, gone.id, now=NOW)


@pytest.fixture
def make_campus(campus_pattern: Pattern, tmp_path: Path) -> Iterator[Callable[..., Campus]]:
    """Return how to make a campus with settings of its own; on a server, one at a time."""
    made: list[Campus] = []

    def make(**settings: Any) -> Campus:
        made.append(open_campus(campus_pattern, tmp_path / "data", **settings))
        made[-1].reset()
        return made[-1]

    yield make
    for campus in made:
        engine_of(campus.app).dispose()


@pytest.fixture
def campus(shared_campus: Campus) -> Iterator[Campus]:
    """A campus as it is at the beginning."""
    kept = dict(shared_campus.app.config)
    shared_campus.reset()
    yield shared_campus
    shared_campus.app.config.update(kept)


def open_campus(pattern: Pattern, folder: Path, called: str = "test", **settings: Any) -> Campus:
    """Return a campus with settings of its own; one that outlives a test has its database `called` something else."""
    url = pattern.database(called)
    shutil.copytree(pattern.folder, folder, dirs_exist_ok=True)
    campus = Campus(make_app(url, folder, **settings), folder, pattern, called)

    def note(_connection: Any, _cursor: Any, statement: str, *_: Any) -> None:
        campus.written += not statement.startswith(("SELECT", "BEGIN"))

    event.listen(engine_of(campus.app), "before_cursor_execute", note)
    return campus
