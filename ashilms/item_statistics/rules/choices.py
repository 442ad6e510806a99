"""Which answers were chosen by whom: shares among those who did best and worst at the paper.

The groups are the best and the worst 27 per cent, which tell most about a question (T. L. Kelley, J. Educ. Psychol.
30, 1939, 17–24). Whoever earned the same as somebody in a group belongs to it too, so a group may be larger.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import ceil
from typing import Any

from ashilms.plugins import Plain
from ashilms.quizzes.rules.tallies import Values, at_rank, gather

SHARE = Fraction(27, 100)
MOST = 12
"""Answers that are told one by one where a question offers none."""
EMPTY = "No answer"


@dataclass(frozen=True, slots=True)
class Given:
    """How many attempts gave this answer and earned that share of the paper, in per cent."""

    answer: Any
    score: Fraction
    count: int


@dataclass(frozen=True, slots=True)
class Choice:
    """One answer: how many chose it, in all and in the groups of the best and the worst."""

    text: str
    right: bool
    chosen: int
    upper: int
    lower: int


@dataclass(frozen=True, slots=True)
class Choices:
    """The answers to a question, and how many people stand behind each column."""

    rows: tuple[Choice, ...]
    n: int
    upper: int
    lower: int

    @property
    def lures(self) -> tuple[Choice, ...]:
        """What is wrong and was chosen by ten of the best at least, and by more of them than of the worst."""
        return tuple(
            row for row in self.rows
            if not row.right and row.upper >= 10 and row.upper * self.lower > row.lower * self.upper
        )  # fmt: skip


def choices_of(asked: Plain, key: Plain, given: Sequence[Given], is_right: Callable[[Any], bool]) -> Choices:
    """Return who chose what. A question that offers options has a row for each, any other one for each answer.

    `is_right` says of an answer whether it earns everything.
    """
    if not given:
        return Choices((), 0, 0, 0)
    scores = gather((one.score, one.count) for one in given)
    least, most = _edges(scores)
    groups = [given, [g for g in given if g.score >= least], [g for g in given if g.score <= most]]
    counted = [gather(_told(asked, group)) for group in groups]
    n, upper, lower = (sum(one.count for one in group) for group in groups)
    rights = _rights(asked, key, given, is_right)
    rows = tuple(
        Choice(text, text in rights, *(count[text] for count in counted))
        for text in _order(asked, counted[0])
    )
    return Choices(rows, n, upper, lower)


def _edges(scores: Values) -> tuple[Fraction, Fraction]:
    """Return the least score of the upper group, and the greatest of the lower."""
    n = sum(scores.values())
    size = ceil(n * SHARE)
    return at_rank(scores, n + 1 - size), at_rank(scores, size)


def _told(asked: Plain, given: Iterable[Given]) -> Iterable[tuple[str, int]]:
    for one in given:
        for text in _texts(asked, one.answer):
            yield text, one.count


def _texts(asked: Plain, answer: Any) -> list[str]:
    """Return what an answer chose, as it is read."""
    if answer is None or answer == []:
        return [EMPTY]
    options = _options(asked)
    chosen = answer if isinstance(answer, list) else [answer]
    if options and all(isinstance(one, str) and one in options for one in chosen):
        return [options[one] for one in chosen]
    return [_plain(answer)]


def _options(asked: Plain) -> dict[str, str]:
    return {option["id"]: option["text"] for option in asked.get("options", ())}


def _plain(answer: Any) -> str:
    if isinstance(answer, Mapping):
        return "; ".join(f"{name}: {_plain(value)}" for name, value in answer.items())
    if isinstance(answer, list):
        return ", ".join(_plain(one) for one in answer)
    return str(answer)[:200]


def _rights(asked: Plain, key: Plain, given: Sequence[Given], is_right: Callable[[Any], bool]) -> set[str]:
    """Return what is right to choose: the options that the key names, else what stands in answers that are right."""
    options, right = _options(asked), key.get("right")
    if options and isinstance(right, list):
        return {options[id_] for id_ in right if id_ in options}
    return {text for one in given if is_right(one.answer) for text in _texts(asked, one.answer)}


def _order(asked: Plain, counted: Counter[str]) -> list[str]:
    """Return the options as the question has them, or the commonest answers; what nobody chose is told too."""
    options = list(_options(asked).values())
    if options:
        return [*options, *(text for text, _ in counted.most_common() if text not in options)]
    return [text for text, _ in counted.most_common(MOST)]
