"""What each category comes to in the end, and the mix of clients: what a trainee has, what is needed, and why."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from ashilms.formats import hours, plural
from ashilms.screenings.rules.outcomes import Outcome
from ashilms.screenings.rules.plan import CLIENT, Category, Plan

DEFERRED = frozenset({Outcome.DEFER_UNTIL})


@dataclass(frozen=True, slots=True)
class Done:
    """Countersigned sessions that minima and the mix can't tell apart."""

    category: str
    minutes: int
    """Credited ones, of all of them."""
    client: str = ""
    supervisor: int = 0
    outcome: Outcome | None = None
    """What the screening decided; `None` where nobody was screened."""
    cleared: bool = False
    """Whether a clearance was asked for, given or not."""
    observed: bool = False
    """Whether it was rated by the rubric."""
    refused: bool = False
    """Whether the check of the room found a fault."""
    marks: frozenset[str] = frozenset()
    hands_ending: bool = False
    """Whether an ending by hands alone was planned before."""
    times: int = 1
    """How many they are."""


@dataclass(frozen=True, slots=True)
class Need:
    """One thing that is needed, what there is of it, and both in words."""

    title: str
    have: int
    need: int
    words: str
    at_most: bool = False

    @property
    def met(self) -> bool:
        """Whether it is."""
        return self.have <= self.need if self.at_most else self.have >= self.need


COUNTS: Mapping[str, tuple[str, Callable[[Sequence[Done]], int]]] = {
    "minutes": ("time", lambda done: sum(one.minutes for one in done)),
    "entries": ("session", lambda done: _times(done, lambda one: True)),
    "clients": ("different client", lambda done: len({one.client for one in done})),
    "observed": ("session rated by the rubric", lambda done: _times(done, lambda one: one.observed)),
    "refused": ("check that found a fault", lambda done: _times(done, lambda one: one.refused)),
    "not_treat": ("case that allows no session", lambda done: _times(done, _is_stop)),
    "clearance": ("case with a clearance", lambda done: _times(done, lambda one: one.cleared)),
    "defer": ("case that waits", lambda done: _times(done, lambda one: one.outcome in DEFERRED)),
}
"""What a category may need, by the name that the pack uses: how one of it is called, and how it is counted."""


def _times(done: Iterable[Done], fits: Callable[[Done], bool]) -> int:
    return sum(one.times for one in done if fits(one))


def _is_stop(one: Done) -> bool:
    return one.outcome is not None and not one.outcome.allows_session


def needs_of(category: Category, done: Iterable[Done]) -> list[Need]:
    """Return what one category needs, in the order in which it is counted."""
    own = [one for one in done if one.category == category.code]
    return [
        _need(name, COUNTS[name][1](own), category.needs[name])
        for name in COUNTS
        if category.needs.get(name, 0) > 0
    ]


def is_met(category: Category, done: Iterable[Done]) -> bool:
    """Return whether a category has come to all that it needs."""
    return all(need.met for need in needs_of(category, done))


def _need(name: str, have: int, need: int) -> Need:
    one = COUNTS[name][0]
    if name == "minutes":
        return Need("Credited time", have, need, f"{hours(have)} of {hours(need)}")
    return Need(one.capitalize(), have, need, f"{have} of {plural(need, one, _many(one))}")


def _many(one: str) -> str:
    first, _, rest = one.partition(" ")
    return f"{first}s {rest}".strip() if first in ("session", "check", "case") else f"{one}s"


def mix_of(plan: Plan, done: Iterable[Done]) -> list[Need]:
    """Return what is asked of all client sessions together: the mix of clients, and no one client or supervisor."""
    kinds = {category.code for category in plan.categories.values() if category.kind == CLIENT}
    own = [one for one in done if one.category in kinds]
    return [*_marked(plan, own), *_shares(plan, own)] if kinds else []


def _marked(plan: Plan, own: Sequence[Done]) -> Iterator[Need]:
    for mark in plan.marks:
        fit = (one for one in own if mark.fits(one.marks, one.outcome, hands_ending=one.hands_ending))
        have = sum(one.times for one in fit)
        yield Need(mark.title, have, mark.least, f"{have} of {plural(mark.least, 'session')}")


def _shares(plan: Plan, own: Sequence[Done]) -> Iterator[Need]:
    minutes = sum(one.minutes for one in own)
    by_client, by_supervisor = Counter[str](), Counter[int]()
    for one in own:
        by_client[one.client] += one.minutes
        by_supervisor[one.supervisor] += one.minutes
    share, second = plan.caps.client_percent, plan.caps.second_supervisor_percent
    if share and minutes:
        client, most = by_client.most_common(1)[0]
        words = f"{client} has {_percent(most, minutes)} %, {share} % at most"
        yield Need("Time with one client", _percent(most, minutes), share, words, at_most=True)
    if second and minutes:
        rest = 100 * (minutes - by_supervisor.most_common(1)[0][1]) // minutes
        words = f"{rest} % with others, at least {second} % where there are two"
        yield Need("Time with a second supervisor", rest, second, words)


def _percent(part: int, whole: int) -> int:
    """Return a share in whole percent, rounded up: nothing that is over a line is called within it."""
    return -(-100 * part // whole)
