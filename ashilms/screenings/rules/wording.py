"""Decisions in words: what they are called, and what a person reads when a session may not go ahead."""

from ashilms.bodymap.rules import split_id
from ashilms.formats import day
from ashilms.screenings.rules.limits import PRONE, Limits
from ashilms.screenings.rules.outcomes import Outcome
from ashilms.screenings.rules.rows import Intake
from ashilms.screenings.rules.screening import Decision

TITLES = {
    Outcome.STOP_EMERGENCY: "Stop: emergency",
    Outcome.STOP_REFER: "Stop: refer",
    Outcome.STOP_DECLINE: "Stop: decline",
    Outcome.INCOMPLETE: "Not decided yet",
    Outcome.DEFER_UNTIL: "Not yet",
    Outcome.CLEARANCE_REQUIRED: "Clearance needed first",
    Outcome.STOP_ON_THIS_TABLE: "Stop on this table",
    Outcome.MODIFY: "Modify",
    Outcome.PROCEED: "Proceed",
}
KINDS = {
    Outcome.INCOMPLETE: "note",
    Outcome.DEFER_UNTIL: "caution",
    Outcome.CLEARANCE_REQUIRED: "caution",
    Outcome.MODIFY: "caution",
    Outcome.PROCEED: "safe",
}
"""The callout that shows a decision; everything else is a stop."""


def title_of(decision: Decision) -> str:
    """Return what the decision is called: `Not before 25 November 2026`."""
    if decision.outcome is Outcome.DEFER_UNTIL and decision.until:
        return f"Not before {day(decision.until)}"
    return TITLES[decision.outcome]


def kind_of(decision: Decision) -> str:
    """Return the sort of callout in which the decision is shown."""
    return KINDS.get(decision.outcome, "never")


def explain_decision(intake: Intake, decision: Decision) -> str:
    """Return why no session may be logged on this decision, and what to do instead."""
    if decision.outcome is Outcome.INCOMPLETE:
        return f"The screening isn't decided: {_questions(len(decision.missing))} without an answer."
    deciding = [rule for rule in decision.fired if rule.outcome is decision.outcome]
    advice = " ".join(f"{rule.condition}. {rule.action}" for rule in deciding)
    return f"{title_of(decision)}. No foot work, so no session to log. {advice}"


def _questions(count: int) -> str:
    return "one question is" if count == 1 else f"{count} questions are"


def limits_in_words(limits: Limits) -> list[str]:
    """Return what foot work has to keep to, one sentence each."""
    words = []
    if limits.forbidden:
        words.append(f"Leave out: {', '.join(sorted(region_in_words(id) for id in limits.forbidden))}.")
    if PRONE not in limits.positions:
        words.append("Not lying face down.")
    if limits.max_feet < 2:
        words.append("One foot at a time." if limits.max_feet else "No foot.")
    if limits.max_depth < 5:
        words.append(f"Depth {limits.max_depth} at most.")
    if limits.max_score < 10:
        words.append(f"Client's score {limits.max_score} at most.")
    return words


def region_in_words(id: str) -> str:
    """Return a region of the body map in words: `left calf`."""
    region, side = split_id(id)
    label = region.label[0].lower() + region.label[1:]
    return f"{side} {label}".strip()
