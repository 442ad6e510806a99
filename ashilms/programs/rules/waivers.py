"""Waivers: who says that a requirement is met without its evidence, until when, and of which it can't be said."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta
from enum import StrEnum
from typing import Any

from ashilms.formats import day
from ashilms.plugins import Fact, Guarding
from ashilms.programs.rules.proof import Proof
from ashilms.programs.rules.tree import Kinds, Leaf, Node, leaves_of
from ashilms.texts import problem_with_length

WAIVER = "waiver"
"""The kind of the fact."""
LONGEST = timedelta(days=731)
"""How far ahead a waiver may end: as long as a certificate of the course that ships is valid."""
SHORTEST_WORDS, LONGEST_WORDS = 10, 1000
"""Characters of a reason."""


class Sort(StrEnum):
    """Why something counts as met without its evidence."""

    WAIVER = "waiver"
    """It is not asked of this person."""
    EQUIVALENCE = "equivalence"
    """They have shown something elsewhere that is worth as much."""


SAID = {Sort.WAIVER: "Waived", Sort.EQUIVALENCE: "Met by an equivalence"}


def is_waivable(leaf: Leaf, kinds: Kinds) -> bool:
    """Return whether a requirement may be waived: the pack says so, and its kind is here and guards nothing."""
    return leaf.waivable and leaf.kind in kinds and not isinstance(kinds[leaf.kind], Guarding)


def waivable_in(tree: Node, kinds: Kinds) -> Sequence[Leaf]:
    """Return the requirements of a tree that may be waived, in its order."""
    return [leaf for leaf in leaves_of(tree) if is_waivable(leaf, kinds)]


def waivers_on(program: str, evidence: Sequence[Fact], on: date) -> Mapping[str, Fact]:
    """Return the waivers in a program that stand on a day, by requirement; of several the one that lasts longest."""
    standing = [fact for fact in evidence if fact.kind == WAIVER and _stands(fact, program, on)]
    return {
        fact.values["requirement"]: fact
        for fact in sorted(standing, key=lambda fact: (fact.values["until"], fact.id))
    }


def words_of(sort: str, until: date) -> str:
    """Return how a waiver is told to whoever may not know its reason."""
    return f"{SAID[Sort(sort)]} until {day(until)}"


def words_in(leaf: Mapping[str, Any]) -> str:
    """Return how a frozen line that was met by a waiver is told; nothing of any other."""
    return words_of(leaf["waived"], date.fromisoformat(leaf["until"])) if "waived" in leaf else ""


def waive(proof: Proof, waiver: Fact) -> Proof:
    """Return the proof of a requirement that is met by a waiver alone, and says so."""
    until = date.fromisoformat(waiver.values["until"])
    sort = waiver.values["sort"]
    return replace(
        proof, met=True, needed="", how="", page=None, by=None, until=until, evidence=(waiver.id,),
        waived=f"{words_of(sort, until)}: {waiver.values['reason']}", waived_as=sort,
    )  # fmt: skip


def problem_with_end(until: date, today: date) -> str | None:
    """Return what is wrong with the last day of a waiver."""
    if today <= until <= today + LONGEST:
        return None
    return f"Put in a last day from today on, and within {LONGEST.days} days."


def problem_with_words(words: str) -> str | None:
    """Return what is wrong with a reason."""
    return problem_with_length(words, SHORTEST_WORDS, LONGEST_WORDS)


def _stands(waiver: Fact, program: str, on: date) -> bool:
    values = waiver.values
    over = values["ended"] is not None and date.fromisoformat(values["ended"]) <= on
    return values["program"] == program and on <= date.fromisoformat(values["until"]) and not over
