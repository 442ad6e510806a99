"""Screening: what intake answers allow on one day; every rule that fires is kept, the strictest decides.

The engine supports a trained person's decision. It does not diagnose, and it clears nobody.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from enum import StrEnum
from functools import reduce
from typing import Any

from ashilms.bodymap.rules import REGIONS, Zone, split_id
from ashilms.practicum.rules.intake import (
    Answers,
    Question,
    Truth,
    add_months,
    find_missing,
    holds,
    keep_answers,
    read_question,
)


class Outcome(StrEnum):
    """What a screening can decide, strictest first: the order is the precedence."""

    STOP_EMERGENCY = "STOP_EMERGENCY"
    STOP_REFER = "STOP_REFER"
    STOP_DECLINE = "STOP_DECLINE"
    INCOMPLETE = "INCOMPLETE"
    DEFER_UNTIL = "DEFER_UNTIL"
    CLEARANCE_REQUIRED = "CLEARANCE_REQUIRED"
    STOP_ON_THIS_TABLE = "STOP_ON_THIS_TABLE"
    MODIFY = "MODIFY"
    PROCEED = "PROCEED"

    @property
    def allows_session(self) -> bool:
        """Whether foot work may go ahead at all."""
        return self in (Outcome.MODIFY, Outcome.PROCEED)


PRECEDENCE = tuple(Outcome)

UNSURE_OUTCOMES = {
    Outcome.STOP_EMERGENCY: Outcome.STOP_REFER,
    Outcome.STOP_REFER: Outcome.STOP_DECLINE,
    Outcome.STOP_DECLINE: Outcome.STOP_DECLINE,
    Outcome.DEFER_UNTIL: Outcome.CLEARANCE_REQUIRED,
    Outcome.CLEARANCE_REQUIRED: Outcome.CLEARANCE_REQUIRED,
    Outcome.MODIFY: Outcome.MODIFY,
}
"""What a rule leads to when its answer is still "unsure" after the follow-up question."""

UNSURE_ACTIONS = {
    Outcome.STOP_REFER: "Not today. Advise medical advice the same day; screen again once it is known.",
    Outcome.STOP_DECLINE: "Not today. Screen again once it is known.",
    Outcome.CLEARANCE_REQUIRED: "Not without written clearance from the treating clinician.",
}

MANY_LIMITS, MANY_CLEARANCES = 3, 2
"""From so many at once the supervisor decides in person, with one foot and a low score at most."""


@dataclass(frozen=True, slots=True)
class Limits:
    """How far foot work may go: regions left out, and caps on depth (1–5), client's score (1–10) and feet."""

    forbidden: frozenset[str] = frozenset()
    """Ids of the body map, each side by itself: `calf-left`."""
    max_depth: int = 5
    max_score: int = 10
    max_feet: int = 2

    def narrow(self, other: "Limits") -> "Limits":
        """Return the limits under which both hold."""
        return Limits(
            self.forbidden | other.forbidden,
            min(self.max_depth, other.max_depth),
            min(self.max_score, other.max_score),
            min(self.max_feet, other.max_feet),
        )


LEVEL_1 = Limits(max_score=6, max_feet=1)
"""A trainee of level 1 works with one foot, up to a client's score of 6: the programme's own line."""


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
    limits: Limits = Limits()
    until: Mapping[str, Any] | None = None


@dataclass(frozen=True, slots=True)
class Fired:
    """A rule that fired, and what it came to."""

    rule: str
    outcome: Outcome
    condition: str
    action: str
    reason: str
    unsure: bool = False
    until: date | None = None
    limits: Limits = Limits()


@dataclass(frozen=True, slots=True)
class Intake:
    """The questions and rules of one version of a pack."""

    notice: str
    questions: tuple[Question, ...]
    rules: tuple[Rule, ...]


@dataclass(frozen=True, slots=True)
class Decision:
    """What the answers allow on that day, for that client, therapist, table and room, and every reason."""

    outcome: Outcome
    fired: tuple[Fired, ...] = ()
    """Strictest first; within a class in the order of the table."""
    limits: Limits = field(default_factory=Limits)
    """What foot work must keep to; means something only when it may go ahead."""
    until: date | None = None
    missing: tuple[str, ...] = ()
    """Questions without an answer."""


def read_intake(data: Mapping[str, Any]) -> Intake:
    """Return the form and rules that a pack describes; `data` has passed the schema of screening.yaml."""
    return Intake(
        data["notice"],
        tuple(read_question(question) for question in data["questions"]),
        tuple(read_rule(rule) for rule in data["rules"]),
    )


def read_rule(data: Mapping[str, Any]) -> Rule:
    """Return the rule that a row of the pack's table describes; raises `KeyError` for an unknown region."""
    none = Limits()
    return Rule(
        id=data["id"],
        condition=data["condition"],
        when=data["when"],
        outcome=Outcome(data["class"]),
        action=data["action"],
        reason=data["reason"],
        source=data.get("source", ""),
        limits=Limits(
            spread_regions(data.get("forbidden_regions", ())),
            data.get("max_depth", none.max_depth),
            data.get("max_score", none.max_score),
            data.get("max_feet", none.max_feet),
        ),
        until=data.get("until"),
    )


def spread_regions(ids: Iterable[str]) -> frozenset[str]:
    """Return ids of the body map side by side: `calf` is `calf-left` and `calf-right`; raises `KeyError`."""
    found: set[str] = set()
    for id in ids:
        region, side = split_id(id)
        sides = ([side] if side else ["left", "right"]) if region.sided else []
        found |= {f"{region.id}-{side}" for side in sides} or {region.id}
    return frozenset(found)


WORKABLE = spread_regions(region.id for region in REGIONS if region.zone is not Zone.NEVER)
"""Where a foot may rest at all; a plan that leaves none of these is no plan."""


def screen(intake: Intake, answers: Answers, *, today: date, scope: Limits = LEVEL_1) -> Decision:
    """Decide what `answers` allow on `today` for a therapist who may work within `scope`.

    No rule is skipped because another fired. A blank leads to INCOMPLETE and never to an emergency, but an
    emergency that was affirmed stands, however much is blank. When the limits leave no place to work, the
    session is declined.
    """
    answers = keep_answers(intake.questions, answers)
    fired, missing = _fire(intake.rules, answers, today)
    blank = missing | set(find_missing(intake.questions, answers, today))
    fired += _stacked(fired)
    limits = reduce(Limits.narrow, (rule.limits for rule in fired), scope)
    if limits.forbidden >= WORKABLE or limits.max_feet == 0:
        fired.append(_EMPTY)
    return combine(fired, limits, tuple(q.id for q in intake.questions if q.id in blank))


def combine(fired: Iterable[Fired], limits: Limits = LEVEL_1, missing: tuple[str, ...] = ()) -> Decision:
    """Return the decision that follows from rules that fired: the strictest class, and the latest date."""
    kept = tuple(sorted(fired, key=lambda rule: PRECEDENCE.index(rule.outcome)))
    outcomes = {rule.outcome for rule in kept} | ({Outcome.INCOMPLETE} if missing else set())
    outcome = min(outcomes, key=PRECEDENCE.index, default=Outcome.PROCEED)
    dates = [rule.until for rule in kept if rule.until is not None]
    return Decision(outcome, kept, limits, max(dates, default=None), missing)


def _fire(rules: Iterable[Rule], answers: Answers, today: date) -> tuple[list[Fired], set[str]]:
    fired: list[Fired] = []
    missing: set[str] = set()
    for rule in rules:
        truth = holds(rule.when, answers, today)
        if truth is Truth.UNSURE:
            fired.append(_unsure(rule))
        elif truth is Truth.YES and rule.until is None:
            fired.append(_certain(rule, rule.outcome))
        elif truth is Truth.YES and rule.until is not None:
            event = today if rule.until["from"] == "today" else answers.get(rule.until["from"])
            if isinstance(event, date):
                fired += _dated(rule, rule.until, event, today)
            else:
                missing.add(rule.until["from"])
    return fired, missing


def _certain(rule: Rule, outcome: Outcome, until: date | None = None) -> Fired:
    return Fired(rule.id, outcome, rule.condition, rule.action, rule.reason, until=until, limits=rule.limits)


def _unsure(rule: Rule) -> Fired:
    outcome = UNSURE_OUTCOMES[rule.outcome]
    action = UNSURE_ACTIONS.get(outcome, rule.action)
    return replace(_certain(rule, outcome), action=action, unsure=True)


def _dated(rule: Rule, until: Mapping[str, Any], event: date, today: date) -> list[Fired]:
    """Return the rule as deferring to a date; on that day a session is allowed, or needs clearance."""
    days = until.get("days")
    again = event + timedelta(days=days) if days else add_months(event, until["months"])
    if today < again:
        return [_certain(rule, Outcome.DEFER_UNTIL, again)]
    return [_certain(rule, Outcome.CLEARANCE_REQUIRED)] if until.get("needs_clearance") else []


def _stacked(fired: list[Fired]) -> list[Fired]:
    def count(outcome: Outcome) -> int:
        return sum(rule.outcome is outcome for rule in fired)

    many = count(Outcome.MODIFY) >= MANY_LIMITS or count(Outcome.CLEARANCE_REQUIRED) >= MANY_CLEARANCES
    return [_MANY] if many else []


_MANY = Fired(
    "several-limits",
    Outcome.MODIFY,
    "Several limits at once",
    "Your supervisor decides in person, on the spot. One foot, client score 5 at most, or decline.",
    "Each limit by itself leaves room to work; together they ask for more judgement than a rule has.",
    limits=Limits(max_score=5, max_feet=1),
)
_EMPTY = Fired(
    "nothing-left",
    Outcome.STOP_DECLINE,
    "No place left to work",
    "No foot work. Offer gentle hands by someone trained for it, or refer.",
    "The limits together leave out every place where a foot may rest.",
)
