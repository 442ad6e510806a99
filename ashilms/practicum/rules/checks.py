"""The reasons against logging a session, each check by itself and each sentence at its field."""

from collections.abc import Callable, Iterator
from datetime import timedelta

from ashilms.formats import day as day_in_words
from ashilms.formats import local
from ashilms.practicum.rules.session import Around
from ashilms.practicum.rules.sheet import Sheet
from ashilms.practicum.rules.spans import Span
from ashilms.practicum.rules.stands import check_check, check_room, check_screened, check_start
from ashilms.practicum.rules.tables import Table, explain_tables
from ashilms.practicum.rules.texts import find_names
from ashilms.screenings.rules.filled import Refusal
from ashilms.screenings.rules.plan import Plan
from ashilms.texts import find_identity

MIN_REFLECTION = 20
"""Characters; enough that one sentence has to be written."""
MAX_REFLECTION = 4_000

MISSING = {
    "category": "Choose the category.",
    "day": "Put in the day.",
    "start": "Put in when it started.",
    "end": "Put in when it ended.",
    "room_id": "Choose the treatment room.",
    "supervisor_id": "Choose who supervised you.",
}
MISSING_WORK = {
    "strokes": "Choose at least one stroke.",
    "depth": "Choose the deepest level that you applied.",
    "score": "Choose the highest score that the client gave.",
}
"""What is missing where somebody was worked on."""


def _missing(sheet: Sheet, plan: Plan, around: Around) -> Iterator[Refusal]:
    category = plan.categories.get(sheet.category)
    wanted = MISSING if category is not None and not category.contact else MISSING | MISSING_WORK
    for name, sentence in wanted.items():
        if getattr(sheet, name) in ("", None, ()):
            yield Refusal(name, sentence)


def _category(sheet: Sheet, plan: Plan, around: Around) -> Iterator[Refusal]:
    category = plan.categories.get(sheet.category)
    if sheet.category and category is None:
        yield Refusal("category", MISSING["category"])
    elif category is not None and not category.open:
        yield Refusal("category", f"{category.code} isn't open yet. Choose another category.")
    elif category is not None:
        yield from (Refusal("category", sentence) for sentence in around.unmet)
    yield from (
        Refusal("category", f"Something has to be cleared first: {reason}") for reason in around.holds
    )


def _people(sheet: Sheet, plan: Plan, around: Around) -> Iterator[Refusal]:
    if sheet.supervisor_id is not None:
        if sheet.supervisor_id == around.trainee_id:
            yield Refusal("supervisor_id", "Nobody supervises their own session. Choose who was with you.")
        elif sheet.supervisor_id not in around.supervisors:
            yield Refusal("supervisor_id", "This person may not countersign. Choose another supervisor.")


def _work(sheet: Sheet, plan: Plan, around: Around) -> Iterator[Refusal]:
    if set(sheet.strokes) - set(plan.strokes):
        yield Refusal("strokes", "Choose strokes from the list.")
    for name, value, scale in (("depth", sheet.depth, range(1, 6)), ("score", sheet.score, range(1, 11))):
        if value is not None and value not in scale:
            yield Refusal(name, MISSING_WORK[name])
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


def _time(sheet: Sheet, span: Span, plan: Plan, around: Around) -> Iterator[Refusal]:
    if span.ends > around.now:
        yield Refusal("end", "This session has not ended yet. Log it when it has.")
    if around.enrolled_on is not None and span.day(around.zone) < around.enrolled_on:
        yield Refusal(
            "day", f"You took up this course on {day_in_words(around.enrolled_on)}; nothing before counts."
        )
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


def _supervisor(sheet: Sheet, span: Span, plan: Plan, around: Around) -> Iterator[Refusal]:
    if around.unfit:
        yield Refusal("supervisor_id", around.unfit)
    own = Table(span, around.early)
    if reason := explain_tables(own, around.tables, plan.caps.tables_at_once, around.zone):
        yield Refusal(
            "supervisor_id",
            f"{around.supervisors.get(sheet.supervisor_id or 0, 'Your supervisor')} {reason}.",
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
CHECKS: tuple[Check, ...] = (_missing, _category, _people, check_screened, _work, _reflection)
TIMED: tuple[TimedCheck, ...] = (_time, _supervisor, _overlaps, check_room, check_check, check_start)
