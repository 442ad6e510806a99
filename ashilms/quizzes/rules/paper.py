"""Putting a paper together: which questions are drawn, and in which order they and their parts stand."""

import hashlib
import hmac
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from ashilms.quizzes.rules.bounds import Bound, as_bound
from ashilms.quizzes.rules.search import find_paper, mend

TRIES = 5
"""Samples that a paper is made of one after another; the first does unless bounds leave hardly any."""


PRACTICE = "practice-"
"""How the names of pools begin that are practised from; no quiz draws from them, and nothing else is practised."""


def practice_pool(module: str) -> str:
    """Return the name of the pool that a module is practised from."""
    return PRACTICE + module


@dataclass(frozen=True, slots=True)
class Part:
    """A share of a paper: how many questions on one topic, and how many of these are critical."""

    topic: str
    draw: int
    critical: int


@dataclass(frozen=True, slots=True)
class Blueprint:
    """What one sitting of a quiz is, as the pack states it."""

    draw: int
    """Questions in a paper."""
    critical: int
    """How many of them are critical."""
    pass_percent: int
    minutes: int
    attempts: int
    waits_hours: tuple[int, ...] = ()
    """Hours to wait after the first failed attempt, the second, …; the last one repeats."""
    parts: tuple[Part, ...] = ()
    """Shares by topic that add up to the whole; empty: topics come as often as the pool has them."""
    bounds: tuple[Bound, ...] = ()
    """What a paper holds besides: how many questions of a topic, a kind, a difficulty."""
    proctored: bool = False
    """Whether somebody has to let each person begin."""
    again_days: int | None = None
    """So many days after a pass it may be sat again, all attempts counted anew; `None`: never again."""

    @property
    def all_bounds(self) -> tuple[Bound, ...]:
        """Everything that a paper is held to, the whole of it first."""
        shares = (
            bound
            for part in self.parts
            for bound in (
                Bound(part.draw, part.draw, topic=(part.topic,)),
                Bound(part.critical, part.critical, topic=(part.topic,), critical=True),
            )
        )
        whole = (Bound(self.draw, self.draw), Bound(self.critical, self.critical, critical=True))
        return (*whole, *shares, *self.bounds)


def as_blueprint(plain: Mapping[str, Any]) -> Blueprint:
    """Return the blueprint that a pack's quiz describes, from its own fields."""
    parts = tuple(Part(**part) for part in plain.get("parts", ()))
    bounds = tuple(as_bound(bound) for bound in plain.get("bounds", ()))
    waits = tuple(plain["waits_hours"])
    return Blueprint(**{**plain, "waits_hours": waits, "parts": parts, "bounds": bounds})


@dataclass(frozen=True, slots=True)
class PoolItem:
    """One question that may be drawn."""

    id: int
    rule: str
    """What it tests; a paper never holds two of one rule."""
    topic: str
    critical: bool
    kind: str = ""
    difficulty: int = 0


@dataclass(frozen=True, slots=True)
class Lack:
    """Why no paper can be drawn, and for which of the blueprint's `bounds`, if it is one alone."""

    sentence: str
    bound: int | None = None


def shortage(blueprint: Blueprint, pool: Iterable[PoolItem]) -> str | None:
    """Return a sentence saying what the pool lacks for this blueprint; `None`: a paper can be drawn."""
    lack = find_lack(blueprint, pool)
    return lack.sentence if lack else None


def find_lack(blueprint: Blueprint, pool: Iterable[PoolItem]) -> Lack | None:
    """Return what the pool lacks for this blueprint; `None`: a paper can be drawn."""
    pool = list(pool)
    lack = _first_lack(blueprint, pool)
    if lack or _paper(blueprint, pool, b"") is not None:
        return lack
    return Lack(_clash(blueprint, pool), 0 if blueprint.bounds else None)


def _first_lack(blueprint: Blueprint, pool: Sequence[PoolItem]) -> Lack | None:
    """Return what is too few by itself."""
    for part, items in _shares(blueprint, pool):
        if sentence := _lack(part, items):
            return Lack(sentence)
    for at, bound in enumerate(blueprint.bounds):
        if sentence := _short_of(bound, pool, blueprint.draw):
            return Lack(sentence, at)
    return None


def _short_of(bound: Bound, pool: Iterable[PoolItem], draw: int) -> str | None:
    have = len({item.rule for item in pool if bound.holds(item)})
    if bound.least > min(bound.most, draw):
        return f"At least {bound.least} {bound.about} can't be among at most {min(bound.most, draw)}."
    if have < bound.least:
        return f"A paper needs {bound.least} {bound.about} on different rules; the pool has {have}."
    return None


def _clash(blueprint: Blueprint, pool: Sequence[PoolItem]) -> str:
    """Return which bounds stand in each other's way: each without which there is a paper."""
    kept = {bound: tuple(b for b in blueprint.bounds if b is not bound) for bound in blueprint.bounds}
    guilty = [bound for bound, left in kept.items() if _paper(replace(blueprint, bounds=left), pool, b"")]
    said = "; ".join(f"{bound.least} to {min(bound.most, blueprint.draw)} {bound.about}" for bound in guilty)
    without = f"Without any one of these there is one: {said}." if said else "Loosen several of them."
    return f"No paper was found that keeps every bound at once. {without}"


def _paper(blueprint: Blueprint, pool: Sequence[PoolItem], seed: bytes) -> list[PoolItem] | None:
    """Return a sample that was mended to keep every bound, else the first of all papers that does."""
    bounds = blueprint.all_bounds
    for one_try in range(TRIES):
        key = _keyed(seed, f"try:{one_try}") if one_try else seed
        wanted = [item for part, items in _shares(blueprint, pool) for item in _drawn(part, items, key)]
        at_hand = sorted(pool, key=lambda item: _keyed(key, f"order:{item.id}"))
        once = len({item.rule for item in wanted}) == len(wanted)
        if once and (paper := mend(bounds, wanted, at_hand)) is not None:
            return paper
    rules = [
        sorted(items, key=lambda item: _keyed(seed, f"item:{item.id}")) for items in _by_rule(pool).values()
    ]
    try:
        return find_paper(bounds, sorted(rules, key=lambda items: _keyed(seed, f"rule:{items[0].rule}")))
    except TimeoutError:
        return None


def _lack(part: Part, pool: Iterable[PoolItem]) -> str | None:
    rules, about = _by_rule(pool), f" on {part.topic}" if part.topic else ""
    critical = sum(1 for items in rules.values() if _is_critical(items))
    for needed, have, sort in (
        (part.critical, critical, "must-pass"),
        (part.draw - part.critical, len(rules) - critical, "other"),
    ):
        if have < needed:
            return f"A paper needs {needed} {sort} questions{about} on different rules; the pool has {have}."
    return None


def _shares(blueprint: Blueprint, pool: Iterable[PoolItem]) -> list[tuple[Part, list[PoolItem]]]:
    """Return each part of a paper with the questions that it is drawn from; the whole is one part if none are named."""
    items = list(pool)
    if not blueprint.parts:
        return [(Part("", blueprint.draw, blueprint.critical), items)]
    return [(part, [item for item in items if item.topic == part.topic]) for part in blueprint.parts]


def draw(blueprint: Blueprint, pool: Iterable[PoolItem], seed: bytes) -> tuple[int, ...]:
    """Return the ids of the questions of one paper, in order.

    Every rule has the same chance within its half (critical or not), every question the same within its rule,
    and topics come as often as their share of the rules: a systematic sample with a random start over the rules
    laid out topic by topic (W. G. Cochran, Sampling Techniques, chapter 8). Where bounds ask for something else,
    the sample is mended, by questions in an order that the seed decides; so questions that the bounds can't tell
    apart have the same chance. The same seed and pool give the same paper. Raises `ValueError` when the pool is
    too small, see `shortage`.
    """
    pool = list(pool)
    lack = _first_lack(blueprint, pool)
    paper = None if lack else _paper(blueprint, pool, seed)
    if paper is None:
        raise ValueError(lack.sentence if lack else _clash(blueprint, pool))
    return tuple(shuffle((item.id for item in paper), seed, "place"))


def _drawn(part: Part, pool: Iterable[PoolItem], seed: bytes) -> list[PoolItem]:
    rules = _by_rule(pool).values()
    critical = [items for items in rules if _is_critical(items)]
    other = [items for items in rules if not _is_critical(items)]
    return [
        *_sample(critical, part.critical, seed, f"critical{part.topic}"),
        *_sample(other, part.draw - part.critical, seed, f"other{part.topic}"),
    ]


def shuffle(things: Iterable[Any], seed: bytes, label: str) -> list[Any]:
    """Return `things` in an order that only the seed decides.

    Sorting by a keyed hash gives every order the same chance, and the same one in every Python version.
    """
    return sorted(things, key=lambda thing: _keyed(seed, f"{label}:{thing}"))


def _sample(rules: Sequence[list[PoolItem]], count: int, seed: bytes, label: str) -> list[PoolItem]:
    one_each = [min(items, key=lambda item: _keyed(seed, f"item:{item.id}")) for items in rules]
    one_each.sort(key=lambda item: (_keyed(seed, f"topic:{item.topic}"), _keyed(seed, f"rule:{item.rule}")))
    if not count:
        return []
    start = int.from_bytes(_keyed(seed, f"start:{label}")) % len(one_each)
    return [one_each[(start + step * len(one_each)) // count] for step in range(count)]


def _by_rule(pool: Iterable[PoolItem]) -> dict[str, list[PoolItem]]:
    rules: dict[str, list[PoolItem]] = defaultdict(list)
    for item in pool:
        rules[item.rule].append(item)
    return rules


def _is_critical(items: Iterable[PoolItem]) -> bool:
    return any(item.critical for item in items)


def _keyed(seed: bytes, text: str) -> bytes:
    return hmac.new(seed, text.encode(), hashlib.sha256).digest()
