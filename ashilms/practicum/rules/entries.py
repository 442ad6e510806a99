"""Whether a session may be logged as it was filled in: every reason against it, each at its field."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from ashilms.formats import day as day_in_words
from ashilms.formats import local
from ashilms.practicum.rules.intake import Answers
from ashilms.practicum.rules.plan import Category, Plan
from ashilms.practicum.rules.rooms import Inspection, explain_room
from ashilms.practicum.rules.screening import LEVEL_1, Decision, Limits, screen
from ashilms.practicum.rules.sheet import Sheet
from ashilms.practicum.rules.spans import Span, explain_no_span, find_check, find_spans
from ashilms.practicum.rules.texts import find_identity, find_names, read_client_code
from ashilms.practicum.rules.wording import explain_decision

MIN_REFLECTION = 20
"""Characters; enough that one sentence has to be written."""
MAX_REFLECTION = 4_000


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why a session can't be logged so: the field that has to change, and the sentence."""

    field: str
    sentence: str


@dataclass(frozen=True, slots=True)
class Room:
    """A treatment room as the log knows it."""

    name: str
    inspections: tuple[Inspection, ...]


@dataclass(frozen=True, slots=True)
class Around:
    """Everything beside the sheet that decides whether it may be logged."""

    now: datetime
    zone: str
    trainee_id: int
    supervisors: Mapping[int, str]
    """Names of those who may countersign now, by id."""
    rooms: Mapping[int, Room]
    taken: tuple[Span, ...] = ()
    """The trainee's other entries whose time is taken."""
    elsewhere: tuple[Span, ...] = ()
    """When the supervisor is recorded as being in another room."""
    unmet: tuple[str, ...] = ()
    """What had not been passed by the day of the session, in words."""
    holds: tuple[str, ...] = ()
    """What holds the trainee up, in words."""
    logged_at: datetime | None = None
    """When the session was first sent, if it was."""
    amended_day: date | None = None
    """The day of the entry that this one amends: it was logged in time once."""


@dataclass(frozen=True, slots=True)
class Session:
    """A session that may be logged."""

    category: Category
    span: Span
    zone: str
    room_id: int
    supervisor_id: int
    checked_at: datetime
    client: str
    answers: Answers
    decision: Decision
    strokes: tuple[str, ...]
    depth: int
    score: int
    reflection: str
    own_ratings: Mapping[str, int] = field(default_factory=dict)

    @property
    def day(self) -> date:
        """The date on which it began, where it was held."""
        return self.span.day(self.zone)


def find_span(sheet: Sheet, zone: str) -> Span | Refusal | None:
    """Return when the session was, why that can't be said, or `None` while the times are missing."""
    if sheet.day is None or sheet.start is None or sheet.end is None:
        return None
    spans = find_spans(sheet.day, sheet.start, sheet.end, zone)
    if not spans:
        return Refusal(*explain_no_span(sheet.day, sheet.start, sheet.end, zone))
    if len(spans) > 1 and not 1 <= sheet.which <= len(spans):
        return Refusal(
            "which", "The clocks were set back that night, so these times fit twice. Choose which."
        )
    return spans[sheet.which - 1] if len(spans) > 1 else spans[0]


def decide_sheet(sheet: Sheet, plan: Plan, today: date) -> Decision:
    """Return what the sheet's screening answers allow on the session's day (`today` while it has none)."""
    scope = LEVEL_1 if plan.level <= 1 else Limits()
    return screen(plan.intake, sheet.answers, today=sheet.day or today, scope=scope)


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
        checked_at=find_check(span, values.check_at, around.zone) or span.starts,
        client=read_client_code(sheet.client) or "",
        answers=sheet.answers,
        decision=decision,
        strokes=sheet.strokes,
        depth=values.depth,
        score=values.score,
        reflection=sheet.reflection.strip(),
        own_ratings=dict(sheet.own_ratings),
    )


MISSING = {
    "category": "Choose the category.",
    "day": "Put in the day.",
    "start": "Put in when it started.",
    "end": "Put in when it ended.",
    "room_id": "Choose the treatment room.",
    "check_at": "Put in when you checked the room.",
    "supervisor_id": "Choose who supervised you.",
    "strokes": "Choose at least one stroke.",
    "depth": "Choose the deepest level that you applied.",
    "score": "Choose the highest score that the client gave.",
}


def _missing(sheet: Sheet, plan: Plan, around: Around) -> Iterator[Refusal]:
    for name, sentence in MISSING.items():
        if getattr(sheet, name) in ("", None, ()):
            yield Refusal(name, sentence)
    if not sheet.check_held:
        yield Refusal(
            "check_held", "Without a room check that held nobody mounts the table, and nothing is logged."
        )


def _category(sheet: Sheet, plan: Plan, around: Around) -> Iterator[Refusal]:
    category = plan.categories.get(sheet.category)
    if sheet.category and category is None:
        yield Refusal("category", MISSING["category"])
    elif category is not None and not category.open:
        yield Refusal("category", f"{category.code} isn't open yet. Choose another category.")
    elif category is not None:
        yield from (Refusal("category", f"Pass “{title}” first.") for title in around.unmet)
    yield from (
        Refusal("category", f"Something has to be cleared first: {reason}") for reason in around.holds
    )


def _people(sheet: Sheet, plan: Plan, around: Around) -> Iterator[Refusal]:
    if sheet.supervisor_id is not None:
        if sheet.supervisor_id == around.trainee_id:
            yield Refusal("supervisor_id", "Nobody supervises their own session. Choose who was with you.")
        elif sheet.supervisor_id not in around.supervisors:
            yield Refusal("supervisor_id", "This person may not countersign. Choose another supervisor.")
    if read_client_code(sheet.client) is None:
        yield Refusal("client", "A client code is one letter, a hyphen and up to three digits, such as C-14.")


def _work(sheet: Sheet, plan: Plan, around: Around) -> Iterator[Refusal]:
    if set(sheet.strokes) - set(plan.strokes):
        yield Refusal("strokes", "Choose strokes from the list.")
    for name, value, scale in (("depth", sheet.depth, range(1, 6)), ("score", sheet.score, range(1, 11))):
        if value is not None and value not in scale:
            yield Refusal(name, MISSING[name])
    criteria = {criterion.id for criterion in plan.rubric.criteria}
    if sheet.own_ratings and (
        set(sheet.own_ratings) != criteria or set(sheet.own_ratings.values()) - set(range(1, 6))
    ):
        yield Refusal("own_ratings", "Rate yourself on every criterion from 1 to 5, or on none.")


def _reflection(sheet: Sheet, plan: Plan, around: Around) -> Iterator[Refusal]:
    text = sheet.reflection.strip()
    if len(text) < MIN_REFLECTION:
        yield Refusal("reflection", "Say in a sentence or two what you changed, and why.")
    elif len(text) > MAX_REFLECTION:
        yield Refusal("reflection", f"That is {len(text)} characters; keep it under {MAX_REFLECTION}.")
    elif identity := find_identity(text, around.now.date()):
        yield Refusal("reflection", identity)
    elif names := find_likely_names(sheet, plan, around):
        yield Refusal("reflection", ask_about_names(names))


def find_likely_names(sheet: Sheet, plan: Plan, around: Around) -> list[str]:
    """Return the words in the reflection that look like a name and have not been vouched for."""
    strokes = (stroke.title for stroke in plan.strokes.values())
    return find_names(sheet.reflection, [*around.supervisors.values(), *strokes, *sheet.not_names])


def ask_about_names(names: list[str]) -> str:
    """Return the question that goes back when words look like somebody's name."""
    quoted = " and ".join(f"“{name}”" for name in names)
    looks = "looks like a name" if len(names) == 1 else "look like names"
    return f"{quoted} {looks}. Write “the client”, or say below that it is nobody's name."


def _room(sheet: Sheet, span: Span, plan: Plan, around: Around) -> Iterator[Refusal]:
    if sheet.room_id is not None:
        room = around.rooms.get(sheet.room_id)
        reason = explain_room(room.inspections, span.day(around.zone)) if room else MISSING["room_id"]
        if reason:
            yield Refusal("room_id", reason)
    if sheet.check_at is not None and find_check(span, sheet.check_at, around.zone) is None:
        yield Refusal("check_at", "The room is checked before the session. This time lies after its start.")


def _time(sheet: Sheet, span: Span, plan: Plan, around: Around) -> Iterator[Refusal]:
    if span.ends > around.now:
        yield Refusal("end", "This session has not ended yet. Log it when it has.")
    window, on = plan.caps.log_window_days, span.day(around.zone)
    logged_on = local(around.logged_at or around.now, around.zone).date()
    if on != around.amended_day and logged_on > on + timedelta(days=window):
        last = day_in_words(on + timedelta(days=window))
        yield Refusal("day", f"A session is logged within {window} days; for this one that was {last}.")


def _overlaps(sheet: Sheet, span: Span, plan: Plan, around: Around) -> Iterator[Refusal]:
    for taken in around.taken:
        if taken.overlaps(span):
            yield Refusal("end", _overlap_sentence(span, taken, around.zone))
    category = plan.categories.get(sheet.category)
    if category is not None and category.in_room:
        for busy in around.elsewhere:
            if busy.overlaps(span):
                who = around.supervisors.get(sheet.supervisor_id or 0, "Your supervisor")
                yield Refusal(
                    "supervisor_id", f"{who} was in another room then, from {busy.clock(around.zone)}."
                )


def _overlap_sentence(span: Span, taken: Span, zone: str) -> str:
    sentence = f"You already have an entry from {taken.clock(zone)} that day."
    if span.starts < taken.starts:
        return f"{sentence} End at {local(taken.starts, zone):%H:%M}, or change that one."
    if taken.ends < span.ends:
        return f"{sentence} Start at {local(taken.ends, zone):%H:%M}, or change that one."
    return f"{sentence} Change that one if its times are wrong."


Check = Callable[[Sheet, Plan, Around], Iterator[Refusal]]
TimedCheck = Callable[[Sheet, Span, Plan, Around], Iterator[Refusal]]
CHECKS: tuple[Check, ...] = (_missing, _category, _people, _work, _reflection)
TIMED: tuple[TimedCheck, ...] = (_time, _overlaps, _room)


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
