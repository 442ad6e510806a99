"""What tests of this room stand on: the practicum's stage with a cohort of Bea's, and shorthands for places."""

from dataclasses import dataclass, replace
from datetime import date, time, timedelta
from typing import Any

import pytest
from sqlalchemy.orm import Session

from ashilms.actor import Actor
from ashilms.bookings import services
from ashilms.bookings.models import Booking, Slot
from ashilms.bookings.services import Typed
from ashilms.cohorts import services as cohorts
from ashilms.cohorts.models import LiveSession
from ashilms.cohorts.rules.cohorts import Plan
from ashilms.cohorts.services.sessions import Typed as Planned
from ashilms.rooms import listen
from tests.conftest import NOW, Cast
from tests.practicum.conftest import Stage, ground, stage

__all__ = ["ground", "stage"]

TOMORROW = NOW.date() + timedelta(days=1)


@dataclass(frozen=True)
class Board:
    """Shorthands for what a test does to places."""

    db: Session
    cast: Cast
    stage: Stage

    def typed(self, **changes: Any) -> Typed:
        """Return two places with Bea tomorrow from nine to ten, with `changes`."""
        usual = Typed(
            self.stage.course_id, self.cast.bea.id, self.stage.room, 2, 2, None, TOMORROW, time(9), time(10)
        )
        return replace(usual, **changes)

    def offer(self, who: Actor | None = None, **changes: Any) -> Slot:
        """Let Bea (or `who`) offer them."""
        slot = services.offer_slot(self.db, who or self.cast.bea, self.typed(**changes), now=NOW)
        self.db.commit()
        return slot

    def book(self, slot: Slot, who: Actor | None = None) -> Booking:
        """Let Ana (or `who`) book a place."""
        row = services.book_place(self.db, who or self.cast.ana, slot.id, now=NOW)
        self.db.commit()
        return row

    def meet(self, *trainees: Actor, start: time = time(9), day: date = TOMORROW) -> LiveSession:
        """Let Bea set down a class of a cohort with these trainees in it."""
        plan = Plan("Autumn", self.cast.bea.id, day, day + timedelta(days=9), capacity=5)
        cohort = cohorts.add_cohort(self.db, self.cast.reg, "bars", plan, now=NOW)
        for trainee in trainees:
            cohorts.add_trainee(self.db, self.cast.reg, cohort.id, trainee.id, now=NOW)
        end = time(start.hour + 2)
        live = cohorts.add_session(
            self.db, self.cast.bea, cohort.id, Planned("Stance", day, start, end), now=NOW
        )
        self.db.commit()
        return live


@pytest.fixture
def board(db: Session, cast: Cast, stage: Stage) -> Board:
    """Shorthands for what a test does to places; rooms hear each other, as they do on a site."""
    listen()
    return Board(db, cast, stage)
