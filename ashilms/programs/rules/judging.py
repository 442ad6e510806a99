"""Judging evidence by a tree: the same tree, evidence and date give the same proof."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import date

from ashilms.plugins import Fact, Met, Unmet
from ashilms.programs.rules.proof import Proof, Standing
from ashilms.programs.rules.tree import Kinds, Leaf, Node
from ashilms.programs.rules.waivers import WAIVER, is_waivable, waive, waivers_on

BOARD_CASE = "board_case"
"""The kind of fact that a case before the review board is; while it is open, nothing is issued."""


def evaluate(
    program: str, version: int, tree: Node, kinds: Kinds, evidence: Sequence[Fact], on: date
) -> Standing:
    """Return the proof of `tree` on `on`; what was not there yet on that day is not looked at."""
    there = (fact for fact in evidence if fact.counts_on(on))
    known = tuple(sorted(there, key=lambda fact: (fact.kind, fact.id)))
    given = waivers_on(program, known, on)
    return Standing(program, version, on, _prove(tree, kinds, known, given, on))


def _prove(
    node: Node, kinds: Kinds, evidence: tuple[Fact, ...], given: Mapping[str, Fact], on: date
) -> Proof:
    if isinstance(node, Leaf):
        proof = _proof_of(node, _judged(node, kinds, evidence, on))
        waiver = given.get(node.id)
        return waive(proof, waiver) if waiver and not proof.met and is_waivable(node, kinds) else proof
    members = tuple(_prove(member, kinds, evidence, given, on) for member in node.members)
    met = sum(member.met for member in members)
    return Proof(
        node.id, node.title, met >= node.needed, f"{met} of {len(members)}",
        needed="" if met >= node.needed else f"{node.needed} of {len(members)}", members=members, short=node.short,
        least=node.needed,
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


def signer_of(fact: Fact) -> int | None:
    """Return who observed, or signed a session, which another may do than it names; `None` where nobody judged."""
    if fact.kind == "observation":
        return fact.values.get("assessor")
    return fact.values.get("signed_by") if fact.kind == "practicum_entry" else None


def signers(evidence: Iterable[Fact]) -> list[int]:
    """Return who judged the trainee's practice, whoever did so most often first."""
    often = Counter(person for fact in evidence if (person := signer_of(fact)) is not None)
    return sorted(often, key=lambda person: (-often[person], person))


def what_holds_up(evidence: Iterable[Fact]) -> str:
    """Return why nothing is issued to somebody just now, whatever else is met, in a sentence; empty: nothing."""
    if any(fact.kind == BOARD_CASE and fact.values["closed"] is None for fact in evidence):
        return "The review board looks at a case about them. Nothing is issued until it has decided."
    return ""


def assessors(evidence: Sequence[Fact]) -> frozenset[int]:
    """Return who judged the trainee's practice or waived something: they may not be the second person who approves.

    Nor may whom a session names: they supervised it, even where somebody else signed.
    """
    named: list[int | None] = [*signers(evidence)]
    named += [fact.values.get("supervisor") for fact in evidence if fact.kind == "practicum_entry"]
    named += [fact.values["by"] for fact in evidence if fact.kind == WAIVER]
    return frozenset(person for person in named if person is not None)
