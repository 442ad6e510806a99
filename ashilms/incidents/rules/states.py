"""The states of an incident, what may be done to it in each, and who is too near to it to judge it."""

from collections.abc import Collection
from enum import StrEnum


class State(StrEnum):
    """Where an incident stands."""

    DRAFT = "draft"
    OPENED = "opened"
    REVIEW = "review"
    CLOSED = "closed"


class Step(StrEnum):
    """What may be done to it; each is an event that stays."""

    SAVE = "save"
    REPORT = "report"
    NOTE = "note"
    DETAILS = "details"
    SEVERITY = "severity"
    REVIEW = "review"
    CLOSE = "close"
    REOPEN = "reopen"


STEPS: dict[tuple[State, Step], State] = {
    (State.DRAFT, Step.SAVE): State.DRAFT,
    (State.DRAFT, Step.REPORT): State.OPENED,
    (State.OPENED, Step.REVIEW): State.REVIEW,
    (State.OPENED, Step.CLOSE): State.CLOSED,
    (State.REVIEW, Step.CLOSE): State.CLOSED,
    (State.CLOSED, Step.REOPEN): State.OPENED,
    (State.CLOSED, Step.NOTE): State.CLOSED,
    **{
        (state, step): state
        for state in (State.OPENED, State.REVIEW)
        for step in (Step.NOTE, Step.DETAILS, Step.SEVERITY)
    },
}
"""The whole state machine; what is not in it cannot be done."""

OPEN = frozenset({State.OPENED, State.REVIEW})

SENTENCES = {
    State.DRAFT: "This report is still a draft. Send it first.",
    State.OPENED: "This report was sent already. Add a note to it.",
    State.REVIEW: "Somebody is looking into this already.",
    State.CLOSED: "This incident is closed. Open it again to change something.",
}
"""Why something can't be done, by state."""

STATE_WORDS = {
    State.DRAFT: "Draft",
    State.OPENED: "Opened",
    State.REVIEW: "Under review",
    State.CLOSED: "Closed",
}


def take_step(state: State, step: Step) -> State | None:
    """Return the state that a step leads to, or `None` where it can't be taken."""
    return STEPS.get((state, step))


def is_involved(person_id: int | None, concerned: Collection[int | None]) -> bool:
    """Return whether somebody is too near to an incident to review it; the machine judges nothing, so it is too."""
    return person_id is None or person_id in concerned
