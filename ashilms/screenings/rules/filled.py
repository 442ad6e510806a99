"""What a therapist fills in to have a client screened, and every reason against deciding on it as it is."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from ashilms.formats import local
from ashilms.screenings.rules.clearances import Clearances, clearance_as_json
from ashilms.screenings.rules.clients import NO_CODE, read_client_code
from ashilms.screenings.rules.coding import code_answers
from ashilms.screenings.rules.intake import Answer, Truth, holds, is_unsure, keep_answers
from ashilms.screenings.rules.limits import scope_of
from ashilms.screenings.rules.outcomes import Outcome
from ashilms.screenings.rules.plan import Plan
from ashilms.screenings.rules.screening import Decision, screen
from ashilms.sites.rules.records import explain_room
from ashilms.sites.rules.use import Check, Room, explain_check, explain_lock


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why something can't be taken as it is: the field that has to change, and the sentence."""

    field: str
    sentence: str


@dataclass(frozen=True, slots=True)
class Filled:
    """The screening form as it was left; anything may be missing. The check says which room, and so which table."""

    category: str = ""
    client: str = ""
    check_id: int | None = None
    answers: Mapping[str, Answer | None] = field(default_factory=dict)
    clearances: Clearances = field(default_factory=dict)
    asked_again: tuple[str, ...] = ()
    """Questions whose follow-up was asked because the answer was “unsure”."""

    def coded(self, plan: Plan) -> dict[str, Any]:
        """Return it without any figure or date of the client's, to be told apart from other content."""
        return {
            "category": self.category,
            "client": self.client.strip().upper(),
            "check": self.check_id,
            "answers": code_answers(plan.intake, self.answers),
            "clearances": {rule: clearance_as_json(found) for rule, found in self.clearances.items()},
        }


@dataclass(frozen=True, slots=True)
class Around:
    """Everything beside the form that decides whether it may be decided on."""

    at: datetime
    zone: str
    course: str
    """The course's slug: by its points the room is checked."""
    checks: Mapping[int, Check]
    """What the therapist and those who may supervise them recorded near that time, by id."""
    rooms: Mapping[int, Room]


def decide_filled(filled: Filled, plan: Plan, today: date) -> Decision:
    """Return what the answers allow on a day to a therapist of the plan's level."""
    return screen(
        plan.intake, filled.answers, today=today, scope=scope_of(plan.level), clearances=filled.clearances
    )


def find_marks(filled: Filled, plan: Plan, today: date) -> list[str]:
    """Return which of the pack's kinds of client this one is: what a mix of cases counts, without a figure."""
    kept = keep_answers(plan.intake.questions, filled.answers)
    return [mark.id for mark in plan.marks if holds(mark.when, kept, today) is Truth.YES]


def find_refusals(filled: Filled, plan: Plan, decision: Decision, around: Around) -> list[Refusal]:
    """Return everything that keeps the form from being decided on; an emergency that was affirmed waits for nothing."""
    return [
        *_category(filled, plan),
        *_check(filled, around),
        *([] if decision.outcome is Outcome.STOP_EMERGENCY else _open(filled, plan, decision)),
    ]


def _category(filled: Filled, plan: Plan) -> Iterator[Refusal]:
    category = plan.categories.get(filled.category)
    if category is None or not category.open or not category.screened:
        yield Refusal("category", "Choose what the session is for.")
    if read_client_code(filled.client) is None:
        yield Refusal("client", NO_CODE)


def _open(filled: Filled, plan: Plan, decision: Decision) -> Iterator[Refusal]:
    """Ask the follow-up question of every “unsure” once; whatever is still unsure then, the rules decide."""
    for question in plan.intake.questions:
        unsure = is_unsure(filled.answers.get(question.id))
        if unsure and question.follow_up and question.id not in filled.asked_again:
            ask = f"Ask again: {question.follow_up} If it is still unsure, leave it at that."
            yield Refusal(f"answer_{question.id}", ask)
    if decision.outcome is Outcome.INCOMPLETE:
        yield from (Refusal(f"answer_{id}", "Answer this question.") for id in decision.missing)


NO_CHECK = "Choose the check of the room before the session. Without one that passed nobody mounts the table."


def _check(filled: Filled, around: Around) -> Iterator[Refusal]:
    check = around.checks.get(filled.check_id or 0)
    room = around.rooms.get(check.room_id) if check else None
    reason = explain_check_at(check, room, around) if check and room else NO_CHECK
    if reason:
        yield Refusal("check_id", reason)


def explain_check_at(check: Check, room: Room, around: Around) -> str | None:
    """Return why nobody may be worked on in a room at that moment on this check of it, or `None`."""
    today = local(around.at, around.zone).date()
    return (
        explain_room(room.inspections, today)
        or explain_lock(room, around.at, around.at, around.zone)
        or explain_check(
            check, around.checks.values(), room,
            room_id=check.room_id, course=around.course, starts=around.at, zone=around.zone,
        )
    )  # fmt: skip
