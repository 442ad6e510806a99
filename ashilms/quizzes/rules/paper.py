"""Putting a paper together: which questions are drawn, and in which order they and their parts stand."""

import hashlib
import hmac
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any


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


def as_blueprint(plain: Mapping[str, Any]) -> Blueprint:
    """Return the blueprint that a pack's quiz describes, from its own fields."""
    parts = tuple(Part(**part) for part in plain.get("parts", ()))
    return Blueprint(**{**plain, "waits_hours": tuple(plain["waits_hours"]), "parts": parts})


@dataclass(frozen=True, slots=True)
class PoolItem:
    """One question that may be drawn."""

    id: int
    rule: str
    """What it tests; a paper never holds two of one rule."""
    topic: str
    critical: bool


def shortage(blueprint: Blueprint, pool: Iterable[PoolItem]) -> str | None:
    """Return a sentence saying what the pool lacks for this blueprint; `None`: a paper can be drawn."""
    return next((lack for part, items in _shares(blueprint, pool) if (lack := _lack(part, items))), None)


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

    Every rule has the same chance within its half (critical or not), every question the same within its
    rule, and topics come as often as their share of the rules: a systematic sample with a random start over
    the rules laid out topic by topic (W. G. Cochran, Sampling Techniques, chapter 8). The same seed and pool
    give the same paper. Raises `ValueError` when the pool is too small, see `shortage`.
    """
    pool = list(pool)
    if reason := shortage(blueprint, pool):
        raise ValueError(reason)
    chosen = [item for part, items in _shares(blueprint, pool) for item in _drawn(part, items, seed)]
    return tuple(shuffle((item.id for item in chosen), seed, "place"))


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
