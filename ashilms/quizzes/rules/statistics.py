"""How the questions of a paper and the paper itself did, as Moodle defines it.

The formulas are those of Moodle's page "Quiz statistics calculations"
(https://docs.moodle.org/dev/Quiz_statistics_calculations), with the limits that Moodle's report sets. S is the
number of attempts, P that of questions, x what an attempt earned at a question, T what it earned in all, R = T − x
what it earned at the rest. Variances and covariances divide by S − 1. Sums are exact fractions: that a variance is
zero is known and not guessed. Percentages are numbers from 0 to 100. What can't be reckoned is `None`, and
`reasons` says why.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from math import sqrt

from ashilms.quizzes.rules.marks import Marks

Values = Sequence[Fraction]
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


def mean(values: Values) -> Fraction:
    """Return the sum divided by how many there are."""
    return sum(values, Fraction(0)) / len(values)


def median(values: Values) -> Fraction:
    """Return the middle value; of an even number, the mean of the middle two."""
    ordered, half = sorted(values), len(values) // 2
    return ordered[half] if len(ordered) % 2 else mean(ordered[half - 1 : half + 1])


def covariance(one: Values, other: Values) -> Fraction:
    """Return Σ(x − x̄)(y − ȳ) / (S − 1); of values with themselves, their variance. Needs two at least."""
    here, there = mean(one), mean(other)
    return sum(((x - here) * (y - there) for x, y in zip(one, other, strict=True)), Fraction(0)) / (
        len(one) - 1
    )


def item_statistics(marks: Marks) -> dict[str, ItemStatistics]:
    """Return by question how it did, over the attempts that were asked it.

    - facility: 100 · x̄ / max
    - standard deviation: 100 · √V(x) / max
    - effective weight: 100 · √C(x, T) / Σ√C(x, T), the sum over every question whose C(x, T) is not negative
    - discrimination index: 100 · C(x, R) / √(V(x) · V(R))
    - discriminative efficiency: 100 · C(x, R) / Cmax, Cmax being the covariance of x and R each put in order
    """
    weights = _weights(marks)
    return {question: _item(marks, question, weights) for question in marks.by_question}


def _weights(marks: Marks) -> dict[str, float]:
    """Return √C(x, T) of the questions whose covariance with the paper is not negative."""
    if not marks.complete or len(marks.totals) < 2:
        return {}
    totals = [*marks.totals.values()]
    found = {
        question: covariance([row[attempt] for attempt in marks.totals], totals)
        for question, row in marks.by_question.items()
    }
    return {question: sqrt(value) for question, value in found.items() if value >= 0}


def _item(marks: Marks, question: str, weights: dict[str, float]) -> ItemStatistics:
    own = [*marks.by_question[question].values()]
    rest = [marks.totals[attempt] - mark for attempt, mark in marks.by_question[question].items()]
    maximum, several = marks.maxima[question], len(own) > 1
    figures = {
        "facility": _share(mean(own), maximum),
        "standard_deviation": _share(sqrt(covariance(own, own)), maximum) if several else ONE,
        "effective_weight": _effective_weight(marks, question, weights),
        "discrimination_index": _discrimination(own, rest) if several else ONE,
        "discriminative_efficiency": _efficiency(own, rest) if several else ONE,
    }
    known, reasons = _sorted_out(figures)
    return ItemStatistics(len(own), **known, reasons=reasons)


def _share(value: float | Fraction, maximum: Fraction) -> float | str:
    return float(100 * value / maximum) if maximum else NO_MARKS


def _effective_weight(marks: Marks, question: str, weights: dict[str, float]) -> float | str:
    if len(marks.totals) < 2:
        return ONE
    if not marks.complete:
        return NOT_IN_ALL
    if question not in weights:
        return NEGATIVE
    whole = sum(weights.values())
    return 100 * weights[question] / whole if whole else NO_SPREAD


def _discrimination(own: Values, rest: Values) -> float | str:
    spread, others = covariance(own, own), covariance(rest, rest)
    if not spread or not others:
        return SAME_REST if spread else SAME_MARK
    return 100 * float(covariance(own, rest)) / sqrt(spread * others)


def _efficiency(own: Values, rest: Values) -> float | str:
    most = covariance(sorted(own), sorted(rest))
    if not most:
        return SAME_REST if covariance(own, own) else SAME_MARK
    return float(100 * covariance(own, rest) / most)


def paper_statistics(marks: Marks) -> PaperStatistics:
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
    scores = [100 * total / marks.possible[attempt] for attempt, total in marks.totals.items()]
    consistency = _consistency(marks)
    ratio = 100 * sqrt(max(0.0, 1 - consistency / 100)) if isinstance(consistency, float) else consistency
    deviation = sqrt(covariance(scores, scores)) if len(scores) > 1 else ONE
    known, reasons = _sorted_out(
        {
            "standard_deviation": deviation,
            "skewness": _skewness(scores),
            "kurtosis": _kurtosis(scores),
            "coefficient_of_internal_consistency": consistency,
            "error_ratio": ratio,
            "standard_error": ratio
            if isinstance(ratio, str) or isinstance(deviation, str)
            else ratio * deviation / 100,
        }
    )
    return PaperStatistics(len(scores), float(mean(scores)), float(median(scores)), **known, reasons=reasons)


def _moment(scores: Values, power: int) -> Fraction:
    middle = mean(scores)
    return mean([(score - middle) ** power for score in scores])


def _skewness(scores: Values) -> float | str:
    if (s := len(scores)) < 3:
        return too_few(3)
    k2 = covariance(scores, scores)
    k3 = Fraction(s * s, (s - 1) * (s - 2)) * _moment(scores, 3)
    return float(k3) / float(k2) ** 1.5 if k2 else NO_SPREAD


def _kurtosis(scores: Values) -> float | str:
    if (s := len(scores)) < 4:
        return too_few(4)
    k2 = covariance(scores, scores)
    inner = (s + 1) * _moment(scores, 4) - 3 * (s - 1) * _moment(scores, 2) ** 2
    k4 = Fraction(s * s, (s - 1) * (s - 2) * (s - 3)) * inner
    return float(k4 / k2**2) if k2 else NO_SPREAD


def _consistency(marks: Marks) -> float | str:
    questions, totals = len(marks.by_question), [*marks.totals.values()]
    if len(totals) < 3:
        return too_few(3)
    if not marks.complete:
        return NOT_IN_ALL
    if questions < 2:
        return ONE_QUESTION
    rows = [[*row.values()] for row in marks.by_question.values()]
    whole, parts = covariance(totals, totals), sum((covariance(row, row) for row in rows), Fraction(0))
    return float(Fraction(100 * questions, questions - 1) * (1 - parts / whole)) if whole else NO_SPREAD


def _sorted_out(figures: dict[str, float | str]) -> tuple[dict[str, float | None], dict[str, str]]:
    """Return figures with `None` for the reasons among them, and the reasons."""
    known = {name: None if isinstance(value, str) else value for name, value in figures.items()}
    return known, {name: value for name, value in figures.items() if isinstance(value, str)}
