"""A board's rules as one versioned value, from data whose shape the schema has checked."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

BOARD, SCHOOL = "board", "school"


@dataclass(frozen=True, slots=True)
class Source:
    """Where a rule or a fact is written: what, where, and of when that text is, as far as it says."""

    title: str
    where: str
    dated: str = ""
    """Of when the text itself is; empty: it does not say."""

    def __str__(self) -> str:
        """Return it as a person reads it."""
        return f"“{self.title}”, {self.where} ({self.dated or 'the text says no date'})"


@dataclass(frozen=True, slots=True)
class Rule:
    """One thing that a certificate must or must not say: whose rule it is, its text, its source and its day."""

    id: str
    text: str
    check: str
    params: Mapping[str, Any]
    by: str
    """`board`, or `school`: we hold to it ourselves, and whether the board asks for it is not known."""
    since: date
    """The day on which it was written down here."""
    source: Source | None


@dataclass(frozen=True, slots=True)
class Fact:
    """Something a board says that no certificate can show, such as how long records are kept."""

    text: str
    source: Source


@dataclass(frozen=True, slots=True)
class Pack:
    """One version of a board's rules."""

    id: str
    version: int
    name: str
    short: str
    unit: str
    """How its hours are written after their number."""
    types: tuple[str, ...]
    """The course types that can be chosen for it."""
    rules: tuple[Rule, ...]
    facts: tuple[Fact, ...]
    unknown: tuple[str, ...]

    @property
    def asks_for_licence(self) -> bool:
        """Whether a certificate must show the holder’s licence number, so that it is claimed on request alone."""
        return any(rule.check == "shown" and rule.params["field"] == "holder_licence" for rule in self.rules)

    def rule(self, id: str) -> Rule:
        """Return a rule by its id; raises `KeyError`."""
        return {rule.id: rule for rule in self.rules}[id]


def read_pack(data: Mapping[str, Any]) -> Pack:
    """Return the pack that a file's data describe; raises `ValueError` when two rules have one id."""
    rules = tuple(_rule(rule) for rule in data["rules"])
    if len({rule.id for rule in rules}) < len(rules):
        raise ValueError(f"Two rules of {data['id']!r} have one id; each needs its own.")
    facts = tuple(Fact(fact["text"], Source(**fact["source"])) for fact in data["facts"])
    return Pack(
        data["id"], data["version"], data["name"], data["short"], data["unit"], tuple(data["types"]), rules, facts,
        tuple(data["unknown"]),
    )  # fmt: skip


def _rule(data: Mapping[str, Any]) -> Rule:
    source = Source(**data["source"]) if "source" in data else None
    since = date.fromisoformat(str(data["since"]))
    return Rule(data["id"], data["text"], data["check"], data["with"], data["by"], since, source)
