"""A course with a practicum, two rooms, and a trainee who may begin: what most tests of the room stand on."""

from copy import deepcopy
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from itertools import count
from pathlib import Path
from typing import Any

import pytest
import yaml
from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from ashilms.accounts import services as people
from ashilms.actor import Actor, machine
from ashilms.courses import services as courses
from ashilms.courses.models import Course
from ashilms.db import WRITING
from ashilms.demo import doings
from ashilms.demo.doings import acceptance, answers_of_the_well
from ashilms.practicum import services
from ashilms.practicum.models import Entry
from ashilms.practicum.rules.session import find_span
from ashilms.practicum.rules.sheet import Sheet
from ashilms.practicum.rules.spans import Span
from ashilms.rooms import listen
from ashilms.screenings.models import PracticumPlan
from ashilms.screenings.rules.intake import Answers
from ashilms.screenings.rules.rows import read_intake
from ashilms.sites import services as sites
from ashilms.sites.models import RoomCheck, TreatmentRoom
from tests.conftest import NOW, Cast, settle, welcome_cast
from tests.grounds import Ground
from tests.screenings.given import Given, give_check, give_decision

PACK = Path(__file__).parents[2] / "ashilms/curriculum/barefoot-bar-massage"
GATES: dict[str, list[dict[str, str]]] = {
    "P3": [{"quiz": "quiz-m02", "title": "Bars, table and room"}],
    "P5": [],
}
"""The categories that are open in tests, with what opens them: the shipped pack may grow others."""


@cache
def _read(name: str) -> Any:
    return yaml.safe_load((PACK / name).read_text())


def shipped(name: str) -> Any:
    """Return a file of the course that ships, to be changed as one likes; read once, as that takes its time."""
    return deepcopy(_read(name))


SHIPPED = read_intake(shipped("screening.yaml"))
WELL: Answers = answers_of_the_well(SHIPPED)
"""Intake answers of somebody on whom nothing fires: one for every question that everybody is asked."""

LEFT_CALF: Answers = {**WELL, "varicose-veins": ("left-calf",)}
REFLECTION = "The client asked for less on the left, so I went back to the thoracic lane and slowed down."
CRITERIA = tuple(criterion["id"] for criterion in shipped("practicum.yaml")["rubrics"][0]["criteria"])
RATINGS = dict.fromkeys(CRITERIA, 4) | {"foot-placement": 5, "contact": 3}


def make_content() -> dict[str, Any]:
    """Return the shipped practicum and screening with the categories of `GATES` open."""
    practicum = shipped("practicum.yaml")
    for category in practicum["categories"]:
        category["open"] = category["code"] in GATES
        category["requires"] = deepcopy(GATES.get(category["code"], []))
    screening = shipped("screening.yaml")
    return {"level": 1, "practicum": practicum, "screening": screening}


def load_caps(
    db: Session, registrar: Actor, course_id: int, *, with_clients: bool = False, **caps: int
) -> None:
    """Load a plan whose caps are other ones, and whose P3 is with clients if asked."""
    content = make_content()
    content["practicum"]["caps"] |= caps
    for category in content["practicum"]["categories"]:
        if with_clients and category["code"] == "P3":
            category["kind"] = "client"
    services.load_plan(db, registrar, course_id, content, pack_version=2, now=NOW)


@dataclass(frozen=True)
class Stage:
    """A course with its practicum, and the rooms in which it is held."""

    course_id: int
    plan_id: int
    room: int
    other_room: int


def build_stage(db: Session, cast: Cast) -> Stage:
    """Load the practicum, inspect two rooms, and let Ana and Caz have passed the quiz that opens P3; once."""
    if found := db.scalar(select(Course).where(Course.slug == "bars")):
        rooms = db.scalars(select(TreatmentRoom.id).order_by(TreatmentRoom.id)).all()
        plan_id = db.scalars(select(PracticumPlan.id).where(PracticumPlan.course_id == found.id)).one()
        return Stage(found.id, plan_id, *rooms)
    course = Course(
        slug="bars", title="Bars", description="d", language="en", level=1, version=1, licence=None
    )
    db.add(course)
    db.flush()
    plan = services.load_plan(db, machine("test"), course.id, make_content(), pack_version=1, now=NOW)
    assert plan is not None
    entitle(db, cast.reg, cast.bea.id, cast.dee.id)
    sites.load_check_plan(db, machine("test"), "bars", shipped("practicum.yaml")["room_check"], now=NOW)
    rooms = [make_room(db, cast.bea, name) for name in ("Room 1", "Room 2")]
    for who in (cast.ana, cast.caz):
        courses.enrol(db, who, course.id, now=datetime(2026, 10, 1, tzinfo=UTC))
        passed = datetime(2026, 11, 1, tzinfo=UTC)
        courses.reach_milestone(db, who.id, course.id, "quiz_passed", "quiz-m02", now=passed)
    db.commit()
    return Stage(course.id, plan.id, rooms[0].id, rooms[1].id)


def set_stage(engine: Engine) -> None:
    """Welcome the cast, and build the stage."""
    listen()
    welcome_cast(engine)
    with Session(engine.execution_options(**{WRITING: True})) as db:
        build_stage(db, settle(db))


STAGED = Ground("staged", set_stage)


@pytest.fixture
def ground(request: pytest.FixtureRequest, ground: Ground) -> Ground:
    """What the test's database holds at first: the stage, where the test asks for it."""
    return STAGED if "stage" in request.fixturenames else ground


def entitle(db: Session, registrar: Actor, *people: int) -> None:
    """Let these people supervise in 2026 and the year before."""
    since, until = date(2025, 1, 1), date(2027, 12, 31)
    doings.entitle(db, registrar, *people, since=since, until=until, now=NOW)


def make_room(db: Session, actor: Actor, name: str) -> TreatmentRoom:
    """Add a room with a record from January 2026 to the end of that year."""
    room = sites.add_room(db, actor, name=name, site="School", now=NOW)
    record = acceptance(date(2026, 1, 2), valid_until=date(2026, 12, 31), load_kg=300)
    sites.record_acceptance(db, actor, room.id, record, now=NOW)
    return room


@pytest.fixture
def stage(db: Session, cast: Cast) -> Stage:
    """A course with its practicum, on the test's own session."""
    return build_stage(db, cast)


def at(text: str) -> time:
    return time.fromisoformat(text)


@pytest.fixture
def sheet(stage: Stage, cast: Cast) -> Sheet:
    """A session of an hour this morning, filled in as it should be."""
    return make_sheet(stage, cast.bea.id)


def make_sheet(stage: Stage, supervisor_id: int, **changes: Any) -> Sheet:
    """Return a sheet for an hour this morning, with `changes`."""
    sheet = Sheet(
        decision_id=SCREENED, category="P3", day=NOW.date(), start=at("09:00"), end=at("10:00"), room_id=stage.room,
        check_id=CHECKED, supervisor_id=supervisor_id, strokes=("glide", "compression"), depth=3, score=6,
        reflection=REFLECTION,
    )  # fmt: skip
    return replace(sheet, **changes)


SCREENED, CHECKED = -1, -2
"""Stand in a sheet for a decision on which the session began, and for a check of the room 19 minutes before it."""


def with_screening(
    db: Session, who: Actor, sheet: Sheet, *, client: str = "C-14", answers: Answers = LEFT_CALF
) -> Sheet:
    """Return the sheet with such a check and such a decision, if it asks for them and says when and where."""
    span = find_span(sheet, who.zone)
    if sheet.room_id is None or not isinstance(span, Span):
        return sheet if sheet.decision_id != SCREENED else replace(sheet, decision_id=None)
    if sheet.check_id == CHECKED:
        check = give_check(db, who, sheet.room_id, at=span.starts - timedelta(minutes=19))
        sheet = replace(sheet, check_id=check.id)
    if sheet.decision_id != SCREENED:
        return sheet
    plan = db.scalars(select(PracticumPlan).order_by(PracticumPlan.id.desc())).first()
    bea = people.find_person(db, "bea")
    assert plan is not None
    assert bea is not None
    given = Given(
        client, answers, sheet.category, bea.id if bea.id != who.id else who.id + 1,
        span.starts - timedelta(minutes=3), span.starts,
    )  # fmt: skip
    check = db.get_one(RoomCheck, sheet.check_id)
    decision = give_decision(db, who, plan, check, given, at=span.starts - timedelta(minutes=8))
    return replace(sheet, decision_id=decision.id)


_keys = count()


@dataclass(frozen=True)
class Desk:
    """Shorthands for what a test does to entries."""

    db: Session
    cast: Cast
    stage: Stage

    def send(self, sheet: Sheet, who: Actor | None = None, *, now: datetime = NOW, **screened: Any) -> Entry:
        """Log a session as Ana (or `who`) and send it."""
        actor = who or self.cast.ana
        key, whole = f"key-{next(_keys)}", with_screening(self.db, actor, sheet, **screened)
        entry = services.log_entry(
            self.db, actor, self.stage.course_id, whole, form_key=key, send=True, now=now
        )
        self.db.commit()
        return entry

    def load_caps(self, **caps: Any) -> None:
        """Load a plan whose caps are other ones, as `load_caps` does."""
        load_caps(self.db, self.cast.reg, self.stage.course_id, **caps)

    def draft(self, sheet: Sheet, *, now: datetime = NOW, **screened: Any) -> Entry:
        """Keep a draft as Ana."""
        whole = with_screening(self.db, self.cast.ana, sheet, **screened)
        entry = services.log_entry(
            self.db, self.cast.ana, self.stage.course_id, whole, form_key=f"key-{next(_keys)}", send=False, now=now
        )  # fmt: skip
        self.db.commit()
        return entry

    def sign(self, entry: Entry, *, now: datetime = NOW, **changes: Any) -> Entry:
        """Countersign an entry as Bea, without an observation unless ratings are given."""
        values = {"version": entry.version, "ratings": {}, "outcome": None, **changes}
        services.countersign_entry(self.db, self.cast.bea, entry.id, now=now, **values)
        self.db.commit()
        return entry


@pytest.fixture
def desk(db: Session, cast: Cast, stage: Stage) -> Desk:
    """Shorthands for what a test does to entries."""
    return Desk(db, cast, stage)
