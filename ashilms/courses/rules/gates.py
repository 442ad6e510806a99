"""What has to come first before something opens, and what can never open."""

from collections.abc import Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from typing import Any

MODULE_COMPLETED = "module_completed"
QUIZ_PASSED = "quiz_passed"
CREDIT_EARNED = "credit_earned"
"""The milestone that a module's CE minutes were earned, frozen as they were then; nothing opens by it."""
CATEGORY_MET = "category_met"
"""The milestone that a category of the practicum came to all that it needs."""
GATES = {"module": MODULE_COMPLETED, "quiz": QUIZ_PASSED, "category": CATEGORY_MET}
"""What a pack's `requires` may name, and the milestone that meets it."""

Milestones = AbstractSet[tuple[str, str]]
"""What a person has reached in one course, as (kind, ref)."""


@dataclass(frozen=True, slots=True)
class Gate:
    """Something that has to come first: a milestone, and its name for people."""

    kind: str
    ref: str
    title: str = ""


def gates(requires: Iterable[Mapping[str, Any]]) -> list[Gate]:
    """Return a pack's `requires` list as gates."""
    found = []
    for entry in requires:
        word = next(word for word in GATES if word in entry)
        found.append(Gate(GATES[word], str(entry[word]), str(entry.get("title", ""))))
    return found


def unmet(requires: Iterable[Mapping[str, Any]], milestones: Milestones) -> list[Gate]:
    """Return the gates that are still closed, in the pack's order; empty: it is open."""
    return [gate for gate in gates(requires) if (gate.kind, gate.ref) not in milestones]


def first_shut(waits: Mapping[str, Sequence[str]]) -> dict[str, str]:
    """Return what can never open, each with something that it waits for in vain.

    `waits` names, for everything that has gates, what it waits for; each of these is in it too.
    """
    opened: set[str] = set()
    while ready := {key for key in waits.keys() - opened if opened.issuperset(waits[key])}:
        opened |= ready
    shut = waits.keys() - opened
    return {key: next(name for name in waits[key] if name in shut) for key in shut}
