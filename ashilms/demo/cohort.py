"""The cast's cohort: who is in it, a day of class that is over, and one that is to come."""

from collections.abc import Mapping, Sequence
from datetime import datetime, time, timedelta

from sqlalchemy.orm import Session

from ashilms.actor import Actor
from ashilms.cohorts import services as cohorts
from ashilms.cohorts.rules.cohorts import Plan
from ashilms.cohorts.rules.times import TypedBreak
from ashilms.cohorts.services import Mark
from ashilms.cohorts.services.sessions import Typed

NAME = "Autumn weekdays"
START, END = time(9), time(17)
BREAKS = (
    TypedBreak(time(10, 30), time(10, 45)),
    TypedBreak(time(12), time(13), meal=True),
    TypedBreak(time(15), time(15, 15)),
)
WHOLE = Mark(START, END)
REASON = "She stayed until the end and helped to clear the tables; I had written the time of somebody else."


def gather(
    db: Session, registrar: Actor, instructor: Actor, trainees: Sequence[Actor], slug: str, *, now: datetime
) -> int:
    """Add the cohort with these trainees, and its two sessions; return the id of the first of them."""
    first = now.date()
    plan = Plan(NAME, instructor.id, first, first + timedelta(days=70), capacity=8)
    cohort = cohorts.add_cohort(db, registrar, slug, plan, now=now)
    for trainee in trainees:
        cohorts.add_trainee(db, registrar, cohort.id, trainee.id, now=now)
    held = Typed("Mounting, stance and the first glide", first + timedelta(days=1), START, END, BREAKS)
    ahead = Typed("Long muscles of the back", first + timedelta(days=12), START, END, BREAKS)
    live = cohorts.add_session(db, instructor, cohort.id, held, now=now)
    cohorts.add_session(db, instructor, cohort.id, ahead, now=now)
    return live.id


def hold(
    db: Session, instructor: Actor, session_id: int, marks: Mapping[int, Mark], *, wrong: int, now: datetime
) -> None:
    """Keep the register of the first session and close it; the line of `wrong` is corrected afterwards."""
    live = cohorts.keep_register(db, instructor, session_id, marks, version=1, now=now)
    cohorts.close_register(db, instructor, session_id, version=live.version, now=now)
    cohorts.correct_attendance(
        db, instructor, session_id, wrong, WHOLE, reason=REASON, number=1, now=now + timedelta(hours=1)
    )
