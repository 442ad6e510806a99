"""Writing elements of QTI as the version calls them, and the rules of marking that items share."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from html import escape

from ashilms.quizzes.formats.answers import decimal
from ashilms.quizzes.formats.qti.names import Version

RESPONSE, SCORE, FEEDBACK, WHY = "RESPONSE", "SCORE", "FEEDBACK", "RATIONALE"
Attributes = Mapping[str, str | int]


@dataclass(frozen=True, slots=True)
class Pen:
    """Writes for one version; names and attributes are given as all versions share them."""

    version: Version

    def __call__(self, name: str, attributes: Attributes | None = None, *inside: str) -> str:
        """Return an element of QTI with what is inside it, which is XML already."""
        given = {self.version.attribute(key): value for key, value in (attributes or {}).items()}
        return element(self.version.name(name), given, *inside)

    def value(self, sort: str, text: str) -> str:
        """Return a value."""
        return self("base-value", {"base-type": sort}, escape(text))

    def variable(self, name: str) -> str:
        """Return what a response or an outcome holds."""
        return self("variable", {"identifier": name})

    def correct(self, name: str = RESPONSE) -> str:
        """Return the right answer to a response."""
        return self("correct", {"identifier": name})

    def set(self, outcome: str, value: str) -> str:
        """Return the rule that sets an outcome."""
        return self("set-outcome-value", {"identifier": outcome}, value)

    def condition(self, asks: str, then: str, other: str | None = None) -> str:
        """Return a rule with a condition."""
        branches = self("response-if", {}, asks, then)
        return self("response-condition", {}, branches, self("response-else", {}, other) if other else "")

    def match(self, left: str, right: str) -> str:
        """Return the condition that both are the same."""
        return self("match", {}, left, right)

    def declaration(
        self, cardinality: str, sort: str, correct: Iterable[str], mapping: str = "", name: str = RESPONSE
    ) -> str:
        """Return a response declaration."""
        values = "".join(self("value", {}, escape(text)) for text in correct)
        given = {"identifier": name, "cardinality": cardinality, "base-type": sort}
        right = self("correct-response", {}, values) if values else ""
        return self("response-declaration", given, right, mapping)

    def mapping(self, worth: Mapping[str, Fraction], bounds: Attributes, *, cased: bool = True) -> str:
        """Return what each answer is worth."""
        more = {} if cased else {"case-sensitive": "false"}
        entries = "".join(
            self("map-entry", {"map-key": key, "mapped-value": decimal(points), **more})
            for key, points in worth.items()
        )
        return self("mapping", {"default-value": 0, **bounds}, entries)

    def outcome(self, name: str, cardinality: str = "single", sort: str = "identifier", **more: str) -> str:
        """Return an outcome declaration."""
        return self(
            "outcome-declaration", {"identifier": name, "cardinality": cardinality, "base-type": sort, **more}
        )

    def score(self) -> str:
        """Return the declaration of the score, which is 1 for the whole mark."""
        given = {"identifier": SCORE, "cardinality": "single", "base-type": "float", "normal-maximum": "1"}
        zero = self("default-value", {}, self("value", {}, "0"))
        return self("outcome-declaration", given, zero)

    def feedback(self, outcome: str, identifier: str, text: str) -> str:
        """Return feedback that an outcome brings; the text is XHTML."""
        given = {"outcome-identifier": outcome, "identifier": identifier, "show-hide": "show"}
        return self("modal-feedback", given, self.body(f"<p>{text}</p>"))

    def body(self, inside: str) -> str:
        """Return content as a version wraps it in feedback and rubrics."""
        return self("content-body", {}, inside) if self.version.prefix else inside


def element(name: str, attributes: Attributes, *inside: str) -> str:
    """Return an element under its very name."""
    given = "".join(f' {key}="{attribute(str(value))}"' for key, value in attributes.items())
    content = "".join(inside)
    return f"<{name}{given}>{content}</{name}>" if content else f"<{name}{given}/>"


def attribute(text: str) -> str:
    """Return the text of an attribute, whose new lines stay."""
    return escape(text).replace("\n", "&#10;")
