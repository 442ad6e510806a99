"""Finding a paper that keeps every bound and never asks two questions on one rule.

With bounds on topics, kinds and difficulties at once this is matching in several dimensions, for which no quick
way is known (R. M. Karp, Reducibility among combinatorial problems, 1972). So a paper that is nearly right is
mended, one question for another, always the change that helps most (the min-conflicts heuristic); and where that
does not end, all papers are gone through, depth first, with what can't be finished cut off and never tried twice
(forward checking, nogood recording). Both are in S. Russell and P. Norvig, Artificial Intelligence, chapter on
constraint satisfaction. A pool leaves room for what it is asked, so a few changes do; `STEPS` ends what is none.
"""

from collections.abc import Iterable, Iterator, Sequence
from itertools import accumulate
from operator import add
from typing import Protocol, TypeVar

from ashilms.quizzes.rules.bounds import Bound, Item

CHANGES = 60
"""How often one question is put in place of another before mending gives up."""
STEPS = 20_000
"""How many questions are considered before going through all papers gives up."""

Counts = tuple[int, ...]
"""How many of some questions count towards each bound."""


class Question(Item, Protocol):
    """What a paper is made of."""

    @property
    def rule(self) -> str:
        """What it tests."""


Q = TypeVar("Q", bound=Question)


def mend(bounds: Sequence[Bound], paper: Sequence[Q], pool: Sequence[Q]) -> list[Q] | None:
    """Return a paper near to `paper` that keeps every bound; `None` when none was found in `CHANGES`.

    Of changes that help as much, the one is made whose questions come first, in the paper and in the pool.
    """
    paper, seen = list(paper), set()
    for _ in range(CHANGES):
        counts = _counts(bounds, paper)
        worst = _wrong(bounds, counts)
        if not worst:
            return paper
        seen.add(frozenset(map(id, paper)))
        changes = [c for c in _changes(bounds, counts, paper, pool) if _after(paper, c) not in seen]
        if not changes:
            return None
        place, new = min(changes, key=lambda change: _wrong(bounds, _moved(bounds, counts, paper, change)))
        paper[place] = new
    return None


def _changes(
    bounds: Sequence[Bound], counts: Counts, paper: Sequence[Q], pool: Sequence[Q]
) -> Iterator[tuple[int, Q]]:
    """Yield what would help the first bound that is broken: a place in the paper, and another question for it."""
    bound, have = next((b, n) for b, n in zip(bounds, counts, strict=True) if not b.least <= n <= b.most)
    asked = {item.rule for item in paper}
    for place, old in enumerate(paper):
        if bound.holds(old) is (have > bound.most):
            for new in pool:
                helps = bound.holds(new) is (have < bound.least)
                if helps and (new.rule == old.rule or new.rule not in asked):
                    yield place, new


def _after(paper: Sequence[Q], change: tuple[int, Q]) -> frozenset[int]:
    place, new = change
    return frozenset(id(new) if at == place else id(old) for at, old in enumerate(paper))


def _moved(bounds: Sequence[Bound], counts: Counts, paper: Sequence[Q], change: tuple[int, Q]) -> Counts:
    place, new = change
    old = paper[place]
    return tuple(n - b.holds(old) + b.holds(new) for b, n in zip(bounds, counts, strict=True))


def _counts(bounds: Sequence[Bound], paper: Sequence[Item]) -> Counts:
    return tuple(sum(bound.holds(item) for item in paper) for bound in bounds)


def _wrong(bounds: Sequence[Bound], counts: Counts) -> int:
    """Return how many questions too few and too many there are, over all bounds."""
    return sum(max(0, b.least - n, n - b.most) for b, n in zip(bounds, counts, strict=True))


def find_paper(bounds: Sequence[Bound], rules: Iterable[Sequence[Q]]) -> list[Q] | None:
    """Return questions on different rules by which every bound holds; `None` when there are no such questions.

    Each rule comes as the questions on it. Raises `TimeoutError` after `STEPS`.
    """
    left = [[(item, tuple(int(b.holds(item)) for b in bounds)) for item in rule] for rule in rules]
    taken: list[Q | None] = []
    states = [(0,) * len(bounds)]
    search = _Search(bounds, [[adds for _, adds in rule] for rule in left])
    ways = [search.ways(0, states[0])]
    while ways and len(taken) < len(left):
        found = next(ways[-1], None)
        if found is None:
            ways.pop()
            search.hopeless.add((len(ways), states.pop()))
            taken = taken[:-1]
        else:
            place, counts = found
            taken.append(None if place is None else left[len(taken)][place][0])
            states.append(counts)
            ways.append(search.ways(len(taken), counts))
    return [item for item in taken if item is not None] if ways else None


class _Search:
    """What may be done about each rule, as counts alone."""

    def __init__(self, bounds: Sequence[Bound], rules: Sequence[Sequence[Counts]]) -> None:
        self.bounds, self.rules = bounds, rules
        self.hopeless: set[tuple[int, Counts]] = set()
        self.steps = 0
        able = [[any(adds[at] for adds in rule) for rule in rules] for at in range(len(bounds))]
        self.supply = [[*accumulate(reversed(can), initial=0)][::-1] for can in able]
        """For each bound and rule: how many from that rule on have a question that counts."""

    def ways(self, at: int, counts: Counts) -> Iterator[tuple[int | None, Counts]]:
        """Yield what may be done about a rule: ask one of its questions, by its place, or none."""
        if at == len(self.rules):
            return
        nothing = (0,) * len(counts)
        for place, adds in [*enumerate(self.rules[at]), (None, nothing)]:
            self.steps += 1
            if self.steps > STEPS:
                raise TimeoutError
            after = tuple(map(add, counts, adds))
            if (at + 1, after) not in self.hopeless and self._may(at + 1, after):
                yield place, after

    def _may(self, at: int, counts: Counts) -> bool:
        """Return whether each bound by itself can still be kept by the rules from `at` on."""
        return all(
            have <= bound.most and bound.least - have <= supply[at]
            for bound, have, supply in zip(self.bounds, counts, self.supply, strict=True)
        )
