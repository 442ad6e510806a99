"""From a filled-in sheet to an entry: the session that it describes, or every reason against logging it."""

from typing import Any

from ashilms.formats import local
from ashilms.practicum.rules.checks import CHECKS, TIMED
from ashilms.practicum.rules.plan import Plan
from ashilms.practicum.rules.screening import Decision
from ashilms.practicum.rules.session import Around, Refusal, Session, decide_sheet, find_span
from ashilms.practicum.rules.sheet import Sheet
from ashilms.practicum.rules.spans import Span
from ashilms.practicum.rules.texts import read_client_code
from ashilms.practicum.rules.wording import explain_decision


def read_session(sheet: Sheet, plan: Plan, around: Around) -> Session | list[Refusal]:
    """Return the session that `sheet` describes, or every reason why it can't be logged so."""
    span = find_span(sheet, around.zone)
    refusals = [refusal for check in CHECKS for refusal in check(sheet, plan, around)]
    if isinstance(span, Refusal):
        refusals.append(span)
    if isinstance(span, Span):
        refusals += [refusal for check in TIMED for refusal in check(sheet, span, plan, around)]
    decision = decide_sheet(sheet, plan, local(around.now, around.zone).date())
    if not decision.outcome.allows_session:
        refusals.append(Refusal("answers", explain_decision(plan.intake, decision)))
    if refusals or not isinstance(span, Span):
        return refusals
    return _session(sheet, span, plan, around, decision)


def _session(sheet: Sheet, span: Span, plan: Plan, around: Around, decision: Decision) -> Session:
    values: Any = sheet  # every value is there: the checks found nothing missing
    return Session(
        category=plan.categories[sheet.category],
        span=span,
        zone=around.zone,
        room_id=values.room_id,
        supervisor_id=values.supervisor_id,
        check_id=sheet.check_id,
        checked_at=around.typed.at if around.typed and sheet.check_id is None else None,
        client=read_client_code(sheet.client) or "",
        answers=sheet.answers,
        decision=decision,
        strokes=sheet.strokes,
        depth=values.depth,
        score=values.score,
        reflection=sheet.reflection.strip(),
        own_ratings=dict(sheet.own_ratings),
    )


def find_flags(session: Session, plan: Plan) -> list[str]:
    """Return what the supervisor has to look at: what went past the decision's limits, and the like.

    It is no refusal: what happened is logged as it happened.
    """
    limits, flags = session.decision.limits, []
    if session.score >= plan.stop_at:
        flags.append(f"The client said {session.score}: foot work ends at {plan.stop_at}.")
    elif session.score > limits.max_score:
        flags.append(f"The client said {session.score}; the decision allowed {limits.max_score} at most.")
    if session.depth > limits.max_depth:
        flags.append(f"Depth {session.depth} was applied; the decision allowed {limits.max_depth} at most.")
    if early := [s for s in session.strokes if plan.strokes[s].level > plan.level]:
        flags.append(f"{plan.strokes[early[0]].title} belongs to a later level.")
    if any(rule.rule == "several-limits" for rule in session.decision.fired):
        flags.append("Several limits at once: the supervisor had to decide in person.")
    return flags
