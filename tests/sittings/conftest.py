"""The quizzes' school with an examination that is proctored, and a cohort of Bea's with Ana in it; Caz is in none."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy.orm import Session

from ashilms.accounts import services as people
from ashilms.actor import TRAINEE, Actor
from ashilms.cohorts import services as cohorts
from ashilms.cohorts.rules.cohorts import Plan
from ashilms.quizzes import services as quizzes
from ashilms.quizzes.models import Attempt
from ashilms.rooms import listen
from ashilms.sittings import services
from ashilms.sittings.models import Release
from ashilms.sittings.services import Wanted, Whom
from tests.conftest import NOW, Cast
from tests.quizzes.conftest import GRACE, KINDS, open_school

KEY = "quiz-m02"
HOUR = timedelta(hours=1)


@dataclass(frozen=True)
class Hall:
    """The school, and what tests do in it."""

    db: Session
    cast: Cast
    cohort: int
    course: int

    def start(self, who: Actor | None = None, *, now: datetime = NOW) -> Attempt:
        """Let Ana (or `who`) begin."""
        attempt = quizzes.start_attempt(self.db, who or self.cast.ana, KEY, KINDS, grace=GRACE, now=now)
        self.db.commit()
        return attempt

    def release(self, who: Actor | None = None, **changes: Any) -> Release:
        """Let Bea (or `who`) release it to her cohort for two hours, by a click."""
        usual: dict[str, Any] = {"whom": Whom(cohort_id=self.cohort), "opens": NOW, "closes": NOW + 2 * HOUR}
        release = services.start_release(
            self.db, who or self.cast.bea, KEY, Wanted(**{**usual, **changes}), now=NOW
        )
        self.db.commit()
        return release

    def join(self, key: str) -> Actor:
        """Return somebody new, with a place in the cohort."""
        who = people.welcome_person(
            self.db, key, now=NOW, name=key.title(), email=f"{key}@example.org", roles=(TRAINEE,)
        )
        cohorts.add_trainee(self.db, self.cast.reg, self.cohort, who.id, now=NOW)
        self.db.commit()
        return people.as_actor(who)

    def admit(self, release: Release, person: Actor | None = None, *, now: datetime = NOW) -> None:
        """Let Bea let Ana (or `person`) begin."""
        services.admit(self.db, self.cast.bea, release.id, (person or self.cast.ana).id, now=now)
        self.db.commit()


def open_hall(db: Session, cast: Cast, **blueprint: Any) -> Hall:
    """Make the school and Bea's cohort."""
    listen()
    school = open_school(db, cast, **blueprint)
    plan = Plan("Autumn", cast.bea.id, date(2026, 11, 1), date(2027, 1, 31), capacity=3)
    cohort = cohorts.add_cohort(db, cast.reg, "bars", plan, now=NOW)
    cohorts.add_trainee(db, cast.reg, cohort.id, cast.ana.id, now=NOW)
    db.commit()
    return Hall(db, cast, cohort.id, school.course.id)


@pytest.fixture
def open_quiz(db: Session, cast: Cast) -> Hall:
    """The school with a quiz that needs no proctor."""
    return open_hall(db, cast)


@pytest.fixture
def hall(db: Session, cast: Cast) -> Hall:
    """The school with an examination."""
    return open_hall(db, cast, proctored=True)
