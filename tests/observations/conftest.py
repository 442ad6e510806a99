"""What tests of this room stand on: the practicum's stage, and shorthands for observing, booking and remediation."""

from dataclasses import dataclass, replace
from datetime import datetime, time, timedelta
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from ashilms.actor import Actor
from ashilms.bookings import services as bookings
from ashilms.bookings.models import Booking
from ashilms.observations import services
from ashilms.observations.models import Observation, Remediation
from ashilms.observations.rules.remediation import Terms
from ashilms.observations.services import Rated
from ashilms.practicum.models import Entry
from ashilms.practicum.rules.sheet import Sheet
from ashilms.rooms import listen
from ashilms.rubrics.rules import Result
from tests.conftest import NOW, Cast
from tests.observations.staged import add_tables, stage
from tests.practicum.conftest import RATINGS, Desk, Stage, desk, make_sheet, sheet

__all__ = ["add_tables", "desk", "sheet", "stage"]

GOOD = Rated(RATINGS, (), "Calm and exact.", Result.PASSED, "C-21")
LOW = Rated(RATINGS | {"foot-placement": 3}, (), "The heel came near the ribs.", Result.NOT_PASSED, "C-21")
FAIL = Rated({}, ("ignored-stop",), "The stop word was said twice.", Result.NOT_PASSED, "C-21")
TERMS = Terms(
    "The stop word was missed.", "Practise the stop word with a peer, ten times", "Stops within two seconds.",
    NOW.date() + timedelta(days=14),
)  # fmt: skip
RESULT = "Stopped at once, three times, without being told."


@dataclass(frozen=True)
class Watch:
    """Shorthands for what a test does to observations."""

    db: Session
    cast: Cast
    stage: Stage
    desk: Desk

    def sign(self, entry: Entry | None = None, rated: Rated | None = GOOD) -> Entry:
        """Let Bea countersign a session of Ana's, with an observation."""
        entry = entry or self.desk.send(make_sheet(self.stage, self.cast.bea.id))
        given = (
            {"ratings": rated.ratings, "auto_fails": rated.auto_fails, "outcome": rated.outcome}
            if rated
            else {}
        )
        return self.desk.sign(entry, text=rated.comment if rated else "", **given)

    def ask(self, entry: Entry, who: Actor | None = None) -> None:
        """Let Bea ask Dee (or `who`) to rate a session too."""
        services.ask_second(self.db, self.cast.bea, entry.id, (who or self.cast.dee).id, now=NOW)
        self.db.commit()

    def booked(self, assessor: Actor, *, hour: int = 15, who: Actor | None = None, day: int = 0) -> Booking:
        """Let an assessor offer an hour, and Ana (or `who`) book it; it lies ahead."""
        when = (NOW + timedelta(days=day)).date()
        typed = bookings.Typed(
            self.stage.course_id, assessor.id, self.stage.room, 1, 0, None, when, time(hour), time(hour + 1)
        )  # fmt: skip
        slot = bookings.offer_slot(self.db, assessor, typed, now=NOW)
        row = bookings.book_place(self.db, who or self.cast.ana, slot.id, now=NOW)
        self.db.commit()
        return row

    def watch(self, assessor: Actor, rated: Rated = GOOD, *, hour: int = 15, day: int = 0) -> Observation:
        """Let an assessor observe Ana in an hour that she booked."""
        row = self.booked(assessor, hour=hour, day=day)
        at = later(hour + 1) + timedelta(days=day)
        seen = services.observe_booking(self.db, assessor, row.id, rated, now=at)
        self.db.commit()
        return seen

    def case(self) -> Remediation:
        """Return the one remediation."""
        return self.db.scalars(select(Remediation)).one()

    def failed(self) -> Remediation:
        """Let Bea sign a session with an automatic fail; return what it opens."""
        self.sign(rated=FAIL)
        return self.case()

    def agreed(self) -> Remediation:
        """Return the same with a contract that Ana has acknowledged."""
        row = self.failed()
        services.write_contract(self.db, self.cast.bea, row.id, TERMS, number=0, now=NOW)
        services.acknowledge(self.db, self.cast.ana, row.id, number=1, now=NOW)
        self.db.commit()
        return row


def later(hour: int) -> datetime:
    """Return the same day at another hour."""
    return NOW.replace(hour=hour)


def rate(rated: Rated, **changes: Any) -> Rated:
    """Return ratings with something changed."""
    return replace(rated, **changes)


@pytest.fixture
def watch(db: Session, cast: Cast, stage: Stage, desk: Desk) -> Watch:
    """Shorthands for what a test does to observations; rooms hear each other, as they do on a site."""
    listen()
    return Watch(db, cast, stage, desk)


@pytest.fixture
def entry(desk: Desk, sheet: Sheet) -> Entry:
    """A session of this morning that Ana sent to Bea."""
    return desk.send(sheet)
