"""Whether a treatment room may be used on a day: its acceptance records, and why one of them does not do."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from ashilms.formats import day

WORKING, STATIC, UNKNOWN = "working", "static", "unknown"
LOADS = {
    WORKING: "Working load (moving)",
    STATIC: "Static load (still)",
    UNKNOWN: "Not known",
}
"""Two ratings exist, and only the working one says anything about somebody moving on bars and table."""

MOUNTINGS = {
    "ceiling": "Ceiling joists or blocking",
    "steel": "Engineered steel",
    "wall": "Wall brackets",
    "frame": "Free-standing frame",
}
"""How bars hang. Plasterboard alone is no mounting."""

LONGEST_DAYS = 366
"""A record holds for a year at most: the programme's own line."""
SOON = timedelta(days=30)
"""How long before its end a record is said to end soon."""


@dataclass(frozen=True, slots=True)
class Inspection:
    """One acceptance record of a room: its day, until when it holds, and the loads that it found rated."""

    inspected_on: date
    valid_until: date
    load_kind: str
    load_kg: int | None
    table_kind: str | None = None
    """The kind of the table's rating; `None` in a record from before tables had one of their own."""
    table_kg: int | None = None

    @property
    def is_rated(self) -> bool:
        """Whether the loads of bars and table are known and are the working ones."""
        table = self.table_kind is None or (self.table_kind == WORKING and self.table_kg is not None)
        return self.load_kind == WORKING and self.load_kg is not None and table

    def holds(self, on: date) -> bool:
        """Return whether it lets the room be used on that day."""
        return self.is_rated and self.inspected_on <= on <= self.valid_until


@dataclass(frozen=True, slots=True)
class Acceptance:
    """All that an acceptance record says: how the bars hang, who looked, and what was measured.

    Lengths are whole centimetres, loads whole kilograms.
    """

    inspected_on: date
    valid_until: date
    mounting: str
    installer: str
    installed_on: date
    reviewer: str
    """Who judged the structure that bears the bars."""
    document: str
    """What the judgement stands in: a report, a drawing, with its number."""
    load_kind: str
    load_kg: int | None
    proof_load: str
    """What was hung, for how long, and what moved."""
    bar_height_cm: int
    bar_spacing_cm: int
    bar_length_cm: int
    ceiling_cm: int
    table_model: str
    table_kind: str
    table_kg: int | None
    note: str = ""

    def as_inspection(self) -> Inspection:
        """Return what decides whether the room may be used."""
        return Inspection(
            self.inspected_on, self.valid_until, self.load_kind, self.load_kg, self.table_kind, self.table_kg
        )


def current_until(inspections: Iterable[Inspection], on: date) -> date | None:
    """Return until when the room may be used, seen from that day; `None` when it may not be used on it."""
    return max((i.valid_until for i in inspections if i.holds(on)), default=None)


def needs_record(inspections: Iterable[Inspection], on: date) -> bool:
    """Return whether the room may not be used for 30 more days from that day on."""
    until = current_until(inspections, on)
    return until is None or until < on + SOON


def explain_room(inspections: Iterable[Inspection], on: date) -> str | None:
    """Return why the room may not be used on that day by its records, or `None` when it may."""
    past = sorted((i for i in inspections if i.inspected_on <= on), key=lambda i: i.inspected_on)
    if any(i.holds(on) for i in past):
        return None
    if not past:
        return "This room had not been inspected by that day."
    last = past[-1]
    if not last.is_rated:
        return "This room's record gives no working load, so nobody may mount the table there."
    return f"This room's record ended on {day(last.valid_until)}."


Problem = tuple[str, str]
"""A field and the sentence that says what is wrong in it."""


def find_acceptance_problem(record: Acceptance, today: date) -> Problem | None:
    """Return the field and the sentence that say what is wrong with a record to be kept."""
    return _find_dates_problem(record, today) or _find_load_problem(record)


def _find_dates_problem(record: Acceptance, today: date) -> Problem | None:
    if record.inspected_on > today:
        return "inspected_on", "An inspection is recorded on its day or after. This day lies ahead."
    if record.installed_on > record.inspected_on:
        return "installed_on", "The bars were installed before they were inspected. Check both days."
    if record.valid_until <= record.inspected_on:
        return "valid_until", "The record ends after the day of the inspection."
    if (record.valid_until - record.inspected_on).days > LONGEST_DAYS:
        return "valid_until", "A record holds for a year at most. Inspect the room again by then."
    return None


def _find_load_problem(record: Acceptance) -> Problem | None:
    rated = "Put in the load in kilograms, as the plate or the maker's paper says."
    if record.load_kind != UNKNOWN and record.load_kg is None:
        return "load_kg", rated
    if record.table_kind != UNKNOWN and record.table_kg is None:
        return "table_kg", rated
    if record.bar_height_cm >= record.ceiling_cm:
        return "bar_height_cm", "The bars hang below the ceiling. Check both heights."
    return None
