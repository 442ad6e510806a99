"""How answers and decisions are kept: coded, without the figures that only the decision needed."""

import hashlib
from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from ashilms.plain import write_plain
from ashilms.screenings.rules.intake import Answers, Question, keep_answers
from ashilms.screenings.rules.limits import POSITIONS, Limits
from ashilms.screenings.rules.outcomes import Outcome
from ashilms.screenings.rules.rows import Intake
from ashilms.screenings.rules.screening import Decision, Fired

GIVEN = "given"
"""What stands for a date: the decision used it, the record does not keep it."""


def code_answers(intake: Intake, answers: Answers) -> dict[str, Any]:
    """Return what the record keeps of `answers`: codes as they are, figures as bands, dates not at all.

    A band runs between the figures that the pack's own conditions compare with, so that what was decided
    can still be followed: `140..160` is 140 or more and below 160.
    """
    kept = keep_answers(intake.questions, answers)
    return {q.id: _coded(intake, q, kept[q.id]) for q in intake.questions if q.id in kept}


def _coded(intake: Intake, question: Question, value: Any) -> Any:
    if isinstance(value, date):
        return GIVEN
    if question.kind == "number":
        return band_of(value, edges_of(intake, question.id))
    return list(value) if isinstance(value, tuple) else value


def edges_of(intake: Intake, question_id: str) -> list[float]:
    """Return the figures that any condition compares this question's answer with, in order."""
    conditions = [rule.when for rule in intake.rules] + [q.ask_when for q in intake.questions if q.ask_when]
    edges = {edge for condition in conditions for edge in _edges(condition, question_id)}
    return sorted(edges)


def _edges(condition: Mapping[str, Any], question_id: str) -> Iterator[float]:
    for part in (*condition.get("all", ()), *condition.get("any", ())):
        yield from _edges(part, question_id)
    if condition.get("question") == question_id:
        yield from (condition[key] for key in ("at_least", "below") if key in condition)


def band_of(value: float, edges: list[float]) -> str:
    """Return the band in which `value` lies, as `low..high`; an open end is empty."""
    low = max((edge for edge in edges if edge <= value), default="")
    high = min((edge for edge in edges if edge > value), default="")
    return f"{low}..{high}"


def digest_of(content: Mapping[str, Any]) -> str:
    """Return the SHA-256 of plain JSON values, whatever the order of their keys."""
    return hashlib.sha256(write_plain(content).encode()).hexdigest()


def decision_as_json(decision: Decision) -> dict[str, Any]:
    """Return a decision as plain JSON values, to be frozen with an entry."""
    return {
        "outcome": decision.outcome.value,
        "until": decision.until.isoformat() if decision.until else None,
        "missing": list(decision.missing),
        "limits": limits_as_json(decision.limits),
        "fired": [_fired_as_json(rule) for rule in decision.fired],
    }


def decision_from_json(data: Mapping[str, Any]) -> Decision:
    """Return the decision that `decision_as_json` wrote."""
    return Decision(
        Outcome(data["outcome"]),
        tuple(_fired_from_json(rule) for rule in data["fired"]),
        _limits_from_json(data["limits"]),
        _day(data["until"]),
        tuple(data["missing"]),
    )


def limits_as_json(limits: Limits) -> dict[str, Any]:
    """Return limits as plain JSON values."""
    return {
        "forbidden": sorted(limits.forbidden),
        "max_depth": limits.max_depth,
        "max_score": limits.max_score,
        "max_feet": limits.max_feet,
        "positions": sorted(limits.positions),
    }


def _limits_from_json(data: Mapping[str, Any]) -> Limits:
    positions = data.get("positions", POSITIONS)  # decisions from before positions were kept have none
    return Limits(
        frozenset(data["forbidden"]),
        data["max_depth"],
        data["max_score"],
        data["max_feet"],
        frozenset(positions),
    )


def _fired_as_json(rule: Fired) -> dict[str, Any]:
    return {
        "rule": rule.rule,
        "outcome": rule.outcome.value,
        "condition": rule.condition,
        "action": rule.action,
        "reason": rule.reason,
        "unsure": rule.unsure,
        "until": rule.until.isoformat() if rule.until else None,
        "limits": limits_as_json(rule.limits),
        "cleared": rule.cleared.isoformat() if rule.cleared else None,
        "health": rule.health,
    }


def _fired_from_json(data: Mapping[str, Any]) -> Fired:
    return Fired(
        data["rule"],
        Outcome(data["outcome"]),
        data["condition"],
        data["action"],
        data["reason"],
        data["unsure"],
        _day(data["until"]),
        _limits_from_json(data["limits"]),
        _day(data.get("cleared")),
        data.get("health", True),
    )


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None
