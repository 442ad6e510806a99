"""The states of an entry, and what may be done to it in each."""

from datetime import datetime
from enum import StrEnum


class State(StrEnum):
    """Where an entry stands."""

    DRAFT = "draft"
    SUBMITTED = "submitted"
    RETURNED = "returned"
    COUNTERSIGNED = "countersigned"
    REJECTED = "rejected"
    VOID = "void"
    AMENDED = "amended"
    """Countersigned once, and replaced since by a countersigned amendment."""
    LAPSED = "lapsed"
    """Never stored: submitted, and not signed in time."""


class Step(StrEnum):
    """What may be done to an entry."""

    SAVE = "save"
    SUBMIT = "submit"
    RETURN = "return"
    REJECT = "reject"
    COUNTERSIGN = "countersign"
    AMEND = "amend"
    SUPERSEDE = "supersede"
    VOID = "void"
    TAKE_BACK = "take-back"
    """A return is undone by who returned it, seconds later."""
    RECONSIDER = "reconsider"
    """The review board has set a rejection aside."""


STEPS: dict[tuple[State, Step], State] = {
    (State.DRAFT, Step.SAVE): State.DRAFT,
    (State.DRAFT, Step.SUBMIT): State.SUBMITTED,
    (State.DRAFT, Step.VOID): State.VOID,
    (State.RETURNED, Step.SAVE): State.RETURNED,
    (State.RETURNED, Step.SUBMIT): State.SUBMITTED,
    (State.RETURNED, Step.VOID): State.VOID,
    (State.RETURNED, Step.TAKE_BACK): State.SUBMITTED,
    (State.SUBMITTED, Step.RETURN): State.RETURNED,
    (State.SUBMITTED, Step.REJECT): State.REJECTED,
    (State.SUBMITTED, Step.COUNTERSIGN): State.COUNTERSIGNED,
    (State.SUBMITTED, Step.VOID): State.VOID,
    (State.LAPSED, Step.VOID): State.VOID,
    (State.REJECTED, Step.RECONSIDER): State.SUBMITTED,
    (State.COUNTERSIGNED, Step.AMEND): State.COUNTERSIGNED,
    (State.COUNTERSIGNED, Step.SUPERSEDE): State.AMENDED,
    (State.COUNTERSIGNED, Step.VOID): State.VOID,
}
"""The whole state machine; what is not in it cannot be done."""

EDITABLE = frozenset({State.DRAFT, State.RETURNED})
TAKES_TIME = frozenset({State.SUBMITTED, State.RETURNED, State.COUNTERSIGNED})
"""States in which an entry's time is taken: no other may overlap it."""

SIGNED = frozenset({State.COUNTERSIGNED, State.AMENDED})

SENTENCES = {
    State.DRAFT: "This entry is still a draft: send it first.",
    State.SUBMITTED: "This entry is with the supervisor, so it can't be changed just now.",
    State.RETURNED: "This entry was returned to the trainee and has not come back yet.",
    State.COUNTERSIGNED: "This entry is countersigned and stays as it is. Amend it, or declare it void.",
    State.REJECTED: "This entry was rejected and stays as it is.",
    State.VOID: "This entry was declared void and stays as it is.",
    State.AMENDED: "This entry was replaced by its amendment and stays as it is.",
    State.LAPSED: "This entry lapsed because nobody signed it in time.",
}


def state_at(state: State, lapses_at: datetime | None, now: datetime | None) -> State:
    """Return the state as seen at `now`: what was sent and not signed in time has lapsed."""
    late = now is not None and lapses_at is not None and now >= lapses_at
    return State.LAPSED if late and state is State.SUBMITTED else state


def take_step(state: State, step: Step) -> State | None:
    """Return the state that `step` leads to from `state`, or `None` where it may not be taken."""
    return STEPS.get((state, step))
