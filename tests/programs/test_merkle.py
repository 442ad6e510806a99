"""Merkle trees, held by published vectors and by trees of every size up to a few dozen leaves."""

import json
from base64 import b64decode
from pathlib import Path
from typing import Any

import pytest

from ashilms.programs.rules.merkle import hash_leaf, is_included, path_to, root_of

VECTORS = json.loads(Path(__file__).with_name("vectors").joinpath("merkle.json").read_text())
LEAVES = [bytes.fromhex(text) for text in (
    "", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f",
)]  # fmt: skip
"""What the trees of the vectors are made of: the leaves of the reference implementation's own tests."""
SIZES = range(1, 34)


def read(vector: dict[str, Any], *names: str) -> list[bytes]:
    return [b64decode(vector[name] or "") for name in names]


def proof_in(vector: dict[str, Any]) -> list[bytes]:
    return [b64decode(one) for one in vector["proof"] or ()]


def hashes(size: int) -> list[bytes]:
    return [hash_leaf(bytes([number])) for number in range(size)]


@pytest.mark.parametrize("vector", VECTORS["inclusion"], ids=lambda vector: vector["file"])
def test_each_published_inclusion_is_decided_as_published(vector: dict[str, Any]) -> None:
    leaf, root = read(vector, "leafHash", "root")
    found = is_included(leaf, vector["leafIdx"], vector["treeSize"], proof_in(vector), root)
    assert found is not vector["wantErr"]


def test_the_published_trees_are_ours() -> None:
    """Root and path are what the vectors hold for the same leaves."""
    ours = [hash_leaf(leaf) for leaf in LEAVES]
    happy = [one for one in VECTORS["inclusion"] if one["file"].endswith("happy-path.json")]
    assert len(happy) == 5
    for vector in happy:
        there = ours[: vector["treeSize"]]
        assert read(vector, "root", "leafHash") == [root_of(there), there[vector["leafIdx"]]]
        assert proof_in(vector) == path_to(vector["leafIdx"], there)


def test_the_root_of_nothing_is_the_hash_of_nothing() -> None:
    assert root_of([]).hex() == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"


@pytest.mark.parametrize("size", SIZES)
def test_every_leaf_is_at_its_own_place_and_at_no_other(size: int) -> None:
    all_ = hashes(size)
    for place in range(size):
        path = path_to(place, all_)
        held = [
            at for at in range(-1, 2 * size + 2) if is_included(all_[place], at, size, path, root_of(all_))
        ]
        assert held == [place]
        assert not is_included(hash_leaf(b"other"), place, size, path, root_of(all_))


def test_a_node_does_not_pass_for_a_leaf() -> None:
    """Both halves of a tree of four, shown as the leaves of a tree of two: their hash is a node's, not a leaf's."""
    all_ = hashes(4)
    left, right = root_of(all_[:2]), root_of(all_[2:])
    assert root_of([left, right]) == root_of(all_)
    assert not is_included(hash_leaf(all_[0] + all_[1]), 0, 2, [right], root_of(all_))
