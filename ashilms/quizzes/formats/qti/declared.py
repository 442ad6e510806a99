"""What an item declares of an answer: its kind, what is right, and what each answer is worth."""

import re
from dataclasses import dataclass, field
from fractions import Fraction

from ashilms.quizzes.formats.found import Found
from ashilms.quizzes.formats.xml_tree import Node

_NUMBER = re.compile(r"([-+]?[0-9]{1,15}(?:\.[0-9]{0,15})?|[-+]?\.[0-9]{1,15})(?:[eE]([-+]?[0-9]{1,2}))?")


@dataclass(slots=True)
class Declared:
    """A declared response."""

    id: str
    cardinality: str
    base_type: str
    correct: list[str]
    worth: dict[str, Fraction] = field(default_factory=dict)
    """What each answer that is listed is worth, in points."""
    default: Fraction = Fraction(0)
    lower: Fraction | None = None
    upper: Fraction | None = None
    cased: bool = False
    """Whether capital and small letters count, or may count."""


def read_declared(found: Found, item: Node, response: str) -> Declared:
    """Return what is declared of a response; that nothing is, is a reason to refuse the item."""
    for node in item.all("response-declaration"):
        if node.attributes.get("identifier") == response:
            return _declared(found, node)
    found.against.append(f"It asks for {response[:40] or 'nothing'!r}, which it does not declare.")
    return Declared(response, "single", "identifier", [])


def _declared(found: Found, node: Node) -> Declared:
    values = [_value(one) for one in node.first("correct-response").all("value")]
    mapping = node.first("mapping")
    entries = [*mapping.all("map-entry")]
    return Declared(
        node.attributes["identifier"],
        node.attributes.get("cardinality", "single"),
        node.attributes.get("base-type", ""),
        values,
        {_key(one): points(found, one.attributes.get("mapped-value", "0")) for one in entries},
        points(found, mapping.attributes.get("default-value", "0")),
        _bound(found, mapping, "lower-bound"),
        _bound(found, mapping, "upper-bound"),
        any(one.attributes.get("case-sensitive", "true") not in ("false", "0") for one in entries),
    )


def _value(node: Node) -> str:
    return "".join(part for part in node.parts if isinstance(part, str)).strip(" \t\r\n")


def _key(node: Node) -> str:
    return node.attributes.get("map-key", "").strip(" \t\r\n")


def _bound(found: Found, mapping: Node, name: str) -> Fraction | None:
    return points(found, mapping.attributes[name]) if name in mapping.attributes else None


def points(found: Found, text: str) -> Fraction:
    """Return a number of points exactly; one that can't be read refuses the item."""
    read = _NUMBER.fullmatch(text.strip())
    if read is None:
        found.against.append(f"{text[:40]!r} is no number that can be read.")
        return Fraction(0)
    return Fraction(read[1].rstrip(".")) * Fraction(10) ** int(read[2] or 0)
