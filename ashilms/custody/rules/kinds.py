"""The kinds of what is kept, how long each is, and what becomes of it when somebody asks to be erased."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum


class Kind(StrEnum):
    """A kind of what is kept, by why it is."""

    ACCOUNT = "account"
    LEARNING = "learning"
    PRACTICE = "practice"
    INCIDENTS = "incidents"
    CERTIFICATES = "certificates"
    SCHOOL = "school"
    RECORD = "record"

    @property
    def called(self) -> str:
        """What it is called on a page."""
        return _SAID[self][0]

    @property
    def why(self) -> str:
        """Why it is kept, in a sentence."""
        return _SAID[self][1]


_SAID: Mapping[Kind, tuple[str, str]] = {
    Kind.ACCOUNT: (
        "Account",
        "Name, addresses, sign-in, notes, mail and notices: they serve the person alone, and go at once.",
    ),
    Kind.LEARNING: (
        "Learning",
        "Courses, classes, quizzes and marks: boards may ask for records of what was taught and learned.",
    ),
    Kind.PRACTICE: (
        "Practice",
        "Sessions, screenings, reviews, observations and papers: who worked on clients, and who answered for it.",
    ),
    Kind.INCIDENTS: ("Incidents", "What went wrong with a client or in a room, and what followed."),
    Kind.CERTIFICATES: (
        "Certificates",
        "What was certified, its printed name included: whoever was shown one must still get a true answer.",
    ),
    Kind.SCHOOL: (
        "The school’s own",
        "Rooms, cohorts, sessions and approvals of the school: they name whoever acted by a number alone.",
    ),
    Kind.RECORD: (
        "The audit record",
        "Who did what, by numbers, in a chain: taking a line out would break all that follow.",
    ),
}


@dataclass(frozen=True, slots=True)
class Years:
    """For how many years each kind with an end is kept after the last that happened in it."""

    learning: int
    practice: int
    incidents: int

    def of(self, kind: Kind) -> int | None:
        """Return the years of a kind; `None` of one that has no end of its own."""
        return {
            Kind.LEARNING: self.learning,
            Kind.PRACTICE: self.practice,
            Kind.INCIDENTS: self.incidents,
        }.get(kind)


ENDING = (Kind.LEARNING, Kind.PRACTICE, Kind.INCIDENTS)
"""The kinds that end by time."""


def ends_on(last: datetime, years: int) -> date:
    """Return the first day on which something may go whose last entry is of `last`: 29 February ends on 1 March."""
    day = last.date()
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return date(day.year + years, 3, 1)


@dataclass(frozen=True, slots=True)
class Fate:
    """What becomes of one kind of what is kept about a person: how many rows, and until when they stay.

    `until` is `None` for what goes at once, and for what has no end: `kind` says which of the two. While something of
    theirs `is_open`, what ends by time stays however old it is.
    """

    kind: Kind
    rows: int
    until: date | None = None
    is_open: bool = False

    def goes(self, today: date) -> bool:
        """Return whether it goes today."""
        return self.kind is Kind.ACCOUNT or (
            self.until is not None and self.until <= today and not self.is_open
        )
