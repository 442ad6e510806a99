"""Requirement trees: what a program asks for, and what is wrong with how a pack says it."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from ashilms.plugins import Guarding, RequirementKind

Kinds = Mapping[str, RequirementKind]


@dataclass(frozen=True, slots=True)
class Leaf:
    """One requirement, judged by its kind."""

    id: str
    title: str
    kind: str
    params: Mapping[str, Any]
    how: str
    short: str = ""
    waivable: bool = False
    """Whether the pack lets a registrar waive it for one person."""


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


def parse(data: Mapping[str, Any]) -> Node:
    """Return the tree that a program's `requirements` describe; the pack's schema has checked its shape."""
    for word, needed in _GROUPS.items():
        if word in data:
            members = tuple(parse(member) for member in data[word])
            return Group(data["id"], data["title"], needed(data, members), members, data.get("short", ""))
    return Leaf(
        data["id"], data["title"], data["kind"], data.get("with", {}), data["how"], data.get("short", ""),
        waivable=data.get("waivable", False),
    )  # fmt: skip


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


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing that is wrong with a tree: how one comes to the node it is at, and a sentence."""

    path: tuple[str | int, ...]
    sentence: str


def problems(data: Mapping[str, Any], kinds: Kinds, *, drafted: bool = False) -> list[Fault]:
    """Return what is wrong with a tree: unknown kinds, wrong parameters, ids used twice, groups none can meet.

    A `drafted` one, to which nobody can be bound, may ask for what can't be judged yet.
    """
    found: list[Fault] = []
    seen: set[str] = set()
    for path, part in walk(data):
        if part["id"] in seen:
            sentence = f"Two requirements are called {part['id']!r}; each needs an id of its own."
            found.append(Fault(path, sentence))
        seen.add(part["id"])
        found += [Fault(path, sentence) for sentence in _problems(parse(part), kinds, drafted)]
    return found


def _problems(part: Node, kinds: Kinds, drafted: bool) -> list[str]:
    if isinstance(part, Group):
        count = len(part.members)
        never = f"{part.id!r} asks for {part.needed} of {count}: nobody can ever meet it."
        return [never] if part.needed > count else []
    if part.kind in kinds:
        found = [*kinds[part.kind].problems(part.params), *_wrong_waiver(part, kinds[part.kind])]
        return [f"{part.id!r}: {problem}" for problem in found]
    known = ", ".join(sorted(kinds))
    return [] if drafted else [f"{part.id!r}: there is no requirement kind {part.kind!r}; known are {known}."]


def _wrong_waiver(part: Leaf, kind: RequirementKind) -> list[str]:
    if part.waivable and isinstance(kind, Guarding):
        return [f"it can’t be waivable, since {kind.never_waived}."]
    return []


def walk(
    data: Mapping[str, Any], *path: str | int
) -> Iterator[tuple[tuple[str | int, ...], Mapping[str, Any]]]:
    """Yield every node of a program's `requirements` with how one comes to it: `("all_of", 0)`."""
    yield path, data
    for word in _GROUPS.keys() & data.keys():
        for number, member in enumerate(data[word]):
            yield from walk(member, *path, word, number)
