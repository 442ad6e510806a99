"""The screening table as a pack writes it: sections, questions, and the rows that decide."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from ashilms.screenings.rules.intake import Question, read_question
from ashilms.screenings.rules.limits import POSITIONS, Limits, spread_regions
from ashilms.screenings.rules.outcomes import Outcome


@dataclass(frozen=True, slots=True)
class Section:
    """One group of questions and rows, such as a system of the body."""

    id: str
    title: str


@dataclass(frozen=True, slots=True)
class Rule:
    """One row of the screening table."""

    id: str
    condition: str
    when: Mapping[str, Any]
    outcome: Outcome
    action: str
    reason: str
    source: str = ""
    section: str = ""
    limits: Limits = field(default_factory=Limits)
    until: Mapping[str, Any] | None = None
    places: str = ""
    """A question whose chosen options name further regions to leave out."""
    face_down: bool = False
    """Whether a clearance has to name lying face down, so as to leave that position open."""
    health: bool = True
    """Whether it is about the client's health, and so counts when limits come together."""

    @property
    def takes_clearance(self) -> bool:
        """Whether a clearance can answer it, at once or when its wait is over."""
        waits = self.until is not None and self.until.get("needs_clearance", False)
        return self.outcome is Outcome.CLEARANCE_REQUIRED or waits


@dataclass(frozen=True, slots=True)
class Intake:
    """The sections, questions and rows of one version of a pack."""

    notice: str
    questions: tuple[Question, ...]
    rules: tuple[Rule, ...]
    sections: tuple[Section, ...] = ()

    def question(self, id: str) -> Question | None:
        """Return the question with that id."""
        return next((question for question in self.questions if question.id == id), None)


def read_intake(data: Mapping[str, Any]) -> Intake:
    """Return the form and rules that a pack describes; `data` has passed the schema of screening.yaml."""
    return Intake(
        data["notice"],
        tuple(read_question(question) for question in data["questions"]),
        tuple(read_rule(rule) for rule in data["rules"]),
        tuple(Section(section["id"], section["title"]) for section in data.get("sections", ())),
    )


def read_rule(data: Mapping[str, Any]) -> Rule:
    """Return the rule that a row of the pack's table describes; raises `KeyError` for an unknown region."""
    return Rule(
        id=data["id"],
        condition=data["condition"],
        when=data["when"],
        outcome=Outcome(data["class"]),
        action=data["action"],
        reason=data["reason"],
        source=data.get("source", ""),
        section=data.get("section", ""),
        limits=_read_limits(data),
        until=data.get("until"),
        places=data.get("forbidden_from", ""),
        face_down=data.get("clearance_names_face_down", False),
        health=data.get("health", True),
    )


def _read_limits(data: Mapping[str, Any]) -> Limits:
    none = Limits()
    return Limits(
        spread_regions(data.get("forbidden_regions", ())),
        data.get("max_depth", none.max_depth),
        data.get("max_score", none.max_score),
        data.get("max_feet", none.max_feet),
        frozenset(POSITIONS) - set(data.get("forbidden_positions", ())),
    )
