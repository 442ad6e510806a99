"""What cohorts do by themselves: say on a course's page which one is yours, and forget old lists."""

from datetime import timedelta
from typing import Any

from sqlalchemy.orm import Session

from ashilms.cohorts import services
from ashilms.jobs.services import Handler, Work

ASIDES = {"cohort": services.tell_of_cohort}
"""What is said on a course's page, by the name under which its template knows it."""


def _sweep(db: Session, work: Work) -> dict[str, Any]:
    return {"lists": services.sweep_lists(db, now=work.now)}


HANDLERS = (
    Handler(
        "cohorts.sweep", _sweep, every=timedelta(hours=6), about="Lists that nobody confirmed are forgotten"
    ),
)
"""What is due later."""
