"""The marks of a paper as counts: how many attempts earned what at a question, and what in all.

However many attempts there are, a question has few different marks and a paper few different totals, so that a
database can count them and exact fractions still be reckoned with.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import TypeVar

from ashilms.quizzes.rules.marks import Marks

Key = TypeVar("Key")
Values = Mapping[Fraction, int]
"""How many attempts have each value."""
Pairs = Mapping[tuple[Fraction, Fraction], int]
"""How many attempts have each pair of values."""


@dataclass(frozen=True, slots=True)
class Tally:
    """How one question was answered: how many attempts earned this at it and that in all."""

    maximum: Fraction
    pairs: Pairs

    @property
    def n(self) -> int:
        """How many attempts were asked it."""
        return sum(self.pairs.values())

    @property
    def own(self) -> Values:
        """What was earned at the question."""
        return gather((own, count) for (own, _), count in self.pairs.items())

    @property
    def against_rest(self) -> Pairs:
        """What was earned at the question, and at the rest of the paper."""
        return gather(((own, total - own), count) for (own, total), count in self.pairs.items())


@dataclass(frozen=True, slots=True)
class Tallies:
    """How a paper was answered: its questions, and what attempts earned in all."""

    questions: Mapping[str, Tally]
    totals: Mapping[tuple[Fraction, Fraction], int]
    """How many attempts earned this of that."""

    @property
    def n(self) -> int:
        """How many attempts there are."""
        return sum(self.totals.values())

    @property
    def earned(self) -> Values:
        """What attempts earned in all."""
        return gather((earned, count) for (earned, _), count in self.totals.items())

    @property
    def scores(self) -> Values:
        """What attempts earned, per cent of what each could have earned."""
        return gather((100 * earned / of, count) for (earned, of), count in self.totals.items() if of)

    @property
    def complete(self) -> bool:
        """Whether every attempt was asked every question."""
        return all(tally.n == self.n for tally in self.questions.values())


def gather(found: Iterable[tuple[Key, int]]) -> Counter[Key]:
    """Return counts added up by what is counted."""
    counts: Counter[Key] = Counter()
    for key, count in found:
        counts[key] += count
    return counts


def tally(marks: Marks) -> Tallies:
    """Return the counts of a table of marks."""
    questions = {
        question: Tally(
            marks.maxima[question], Counter((mark, marks.totals[who]) for who, mark in row.items())
        )
        for question, row in marks.by_question.items()
    }
    return Tallies(questions, Counter((total, marks.possible[who]) for who, total in marks.totals.items()))


def mean(values: Values) -> Fraction:
    """Return the sum divided by how many there are."""
    return sum((value * count for value, count in values.items()), Fraction(0)) / sum(values.values())


def at_rank(values: Values, rank: int) -> Fraction:
    """Return the value that stands at a rank, counted from 1, when all are put in order."""
    for value in sorted(values):
        rank -= values[value]
        if rank <= 0:
            return value
    raise IndexError("There are fewer values than that.")


def median(values: Values) -> Fraction:
    """Return the middle value; of an even number, the mean of the middle two."""
    n = sum(values.values())
    return (at_rank(values, (n + 1) // 2) + at_rank(values, n // 2 + 1)) / 2


def covariance(pairs: Pairs) -> Fraction:
    """Return Σ(x − x̄)(y − ȳ) / (S − 1). Needs two attempts at least."""
    here = mean(gather((x, count) for (x, _), count in pairs.items()))
    there = mean(gather((y, count) for (_, y), count in pairs.items()))
    products = ((x - here) * (y - there) * count for (x, y), count in pairs.items())
    return sum(products, Fraction(0)) / (sum(pairs.values()) - 1)


def variance(values: Values) -> Fraction:
    """Return the covariance of values with themselves."""
    return covariance({(value, value): count for value, count in values.items()})


def moment(values: Values, power: int) -> Fraction:
    """Return the mean of the powers of what each value lies from the mean."""
    middle = mean(values)
    return mean(gather(((value - middle) ** power, count) for value, count in values.items()))


def in_order(pairs: Pairs) -> Pairs:
    """Return the same values paired anew: the least with the least, and so on to the greatest."""
    own = sorted(gather((x, count) for (x, _), count in pairs.items()).items())
    rest = sorted(gather((y, count) for (_, y), count in pairs.items()).items())
    paired: Counter[tuple[Fraction, Fraction]] = Counter()
    while own and rest:
        (x, there), (y, here) = own.pop(), rest.pop()
        taken = min(there, here)
        paired[x, y] += taken
        own += [(x, there - taken)] if there > taken else []
        rest += [(y, here - taken)] if here > taken else []
    return paired
