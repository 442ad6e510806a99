"""Where charts draw what, in the units of their view box; the template writes the SVG, and the words beside it."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from ashilms.item_statistics.rules.choices import Choices
from ashilms.quizzes.rules.tallies import Values

WIDTH, HEIGHT, FOOT = 320, 120, 24
"""Of the chart of scores; below the columns stands the scale."""
STEPS = 10
"""Columns: ten points each, the last with the whole mark in it."""


@dataclass(frozen=True, slots=True)
class Column:
    """One column of the chart of scores."""

    x: float
    y: float
    width: float
    height: float
    label: str
    count: int


@dataclass(frozen=True, slots=True)
class Chart:
    """How scores are spread, and where the pass mark stands."""

    columns: tuple[Column, ...]
    pass_at: float
    most: int


def spread(scores: Values, pass_percent: int) -> Chart:
    """Return the chart of scores in per cent, in ten columns."""
    counts: Counter[int] = Counter()
    for score, count in scores.items():
        counts[min(max(int(score // STEPS), 0), STEPS - 1)] += count
    most, wide = max(counts.values(), default=0), WIDTH / STEPS
    columns = []
    for step in range(STEPS):
        tall = round(HEIGHT * counts[step] / most, 1) if most else 0.0
        label = f"{step * 10} to {'100' if step == STEPS - 1 else f'under {step * 10 + 10}'} %"
        columns.append(Column(step * wide + 2, round(HEIGHT - tall, 1), wide - 4, tall, label, counts[step]))
    return Chart(tuple(columns), WIDTH * pass_percent / 100, most)


@dataclass(frozen=True, slots=True)
class Bar:
    """Shares of an answer in per cent, exact enough to be drawn: among the best, and among the worst."""

    upper: float
    lower: float


def bars(choices: Choices) -> Sequence[Bar]:
    """Return a pair of bars for each answer."""
    return [Bar(_share(row.upper, choices.upper), _share(row.lower, choices.lower)) for row in choices.rows]


def _share(part: int, whole: int) -> float:
    return round(100 * part / whole, 1) if whole else 0.0
