"""Whether the last observed sessions pass in a row: by more than one assessor, each on another client."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Seen:
    """One observation of a trainee's: who saw which client when, and whether it passed."""

    id: str
    assessor: int
    client: str
    passed: bool
    starts: datetime
    ends: datetime


@dataclass(frozen=True, slots=True)
class Sitting:
    """A session with all that was observed of it; where several observed it, it passes when all of them say so."""

    seen: tuple[Seen, ...]

    @property
    def passed(self) -> bool:
        """Whether everybody who observed it says that it passes."""
        return all(one.passed for one in self.seen)

    @property
    def clients(self) -> frozenset[str]:
        """Whom it was given to."""
        return frozenset(one.client for one in self.seen)

    @property
    def assessors(self) -> frozenset[int]:
        """Who observed it."""
        return frozenset(one.assessor for one in self.seen)


@dataclass(frozen=True, slots=True)
class Run:
    """The sessions that stand in a row at the end, and what is missing, in a sentence; empty when nothing is."""

    sittings: tuple[Sitting, ...]
    missing: str = ""

    @property
    def evidence(self) -> tuple[str, ...]:
        """The ids of the observations in it."""
        return tuple(one.id for sitting in self.sittings for one in sitting.seen)


def join_sittings(seen: Iterable[Seen]) -> list[Sitting]:
    """Return sessions in the order in which they were: what overlaps in time is one trainee's one session."""
    found: list[list[Seen]] = []
    for one in sorted(seen, key=lambda one: (one.starts, one.ends, one.id)):
        if found and one.starts < max(other.ends for other in found[-1]):
            found[-1].append(one)
        else:
            found.append([one])
    return [Sitting(tuple(group)) for group in found]


def judge_run(seen: Iterable[Seen], *, count: int, assessors: int = 2) -> Run:
    """Return whether `count` sessions in a row pass, by at least so many `assessors`, each on another client.

    A session that does not pass begins the row anew, whatever came before; one more that passes takes nothing away.
    """
    row = _last_in_a_row(join_sittings(seen))
    windows = [row[first : first + count] for first in range(len(row) - count, -1, -1)]
    for window in windows:
        if not _fault(window, assessors):
            return Run(tuple(window))
    if not windows:
        return Run(tuple(row), f"{count - len(row)} more in a row")
    return Run(tuple(windows[0]), _fault(windows[0], assessors))


def _last_in_a_row(sittings: Sequence[Sitting]) -> list[Sitting]:
    """Return the sessions after the last one that did not pass."""
    failed = [place for place, sitting in enumerate(sittings) if not sitting.passed]
    return list(sittings[failed[-1] + 1 if failed else 0 :])


def _fault(window: Sequence[Sitting], assessors: int) -> str:
    """Return what keeps sessions that pass from being enough, or nothing."""
    if len(frozenset[str]().union(*(sitting.clients for sitting in window))) < len(window):
        return "another client is needed"
    if len(frozenset[int]().union(*(sitting.assessors for sitting in window))) < assessors:
        return "a second assessor is needed" if assessors == 2 else f"{assessors} assessors are needed"
    return ""
