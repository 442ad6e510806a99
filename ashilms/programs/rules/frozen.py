"""A proof as it is frozen with a certificate: a leaf for each requirement that was met, under one root.

A leaf says what was asked, what was there, and what it rests on. Each begins with 128 random bits, so that who sees
one, with the hashes beside it, can't guess what the others say. The evidence is named by id and by HMAC-SHA-256 over
what it said, under a key that is never shown: who sees a leaf can't try out days and minutes, and the school can
still tell whether its records say today what they said then. For that it keeps what each said, which nobody is shown.
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
ENDS, TURNS = ("ended", "closed"), ("turned", "changes")
"""Values of facts that go on by themselves, see `Fact.values`: the day of an end, and days with what it turned to."""


@dataclass(frozen=True)
class Frozen:
    """The leaves as canonical JSON, in the order of the tree, and what they rest on."""

    leaves: tuple[str, ...]
    evidence_key: str
    """Under which the evidence is hashed, in hex: shown to nobody."""
    said: Mapping[str, str]
    """What each fact said that a leaf rests on, as canonical JSON, by its id: shown to nobody, either."""

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
    met = [proof for proof in standing.proof.leaves() if proof.met]
    counted = {id_ for proof in met for id_ in proof.evidence}
    said = {fact.id: said_by(fact) for fact in evidence if fact.id in counted}
    digests = {id_: digest_of(text, key) for id_, text in said.items()}
    leaves = (_leaf_of(proof, standing, chance(SALT), digests) for proof in met)
    return Frozen(tuple(write_plain(leaf) for leaf in leaves), key.hex(), said)


def salt_anew(frozen: Frozen, chance: Callable[[int], bytes]) -> Frozen:
    """Return the same proof under another root: a certificate that says the same rightly has one of its own."""
    leaves = (write_plain(leaf | {"salt": chance(SALT).hex()}) for leaf in frozen.read())
    return Frozen(tuple(leaves), frozen.evidence_key, frozen.said)


def digest_of(said: str, key: bytes) -> str:
    """Return what stands for all that a fact says, in hex."""
    return hmac.new(key, said.encode(), hashlib.sha256).hexdigest()


def said_by(fact: Fact) -> str:
    """Return all that a fact says, as canonical JSON."""
    plain = {
        "id": fact.id, "kind": fact.kind, "on": fact.on.isoformat(), "since": fact.since and fact.since.isoformat(),
        "values": fact.values,
    }  # fmt: skip
    return write_plain(plain)


def changed_since(frozen: Frozen, evidence: Sequence[Fact]) -> Iterator[str]:
    """Yield the ids of what the leaves rest on that says something else in `evidence`, or is not there any more.

    What came on top is no change: a value that facts did not have then, and an end or a turn on the day of issue or
    later. Nor is what is kept of them believed unless it is what the leaves were made of.
    """
    key, today = bytes.fromhex(frozen.evidence_key), {fact.id: fact for fact in evidence}
    then = {one["id"]: (one["digest"], leaf["on"]) for leaf in frozen.read() for one in leaf["evidence"]}
    for id_, (digest, day) in then.items():
        said = frozen.said.get(id_, "")
        if id_ not in today or digest_of(said, key) != digest or not _still_says(today[id_], said, day):
            yield id_


def _still_says(fact: Fact, said: str, day: str) -> bool:
    then, now = read_plain(said), read_plain(said_by(fact))
    if any(then[name] != now[name] for name in ("kind", "on", "since")):
        return False
    values = now["values"]
    return all(
        name in values and _goes_on(name, was, values[name], day) for name, was in then["values"].items()
    )


def _goes_on(name: str, was: Any, is_: Any, day: str) -> bool:
    """Return whether a value is what it was on the day of issue, but for an end or for turns since."""
    if name in ENDS and was is None and is_ is not None:
        return str(is_) >= day
    if name in TURNS:
        return bool(is_[: len(was)] == was) and all(turn[0] >= day for turn in is_[len(was) :])
    return bool(was == is_)


def _leaf_of(proof: Proof, standing: Standing, salt: bytes, digests: Mapping[str, str]) -> dict[str, Any]:
    waived = {"waived": proof.waived_as} if proof.waived_as else {}
    return waived | {
        "salt": salt.hex(), "program": standing.program, "version": standing.version, "on": standing.on.isoformat(),
        "requirement": proof.id, "kind": proof.kind, "title": proof.title, "have": proof.have,
        "until": proof.until and proof.until.isoformat(),
        "evidence": [{"id": id_, "digest": digests[id_]} for id_ in proof.evidence if id_ in digests],
    }  # fmt: skip
