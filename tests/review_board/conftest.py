"""What tests of this room stand on: the observations' stage, a third instructor, and shorthands for cases."""

from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Any

import pytest
from sqlalchemy.orm import Session

from ashilms.accounts import services as people
from ashilms.actor import INSTRUCTOR, Actor
from ashilms.practicum import services as practicum
from ashilms.practicum.models import Entry
from ashilms.review_board import services
from ashilms.review_board.models import BoardCase
from ashilms.review_board.rules.deciding import Opinion
from ashilms.review_board.rules.kinds import Finding, Measure
from tests.conftest import NOW, Cast
from tests.observations.conftest import FAIL, Watch, watch
from tests.practicum.conftest import Desk, desk, ground, make_sheet, sheet, stage

__all__ = ["desk", "ground", "sheet", "stage", "watch"]

WHY = "The client was away on that day, as her own calendar says."
SAID = "She came an hour later, and I wrote down the wrong day."
REASON = "The room was locked on that day; nobody can have worked in it."
LATER = NOW + timedelta(days=1)
VOID, PAUSE = (
    Opinion(Finding.SHOWN, frozenset({Measure.VOID})),
    Opinion(Finding.SHOWN, frozenset({Measure.PAUSE})),
)
DISMISSED = Opinion(Finding.DISMISSED)
UPHELD, SET_ASIDE = Opinion(Finding.UPHELD), Opinion(Finding.SET_ASIDE)


def welcome(db: Session, key: str, *roles: str, email: str | None = None) -> Actor:
    """Return somebody more than the cast."""
    row = people.welcome_person(
        db, key, name=key.capitalize(), email=email, zone="UTC", now=NOW, roles=roles or (INSTRUCTOR,)
    )
    db.commit()
    return people.as_actor(row)


@dataclass
class Board:
    """Shorthands for what a test does to cases. Dee and Reg have no part in anything, nor has Eve."""

    db: Session
    cast: Cast
    watch: Watch
    desk: Desk
    eve: Actor

    def session(self) -> Entry:
        """Return a session of Ana's that Bea has countersigned."""
        return self.watch.sign(rated=None)

    def rejected(self) -> Entry:
        """Return a session of Ana's that Bea has rejected."""
        return self.rejected_at()

    def rejected_at(self, **times: Any) -> Entry:
        """Return a session at some time that Bea has rejected."""
        entry = self.desk.send(make_sheet(self.watch.stage, self.cast.bea.id, **times))
        why = "I was not in the building then."
        practicum.reject_entry(self.db, self.cast.bea, entry.id, version=entry.version, reason=why, now=NOW)
        self.db.commit()
        return entry

    def session_of_another(self) -> Entry:
        """Return a session of Caz's that waits."""
        later = make_sheet(self.watch.stage, self.cast.bea.id, start=time(10, 30), end=time(11, 30))
        return self.desk.send(later, self.cast.caz)

    def accused(self, *, heard: bool = True) -> BoardCase:
        """Return a case that Bea opened about a session of Ana's, who has answered."""
        row = services.open_falsified(self.db, self.cast.bea, self.session().id, WHY, now=NOW)
        self.db.commit()
        if heard:
            self.answer(row)
        return row

    def failed_twice(self) -> BoardCase:
        """Return the case that two automatic fails open, to which Ana has answered."""
        for hour in (13, 15):
            self.watch.watch(self.cast.bea, FAIL, hour=hour)
        row = services.find_cases(self.db, self.cast.ana)[0]
        self.answer(row)
        return row

    def answer(self, row: BoardCase, words: str = SAID, *, now: datetime = LATER) -> None:
        """Let Ana answer."""
        services.answer(self.db, self.cast.ana, row.id, words, now=now)
        self.db.commit()

    def dispute(self, sort: Any, ref_id: int) -> BoardCase:
        """Let Ana dispute a decision."""
        row = services.dispute(self.db, self.cast.ana, sort, ref_id, WHY, now=LATER)
        self.db.commit()
        return row

    def vote(
        self, who: Actor, row: BoardCase, opinion: Opinion, *, now: datetime = LATER, **more: Any
    ) -> BoardCase:
        """Let somebody vote on a case as it stands."""
        given = {"reason": REASON, "seen": row.version, **more}
        services.vote(self.db, who, row.id, opinion, given["reason"], seen=given["seen"], now=now)
        self.db.commit()
        return row

    def decide(self, row: BoardCase, opinion: Opinion) -> BoardCase:
        """Let Dee and Reg find the same."""
        for member in (self.cast.dee, self.cast.reg):
            self.vote(member, row, opinion)
        return row


@pytest.fixture
def board(db: Session, cast: Cast, watch: Watch, desk: Desk) -> Board:
    """The board, with a third instructor."""
    return Board(db, cast, watch, desk, welcome(db, "eve"))
