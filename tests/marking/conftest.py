"""What tests of this room stand on: a school whose papers hold an essay, and Bea's cohort, in which Ana has a place."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from ashilms.actor import REGISTRAR, Actor
from ashilms.cohorts import services as cohorts
from ashilms.cohorts.rules.cohorts import Plan
from ashilms.marking import services
from ashilms.marking.models import MarkingPiece
from ashilms.marking.services import Judged
from ashilms.quizzes.models import Attempt
from ashilms.rooms import listen
from tests.conftest import NOW, Cast
from tests.quizzes.by_hand import sit, with_essay
from tests.quizzes.conftest import KINDS, School, open_school

LATER = NOW + timedelta(days=1)
BEST = {"safe": 2, "clear": 2}
WHY = "She asks, but only afterwards."


@dataclass
class Desk:
    """Shorthands for what a test does."""

    db: Session
    cast: Cast
    school: School

    def hand_in(self, who: Actor | None = None) -> MarkingPiece:
        """Let Ana, or another, hand in a paper with an essay; return what is to be marked."""
        attempt = sit(self.db, self.school, who=who)
        return self.db.scalars(select(MarkingPiece).where(MarkingPiece.attempt_id == attempt.id)).one()

    def give(
        self, who: Actor, piece: MarkingPiece, *, turn: str = "mark", text: str = WHY, now: datetime = LATER,
        **levels: int,
    ) -> MarkingPiece:  # fmt: skip
        """Let somebody give a mark: the best one but for `levels`."""
        judged = Judged(BEST | levels, text, turn)
        given = services.give_mark(self.db, who, piece.id, judged, KINDS, now=now)
        self.db.commit()
        return given

    def ask(self, who: Actor, piece: MarkingPiece, marker: Actor) -> None:
        """Let somebody ask another to mark an answer."""
        services.ask_marker(self.db, who, piece.id, marker.id, now=NOW)
        self.db.commit()

    def waits_for(self, who: Actor) -> int:
        """Return how many answers wait for somebody's mark."""
        return services.queue_of(self.db, who, page=1).waiting

    def attempt(self, piece: MarkingPiece) -> Attempt:
        """Return the attempt of an answer, as it is now."""
        self.db.expire_all()
        return self.db.get_one(Attempt, piece.attempt_id)


def set_up(db: Session, cast: Cast) -> Desk:
    """Make the school and the cohort."""
    listen()
    school = open_school(db, cast)
    with_essay(db, school)
    plan = Plan("Autumn", cast.bea.id, NOW.date(), NOW.date() + timedelta(days=90), 5)
    cohort = cohorts.add_cohort(db, cast.reg, "bars", plan, now=NOW)
    cohorts.add_trainee(db, cast.reg, cohort.id, cast.ana.id, now=NOW)
    db.commit()
    return Desk(db, cast, school)


@pytest.fixture
def desk(db: Session, cast: Cast) -> Desk:
    """The school, on the services' database."""
    return set_up(db, cast)


@pytest.fixture
def piece(desk: Desk) -> MarkingPiece:
    """Ana's essay, handed in."""
    return desk.hand_in()


def also_registrar(actor: Actor) -> Actor:
    """Return somebody who is a registrar, too."""
    return replace(actor, roles=actor.roles | {REGISTRAR})
