"""What a cohort may be, and how it stands on a day."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

EARLIEST, LATEST = date(2000, 1, 1), date(2100, 12, 31)
LONGEST_DAYS = 3 * 366
"""No cohort lasts longer than three years; more is a slip of the year."""
MOST = 500
"""Places in the largest cohort."""


class Stage(StrEnum):
    """How a cohort stands."""

    AHEAD = "ahead"
    RUNNING = "running"
    PAST = "past"
    """Its last day is over, and nobody has ended it."""
    ENDED = "ended"


@dataclass(frozen=True, slots=True)
class Plan:
    """What a registrar says of a cohort."""

    name: str
    instructor_id: int
    starts_on: date
    ends_on: date
    capacity: int


def stage_of(starts_on: date, ends_on: date, ended: bool, today: date) -> Stage:
    """Return how a cohort stands on a day."""
    if ended:
        return Stage.ENDED
    if today < starts_on:
        return Stage.AHEAD
    return Stage.RUNNING if today <= ends_on else Stage.PAST


def find_fault(plan: Plan) -> tuple[str, str] | None:
    """Return the field and the sentence that say what is wrong with a plan, or `None`."""
    if not plan.name.strip():
        return "name", "Give the cohort a name."
    if not EARLIEST <= plan.starts_on <= LATEST:
        return "starts_on", f"The first day lies between {EARLIEST.year} and {LATEST.year}."
    if plan.ends_on < plan.starts_on:
        return "ends_on", "The last day lies before the first."
    if (plan.ends_on - plan.starts_on).days > LONGEST_DAYS:
        return "ends_on", "That is more than three years. Check the year."
    if not 1 <= plan.capacity <= MOST:
        return "capacity", f"A cohort has 1 to {MOST} places."
    return None
