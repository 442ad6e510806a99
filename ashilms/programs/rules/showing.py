"""Showing single leaves of a frozen proof: the file that a holder gives away, and what it is worth to whoever has it.

The file is JSON: the certificate's number, the root and how many leaves are below it, and of each leaf that is shown
its place (from 0), what it says, and the hashes by which it leads to the root. docs/proofs.md says how it is checked
without us.
"""

import json
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from ashilms.plain import read_plain, write_plain
from ashilms.programs.rules.frozen import Frozen
from ashilms.programs.rules.merkle import SIZE, hash_leaf, is_included, root_above

FORMAT = "ashilms-proof-1"
LARGEST = 256 * 1024
"""Bytes of a file: a leaf takes about one thousand."""
MOST, LONGEST = 1000, 32
"""Leaves in a file, and hashes beside one: enough for more leaves than any programme has."""
WORDS = ("title", "have", "on", "requirement", "program", "kind", "salt")
"""What every leaf says as text."""


class Unreadable(ValueError):
    """A file is no proof; `str()` is a sentence."""


@dataclass(frozen=True, slots=True)
class Shown:
    """One leaf as it is shown."""

    place: int
    leaf: Mapping[str, Any]
    path: tuple[str, ...]

    @property
    def hash(self) -> bytes:
        """The hash of the leaf."""
        return hash_leaf(write_plain(self.leaf).encode())

    @property
    def beside(self) -> list[bytes]:
        """The hashes beside its way to the root, the lowest first."""
        return [bytes.fromhex(one) for one in self.path]

    def is_in(self, size: int, root: str) -> bool:
        """Return whether it is at its place of the tree of so many leaves with this root, in hex."""
        return is_included(self.hash, self.place, size, self.beside, bytes.fromhex(root))

    def leads_to(self, size: int) -> str | None:
        """Return the root, in hex, to which it leads in a tree of so many leaves; `None` where it leads nowhere."""
        root = root_above(self.hash, self.place, size, self.beside)
        return root.hex() if root else None


@dataclass(frozen=True, slots=True)
class Showing:
    """Leaves that a holder shows, as the file says it: nothing of it is believed yet."""

    certificate: str
    root: str
    leaves: int
    shown: tuple[Shown, ...]

    def written(self) -> bytes:
        """Return the file."""
        shown = [{"place": one.place, "leaf": one.leaf, "path": list(one.path)} for one in self.shown]
        plain = {
            "format": FORMAT, "certificate": self.certificate, "root": self.root, "leaves": self.leaves, "shown": shown,
        }  # fmt: skip
        return (json.dumps(plain, indent=2, ensure_ascii=False) + "\n").encode()


class Worth(StrEnum):
    """What a file is worth. All but the first: don't rely on it."""

    HOLDS = "holds"
    LEAF_CHANGED = "leaf changed"
    PATH_CHANGED = "path changed"
    ROOT_UNKNOWN = "root unknown"
    OF_ANOTHER = "of another certificate"
    UNREADABLE = "unreadable"


def show(frozen: Frozen, certificate: str, places: Iterable[int]) -> Showing:
    """Return the leaves at these places, ready to be given away."""
    said = frozen.read()
    shown = (Shown(place, said[place], tuple(frozen.path(place))) for place in sorted(set(places)))
    return Showing(certificate, frozen.root, len(frozen.leaves), tuple(shown))


def read(data: bytes) -> Showing:
    """Return what a file shows. Raises `Unreadable` for one that is no proof, or holds anything besides."""
    if len(data) > LARGEST:
        raise Unreadable(f"The file is larger than {LARGEST // 1024} KB, and a proof never is.")
    try:
        plain = read_plain(data)
        if plain.pop("format", None) != FORMAT:
            raise Unreadable(NO_PROOF)
        shown = tuple(Shown(**{**one, "path": tuple(one["path"])}) for one in plain.pop("shown"))
        showing = Showing(**plain, shown=shown)
        sound = all(_sound_parts(showing))
    except (ValueError, TypeError, KeyError, AttributeError) as problem:
        raise Unreadable(NO_PROOF) from problem
    if not sound:
        raise Unreadable(
            "The file was a proof once, and parts of it are missing or are not what they should be."
        )
    return showing


NO_PROOF = (
    "This is not a proof as a holder downloads it here. Ask for the file itself, not a copy of what it says."
)


def judge(
    showing: Showing,
    root: str | None,
    leaves: int,
    hashes: Collection[bytes],
    is_another: Callable[[str], bool],
) -> Worth:
    """Return what a file is worth against the certificate that it names.

    `root` and `leaves` are what that certificate says, `None` where there is no such certificate or it carries none:
    who has a number and not its root is not told whether it was ever given out. `hashes` are those of the leaves that
    are kept with it, by which a leaf that was changed is told from a path that was; `is_another` says whether a root
    is another certificate's.
    """
    if root is None or (showing.root, showing.leaves) != (root, leaves):
        return Worth.OF_ANOTHER if showing.root != root and is_another(showing.root) else Worth.ROOT_UNKNOWN
    for one in showing.shown:
        if one.is_in(leaves, root):
            continue
        found = one.leads_to(leaves)
        if found and is_another(found):
            return Worth.OF_ANOTHER
        return Worth.PATH_CHANGED if one.hash in hashes else Worth.LEAF_CHANGED
    return Worth.HOLDS


def _sound_parts(showing: Showing) -> Iterator[bool]:
    yield isinstance(showing.certificate, str)
    yield _is_hash(showing.root)
    yield _is_count(showing.leaves, MOST)
    yield 0 < len(showing.shown) <= MOST
    places = [one.place for one in showing.shown]
    yield places == sorted(set(places))  # no line twice, and in the order of the tree
    for one in showing.shown:
        yield _is_count(one.place, MOST)
        yield len(one.path) <= LONGEST and all(map(_is_hash, one.path))
        yield isinstance(one.leaf, dict) and all(isinstance(one.leaf.get(word), str) for word in WORDS)
        yield len(one.hash) == SIZE  # half a character, say, has no bytes to hash


def _is_count(value: object, most: int) -> bool:
    return type(value) is int and 0 <= value <= most


def _is_hash(value: object) -> bool:
    return isinstance(value, str) and len(value) == 2 * SIZE and not set(value) - set("0123456789abcdef")
