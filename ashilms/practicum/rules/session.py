"""A session to be logged: what it consists of, and everything beside the sheet that decides about it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from ashilms.practicum.rules.sheet import Sheet
from ashilms.practicum.rules.spans import Span, explain_no_span, find_spans
from ashilms.practicum.rules.tables import Table
from ashilms.screenings.rules.filled import Refusal
from ashilms.screenings.rules.plan import Category
from ashilms.screenings.rules.screening import Decision
from ashilms.screenings.rules.standing import Standing
from ashilms.sites.rules.use import Check, Room


@dataclass(frozen=True, slots=True)
class Typed:
    """A check of a room whose time was typed, before checks were recorded: it stays with its session."""

    room_id: int
    at: datetime


@dataclass(frozen=True, slots=True)
class Screened:
    """The screening on which a session stands: what was decided, for whom, where, and when."""

    decision: Decision
    answers: Mapping[str, Any]
    """Coded: figures as bands, no dates."""
    category: str = ""
    client: str = ""
    room_id: int | None = None
    check_id: int | None = None
    standing: Standing | None = None
    """How the decision stands; `None` for one from before decisions were records of their own."""
    logged: bool = False
    """Whether another entry stands on it."""


@dataclass(frozen=True, slots=True)
class Around:
    """Everything beside the sheet that decides whether it may be logged."""

    now: datetime
    zone: str
    trainee_id: int
    supervisors: Mapping[int, str]
    """Names of those who may countersign now, by id."""
    rooms: Mapping[int, Room]
    taken: tuple[Span, ...] = ()
    """The trainee's other entries whose time is taken."""
    elsewhere: tuple[Span, ...] = ()
    """When the supervisor is recorded as being in another room."""
    tables: tuple[Table, ...] = ()
    """What else the supervisor saw to meanwhile."""
    early: bool = False
    """Whether this is among the trainee's first sessions with clients."""
    enrolled_on: date | None = None
    """When the trainee took up the course, by the clock of `zone`."""
    unmet: tuple[str, ...] = ()
    """What had not been passed by the day of the session, a sentence each."""
    holds: tuple[str, ...] = ()
    """What holds the trainee up, in words."""
    logged_at: datetime | None = None
    """When the session was first sent, if it was."""
    unfit: str = ""
    """Why the supervisor can't be named for the session's day, in a sentence."""
    amended_day: date | None = None
    """The day of the entry that this one amends: it was logged in time once."""
    course: str = ""
    """The course's slug: by its points the room is checked."""
    checks: Mapping[int, Check] = field(default_factory=dict)
    """What the trainee and the supervisor recorded of rooms near the session, by id."""
    screened: Screened | None = None
    """The decision on which the session stands."""
    typed: Typed | None = None
    """What this entry, or the one that it amends, says of a check in its place."""


@dataclass(frozen=True, slots=True)
class Session:
    """A session that may be logged."""

    category: Category
    span: Span
    zone: str
    room_id: int
    supervisor_id: int
    check_id: int | None
    client: str
    screened: Screened | None
    """The decision on which it stands; `None` for a category in which nobody is screened."""
    strokes: tuple[str, ...]
    depth: int | None
    score: int | None
    reflection: str
    own_ratings: Mapping[str, int] = field(default_factory=dict)
    hands_ending: bool = False
    """Whether an ending by hands alone was planned before it began."""
    checked_at: datetime | None = None
    """When the room was checked, where that was only typed."""

    @property
    def day(self) -> date:
        """The date on which it began, where it was held."""
        return self.span.day(self.zone)


def find_span(sheet: Sheet, zone: str) -> Span | Refusal | None:
    """Return when the session was, why that can't be said, or `None` while the times are missing."""
    if sheet.day is None or sheet.start is None or sheet.end is None:
        return None
    spans = find_spans(sheet.day, sheet.start, sheet.end, zone)
    if not spans:
        return Refusal(*explain_no_span(sheet.day, sheet.start, sheet.end, zone))
    if len(spans) > 1 and not 1 <= sheet.which <= len(spans):
        return Refusal(
            "which", "The clocks were set back that night, so these times fit twice. Choose which."
        )
    return spans[sheet.which - 1] if len(spans) > 1 else spans[0]
