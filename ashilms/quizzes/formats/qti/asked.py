"""One interaction of an item with all that belongs to it, as the readers of the kinds get it."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from ashilms.quizzes.formats.answers import note
from ashilms.quizzes.formats.found import LETTERS, Found
from ashilms.quizzes.formats.qti.declared import Declared, read_declared
from ashilms.quizzes.formats.qti.feedback import Feedback
from ashilms.quizzes.formats.qti.prose import text_of
from ashilms.quizzes.formats.qti.scoring import MAP, MATCH, Scoring, read_scoring
from ashilms.quizzes.formats.xml_tree import Node

STRANGE = "It is marked by rules of its own, which are not kept: here the kind says what an answer earns."
UNSAID = "It does not say how it is marked; what it declares as right is taken."
ALL_OR_NOTHING = "It earns all or nothing there; here what is right in part earns its share."
TWICE = "Two of its choices have the same identifier, so nobody knows which is meant."
_ID = re.compile(r"[a-z][a-z0-9]*(-[a-z0-9]+)*")


@dataclass(frozen=True, slots=True)
class Asked:
    """What is asked, what is declared of the answer, how it is marked, what is said to it."""

    found: Found
    item: Node
    node: Node
    """The interaction."""
    declared: Declared
    scoring: Scoring
    feedback: Feedback
    way: str
    """`match` or `map`: which of the two declarations says what is right."""

    def choices(self, tag: str, inside: Node | None = None) -> list[tuple[str, str]]:
        """Return the identifier and the text of everything that may be chosen."""
        nodes = [*(inside or self.node).all(tag)]
        if len({one.attributes.get("identifier", "") for one in nodes}) < len(nodes):
            self.found.against.append(TWICE)
        return [(one.attributes.get("identifier", ""), text_of(self.found, one)) for one in nodes]


def read_asked(found: Found, item: Node, node: Node, feedback: Feedback) -> Asked:
    """Return an interaction with all that belongs to it; how it is marked is noted where it is lost."""
    response = node.attributes.get("response-identifier", "")
    declared = read_declared(found, item, response)
    scoring = read_scoring(found, item, response)
    if scoring.strange:
        note(found, [STRANGE])
    return Asked(found, item, node, declared, scoring, feedback, _way(found, declared, scoring))


def _way(found: Found, declared: Declared, scoring: Scoring) -> str:
    if MAP in scoring.ways:
        return MAP
    if (
        not scoring.ways
        and not scoring.bands
        and not scoring.strange
        and (declared.correct or declared.worth)
    ):
        note(found, [UNSAID])
    if MATCH not in scoring.ways and declared.worth and not scoring.bands:
        return MAP
    return MATCH


def new_ids(there: Sequence[str]) -> list[str]:
    """Return ids for a pack: those that are there if they can stand, else letters."""
    if all(_ID.fullmatch(id_) for id_ in there) and len({*there}) == len(there):
        return [*there]
    return [LETTERS[at] if at < len(LETTERS) else f"x{at}" for at in range(len(there))]
