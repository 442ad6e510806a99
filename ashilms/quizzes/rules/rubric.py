"""What an answer earns that a person marks by a rubric: exact shares, and criteria that no other makes up for.

A level of `n` earns the share of the steps that lie below it: the lowest nothing, the highest all, the k-th (counted
from nought) `k/(n-1)`. The mark is the mean of the criteria's shares. A critical criterion at its lowest level fails
the whole answer.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction

from ashilms.plugins import Mark, Plain

MOST_CRITERIA = 8
LEAST_LEVELS, MOST_LEVELS = 2, 6


@dataclass(frozen=True, slots=True)
class Criterion:
    """One thing that is looked at; `levels` say what each looks like, from the lowest to the highest."""

    id: str
    text: str
    critical: bool
    levels: tuple[str, ...]

    def share(self, level: int) -> Fraction:
        """Return what a level, counted from nought, earns of this criterion."""
        return Fraction(level, len(self.levels) - 1)


@dataclass(frozen=True, slots=True)
class Rubric:
    """The criteria of one question."""

    criteria: tuple[Criterion, ...]


def read_rubric(data: Iterable[Plain]) -> Rubric:
    """Return the rubric that a question's key holds."""
    return Rubric(tuple(Criterion(c["id"], c["text"], c["critical"], tuple(c["levels"])) for c in data))


def find_rubric_problems(data: Iterable[Plain]) -> list[str]:
    """Return what is wrong with a rubric of a pack, each as a sentence."""
    criteria = list(data)
    found = []
    if not 1 <= len(criteria) <= MOST_CRITERIA:
        found.append(f"{len(criteria)} criteria are given; give 1 to {MOST_CRITERIA}.")
    for name in ("id", "text"):
        values = [str(criterion[name]).strip() for criterion in criteria]
        twice = sorted({value for value in values if values.count(value) > 1})
        found += [f"Two criteria have the same {name}: {value!r}." for value in twice]
    for criterion in criteria:
        levels = [level.strip() for level in criterion["levels"]]
        if not LEAST_LEVELS <= len(levels) <= MOST_LEVELS:
            wanted = f"give {LEAST_LEVELS} to {MOST_LEVELS}, the lowest first"
            found.append(f"Criterion {criterion['id']!r} has {len(levels)} levels; {wanted}.")
        if len(set(levels)) < len(levels):
            found.append(f"Criterion {criterion['id']!r} says the same of two levels.")
    return found


def mark_by(rubric: Rubric, levels: Mapping[str, int]) -> Mark:
    """Return the mark for a level of each criterion, exact: the mean of their shares, nothing if one is fatal.

    Raises `ValueError` with a sentence for a criterion that has no level, or a level that it does not have.
    """
    shares = [criterion.share(_level_of(criterion, levels)) for criterion in rubric.criteria]
    if strange := set(levels) - {criterion.id for criterion in rubric.criteria}:
        raise ValueError(f"The rubric has no criterion {sorted(strange)[0]!r}.")
    if find_fatal(rubric, levels):
        return Mark(Fraction(0))
    return Mark(sum(shares, Fraction(0)) / len(shares))


def _level_of(criterion: Criterion, levels: Mapping[str, int]) -> int:
    level = levels.get(criterion.id)
    if level is None:
        raise ValueError(f"Choose a level for “{criterion.text}”.")
    if isinstance(level, bool) or level not in range(len(criterion.levels)):
        raise ValueError(f"“{criterion.text}” has no level {level!r}.")
    return level


def find_fatal(rubric: Rubric, levels: Mapping[str, int]) -> list[Criterion]:
    """Return the critical criteria that lie at their lowest level: each fails the whole answer."""
    return [
        criterion for criterion in rubric.criteria if criterion.critical and levels.get(criterion.id) == 0
    ]


def explain_mark(rubric: Rubric, levels: Mapping[str, int]) -> str:
    """Return in a sentence how the mark comes about, so that anybody can reckon it again."""
    mark = mark_by(rubric, levels)
    if fatal := find_fatal(rubric, levels):
        return f"“{fatal[0].text}” is critical and lies at its lowest level: the answer earns nothing."
    shares = [criterion.share(levels[criterion.id]) for criterion in rubric.criteria]
    if len(shares) == 1:
        return f"Earned: {mark.earned} of 1."
    added = " + ".join(str(share) for share in shares)
    return f"({added}) ÷ {len(shares)} criteria: {mark.earned} of 1."
