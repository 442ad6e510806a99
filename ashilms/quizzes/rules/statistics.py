"""How the questions of a paper and the paper itself did, as Moodle defines it.

The formulas are those of Moodle's page "Quiz statistics calculations"
(https://docs.moodle.org/dev/Quiz_statistics_calculations), with the limits that Moodle's report sets. S is the
number of attempts, P that of questions, x what an attempt earned at a question, T what it earned in all, R = T − x
what it earned at the rest. Variances and covariances divide by S − 1. Sums are exact fractions: that a variance is
zero is known and not guessed. Percentages are numbers from 0 to 100. What can't be reckoned is `None`, and
`reasons` says why.
"""

from dataclasses import dataclass, field
from fractions import Fraction
from math import sqrt

from ashilms.quizzes.rules.tallies import (
    Pairs,
    Tallies,
    Tally,
    Values,
    covariance,
    gather,
    in_order,
    mean,
    median,
    moment,
    variance,
)  # fmt: skip

ONE = "One attempt is too few; there must be two at least."
SAME_MARK = "Every attempt earned the same mark here."
SAME_REST = "Every attempt earned the same at the rest of the paper."
NEGATIVE = (
    "Whoever did better at this question did worse at the paper: its covariance with the paper is negative."
)
NOT_IN_ALL = "Not every attempt has every question, so this can't be compared."
NO_SPREAD = "Every attempt earned the same at the paper."
NO_MARKS = "This question earns no marks."
ONE_QUESTION = "The paper has one question only."


def too_few(least: int) -> str:
    """Return the reason why fewer than `least` attempts give no figure."""
    return f"There are too few attempts; {least} are needed."


@dataclass(frozen=True, slots=True)
class ItemStatistics:
    """How one question did; everything is per cent."""

    n: int
    """Attempts that were asked it."""
    facility: float | None
    standard_deviation: float | None
    effective_weight: float | None
    discrimination_index: float | None
    discriminative_efficiency: float | None
    reasons: dict[str, str] = field(default_factory=dict)
    """By the name of a figure that is `None`: why."""


@dataclass(frozen=True, slots=True)
class PaperStatistics:
    """How the whole paper did; mean, median, standard deviation and standard error are per cent of what is possible."""

    n: int
    mean: float
    median: float
    standard_deviation: float | None
    skewness: float | None
    kurtosis: float | None
    coefficient_of_internal_consistency: float | None
    error_ratio: float | None
    standard_error: float | None
    reasons: dict[str, str] = field(default_factory=dict)
    """By the name of a figure that is `None`: why."""


def item_statistics(tallies: Tallies) -> dict[str, ItemStatistics]:
    """Return by question how it did, over the attempts that were asked it.

    - facility: 100 · x̄ / max
    - standard deviation: 100 · √V(x) / max
    - effective weight: 100 · √C(x, T) / Σ√C(x, T), the sum over every question whose C(x, T) is not negative
    - discrimination index: 100 · C(x, R) / √(V(x) · V(R))
    - discriminative efficiency: 100 · C(x, R) / Cmax, Cmax being the covariance of x and R each put in order
    """
    weights = _weights(tallies)
    return {
        question: _item(tally, _effective_weight(tallies, question, weights))
        for question, tally in tallies.questions.items()
    }


def _weights(tallies: Tallies) -> dict[str, float]:
    """Return √C(x, T) of the questions whose covariance with the paper is not negative."""
    if not tallies.complete or tallies.n < 2:
        return {}
    found = {question: covariance(tally.pairs) for question, tally in tallies.questions.items()}
    return {question: sqrt(value) for question, value in found.items() if value >= 0}


def _item(tally: Tally, weight: float | str) -> ItemStatistics:
    own, pairs, several = tally.own, tally.against_rest, tally.n > 1
    figures = {
        "facility": _share(mean(own), tally.maximum),
        "standard_deviation": _share(sqrt(variance(own)), tally.maximum) if several else ONE,
        "effective_weight": weight,
        "discrimination_index": discrimination(pairs) if several else ONE,
        "discriminative_efficiency": efficiency(pairs) if several else ONE,
    }
    known, reasons = _sorted_out(figures)
    return ItemStatistics(tally.n, **known, reasons=reasons)


def _share(value: float | Fraction, maximum: Fraction) -> float | str:
    return float(100 * value / maximum) if maximum else NO_MARKS


def _effective_weight(tallies: Tallies, question: str, weights: dict[str, float]) -> float | str:
    if tallies.n < 2:
        return ONE
    if not tallies.complete:
        return NOT_IN_ALL
    if question not in weights:
        return NEGATIVE
    whole = sum(weights.values())
    return 100 * weights[question] / whole if whole else NO_SPREAD


def discrimination(pairs: Pairs) -> float | str:
    """Return the discrimination index of marks against the rest of the paper, or why there is none."""
    spread = variance(gather((x, count) for (x, _), count in pairs.items()))
    others = variance(gather((y, count) for (_, y), count in pairs.items()))
    if not spread or not others:
        return SAME_REST if spread else SAME_MARK
    return 100 * float(covariance(pairs)) / sqrt(spread * others)


def efficiency(pairs: Pairs) -> float | str:
    """Return the discriminative efficiency of marks against the rest of the paper, or why there is none."""
    most = covariance(in_order(pairs))
    if not most:
        return SAME_REST if len({x for x, _ in pairs}) > 1 else SAME_MARK
    return float(100 * covariance(pairs) / most)


def paper_statistics(tallies: Tallies) -> PaperStatistics:
    """Return how the paper did.

    With m2, m3, m4 the means of (T − T̄)², ³, ⁴:

    - standard deviation: √k2, k2 = S/(S − 1) · m2
    - skewness, of 3 attempts and more: k3 / k2^(3/2), k3 = S² / ((S − 1)(S − 2)) · m3
    - kurtosis, of 4 and more: k4 / k2², k4 = S² / ((S − 1)(S − 2)(S − 3)) · ((S + 1) · m4 − 3(S − 1) · m2²)
    - coefficient of internal consistency (CIC), of 3 and more: 100 · P/(P − 1) · (1 − ΣV(x) / V(T))
    - error ratio: 100 · √(1 − CIC/100)
    - standard error: error ratio · standard deviation / 100

    Where attempts were asked different questions, T is per cent of what was possible in the attempt.
    """
    scores, n = tallies.scores, tallies.n
    consistency = _consistency(tallies)
    ratio = 100 * sqrt(max(0.0, 1 - consistency / 100)) if isinstance(consistency, float) else consistency
    deviation = sqrt(variance(scores)) if n > 1 else ONE
    known, reasons = _sorted_out(
        {
            "standard_deviation": deviation,
            "skewness": skewness(scores),
            "kurtosis": kurtosis(scores),
            "coefficient_of_internal_consistency": consistency,
            "error_ratio": ratio,
            "standard_error": ratio
            if isinstance(ratio, str) or isinstance(deviation, str)
            else ratio * deviation / 100,
        }
    )
    return PaperStatistics(n, float(mean(scores)), float(median(scores)), **known, reasons=reasons)


def skewness(scores: Values) -> float | str:
    """Return k3 / k2^(3/2), or why there is none."""
    if (s := sum(scores.values())) < 3:
        return too_few(3)
    k2, k3 = variance(scores), Fraction(s * s, (s - 1) * (s - 2)) * moment(scores, 3)
    return float(k3) / float(k2) ** 1.5 if k2 else NO_SPREAD


def kurtosis(scores: Values) -> float | str:
    """Return k4 / k2², or why there is none."""
    if (s := sum(scores.values())) < 4:
        return too_few(4)
    k2 = variance(scores)
    inner = (s + 1) * moment(scores, 4) - 3 * (s - 1) * moment(scores, 2) ** 2
    k4 = Fraction(s * s, (s - 1) * (s - 2) * (s - 3)) * inner
    return float(k4 / k2**2) if k2 else NO_SPREAD


def _consistency(tallies: Tallies) -> float | str:
    questions = len(tallies.questions)
    if tallies.n < 3:
        return too_few(3)
    if not tallies.complete:
        return NOT_IN_ALL
    if questions < 2:
        return ONE_QUESTION
    whole = variance(tallies.earned)
    parts = sum((variance(tally.own) for tally in tallies.questions.values()), Fraction(0))
    return float(Fraction(100 * questions, questions - 1) * (1 - parts / whole)) if whole else NO_SPREAD


def _sorted_out(figures: dict[str, float | str]) -> tuple[dict[str, float | None], dict[str, str]]:
    """Return figures with `None` for the reasons among them, and the reasons."""
    known = {name: None if isinstance(value, str) else value for name, value in figures.items()}
    return known, {name: value for name, value in figures.items() if isinstance(value, str)}
