"""On what terms one person may sit a quiz now: between which moments, and under whose eyes."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import Enum


class Bar(Enum):
    """Why a quiz that is ready may still not be begun."""

    EARLY = "early"
    """It opens later."""
    OVER = "over"
    """It has closed."""
    UNRELEASED = "unreleased"
    """Somebody has to let it begin, and nobody has."""


@dataclass(frozen=True, slots=True)
class Terms:
    """Between which moments a quiz may be sat by one person, and whether somebody has let them begin."""

    opens: datetime | None = None
    closes: datetime | None = None
    whole_time: bool = False
    """Whether who begins before it closes keeps the whole time; else an attempt ends when the quiz closes."""
    admitted: bool = False

    def bar(self, *, proctored: bool, now: datetime) -> Bar | None:
        """Return what stands in the way of beginning now; `None`: nothing. The closing moment is closed."""
        if self.opens and now < self.opens:
            return Bar.EARLY
        if self.closes and now >= self.closes:
            return Bar.OVER
        return Bar.UNRELEASED if proctored and not self.admitted else None

    def cut(self, deadline: datetime, more: timedelta = timedelta()) -> datetime:
        """Return when an attempt ends that would end at `deadline`, with `more` time by an accommodation in it.

        What an accommodation gives is not taken by a closing date: it runs on after that.
        """
        return min(deadline, self.closes + more) if self.closes and not self.whole_time else deadline


FREE = Terms()
"""At any time, and nobody has let anybody begin."""


def joined(terms: Iterable[Terms]) -> Terms:
    """Return the narrowest of several: the latest opening, the earliest closing; one admission is enough."""
    every = list(terms)
    closing = [one for one in every if one.closes]
    return Terms(
        opens=max((one.opens for one in every if one.opens), default=None),
        closes=min((one.closes for one in every if one.closes), default=None),
        whole_time=bool(closing) and all(one.whole_time for one in closing),
        admitted=any(one.admitted for one in every),
    )
