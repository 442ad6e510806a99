"""What a session stands on: the room, the check of it, and the screening before contact; each a reason at its field."""

from collections.abc import Iterator
from datetime import timedelta

from ashilms.formats import day as day_in_words
from ashilms.formats import local
from ashilms.practicum.rules.session import Around, Screened
from ashilms.practicum.rules.sheet import Sheet
from ashilms.practicum.rules.spans import Span
from ashilms.screenings.rules.filled import NO_CHECK, Refusal
from ashilms.screenings.rules.plan import EQUIPMENT, Category, Plan
from ashilms.screenings.rules.standing import Standing
from ashilms.screenings.rules.wording import explain_decision
from ashilms.sites.rules.records import explain_room
from ashilms.sites.rules.use import explain_check, explain_lock

NO_DECISION = (
    "A session stands on a screening that was countersigned before contact. Screen the client first."
)
NO_DRILL = "Choose the check that you did in this room that day. One that found a fault is as good."


def check_screened(sheet: Sheet, plan: Plan, around: Around) -> Iterator[Refusal]:
    """Refuse what stands on no decision that was signed, and begun upon, and that nothing else stands on."""
    category, screened = plan.categories.get(sheet.category), around.screened
    if category is None or not category.screened:
        return
    reason = _explain_screened(category, screened, plan) if screened else NO_DECISION
    if reason:
        yield Refusal("decision_id", reason)


def _explain_screened(category: Category, screened: Screened, plan: Plan) -> str | None:
    if screened.logged:
        return "Another entry stands on this screening already. Change or amend that one."
    if category.contact and not screened.decision.outcome.allows_session:
        return explain_decision(plan.intake, screened.decision)
    standing = screened.standing
    if standing is None:
        return None
    if standing.needs_signature and standing.signed_at is None:
        return "This decision was not countersigned before contact, so nothing stands on it."
    if category.contact and standing.started_at is None:
        return "You haven’t started this session. It is started before contact, on the decision’s own page."
    return None


def check_start(sheet: Sheet, span: Span, plan: Plan, around: Around) -> Iterator[Refusal]:
    """Refuse a time at which the session had not been started, or the case was not decided."""
    category, screened = plan.categories.get(sheet.category), around.screened
    if category is None or screened is None or screened.standing is None:
        return
    standing = screened.standing
    if span.day(around.zone) != standing.day:
        yield Refusal(
            "day", f"The screening was for {day_in_words(standing.day)}, and holds for no other day."
        )
    elif category.contact:
        yield from _before_start(span, standing, around.zone)
    elif not span.starts - timedelta(minutes=1) < standing.decided_at < span.ends + timedelta(minutes=1):
        at = local(standing.decided_at, around.zone)
        yield Refusal("start", f"The decision was made at {at:%H:%M}, outside of these times.")


def _before_start(span: Span, standing: Standing, zone: str) -> Iterator[Refusal]:
    began = standing.started_at
    if began is not None and span.starts < began.replace(second=0, microsecond=0):
        yield Refusal(
            "start", f"You started this session at {local(began, zone):%H:%M}. Nothing counts before."
        )


def check_room(sheet: Sheet, span: Span, plan: Plan, around: Around) -> Iterator[Refusal]:
    """Refuse a room without a current record, and one that was locked meanwhile, but for a drill that found it so."""
    if sheet.room_id is None:
        return
    room = around.rooms.get(sheet.room_id)
    if room is None:
        yield Refusal("room_id", "Choose the treatment room.")
        return
    reason = explain_room(room.inspections, span.day(around.zone))
    if not reason and not _is_drill(sheet, plan):
        reason = explain_lock(room, span.starts, span.ends, around.zone)
    if reason:
        yield Refusal("room_id", reason)


def check_check(sheet: Sheet, span: Span, plan: Plan, around: Around) -> Iterator[Refusal]:
    """Refuse a session without a check of the room that fits: before contact one that passed, for a drill any."""
    category = plan.categories.get(sheet.category)
    if category is None or around.rooms.get(sheet.room_id or 0) is None:
        return
    if category.kind == EQUIPMENT:
        yield from _check_of_drill(sheet, span, around)
    elif category.contact and not _is_typed(sheet, span, around):
        yield from _check_of_session(sheet, span, around)


def _is_drill(sheet: Sheet, plan: Plan) -> bool:
    category = plan.categories.get(sheet.category)
    return category is not None and category.kind == EQUIPMENT


def _check_of_drill(sheet: Sheet, span: Span, around: Around) -> Iterator[Refusal]:
    check = around.checks.get(sheet.check_id or 0)
    own = check is not None and (check.person_id, check.room_id) == (around.trainee_id, sheet.room_id)
    if check is None or not own or not span.starts <= check.at <= span.ends:
        yield Refusal("check_id", NO_DRILL)


def _check_of_session(sheet: Sheet, span: Span, around: Around) -> Iterator[Refusal]:
    check, reason = around.checks.get(sheet.check_id or 0), NO_CHECK
    room = around.rooms[sheet.room_id or 0]
    if check is not None:
        reason = explain_check(
            check, around.checks.values(), room,
            room_id=sheet.room_id or 0, course=around.course, starts=span.starts, zone=around.zone,
        ) or ""  # fmt: skip
    if reason:
        yield Refusal("check_id", reason)


def _is_typed(sheet: Sheet, span: Span, around: Around) -> bool:
    """Return whether the session keeps the check whose time was typed for it once."""
    typed = around.typed
    same = typed is not None and typed.room_id == sheet.room_id and typed.at <= span.starts
    return sheet.check_id is None and same
