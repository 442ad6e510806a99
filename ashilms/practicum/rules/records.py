"""The record of supervised practice: every session that was ever sent, and what they add up to, three ways."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from ashilms.formats import MONTHS, hours
from ashilms.practicum.rules.ledger import Line, Sums
from ashilms.practicum.rules.states import State

HEAD = (
    "entry", "day", "time", "zone", "minutes", "category", "room", "site", "supervisor", "client", "state", "signed",
    "credited", "waiting", "over the daily cap", "not counted", "why",
)  # fmt: skip
"""The columns of the sheet; minutes are whole minutes."""


@dataclass(frozen=True, slots=True)
class Recorded:
    """One session of the record, with what became of its minutes."""

    line: Line
    room: str
    site: str
    supervisor: str
    client: str
    signed_at: datetime | None = None

    @property
    def day(self) -> date:
        """The date on which it began, where it was held."""
        return self.line.entry.span.day(self.line.entry.zone)

    @property
    def month(self) -> str:
        """The month of that date, such as `2026-11`: a session belongs whole to the month in which it began."""
        return f"{self.day:%Y-%m}"

    @property
    def clock(self) -> str:
        """From when to when, where it was held."""
        return self.line.entry.span.clock(self.line.entry.zone)

    @property
    def state(self) -> State:
        """Where it stands."""
        return self.line.entry.state


@dataclass(frozen=True, slots=True)
class Total:
    """What the sessions of one category, supervisor or month add up to."""

    name: str
    sessions: int
    sums: Sums


@dataclass(frozen=True, slots=True)
class HoursRecord:
    """What one person's sessions come to, as of one moment and one place in the audit record."""

    name: str
    made_at: datetime
    chain: tuple[int, str]
    """The number and the hash of the last audit record: whoever has both can show that nothing was changed since."""
    sessions: tuple[Recorded, ...]
    """In the order in which they were held."""
    titles: Mapping[str, str]
    """Titles of categories by code."""
    month: str = ""
    """The month that it is about, such as `2026-11`; empty for all of them."""

    @property
    def period(self) -> str:
        """The month in words; empty for all of them."""
        return month_in_words(self.month) if self.month else ""

    @property
    def total(self) -> Sums:
        """What all of it adds up to."""
        return sum((session.line.sums for session in self.sessions), Sums())

    @property
    def by_category(self) -> list[Total]:
        """The sums of each category, by code."""
        return [
            Total(f"{one.name} · {self.titles.get(one.name, one.name)}", one.sessions, one.sums)
            for one in self._by(lambda session: session.line.entry.category)
        ]

    @property
    def by_supervisor(self) -> list[Total]:
        """The sums of each supervisor, by name."""
        return self._by(lambda session: session.supervisor)

    @property
    def by_month(self) -> list[Total]:
        """The sums of each month, the first first; names are such as `2026-11`."""
        return self._by(lambda session: session.month)

    def _by(self, key: Callable[[Recorded], str]) -> list[Total]:
        groups: defaultdict[str, list[Sums]] = defaultdict(list)
        for session in self.sessions:
            groups[key(session)].append(session.line.sums)
        return [Total(name, len(sums), sum(sums, Sums())) for name, sums in sorted(groups.items())]


def month_in_words(month: str) -> str:
    """Return `2026-11` as `November 2026`; raises `ValueError` for what is no month."""
    first = date.fromisoformat(f"{month}-01")
    return f"{MONTHS[first.month - 1]} {first.year}"


def rows_of(record: HoursRecord) -> list[tuple[object, ...]]:
    """Return the record as a sheet: its columns, and a row for every session."""
    return [HEAD, *(_row(session) for session in record.sessions)]


def _row(session: Recorded) -> tuple[object, ...]:
    entry, sums = session.line.entry, session.line.sums
    return (
        entry.id, session.day.isoformat(), session.clock, entry.zone, entry.span.minutes, entry.category, session.room,
        session.site, session.supervisor, session.client, entry.state.value,
        session.signed_at.isoformat(timespec="minutes") if session.signed_at else "",
        sums.credited, sums.pending, sums.over_cap, sums.not_counted, session.line.reason,
    )  # fmt: skip


def texts_of(record: HoursRecord) -> str:
    """Return every text of the record that somebody typed, to be looked at for letters that can't be printed."""
    typed: Iterable[str] = (
        text for session in record.sessions for text in (session.room, session.site, session.supervisor)
    )
    return " ".join([record.name, *record.titles.values(), *sorted(set(typed))])


def sums_in_words(sums: Sums) -> str:
    """Return what sums come to in a line: `12 h credited, 1 h waiting`."""
    parts = (
        (sums.credited, "credited"), (sums.pending, "waiting"), (sums.over_cap, "over the daily cap"),
        (sums.not_counted, "not counted"),
    )  # fmt: skip
    return ", ".join(f"{hours(minutes)} {word}" for minutes, word in parts if minutes) or "nothing yet"
