"""A device that has been without a network: what it did meanwhile, as it sends it."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import count
from typing import Any

import pytest
from sqlalchemy.orm import Session

from ashilms.actor import Actor
from ashilms.offline import services
from ashilms.offline.models import OfflineItem
from ashilms.offline.rules.parcels import Item
from ashilms.screenings import services as screenings
from ashilms.screenings.rules import codes
from ashilms.screenings.rules.coding import decision_as_json
from ashilms.screenings.rules.screening import screen
from ashilms.sites import services as sites
from tests.conftest import NOW, Cast
from tests.grounds import Ground
from tests.offline.cases import BASE
from tests.practicum.conftest import SHIPPED, STAGED, WELL, Stage, stage

__all__ = ["stage"]

DONE, BACK = NOW + timedelta(hours=2), NOW + timedelta(hours=5)
"""When the trainee was in the basement, and when she is back."""
MINUTE = timedelta(minutes=1)
ENDED = DONE + 70 * MINUTE
KEY = "the site's own key"
REFLECTION = "The client asked for less on the left, so I slowed down there."
_keys = count()


@pytest.fixture
def ground() -> Ground:
    """What the test's database holds at first: the course and its rooms."""
    return STAGED


def new_key() -> str:
    return f"{next(_keys):08d}-0000-4000-8000-000000000000"


@dataclass(frozen=True)
class Device:
    """Ana's phone."""

    db: Session
    cast: Cast
    stage: Stage
    held: dict[str, bool] = field(default_factory=dict)
    """Every point of the check, each holding."""

    def check(self, *, at: datetime = DONE, **changes: Any) -> Item:
        """Return a check of the room in which every point held, but for `changes`."""
        plan = sites.get_check_plan(self.db, "bars")
        body = {
            "room_id": self.stage.room,
            "plan_id": plan.id,
            "answers": self.held,
            "refused": False,
            "note": "",
        }
        return Item(new_key(), "check", at, body | changes)

    def decision(self, check: Item, *, at: datetime = DONE + 5 * MINUTE, **changes: Any) -> Item:
        """Return a screening of somebody who is well, but for `changes`; nobody has signed it."""
        told = decision_as_json(screen(SHIPPED, WELL, today=NOW.date()))
        body = {
            "course_id": self.stage.course_id, "plan": 1, "check": check.key, "category": "P3", "client": "c-14",
            "answers": BASE, "clearances": {}, "asked_again": [], "signed": None, "started_at": None,
            "told": {"outcome": told["outcome"], "limits": told["limits"]},
        }  # fmt: skip
        return Item(new_key(), "decision", at, body | changes)

    def begun(self, check: Item, secret: str, **changes: Any) -> Item:
        """Return such a screening with Bea's code a minute after it, and begun a minute later."""
        signed_at = DONE + 6 * MINUTE
        code = codes.code_at(secret, signed_at)
        signed = {"supervisor_id": self.cast.bea.id, "code": code, "at": signed_at.isoformat()}
        return self.decision(
            check, **{"signed": signed, "started_at": (DONE + 7 * MINUTE).isoformat()} | changes
        )

    def draft(
        self, decision: Item | None = None, *, sheet: dict[str, Any] | None = None, **changes: Any
    ) -> Item:
        """Return the draft of the session that stands on a screening, but for `changes`."""
        body = {
            "course_id": self.stage.course_id, "decision": decision.key if decision else None, "replaces": [],
            "sheet": {
                "category": "P3", "day": "2026-11-24", "start": "14:10", "end": "15:00", "room_id": self.stage.room,
                "supervisor_id": self.cast.bea.id, "strokes": ["glide"], "depth": 2, "score": 4,
                "reflection": REFLECTION,
            } | (sheet or {}),
        }  # fmt: skip
        return Item(new_key(), "draft", ENDED, body | changes)

    def authenticator(self) -> str:
        """Set up Bea's, and return its secret."""
        row = screenings.begin_authenticator(self.db, self.cast.bea, now=NOW)
        secret = codes.secret_of(KEY, self.cast.bea.id, row.salt)
        screenings.confirm_authenticator(self.db, self.cast.bea, codes.code_at(secret, NOW), key=KEY, now=NOW)
        return secret

    def send(self, item: Item, who: Actor | None = None, *, now: datetime = BACK) -> OfflineItem:
        """Let one item arrive."""
        row = services.receive_item(self.db, who or self.cast.ana, item, key=KEY, now=now)
        self.db.commit()
        return row


@pytest.fixture
def device(db: Session, cast: Cast, stage: Stage) -> Device:
    """Ana's phone, with a check of which every point held."""
    return make_device(db, cast, stage)


def make_device(db: Session, cast: Cast, stage: Stage) -> Device:
    """Return Ana's phone, with a check of which every point held."""
    points = sites.get_check_plan(db, "bars").as_points()
    return Device(db, cast, stage, {point.id: True for point in points})
