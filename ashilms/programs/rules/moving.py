"""What changes for somebody who is moved to another version of their program: shown before anything is."""

from dataclasses import dataclass

from ashilms.programs.rules.proof import Proof, Standing


@dataclass(frozen=True, slots=True)
class Judged:
    """One requirement that both versions ask for, and how each judges it."""

    was: Proof
    will_be: Proof


@dataclass(frozen=True, slots=True)
class Move:
    """The same person on the same day under two versions."""

    was: Standing
    will_be: Standing
    added: tuple[Proof, ...]
    dropped: tuple[Proof, ...]
    changed: tuple[Judged, ...]
    """Asked for by both, in other words, in another measure or with another answer."""

    @property
    def same(self) -> int:
        """How many requirements stay as they are."""
        return len(list(self.will_be.proof.leaves())) - len(self.added) - len(self.changed)


def compare(was: Standing, will_be: Standing) -> Move:
    """Return what a move from one version to the other changes; requirements are matched by their ids."""
    before = {leaf.id: leaf for leaf in was.proof.leaves()}
    after = {leaf.id: leaf for leaf in will_be.proof.leaves()}
    both = (Judged(leaf, after[id]) for id, leaf in before.items() if id in after)
    return Move(
        was, will_be,
        tuple(leaf for id, leaf in after.items() if id not in before),
        tuple(leaf for id, leaf in before.items() if id not in after),
        tuple(pair for pair in both if _seen(pair.was) != _seen(pair.will_be)),
    )  # fmt: skip


def _seen(leaf: Proof) -> tuple[str, bool, str, str, str, str]:
    return leaf.title, leaf.met, leaf.have, leaf.needed, leaf.kind, leaf.waived
