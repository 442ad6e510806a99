"""A room with a current record, and the points of the course that ships."""

from dataclasses import dataclass
from datetime import date, datetime
from itertools import count
from typing import Any

import pytest
from sqlalchemy.orm import Session

from ashilms.actor import Actor, machine
from ashilms.demo.doings import acceptance
from ashilms.sites import services
from ashilms.sites.models import RoomCheck, TreatmentRoom
from tests.conftest import NOW, Cast
from tests.practicum.conftest import shipped
from tests.schooling import counted

__all__ = ["counted"]

RECORDED_ON = date(2026, 1, 2)
_keys = count()


@dataclass(frozen=True)
class Site:
    """A room, and shorthands for what is done to it."""

    db: Session
    cast: Cast
    room: TreatmentRoom
    plan_id: int
    points: tuple[str, ...]

    def answers(self, *failed: str) -> dict[str, bool]:
        """Return an answer to every point: yes, but for those that `failed`."""
        return {id: id not in failed for id in self.points}

    def check(
        self, *failed: str, who: Actor | None = None, now: datetime = NOW, key: str | None = None, **more: Any
    ) -> RoomCheck:
        """Let Ana (or `who`) check the room and answer every point."""
        values = {"form_key": key or f"key-{next(_keys)}", "now": now, **more}
        answers = values.pop("answers", self.answers(*failed))
        return services.record_check(
            self.db, who or self.cast.ana, self.room.id, self.plan_id, answers, **values
        )

    def unlock(
        self, who: Actor | None = None, *, now: datetime = NOW, reason: str = "The bracket is new."
    ) -> None:
        """Let Bea (or `who`) open the room's first lock that is not open."""
        lock = self.room.open_locks[0]
        services.unlock_room(self.db, who or self.cast.bea, lock.id, reason=reason, now=now)


def build_site(db: Session, cast: Cast) -> Site:
    """Add the room, accept it for the year, and load the points."""
    plan = services.load_check_plan(
        db, machine("test"), "bars", shipped("practicum.yaml")["room_check"], now=NOW
    )
    assert plan is not None
    room = services.add_room(db, cast.bea, name="Room 1", site="School", now=NOW)
    record = acceptance(RECORDED_ON, valid_until=date(2026, 12, 31))
    services.record_acceptance(db, cast.bea, room.id, record, now=NOW)
    db.commit()
    return Site(db, cast, room, plan.id, tuple(point.id for point in plan.as_points()))


@pytest.fixture
def site(db: Session, cast: Cast) -> Site:
    """The room, on the test's own session."""
    return build_site(db, cast)
