"""What rests on a signature whose credential turned out to have lapsed, and what the ledger says of it meanwhile."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

STANDS, VOID = "stands", "void"
UNDER_REVIEW = "Under review: a credential of whoever signed it turned out to have lapsed."


@dataclass(frozen=True, slots=True)
class Dependent:
    """One thing that rests on a credential: a signed session, or a certificate; and the page that shows it."""

    id: int
    person_id: int
    name: str
    """Which one it is, such as its day and times, or its number."""
    endpoint: str
    values: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Dependents:
    """All that rests on a credential from a day on."""

    entries: tuple[Dependent, ...] = ()
    certificates: tuple[Dependent, ...] = ()


def note_of(decision: str | None, reason: str | None) -> str:
    """Return what the ledger says of a doubted session: under review, or why it no longer counts; else nothing."""
    if decision is None:
        return UNDER_REVIEW
    return f"No longer counts: {reason}" if decision == VOID else ""
