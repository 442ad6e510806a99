"""The cast's examination: when their cohort may sit it, and its release on the first day."""

from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from ashilms.actor import Actor
from ashilms.cohorts import services as cohorts
from ashilms.sittings import services as sittings
from ashilms.sittings.rules import Window


def announce(db: Session, instructor: Actor, *, now: datetime) -> None:
    """Say for each examination when the instructor's cohort may sit it, and release it for a morning."""
    cohort = cohorts.find_cohorts(db, instructor)[0]
    opens = now + timedelta(days=12)
    for line in sittings.list_quizzes(db, instructor, cohort.id):
        if line.proctored:
            key = line.version.quiz.key
            window = Window(opens, opens + timedelta(days=60))
            sittings.set_dates(db, instructor, key, cohort.id, window, now=now)
            whom = sittings.Whom(cohort_id=cohort.id)
            wanted = sittings.Wanted(whom, opens, opens + timedelta(hours=3))
            sittings.start_release(db, instructor, key, wanted, now=now)
