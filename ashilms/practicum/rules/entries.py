"""From a filled-in sheet to an entry: the session that it describes, or every reason against logging it."""

from typing import Any

from ashilms.practicum.rules.checks import CHECKS, TIMED
from ashilms.practicum.rules.session import Around, Session, find_span
from ashilms.practicum.rules.sheet import Sheet
from ashilms.practicum.rules.spans import Span
from ashilms.screenings.rules.filled import Refusal
from ashilms.screenings.rules.plan import Plan


def read_session(sheet: Sheet, plan: Plan, around: Around) -> Session | list[Refusal]:
    """Return the session that `sheet` describes, or every reason why it can't be logged so."""
    span = find_span(sheet, around.zone)
    refusals = [refusal for check in CHECKS for refusal in check(sheet, plan, around)]
    if isinstance(span, Refusal):
        refusals.append(span)
    if isinstance(span, Span):
        refusals += [refusal for check in TIMED for refusal in check(sheet, span, plan, around)]
    if refusals or not isinstance(span, Span):
        return refusals
    return _session(sheet, span, plan, around)


def _session(sheet: Sheet, span: Span, plan: Plan, around: Around) -> Session:
    values: Any = sheet  # every value is there: the checks found nothing missing
    category = plan.categories[sheet.category]
    return Session(
        category=category,
        span=span,
        zone=around.zone,
        room_id=values.room_id,
        supervisor_id=values.supervisor_id,
        check_id=sheet.check_id,
        checked_at=around.typed.at if around.typed and sheet.check_id is None else None,
        client=around.screened.client if around.screened else "",
        screened=around.screened,
        strokes=sheet.strokes if category.contact else (),
        depth=sheet.depth if category.contact else None,
        score=sheet.score if category.contact else None,
        hands_ending=sheet.hands_ending and plan.asks_ending(category),
        reflection=sheet.reflection.strip(),
        own_ratings=dict(sheet.own_ratings) if category.contact else {},
    )


def find_flags(session: Session, plan: Plan) -> list[str]:
    """Return what the supervisor has to look at: what went past the decision's limits, and the like.

    It is no refusal: what happened is logged as it happened.
    """
    if session.screened is None or session.depth is None or session.score is None:
        return []
    decision, flags = session.screened.decision, []
    limits = decision.limits
    if session.score >= plan.stop_at:
        flags.append(f"The client said {session.score}: foot work ends at {plan.stop_at}.")
    elif session.score > limits.max_score:
        flags.append(f"The client said {session.score}; the decision allowed {limits.max_score} at most.")
    if session.depth > limits.max_depth:
        flags.append(f"Depth {session.depth} was applied; the decision allowed {limits.max_depth} at most.")
    if early := [s for s in session.strokes if plan.strokes[s].level > plan.level]:
        flags.append(f"{plan.strokes[early[0]].title} belongs to a later level.")
    if any(rule.rule == "several-limits" for rule in decision.fired):
        flags.append("Several limits at once: the supervisor had to decide in person.")
    return flags
