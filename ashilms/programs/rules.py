"""Requirement trees and their proof: the same tree, evidence and date give the same bytes, for ever."""

import hashlib
import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from ashilms.plugins import Fact, Met, RequirementKind, Unmet

Kinds = Mapping[str, RequirementKind]
APPROVAL, APPROVED = "second_person_approval", "approval"
"""The kind of the requirement, and the kind of the fact that meets it."""


@dataclass(frozen=True, slots=True)
class Leaf:
    """One requirement, judged by its kind."""

    id: str
    title: str
    kind: str
    params: Mapping[str, Any]
    how: str
    short: str = ""


@dataclass(frozen=True, slots=True)
class Group:
    """Requirements of which at least `needed` must be met."""

    id: str
    title: str
    needed: int
    members: tuple["Node", ...]
    short: str = ""
    """What a narrow column calls it."""


Node = Leaf | Group


@dataclass(frozen=True, slots=True)
class Proof:
    """One node's answer: met or not, what decided it or what is missing, and the same for what is below."""

    id: str
    title: str
    met: bool
    have: str
    needed: str = ""
    how: str = ""
    kind: str = ""
    page: str | None = None
    by: date | None = None
    until: date | None = None
    evidence: tuple[str, ...] = ()
    members: tuple["Proof", ...] = ()
    short: str = ""
    """What a narrow column calls it; of the page alone, not of what is frozen."""

    @property
    def heading(self) -> str:
        """What a column of it is called."""
        return self.short or self.title

    @property
    def counts(self) -> tuple[int, int]:
        """How many single requirements below are met, and how many there are."""
        leaves = list(self.leaves())
        return sum(leaf.met for leaf in leaves), len(leaves)

    @property
    def said(self) -> str:
        """What there is of it, in few words: of a group, how many are met."""
        met, all_ = self.counts
        return f"{met} of {all_}" if self.members else self.have

    def leaves(self) -> Iterator["Proof"]:
        """Yield every single requirement below, in the pack's order."""
        if not self.members:
            yield self
        for member in self.members:
            yield from member.leaves()


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a person stands in one version of a program, as of a date."""

    program: str
    version: int
    on: date
    proof: Proof

    @property
    def met(self) -> bool:
        """Whether everything is met."""
        return self.proof.met

    @property
    def awaits_approval_only(self) -> bool:
        """Whether nothing but a second person's approval is missing."""
        return {leaf.kind for leaf in self.missing} == {APPROVAL}

    @property
    def counts(self) -> tuple[int, int]:
        """How many single requirements are met, and how many there are."""
        return self.proof.counts

    @property
    def columns(self) -> tuple[Proof, ...]:
        """The parts under which people are compared: what stands right below the top, or the top itself."""
        return self.proof.members or (self.proof,)

    @property
    def missing(self) -> tuple[Proof, ...]:
        """Every single requirement that is not met, in the pack's order."""
        return tuple(leaf for leaf in self.proof.leaves() if not leaf.met)

    def canonical(self) -> bytes:
        """Return the standing as canonical JSON: what is frozen with a certificate."""
        return json.dumps(as_data(self), sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()

    def digest(self) -> str:
        """Return the SHA-256 of the canonical bytes, in hex."""
        return hashlib.sha256(self.canonical()).hexdigest()


def parse(data: Mapping[str, Any]) -> Node:
    """Return the tree that a program's `requirements` describe; the pack's schema has checked its shape."""
    for word, needed in _GROUPS.items():
        if word in data:
            members = tuple(parse(member) for member in data[word])
            return Group(data["id"], data["title"], needed(data, members), members, data.get("short", ""))
    return Leaf(
        data["id"], data["title"], data["kind"], data.get("with", {}), data["how"], data.get("short", "")
    )


_GROUPS: dict[str, Callable[[Mapping[str, Any], tuple[Node, ...]], int]] = {
    "all_of": lambda data, members: len(members),
    "any_of": lambda data, members: 1,
    "of": lambda data, members: int(data["at_least"]),
}


def leaves_of(node: Node) -> Iterator[Leaf]:
    """Yield every single requirement of a tree."""
    if isinstance(node, Leaf):
        yield node
    else:
        for member in node.members:
            yield from leaves_of(member)


def problems(node: Node, kinds: Kinds, *, drafted: bool = False) -> list[str]:
    """Return what is wrong with a tree: unknown kinds, wrong parameters, ids used twice, groups none can meet.

    A `drafted` one, to which nobody can be bound, may ask for what can't be judged yet.
    """
    found, seen = [], set()
    for part in _nodes(node):
        if part.id in seen:
            found.append(f"Two requirements are called {part.id!r}; each needs an id of its own.")
        seen.add(part.id)
        if isinstance(part, Group):
            if part.needed > len(part.members):
                found.append(
                    f"{part.id!r} asks for {part.needed} of {len(part.members)}: nobody can ever meet it."
                )
        elif part.kind in kinds:
            found += [f"{part.id!r}: {problem}" for problem in kinds[part.kind].problems(part.params)]
        elif not drafted:
            known = ", ".join(sorted(kinds))
            found.append(f"{part.id!r}: there is no requirement kind {part.kind!r}; known are {known}.")
    return found


def evaluate(
    program: str, version: int, tree: Node, kinds: Kinds, evidence: Sequence[Fact], on: date
) -> Standing:
    """Return the proof of `tree` on `on`; facts dated later than that are not looked at."""
    known = tuple(sorted((fact for fact in evidence if fact.on <= on), key=lambda fact: (fact.kind, fact.id)))
    return Standing(program, version, on, _prove(tree, kinds, known, on))


def _prove(node: Node, kinds: Kinds, evidence: tuple[Fact, ...], on: date) -> Proof:
    if isinstance(node, Leaf):
        return _proof_of(node, _judged(node, kinds, evidence, on))
    members = tuple(_prove(member, kinds, evidence, on) for member in node.members)
    met = sum(member.met for member in members)
    return Proof(
        node.id, node.title, met >= node.needed, f"{met} of {len(members)}",
        needed="" if met >= node.needed else f"{node.needed} of {len(members)}", members=members, short=node.short,
    )  # fmt: skip


def _judged(leaf: Leaf, kinds: Kinds, evidence: tuple[Fact, ...], on: date) -> Met | Unmet:
    if leaf.kind not in kinds:  # what added it was taken off: nothing is met by what nobody can judge
        return Unmet("", f"can’t be judged here now: no kind {leaf.kind!r} is installed")
    return kinds[leaf.kind].judge(leaf.params, evidence, on)


def _proof_of(leaf: Leaf, answer: Met | Unmet) -> Proof:
    if isinstance(answer, Met):
        return Proof(
            leaf.id, leaf.title, True, answer.have, kind=leaf.kind, until=answer.until, evidence=answer.evidence,
            short=leaf.short,
        )  # fmt: skip
    return Proof(
        leaf.id, leaf.title, False, answer.have, answer.needed, leaf.how, leaf.kind,
        page=answer.page, by=answer.by, evidence=answer.evidence, short=leaf.short,
    )  # fmt: skip


def as_data(standing: Standing) -> dict[str, Any]:
    """Return a standing as plain JSON values; pages and column names are left out, since they move."""
    return {
        "program": standing.program,
        "version": standing.version,
        "on": standing.on.isoformat(),
        "proof": _data_of(standing.proof),
    }


def _data_of(proof: Proof) -> dict[str, Any]:
    data: dict[str, Any] = {
        "id": proof.id, "title": proof.title, "met": proof.met, "have": proof.have,
        "needed": proof.needed, "how": proof.how, "kind": proof.kind, "evidence": list(proof.evidence),
        "by": proof.by and proof.by.isoformat(), "until": proof.until and proof.until.isoformat(),
    }  # fmt: skip
    if proof.members:
        data["members"] = [_data_of(member) for member in proof.members]
    return data


def _nodes(node: Node) -> Iterator[Node]:
    yield node
    if isinstance(node, Group):
        for member in node.members:
            yield from _nodes(member)


def assessors(evidence: Sequence[Fact]) -> frozenset[int]:
    """Return everybody who judged the trainee's practice: they may not be the second person who approves."""
    named = [fact.values.get("assessor") for fact in evidence if fact.kind == "observation"]
    named += [fact.values.get("supervisor") for fact in evidence if fact.kind == "practicum_entry"]
    return frozenset(int(person) for person in named if person is not None)
