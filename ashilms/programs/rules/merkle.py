"""Merkle trees as in RFC 6962 (section 2.1): one root stands for many leaves, and a leaf is shown without the others.

Hashes are SHA-256, 32 bytes each. Leaves and nodes are hashed apart (0x00 and 0x01 before them), so that no node
passes for a leaf. A path holds the hashes beside the way up, the lowest first; checking one walks down from the top
by the same halves by which it was made, and takes a hash off its end at each step.
"""

import hashlib
from collections.abc import Sequence

SIZE = 32
"""Bytes of a hash."""


def hash_leaf(data: bytes) -> bytes:
    """Return the hash of a leaf."""
    return hashlib.sha256(b"\x00" + data).digest()


def hash_node(left: bytes, right: bytes) -> bytes:
    """Return the hash of a node above two hashes."""
    return hashlib.sha256(b"\x01" + left + right).digest()


def root_of(hashes: Sequence[bytes]) -> bytes:
    """Return the root above leaves' hashes; of none, the hash of nothing."""
    if not hashes:
        return hashlib.sha256(b"").digest()
    if len(hashes) == 1:
        return hashes[0]
    split = _split(len(hashes))
    return hash_node(root_of(hashes[:split]), root_of(hashes[split:]))


def path_to(place: int, hashes: Sequence[bytes]) -> list[bytes]:
    """Return the hashes beside the way from the leaf at `place` (from 0) up to the root, the lowest first."""
    if len(hashes) == 1:
        return []
    split = _split(len(hashes))
    if place < split:
        return [*path_to(place, hashes[:split]), root_of(hashes[split:])]
    return [*path_to(place - split, hashes[split:]), root_of(hashes[:split])]


def _split(size: int) -> int:
    """Return the largest power of two below `size`: so many leaves are on the left."""
    return 1 << (size - 1).bit_length() - 1


def root_above(leaf: bytes, place: int, size: int, path: Sequence[bytes]) -> bytes | None:
    """Return the root to which a path leads from a leaf; `None` where it is too long or too short, or no such place is.

    A place past the end would lead to the root by the last leaf's path, were it not refused.
    """
    if not 0 <= place < size:
        return None
    if size == 1 or not path:
        return leaf if size == 1 and not path else None
    *below, beside = path
    split = _split(size)
    if place < split:
        left = root_above(leaf, place, split, below)
        return left and hash_node(left, beside)
    right = root_above(leaf, place - split, size - split, below)
    return right and hash_node(beside, right)


def is_included(leaf: bytes, place: int, size: int, path: Sequence[bytes], root: bytes) -> bool:
    """Return whether the leaf with this hash is at `place` (from 0) of the tree of `size` leaves with this root."""
    sound = all(len(one) == SIZE for one in (leaf, root, *path))
    return sound and root_above(leaf, place, size, path) == root
