"""The matrix of people by requirement: what a cell says, who is in it, in which order."""

from collections.abc import Callable, Container, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from ashilms.programs.rules.proof import Proof, Standing

SOON = timedelta(days=30)
"""What is met and ends within these days is told apart from what is simply met."""
DONE, NAME, SINCE = "done", "name", "since"
ORDERS: Mapping[str, str] = {DONE: "Most done", NAME: "Name", SINCE: "Longest in it"}


@dataclass(frozen=True, slots=True)
class Cell:
    """What a person has of one part of a programme: `met`, `open`, `care` (ends soon) or `stop` (blocks issue)."""

    heading: str
    state: str
    said: str


@dataclass(frozen=True, slots=True)
class Row:
    """A person in the matrix."""

    person_id: int
    name: str
    since: date
    standing: Standing
    blocking: frozenset[str] = frozenset()
    """The kinds of requirement that are `Blocking`."""

    @property
    def cells(self) -> tuple[Cell, ...]:
        """Return a cell for each part that stands right below the top."""
        return tuple(cell_of(part, self.standing.on, self.blocking) for part in self.standing.columns)


def cell_of(part: Proof, on: date, blocking: Container[str] = ()) -> Cell:
    """Return what a narrow column says about a part as of a day; `blocking` are the kinds that block issue."""
    if not part.met:
        stops = any(leaf.kind in blocking for leaf in part.open_leaves())
        return Cell(part.heading, "stop" if stops else "open", part.said)
    ends = min((leaf.until for leaf in part.leaves() if leaf.met and leaf.until), default=None)
    if ends and ends - on <= SOON:
        return Cell(part.heading, "care", f"{part.said}, to {ends.day} {ends:%b}")
    return Cell(part.heading, "met", part.said)


def lacking(rows: Iterable[Row], part: str) -> list[Row]:
    """Return the rows that lack a part, by its id."""
    return [row for row in rows if any(one.id == part and not one.met for one in row.standing.columns)]


def in_order(rows: Iterable[Row], order: str) -> list[Row]:
    """Return rows in one of `ORDERS`; those that are alike by name, then by who was there first."""
    return sorted(rows, key=lambda row: (_KEYS[order](row), row.name.casefold(), row.person_id))


_KEYS: Mapping[str, Callable[[Row], float]] = {
    DONE: lambda row: row.standing.counts[1] - row.standing.counts[0],
    NAME: lambda _: 0,
    SINCE: lambda row: row.since.toordinal(),
}


def as_sheet(rows: Sequence[Row]) -> list[list[object]]:
    """Return the matrix as rows of a spreadsheet, below a head; each part has a column for whether and one for what."""
    if not rows:
        return [["Trainee", "Since", "Met", "Of"]]
    parts = [part.heading for part in rows[0].standing.columns]
    head: list[object] = [
        "Trainee",
        "Since",
        "Met",
        "Of",
        *(h for part in parts for h in (part, f"{part}: what")),
    ]
    return [head, *(_line(row) for row in rows)]


def _line(row: Row) -> list[object]:
    parts = (value for part in row.standing.columns for value in ("met" if part.met else "open", part.said))
    return [row.name, row.since.isoformat(), *row.standing.counts, *parts]
