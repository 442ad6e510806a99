"""A proof: the answer of each node of a tree, and its canonical bytes, which stay the same for ever."""

import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from ashilms.plain import write_plain

APPROVAL, APPROVED = "second_person_approval", "approval"
"""The kind of the requirement, and the kind of the fact that meets it."""


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
    waived: str = ""
    """That it is met by a waiver, until when and why; what there is of it all the same stays in `have`."""
    waived_as: str = ""
    """Of which sort that waiver is: all that others are told of it besides its end, since the reason is private."""
    least: int = 0
    """Of a group, how many of its members have to be met; of the page alone, too."""

    @property
    def heading(self) -> str:
        """What a column of it is called."""
        return self.short or self.title

    @property
    def is_choice(self) -> bool:
        """Whether it is a group of which not every member has to be met."""
        return self.least < len(self.members)

    @property
    def counts(self) -> tuple[int, int]:
        """How many single requirements below are met, and how many have to be; of a choice, its members count."""
        if not self.members:
            return int(self.met), 1
        if self.is_choice:
            return min(sum(member.met for member in self.members), self.least), self.least
        parts = [member.counts for member in self.members]
        return sum(met for met, _ in parts), sum(all_ for _, all_ in parts)

    @property
    def said(self) -> str:
        """What there is of it, in few words: of a group, how many are met."""
        met, all_ = self.counts
        return f"{met} of {all_}" if self.members else self.have

    @property
    def choice(self) -> str:
        """How many members of a choice are enough, as a sentence; empty of what is none."""
        if not self.is_choice:
            return ""
        return "One of these is enough." if self.least == 1 else f"Any {self.least} of these are enough."

    def open_first(self) -> list["Proof"]:
        """Return its members, what is still needed first, each part in the pack's order."""
        return sorted(self.members, key=lambda member: member.met)

    def open_leaves(self) -> Iterator["Proof"]:
        """Yield the single requirements below that are still needed; none below what is met already."""
        if self.met:
            return
        if not self.members:
            yield self
        for member in self.members:
            yield from member.open_leaves()

    def open_groups(self) -> Iterator["Proof"]:
        """Yield the groups here and below of which more is still needed; none below what is met already."""
        if self.members and not self.met:
            yield self
            for member in self.members:
                yield from member.open_groups()

    def groups(self) -> Iterator["Proof"]:
        """Yield the groups here and below, met or not."""
        if self.members:
            yield self
        for member in self.members:
            yield from member.groups()

    def would_be_met(self, *kinds: str) -> bool:
        """Return whether it is met, or would be if requirements of these kinds were."""
        if not self.members:
            return self.met or self.kind in kinds
        return sum(member.would_be_met(*kinds) for member in self.members) >= self.least

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
        return not self.met and self.proof.would_be_met(APPROVAL)

    @property
    def is_ready(self) -> bool:
        """Whether nothing is missing, or a second person's approval alone."""
        return self.met or self.awaits_approval_only

    @property
    def counts(self) -> tuple[int, int]:
        """How many single requirements are met, and how many have to be."""
        return self.proof.counts

    @property
    def columns(self) -> tuple[Proof, ...]:
        """The parts under which people are compared: what stands right below the top, or the top itself."""
        return self.proof.members or (self.proof,)

    @property
    def missing(self) -> tuple[Proof, ...]:
        """Every single requirement that is still needed, in the pack's order; of a choice, all that are open."""
        return tuple(self.proof.open_leaves())

    def canonical(self) -> bytes:
        """Return the standing as canonical JSON: what is frozen with a certificate."""
        return write_plain(as_data(self)).encode()

    def digest(self) -> str:
        """Return the SHA-256 of the canonical bytes, in hex."""
        return hashlib.sha256(self.canonical()).hexdigest()


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
    if proof.waived:
        data["waived"] = proof.waived
    if proof.members:
        data["members"] = [_data_of(member) for member in proof.members]
    return data


def waived_in(standing: str) -> list[tuple[str, str]]:
    """Return what was met by a waiver in a standing that was frozen as canonical JSON: each title, how, until when.

    The reason, which was frozen behind them, stays private.
    """
    return list(_waived_in(json.loads(standing)["proof"]))


def _waived_in(proof: dict[str, Any]) -> Iterator[tuple[str, str]]:
    if words := proof.get("waived"):
        yield proof["title"], words.partition(": ")[0]
    for member in proof.get("members", ()):
        yield from _waived_in(member)
