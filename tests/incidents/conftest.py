"""What tests of this room stand on: the practicum's stage, and shorthands for what a test does to incidents."""

from dataclasses import dataclass, replace
from datetime import datetime
from itertools import count
from typing import Any

import pytest
from sqlalchemy.orm import Session

from ashilms.actor import Actor
from ashilms.incidents import services
from ashilms.incidents.models import FollowUp, Incident
from ashilms.incidents.rules.report import Report
from ashilms.practicum.models import Entry
from tests.conftest import NOW, Cast
from tests.practicum.conftest import Desk, Stage, at, desk, ground, make_sheet, sheet, stage

__all__ = ["desk", "ground", "sheet", "stage"]

HAPPENED = "The client said the stop word and I unweighted at once. She sat up after a minute."
REVIEW = "I read the report, spoke with both and looked at the table. The strap was worn and is replaced."
_keys = count()


@dataclass(frozen=True)
class Office:
    """Shorthands for what a test does to incidents."""

    db: Session
    cast: Cast
    stage: Stage

    def report(self, who: Actor | None = None, *, send: bool = True, **changes: Any) -> Incident:
        """Report something that happened this morning, as Ana (or `who`) unless `changes` say else."""
        actor = who or self.cast.ana
        row = services.report_incident(
            self.db, actor, self.filled(**changes), form_key=f"key-{next(_keys)}", send=send, now=NOW
        )
        self.db.commit()
        return row

    def filled(self, **changes: Any) -> Report:
        """Return the form as Ana fills it in."""
        report = Report(
            HAPPENED, NOW.date(), at("09:40"), self.stage.room, severity=1, trainee_id=self.cast.ana.id,
            supervisor_id=self.cast.bea.id,
        )  # fmt: skip
        return replace(report, **changes)

    def close(self, row: Incident, who: Actor | None = None, **changes: Any) -> Incident:
        """Close an incident as the registrar (or `who`)."""
        values = {"review": REVIEW, "version": row.version, "now": NOW, **changes}
        services.close_incident(self.db, who or self.cast.reg, row.id, **values)
        self.db.commit()
        return row


@pytest.fixture
def office(db: Session, cast: Cast, stage: Stage) -> Office:
    """Shorthands for what a test does to incidents."""
    return Office(db, cast, stage)


@pytest.fixture
def entry(desk: Desk, stage: Stage, cast: Cast) -> Any:
    """A session of this morning that Ana sent to Bea."""
    return desk.send(make_sheet(stage, cast.bea.id))


def due(office: Office, now: datetime, who: str = "ana") -> list[int]:
    """Return after how many hours somebody has to answer now."""
    return [row.hours for row in services.find_due(office.db, getattr(office.cast, who), now=now)]


@pytest.fixture
def first(office: Office, entry: Entry) -> FollowUp:
    """What is asked a day after the session."""
    services.make_follow_ups(office.db, now=NOW)
    office.db.commit()
    return services.follow_ups_of(office.db, entry.id)[0]
