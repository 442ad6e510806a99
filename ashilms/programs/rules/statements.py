"""Statements that a trainee makes in the words of the programme: other words are another statement."""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass

from ashilms.programs.rules.tree import Node, leaves_of

STATEMENT, MARK = "statement", "task_mark"
"""The kinds of the facts."""
KEYS = {"attestation": "policy", "declaration": "declaration"}
"""The kinds of requirement that a statement meets, and the parameter that names it."""
LONGEST = 2000
"""Characters of a statement."""


@dataclass(frozen=True, slots=True)
class Asked:
    """A statement that a programme asks for: by which requirement, under which name, and its words."""

    id: str
    title: str
    key: str
    words: str

    @property
    def digest(self) -> str:
        """What stands for the words."""
        return digest_of(self.words)


def digest_of(words: str) -> str:
    """Return the SHA-256 of a statement's words, in hex; how its lines are broken makes no difference."""
    return hashlib.sha256(" ".join(words.split()).encode()).hexdigest()


def asked_by(tree: Node) -> Iterator[Asked]:
    """Yield the statements that a tree asks for."""
    for leaf in leaves_of(tree):
        if leaf.kind in KEYS:
            yield Asked(leaf.id, leaf.title, leaf.params[KEYS[leaf.kind]], leaf.params["statement"])


def tasks_of(tree: Node) -> dict[str, str]:
    """Return the tasks that a tree asks to be marked, each with the requirement's title."""
    return {leaf.params["task"]: leaf.title for leaf in leaves_of(tree) if leaf.kind == "task_marked"}
