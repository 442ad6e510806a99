"""How far two assessors who rated the same sessions agree: weighted kappa, criterion by criterion and overall.

Levels are ordinal, so a difference of two weighs more than one of one: the weights are quadratic. The figure itself is
a statistics library's; this says what it is made of, and when there is too little to say anything.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations

from ashilms.rubrics.rules import Criterion, Rubric

LEAST = 10
"""Sessions rated by two, below which no figure is given: the next session would turn it over."""
GOOD = 0.6
"""From here on agreement is called substantial (Landis and Koch 1977); a convention, not a law."""
Kappa = Callable[[Sequence[int], Sequence[int]], float]
"""Returns the weighted kappa of two assessors' levels, in the order of the sessions."""


@dataclass(frozen=True, slots=True)
class Rated:
    """What one assessor gave for one session; `sitting` says which."""

    sitting: str
    assessor: int
    ratings: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Twice:
    """One session as two assessors rated it: the one with the lower id first, whoever that is."""

    assessors: tuple[int, int]
    one: Mapping[str, int]
    two: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Line:
    """How far two agree on one thing, or on everything: in how many sessions, how often alike, and kappa."""

    name: str
    sessions: int
    alike: int
    rated: int
    """How many pairs of levels there are: `alike` of them are the same."""
    kappa: float | None
    critical: bool = False

    @property
    def words(self) -> str:
        """What the figure says, or why there is none."""
        if self.sessions < LEAST:
            return "too few to say"
        if self.kappa is None:
            return "every level is the same, so nothing can be said"
        return "substantial" if self.kappa >= GOOD else "moderate" if self.kappa >= 0.4 else "poor"


@dataclass(frozen=True, slots=True)
class Agreement:
    """A rubric's lines by criterion, all criteria together, and each two assessors."""

    criteria: tuple[Line, ...]
    overall: Line
    pairs: tuple[tuple[tuple[int, int], Line], ...]


def pair_up(rated: Iterable[Rated]) -> list[Twice]:
    """Return each session that several rated, once for each two of them."""
    by_sitting: dict[str, list[Rated]] = {}
    for one in rated:
        by_sitting.setdefault(one.sitting, []).append(one)
    return [
        Twice((first.assessor, second.assessor), first.ratings, second.ratings)
        for group in by_sitting.values()
        for first, second in combinations(sorted(group, key=lambda one: one.assessor), 2)
        if first.assessor != second.assessor
    ]


def measure(rubric: Rubric, twice: Sequence[Twice], kappa: Kappa) -> Agreement:
    """Return how far assessors agree under `rubric`; only criteria that both rated are compared."""
    every = rubric.criteria
    pairs = sorted({one.assessors for one in twice})
    return Agreement(
        tuple(_line(c.title, [c], twice, kappa, critical=c.critical) for c in every),
        _line("All criteria", every, twice, kappa),
        tuple((pair, _line("", every, [t for t in twice if t.assessors == pair], kappa)) for pair in pairs),
    )


def _line(
    name: str, criteria: Sequence[Criterion], twice: Sequence[Twice], kappa: Kappa, *, critical: bool = False
) -> Line:
    levels = [
        (one.one[c.id], one.two[c.id])
        for one in twice
        for c in criteria
        if c.id in one.one and c.id in one.two
    ]
    sessions = sum(any(c.id in one.one and c.id in one.two for c in criteria) for one in twice)
    alike = sum(first == second for first, second in levels)
    return Line(name, sessions, alike, len(levels), _figure(levels, sessions, kappa), critical)


def _figure(levels: Sequence[tuple[int, int]], sessions: int, kappa: Kappa) -> float | None:
    """Return kappa; `None` where there are too few, or where nobody ever gave another level."""
    if sessions < LEAST or len({level for pair in levels for level in pair}) < 2:
        return None
    first, second = zip(*levels, strict=True)
    return kappa(first, second)
