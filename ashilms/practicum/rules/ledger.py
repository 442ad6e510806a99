"""The hour ledger: what a trainee's practicum entries add up to.

Plain values in, plain values out. Time is whole minutes, so nothing is ever rounded.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date

from ashilms.practicum.rules.spans import Span, split_by_day
from ashilms.practicum.rules.states import State

COUNTED, PENDING = frozenset({State.COUNTERSIGNED}), frozenset({State.SUBMITTED})
REASONS = {
    State.RETURNED: "Returned to you: answer it and send it again.",
    State.REJECTED: "Rejected by the supervisor.",
    State.VOID: "Declared void.",
    State.AMENDED: "Replaced by its amendment.",
    State.LAPSED: "Lapsed: nobody signed it in time.",
}
OVER_CAP = "Over the daily cap."


@dataclass(frozen=True, slots=True)
class Posting:
    """One entry as the ledger sees it; a draft has no place in it."""

    id: int
    category: str
    span: Span
    zone: str
    state: State
    client: str = ""
    """Whom it was with, where there is a cap on sessions with one client."""
    refused: str = ""
    """Why it doesn't count although it is countersigned."""


@dataclass(frozen=True, slots=True)
class Sums:
    """Minutes by what became of them; every minute is in exactly one of the four."""

    credited: int = 0
    over_cap: int = 0
    pending: int = 0
    not_counted: int = 0

    def __add__(self, other: "Sums") -> "Sums":
        return Sums(
            self.credited + other.credited,
            self.over_cap + other.over_cap,
            self.pending + other.pending,
            self.not_counted + other.not_counted,
        )

    @property
    def minutes(self) -> int:
        """All minutes, whatever became of them."""
        return self.credited + self.over_cap + self.pending + self.not_counted


@dataclass(frozen=True, slots=True)
class Line:
    """What became of one entry's minutes, and why some do not count."""

    entry: Posting
    sums: Sums
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Ledger:
    """Every entry with what became of it, in the order of time, and the sums."""

    lines: tuple[Line, ...] = ()
    by_category: Mapping[str, Sums] = field(default_factory=dict)
    total: Sums = Sums()

    @property
    def credited_minutes(self) -> int:
        """Countersigned minutes within the cap."""
        return self.total.credited

    @property
    def pending_minutes(self) -> int:
        """Minutes that wait for a countersignature."""
        return self.total.pending


def post(entries: Iterable[Posting], *, daily_cap: int, with_client: int = 0) -> Ledger:
    """Add up `entries`, crediting at most `daily_cap` countersigned minutes a day.

    Minutes past the cap are kept as `over_cap`, so a trainee can see where they went. Within a day the cap
    is used up in the order in which sessions began, whatever the order they are given in; a session across
    midnight uses the cap of both days, by the clock of the zone it was logged in. With `with_client`, no more
    countersigned sessions than so many count with one client.
    """
    used, seen = Counter[date](), Counter[str]()
    by_category: defaultdict[str, Sums] = defaultdict(Sums)
    lines, total = [], Sums()
    for entry in sorted(entries, key=lambda e: (e.span.starts, e.id)):
        line = _post_one(_cap_client(entry, seen, with_client), used, daily_cap)
        lines.append(line)
        by_category[entry.category] += line.sums
        total += line.sums
    return Ledger(tuple(lines), dict(by_category), total)


def join(ledgers: Iterable[Ledger]) -> Ledger:
    """Return several ledgers, each with its own cap, as one."""
    by_category: defaultdict[str, Sums] = defaultdict(Sums)
    lines: list[Line] = []
    for ledger in ledgers:
        lines += ledger.lines
        for category, sums in ledger.by_category.items():
            by_category[category] += sums
    lines.sort(key=lambda line: (line.entry.span.starts, line.entry.id))
    return Ledger(tuple(lines), dict(by_category), sum(by_category.values(), Sums()))


def _cap_client(entry: Posting, seen: Counter[str], with_client: int) -> Posting:
    """Return the entry, refused when enough sessions with its client count before it."""
    if not (with_client and entry.client) or entry.refused or entry.state not in COUNTED:
        return entry
    seen[entry.client] += 1
    if seen[entry.client] <= with_client:
        return entry
    reason = f"More than {with_client} sessions with one client: further ones don’t count."
    return replace(entry, refused=reason)


def _post_one(entry: Posting, used: Counter[date], daily_cap: int) -> Line:
    credited = 0
    days = split_by_day(entry.span, entry.zone) if entry.state in COUNTED else ()
    for day, some in days:
        room = min(some, daily_cap - used[day])
        used[day] += room
        credited += room
    return tell(entry, credited)


def tell(entry: Posting, credited: int) -> Line:
    """Return what became of an entry's minutes, of which so many are within the cap if it is signed."""
    minutes = entry.span.minutes
    if entry.state in PENDING:
        return Line(entry, Sums(pending=minutes))
    if entry.state not in COUNTED:
        return Line(entry, Sums(not_counted=minutes), REASONS[entry.state])
    if entry.refused:
        return Line(entry, Sums(not_counted=minutes), entry.refused)
    over = minutes - credited
    return Line(entry, Sums(credited=credited, over_cap=over), OVER_CAP if over else "")
