"""Figures with their intervals, as the page and the CSV show them: Moodle's figures, each by name and in order."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from math import sqrt

from ashilms.item_statistics.rules.intervals import (
    SMALL,
    Interval,
    bonett,
    fisher,
    jackknife,
    middle_of,
    wilson,
)  # fmt: skip
from ashilms.quizzes.rules.statistics import (
    ItemStatistics,
    PaperStatistics,
    efficiency,
    kurtosis,
    skewness,
)  # fmt: skip
from ashilms.quizzes.rules.tallies import Tallies, Tally, Values, mean, variance

ITEM = {
    "facility": "Facility",
    "standard_deviation": "Standard deviation",
    "effective_weight": "Effective weight",
    "discrimination_index": "Discrimination index",
    "discriminative_efficiency": "Discriminative efficiency",
}
"""What is said of a question, in the order in which it is read."""
SHORT = {
    "facility": "Facility",
    "standard_deviation": "Deviation",
    "effective_weight": "Weight",
    "discrimination_index": "Discrimination",
    "discriminative_efficiency": "Efficiency",
}
"""What narrow columns call it."""
PAPER = {
    "mean": "Mean",
    "median": "Median",
    "standard_deviation": "Standard deviation",
    "skewness": "Skewness",
    "kurtosis": "Kurtosis",
    "coefficient_of_internal_consistency": "Internal consistency",
    "error_ratio": "Error ratio",
    "standard_error": "Standard error",
}
"""What is said of the paper."""
NUMBERS = frozenset({"skewness", "kurtosis"})
"""What is no percentage."""


@dataclass(frozen=True, slots=True)
class Figure:
    """One figure: its value and interval, or the sentence why there is none."""

    name: str
    title: str
    value: float | None
    interval: Interval | None
    reason: str

    @property
    def text(self) -> str:
        """How it is read: `62.5 %`, `–0.84`, or a dash."""
        if self.value is None:
            return "–"
        return _minus(f"{self.value:.2f}" if self.name in NUMBERS else f"{self.value:.1f} %")

    @property
    def between(self) -> str:
        """How its interval is read, or nothing."""
        if self.interval is None:
            return ""
        places = 2 if self.name in NUMBERS else 1
        return _minus(f"{self.interval.low:.{places}f} to {self.interval.high:.{places}f}")


def _minus(text: str) -> str:
    """Return a number as it is set, with a minus and no hyphen."""
    return text.replace("-", "−")


def item_figures(said: ItemStatistics, tally: Tally) -> tuple[Figure, ...]:
    """Return the figures of a question; intervals where the attempts are few. The effective weight has none."""
    found = _item_intervals(said, tally) if tally.n < SMALL else {}
    return tuple(
        Figure(name, title, getattr(said, name), found.get(name), said.reasons.get(name, ""))
        for name, title in ITEM.items()
    )


def _item_intervals(said: ItemStatistics, tally: Tally) -> Mapping[str, Interval | None]:
    found: dict[str, Interval | None] = {}
    if said.facility is not None:
        found["facility"] = wilson(said.facility, said.n)
        scale = 100 / float(tally.maximum)
        found["standard_deviation"] = jackknife(tally.own, lambda own: scale * sqrt(variance(own)))
    if said.discrimination_index is not None:
        found["discrimination_index"] = fisher(said.discrimination_index, said.n)
    found["discriminative_efficiency"] = jackknife(tally.against_rest, efficiency)
    return found


def paper_figures(said: PaperStatistics, tallies: Tallies) -> tuple[Figure, ...]:
    """Return the figures of the paper; intervals where the attempts are few."""
    found = _paper_intervals(said, tallies) if tallies.n < SMALL else {}
    return tuple(
        Figure(name, title, getattr(said, name), found.get(name), said.reasons.get(name, ""))
        for name, title in PAPER.items()
    )


def _paper_intervals(said: PaperStatistics, tallies: Tallies) -> Mapping[str, Interval | None]:
    scores = tallies.scores
    figures: dict[str, Callable[[Values], float | str]] = {
        "mean": lambda values: float(mean(values)),
        "standard_deviation": lambda values: sqrt(variance(values)),
        "skewness": skewness,
        "kurtosis": kurtosis,
    }
    found = {name: jackknife(scores, figure) for name, figure in figures.items()}
    return {**found, "median": middle_of(scores), **_consistency_intervals(said, tallies)}


def _consistency_intervals(said: PaperStatistics, tallies: Tallies) -> dict[str, Interval | None]:
    """Return the interval of the consistency, and what follows from it: the ratio falls where it rises."""
    if said.coefficient_of_internal_consistency is None:
        return {}
    found = bonett(said.coefficient_of_internal_consistency, said.n, len(tallies.questions))
    if found is None:
        return {}
    ratio = Interval(*(100 * sqrt(max(0.0, 1 - edge / 100)) for edge in (found.high, found.low)))
    share = float(Fraction(said.standard_deviation or 0)) / 100
    error = Interval(ratio.low * share, ratio.high * share)
    return {"coefficient_of_internal_consistency": found, "error_ratio": ratio, "standard_error": error}
