"""How sure figures are: intervals that hold what is true in 95 of 100 cases.

- facility: Wilson's score interval (E. B. Wilson, J. Am. Stat. Assoc. 22, 1927, 209–212) of the share of the marks.
  Part marks vary less than whole ones, so theirs is rather too wide.
- discrimination index, a correlation: Fisher's z (R. A. Fisher, Metron 1, 1921, 3–32): tanh(artanh r ± z/√(n − 3)).
- internal consistency: D. G. Bonett, J. Educ. Behav. Stat. 27, 2002, 335–340:
  1 − exp(ln(1 − α) ± z · √(2k / ((k − 1)(n − 2)))), k questions; error ratio and standard error follow from it.
- median: order statistics (W. J. Conover, Practical Nonparametric Statistics, 3.2): no shape is assumed.
- everything else: the jackknife (B. Efron, R. J. Tibshirani, An Introduction to the Bootstrap, 1993, chapter 11):
  the figure ± t(n − 1) · √((n − 1)/n · Σ(θᵢ − θ̄)²), θᵢ being the figure without attempt i. Of the mean, this is
  Student's own interval. Student's t by Abramowitz and Stegun, 26.7.5.

Percentages are numbers from 0 to 100.
"""

from collections.abc import Callable, Hashable, Mapping
from fractions import Fraction
from math import atanh, comb, exp, log, sqrt, tanh
from typing import NamedTuple, TypeVar

from ashilms.quizzes.rules.tallies import Values, at_rank

Z = 1.959964
"""What a normal distribution exceeds in 5 of 100 cases, both ways together."""
SMALL = 200
"""Attempts from which on no interval is said: a facility is then known to 7 points either way, or better."""
LEAST = 5
"""Attempts below which the jackknife says nothing."""
Key = TypeVar("Key", bound=Hashable)


class Interval(NamedTuple):
    """From where to where."""

    low: float
    high: float


def wilson(facility: float, n: int) -> Interval:
    """Return the interval of a facility over `n` attempts, one at least."""
    share, square = facility / 100, Z * Z
    middle = share + square / (2 * n)
    reach = Z * sqrt(max(0.0, share * (1 - share) / n + square / (4 * n * n)))
    whole = 1 + square / n
    return Interval(max(0.0, 100 * (middle - reach) / whole), min(100.0, 100 * (middle + reach) / whole))


def fisher(index: float, n: int) -> Interval | None:
    """Return the interval of a correlation in per cent; `None` of fewer than four attempts."""
    if n < 4:
        return None
    if abs(index) >= 100 - 1e-9:
        return Interval(index, index)
    middle, reach = atanh(index / 100), Z / sqrt(n - 3)
    return Interval(100 * tanh(middle - reach), 100 * tanh(middle + reach))


def bonett(consistency: float, n: int, questions: int) -> Interval | None:
    """Return the interval of a coefficient of internal consistency; `None` where it can't be reckoned."""
    if n < 4 or questions < 2 or consistency >= 100:
        return None
    reach = Z * sqrt(2 * questions / ((questions - 1) * (n - 2)))
    middle = log(1 - consistency / 100)
    return Interval(100 * (1 - exp(middle + reach)), 100 * (1 - exp(middle - reach)))


def middle_of(values: Values) -> Interval | None:
    """Return the interval of the median; `None` of fewer than six values, which can't have one."""
    n = sum(values.values())
    rank, below = 0, Fraction(0)
    while below + Fraction(comb(n, rank), 2**n) <= Fraction(1, 40):
        below += Fraction(comb(n, rank), 2**n)
        rank += 1
    if not rank:
        return None
    return Interval(float(at_rank(values, rank)), float(at_rank(values, n + 1 - rank)))


def jackknife(
    counts: Mapping[Key, int], figure: Callable[[Mapping[Key, int]], float | str]
) -> Interval | None:
    """Return the interval of `figure`, which is reckoned anew without each attempt; `None` where it can't be."""
    n = sum(counts.values())
    whole = figure(counts) if n >= LEAST else ""
    if isinstance(whole, str):
        return None
    without = {key: figure(_less(counts, key)) for key in counts}
    numbers = {key: value for key, value in without.items() if not isinstance(value, str)}
    if len(numbers) < len(without):
        return None
    middle = sum(numbers[key] * count for key, count in counts.items()) / n
    spread = sum((numbers[key] - middle) ** 2 * count for key, count in counts.items())
    reach = student(n - 1) * sqrt((n - 1) / n * spread)
    return Interval(whole - reach, whole + reach)


def _less(counts: Mapping[Key, int], key: Key) -> Mapping[Key, int]:
    """Return the counts without one attempt of a sort."""
    return {other: count - (other == key) for other, count in counts.items() if count - (other == key)}


def student(freedom: int) -> float:
    """Return what Student's t exceeds in 5 of 100 cases, both ways together; right to 0.01 from 4 degrees on."""
    z, v = Z, freedom
    return (
        z
        + (z**3 + z) / (4 * v)
        + (5 * z**5 + 16 * z**3 + 3 * z) / (96 * v**2)
        + (3 * z**7 + 19 * z**5 + 17 * z**3 - 15 * z) / (384 * v**3)
        + (79 * z**9 + 776 * z**7 + 1482 * z**5 - 1920 * z**3 - 945 * z) / (92160 * v**4)
    )
