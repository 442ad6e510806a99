"""A proof as it is frozen with a certificate: a leaf for each requirement that was met, under one root.

A leaf says what was asked, what was there, and what it rests on. Each begins with 128 random bits, so that who sees
one, with the hashes beside it, can't guess what the others say. The evidence is named by id and by HMAC-SHA-256 over
what it said, under a key that is never shown: who sees a leaf can't try out days and minutes, and the school can
still tell whether its records say today what they said then.
"""

import hashlib
import hmac
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from ashilms.plain import read_plain, write_plain
from ashilms.plugins import Fact
from ashilms.programs.rules.merkle import hash_leaf, path_to, root_of
from ashilms.programs.rules.proof import Proof, Standing

SALT, KEY = 16, 16
"""Random bytes of a leaf, and of the key under which its evidence is hashed."""


@dataclass(frozen=True)
class Frozen:
    """The leaves as canonical JSON, in the order of the tree, and the key of what they rest on, in hex."""

    leaves: tuple[str, ...]
    evidence_key: str

    @cached_property
    def hashes(self) -> tuple[bytes, ...]:
        """The hash of each leaf."""
        return tuple(hash_leaf(leaf.encode()) for leaf in self.leaves)

    @property
    def root(self) -> str:
        """What stands for all of them, in hex: it is a part of what the certificate says."""
        return root_of(self.hashes).hex()

    def path(self, place: int) -> list[str]:
        """Return the hashes, in hex, by which the leaf at `place` leads to the root."""
        return [one.hex() for one in path_to(place, self.hashes)]

    def read(self) -> list[dict[str, Any]]:
        """Return what the leaves say."""
        return [read_plain(leaf) for leaf in self.leaves]


def freeze(standing: Standing, evidence: Sequence[Fact], chance: Callable[[int], bytes]) -> Frozen:
    """Return the frozen proof of a standing; `chance` returns so many random bytes."""
    key = chance(KEY)
    digests = {fact.id: digest_of(fact, key) for fact in evidence}
    leaves = (
        _leaf_of(proof, standing, chance(SALT), digests) for proof in standing.proof.leaves() if proof.met
    )
    return Frozen(tuple(write_plain(leaf) for leaf in leaves), key.hex())


def digest_of(fact: Fact, key: bytes) -> str:
    """Return what stands for a fact and all that it says, in hex."""
    said = {
        "id": fact.id, "kind": fact.kind, "on": fact.on.isoformat(), "since": fact.since and fact.since.isoformat(),
        "values": fact.values,
    }  # fmt: skip
    return hmac.new(key, write_plain(said).encode(), hashlib.sha256).hexdigest()


def changed_since(frozen: Frozen, evidence: Sequence[Fact]) -> Iterator[str]:
    """Yield the ids of what the leaves rest on that says something else in `evidence`, or is not there any more."""
    today = {fact.id: digest_of(fact, bytes.fromhex(frozen.evidence_key)) for fact in evidence}
    then = {one["id"]: one["digest"] for leaf in frozen.read() for one in leaf["evidence"]}
    return (id_ for id_, digest in then.items() if today.get(id_) != digest)


def _leaf_of(proof: Proof, standing: Standing, salt: bytes, digests: Mapping[str, str]) -> dict[str, Any]:
    waived = {"waived": proof.waived_as} if proof.waived_as else {}
    return waived | {
        "salt": salt.hex(), "program": standing.program, "version": standing.version, "on": standing.on.isoformat(),
        "requirement": proof.id, "kind": proof.kind, "title": proof.title, "have": proof.have,
        "until": proof.until and proof.until.isoformat(),
        "evidence": [{"id": id_, "digest": digests[id_]} for id_ in proof.evidence if id_ in digests],
    }  # fmt: skip
