"""How an item says that an answer is marked, and which feedback it brings: the ways that are known, by their form.

Response processing is a small language. What is read here are its common templates and the usual forms of what they
stand for; anything else is not guessed at: it is `strange`, and whoever reads the item says that it is lost.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from fractions import Fraction

from ashilms.quizzes.formats.answers import nearest
from ashilms.quizzes.formats.found import Found
from ashilms.quizzes.formats.qti.declared import points
from ashilms.quizzes.formats.xml_tree import Node

MATCH, MAP, PLACES = "match", "map", "places"
"""The whole mark for what is right and nothing else; by the list of what answers are worth; a share for each place."""
TEMPLATES = {
    "match_correct": MATCH, "cc2_match": MATCH, "cc2_match_basic": MATCH,
    "map_response": MAP, "cc2_map_response": MAP,
}  # fmt: skip


Told = tuple[str, str]
"""Feedback: the outcome that brings it, and its identifier."""


@dataclass(slots=True)
class Band:
    """One answer that is spelt out: a number (`None` is the right one) with what is near enough, or another value."""

    value: str | None
    tolerance: str
    share: Fraction
    told: "Told | None"
    """The feedback that it brings."""


@dataclass(slots=True)
class Scoring:
    """What was found."""

    ways: set[str] = field(default_factory=set)
    bands: list[Band] = field(default_factory=list)
    by_answer: set[str] = field(default_factory=set)
    """The outcomes that are set to the answer, so that each brings the feedback of its own name."""
    right: set[Told] = field(default_factory=set)
    """Feedback to the right answer; likewise to others, and to everybody."""
    wrong: set[Told] = field(default_factory=set)
    always: set[Told] = field(default_factory=set)
    otherwise: set[Told] = field(default_factory=set)
    """Feedback where none of some answers was given."""
    strange: bool = False
    places: int = 0


def read_scoring(found: Found, item: Node, response: str) -> Scoring:
    """Return how the response is marked."""
    scoring = Scoring()
    processing = item.first("response-processing")
    template = processing.attributes.get("template", "")
    if template:
        name = template.rpartition("/")[2].removesuffix(".xml").lower()
        scoring.ways |= {TEMPLATES[name]} if name in TEMPLATES else set()
        scoring.strange = name not in TEMPLATES
    others = {one.attributes.get("identifier") for one in item.all("response-declaration")} - {response}
    reader = _Reader(found, scoring, response)
    for statement in processing.children:
        if not _is_about(statement, others) or _is_about(statement, {response}):
            reader.statement(statement)
    return scoring


def _is_about(statement: Node, responses: set[str | None]) -> bool:
    return any(
        node.tag in ("variable", "correct", "map-response") and node.attributes.get("identifier") in responses
        for node in statement.walk()
    )


@dataclass(frozen=True, slots=True)
class _Reader:
    found: Found
    scoring: Scoring
    response: str

    def statement(self, node: Node) -> None:
        """Read one rule that stands by itself."""
        if node.tag == "response-condition":
            self._condition(node)
        elif node.tag != "set-outcome-value" or not self._set(node):
            self.scoring.strange = True

    def _set(self, node: Node) -> bool:
        """Read what an outcome is set to, whatever the answer."""
        value = _only(node)
        told = [*_told(node)]
        if self._is_answer(value) and node.attributes.get("identifier", "SCORE") != "SCORE":
            self.scoring.by_answer.add(node.attributes["identifier"])
        elif told:
            self.scoring.always |= {*told}
        elif _maps(value, self.response):
            self.scoring.ways.add(MAP)
        else:
            return _is_number(value) or _scales(value)
        return True

    def _condition(self, node: Node) -> None:
        first, branches = node.first("response-if"), [*_branches(node)]
        asks = first.children[0] if first.children else Node("", node.line, {})
        if asks.tag == "is-null" and self._is_answer(_only(asks)):
            for action in node.first("response-else").children:
                self.statement(action)
        elif self._is_right(asks) and len(branches) == 1:
            self._read_right(first, node.first("response-else"))
        elif (
            self._is_place(asks, self.scoring.places + 1)
            and [*map(_adds, _actions(first))] == [True]
            and _plain_else(node)
        ):
            self.scoring.places += 1
            self.scoring.ways.add(PLACES)
        elif self._is_none_of(asks) and len(node.children) == 1 and len(_actions(first)) == 1:
            self.scoring.otherwise |= {*_told(_actions(first)[0])}
        elif bands := self._bands(branches):
            self.scoring.bands += bands
            self._read_else(node.first("response-else"))
        else:
            self.scoring.strange = True

    def _read_right(self, first: Node, other: Node) -> None:
        for action in _actions(first):
            told = {*_told(action)}
            self.scoring.right |= told
            if _points_of(self.found, action) or _adds(action):
                self.scoring.ways.add(MATCH)
            elif not told:
                self.scoring.strange = True
        self._read_else(other)

    def _read_else(self, other: Node) -> None:
        for action in other.children:
            self.scoring.wrong |= {*_told(action)}
            self.scoring.strange |= action.tag != "set-outcome-value" or bool(_points_of(self.found, action))

    def _bands(self, branches: list[Node]) -> list[Band]:
        bands = [self._band(branch) for branch in branches]
        return [band for band in bands if band] if all(bands) else []

    def _band(self, branch: Node) -> Band | None:
        asks = branch.children[0] if branch.children else Node("", branch.line, {})
        sides = [side for side in asks.children if not self._is_answer(side)]
        if asks.tag not in ("equal", "match", "string-match") or len(sides) != 1 or len(asks.children) != 2:
            return None
        value = None if self._is_correct(sides[0]) else sides[0].text
        tolerance = _tolerance(asks)
        if sides[0].tag not in ("correct", "base-value") or tolerance is None:
            return None
        told = [one for action in _actions(branch) for one in _told(action)]
        earned = [_points_of(self.found, action) for action in _actions(branch)]
        share = nearest(sum(filter(None, earned), Fraction(0)))
        return Band(value, tolerance, share, next(iter(told), None))

    def _is_right(self, node: Node) -> bool:
        return (
            node.tag == "match"
            and len(node.children) == 2
            and any(map(self._is_answer, node.children))
            and any(map(self._is_correct, node.children))
        )

    def _is_place(self, node: Node, place: int) -> bool:
        sides = node.children if node.tag == "match" else []
        return (
            len(sides) == 2
            and all(side.tag == "index" and side.attributes.get("n") == str(place) for side in sides)
            and any(self._is_answer(_only(side)) for side in sides)
            and any(self._is_correct(_only(side)) for side in sides)
        )

    def _is_none_of(self, node: Node) -> bool:
        each = _only(node).children if node.tag == "not" and _only(node).tag == "or" else []
        return bool(each) and all(
            one.tag == "member" and len(one.children) == 2 and self._is_answer(one.children[1])
            for one in each
        )

    def _is_answer(self, node: Node) -> bool:
        return node.tag == "variable" and node.attributes.get("identifier") == self.response

    def _is_correct(self, node: Node) -> bool:
        return node.tag == "correct" and node.attributes.get("identifier") == self.response


def _only(node: Node) -> Node:
    return node.children[0] if len(node.children) == 1 else Node("", node.line, {})


def _branches(node: Node) -> Iterator[Node]:
    return (child for child in node.children if child.tag in ("response-if", "response-else-if"))


def _actions(branch: Node) -> list[Node]:
    """Return what a branch does, after its condition."""
    return branch.children[1:]


def _plain_else(node: Node) -> bool:
    return len(node.children) == 1


def _told(action: Node) -> Iterator[Told]:
    """Yield the feedback that an action sets."""
    outcome = action.attributes.get("identifier", "")
    for one in (_only(action), *_only(action).all("base-value")):
        if one.tag == "base-value" and one.attributes.get("base-type") == "identifier":
            yield outcome, one.text


def _points_of(found: Found, action: Node) -> Fraction | None:
    """Return the points that an action gives, `None` where it is about something else."""
    value = _only(action)
    return points(found, value.text) if _is_number(value) else None


def _is_number(node: Node) -> bool:
    return node.tag == "base-value" and node.attributes.get("base-type") in ("float", "integer")


def _maps(node: Node, response: str) -> bool:
    """Tell whether this is what the answer is worth, maybe added to the score or divided."""
    if node.tag in ("sum", "divide"):
        return any(_maps(child, response) for child in node.children) and all(
            _maps(child, response) or _is_number(child) or child.tag in ("variable", "map-response")
            for child in node.children
        )
    return node.tag == "map-response" and node.attributes.get("identifier") == response


def _scales(node: Node) -> bool:
    """Tell whether this is the score, divided."""
    return (
        node.tag == "divide"
        and len(node.children) == 2
        and _is_score(node.children[0])
        and _is_number(node.children[1])
    )


def _is_score(node: Node) -> bool:
    return node.tag == "variable" and node.attributes.get("identifier") == "SCORE"


def _adds(action: Node) -> bool:
    """Tell whether an action adds one to the score."""
    parts = _only(action).children if _only(action).tag == "sum" else []
    return len(parts) == 2 and _is_score(parts[0]) and _is_number(parts[1]) and parts[1].text in ("1", "1.0")


def _tolerance(asks: Node) -> str | None:
    """Return what is near enough to a value; `None` for a way of nearness that is not read."""
    if asks.tag != "equal" or asks.attributes.get("tolerance-mode", "exact") == "exact":
        return "0"
    both = asks.attributes.get("tolerance", "").split()
    whole = all(
        asks.attributes.get(f"include-{end}-bound", "true") in ("true", "1") for end in ("lower", "upper")
    )
    if asks.attributes["tolerance-mode"] != "absolute" or len({*both}) != 1 or not whole:
        return None
    return both[0]
