"""Whether a treatment room may be used on a day: its inspections, and why one of them does not do."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from ashilms.formats import day

WORKING, STATIC, UNKNOWN = "working", "static", "unknown"
LOADS = {
    WORKING: "Working load (moving)",
    STATIC: "Static load (still)",
    UNKNOWN: "Not known",
}
"""Two ratings exist, and only the working one says anything about somebody moving on the table."""

LONGEST_DAYS = 366
"""An inspection holds for a year at most: the programme's own line."""


@dataclass(frozen=True, slots=True)
class Inspection:
    """One inspection of a room: its day, until when it holds, and the load that it found rated."""

    inspected_on: date
    valid_until: date
    load_kind: str
    load_kg: int | None

    @property
    def is_rated(self) -> bool:
        """Whether the load is known and is the working one."""
        return self.load_kind == WORKING and self.load_kg is not None

    def holds(self, on: date) -> bool:
        """Return whether it lets the room be used on that day."""
        return self.is_rated and self.inspected_on <= on <= self.valid_until


def current_until(inspections: Iterable[Inspection], on: date) -> date | None:
    """Return until when the room may be used, seen from that day; `None` when it may not be used on it."""
    return max((i.valid_until for i in inspections if i.holds(on)), default=None)


def explain_room(inspections: Iterable[Inspection], on: date) -> str | None:
    """Return why the room may not be used on that day, or `None` when it may."""
    past = sorted((i for i in inspections if i.inspected_on <= on), key=lambda i: i.inspected_on)
    if any(i.holds(on) for i in past):
        return None
    if not past:
        return "This room had not been inspected by that day."
    last = past[-1]
    if not last.is_rated:
        return "This room's record gives no working load, so nobody may mount the table there."
    return f"This room's record ended on {day(last.valid_until)}."


def find_inspection_problem(inspection: Inspection, today: date) -> tuple[str, str] | None:
    """Return the field and the sentence that say what is wrong with an inspection to be recorded."""
    if inspection.inspected_on > today:
        return "inspected_on", "An inspection is recorded on its day or after. This day lies ahead."
    if inspection.valid_until <= inspection.inspected_on:
        return "valid_until", "The record ends after the day of the inspection."
    if (inspection.valid_until - inspection.inspected_on).days > LONGEST_DAYS:
        return "valid_until", "A record holds for a year at most. Inspect the room again by then."
    if inspection.load_kind != UNKNOWN and inspection.load_kg is None:
        return "load_kg", "Put in the load in kilograms, as the plate or the maker's paper says."
    return None
