"""Contact minutes: what a live session is worth, who was there for all of it, and how hours are printed.

The rule is that of the American national board for massage (NCBTMB), whose hour most boards there use, as its pages
for continuing education, live courses and certificates say: an hour is 50 minutes of class and a break of 10; no
credit for meals, nor for breaks over 20 minutes; breaks can't be saved up to finish early; attendance is 100 %; only
whole and half hours are printed. Look the rule up again before any hour is printed.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from ashilms.courses.rules.credit import CONTACT_HOUR
from ashilms.formats import local

CLOCK_HOUR = 60
"""Minutes by the clock in which one contact hour fits: 50 of class and a break of 10."""
LONGEST_SHORT = 20
"""Minutes of the longest break that is still part of an hour; a longer one is no part of any."""


@dataclass(frozen=True, slots=True)
class Break:
    """A stretch of a session in which nothing is taught; a meal is none of the school's time, however short."""

    begins: datetime
    ends: datetime
    meal: bool = False

    @property
    def minutes(self) -> int:
        """How long it lasts."""
        return minutes_between(self.begins, self.ends)

    @property
    def is_short(self) -> bool:
        """Whether it belongs to the hour in which it lies."""
        return not self.meal and self.minutes <= LONGEST_SHORT


@dataclass(frozen=True, slots=True)
class Timetable:
    """When a live session begins and ends, in UTC, and its breaks in their order."""

    starts: datetime
    ends: datetime
    breaks: tuple[Break, ...] = ()

    @property
    def taught(self) -> int:
        """Minutes of class: without any break."""
        return minutes_between(self.starts, self.ends) - sum(pause.minutes for pause in self.breaks)

    @property
    def held(self) -> int:
        """Minutes by the clock in which hours may lie: class and short breaks, without meals and long breaks."""
        return self.taught + sum(pause.minutes for pause in self.breaks if pause.is_short)


def contact_minutes(timetable: Timetable) -> int:
    """Return the contact minutes of a session: what was taught, but at most 50 for each hour by the clock.

    Whoever leaves the breaks out finishes no earlier for it: three hours of credit take three hours, breaks included.
    """
    return min(timetable.taught, timetable.held * CONTACT_HOUR // CLOCK_HOUR)


@dataclass(frozen=True, slots=True)
class Earned:
    """What somebody's attendance earned, and why it did or did not."""

    minutes: int
    why: str


def judge(timetable: Timetable, arrived: datetime | None, left: datetime | None, zone: str) -> Earned:
    """Return what attendance earns: all of the session's minutes, or nothing and why, by the clock of `zone`.

    The rule knows no minutes of grace and no part of a session.
    """
    if arrived is None:
        return Earned(0, "Not there: no arrival was recorded.")
    if left is None:
        return Earned(0, "When they left isn’t recorded, so nothing counts yet.")
    missed = [*_late(timetable, arrived, zone), *_early(timetable, left, zone)]
    if missed:
        said = " and ".join(missed)
        return Earned(0, f"{said[0].upper()}{said[1:]}. A session counts whole or not at all.")
    return Earned(contact_minutes(timetable), "There from beginning to end.")


def _late(timetable: Timetable, arrived: datetime, zone: str) -> Iterable[str]:
    if arrived > timetable.starts:
        after = minutes_between(timetable.starts, arrived)
        yield f"came at {wall(arrived, zone)}, {after} min after the beginning"


def _early(timetable: Timetable, left: datetime, zone: str) -> Iterable[str]:
    if left < timetable.ends:
        before = minutes_between(left, timetable.ends)
        yield f"left at {wall(left, zone)}, {before} min before the end"


def minutes_between(begins: datetime, ends: datetime) -> int:
    """Return how many whole minutes really pass between two moments."""
    return int((ends - begins) // timedelta(minutes=1))


def wall(moment: datetime, zone: str) -> str:
    """Return what a clock on the wall shows there."""
    return f"{local(moment, zone):%H:%M}"
