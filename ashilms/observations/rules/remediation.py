"""What follows from an automatic fail: the contract, in which order its steps are taken, and what each needs."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from ashilms.texts import find_identity

LONGEST = 2000
SHORTEST = 10
FARTHEST = timedelta(days=90)
"""How far ahead the date of a contract may lie; a trainee is paused as long."""
BOARD = 2
"""From so many automatic fails on, the review board looks at it (domain 6.5 of the programme)."""


class State(StrEnum):
    """How a remediation stands; it is worked out, never kept."""

    OPENED = "opened"
    WRITTEN = "written"
    AGREED = "agreed"
    CLOSED = "closed"


WORDS = {
    State.OPENED: "The contract is to be written",
    State.WRITTEN: "Waits for the trainee",
    State.AGREED: "Under way",
    State.CLOSED: "Closed",
}


@dataclass(frozen=True, slots=True)
class Terms:
    """A contract: what went wrong, the steps, the test that shows success, and by when."""

    issue: str
    steps: str
    success: str
    due_on: date | None

    @property
    def lines(self) -> list[str]:
        """The steps, one by one."""
        return [line.strip() for line in self.steps.splitlines() if line.strip()]


def state_of(*, written: bool, agreed: bool, closed: bool) -> State:
    """Return how a remediation stands: by its last contract."""
    if closed:
        return State.CLOSED
    return State.AGREED if agreed else State.WRITTEN if written else State.OPENED


def is_overdue(state: State, due_on: date | None, today: date) -> bool:
    """Return whether the date has passed while it is not closed; a contract that nobody wrote is due at once."""
    if state is State.CLOSED:
        return False
    return due_on is not None and due_on < today


def find_problems(terms: Terms, today: date) -> Iterator[tuple[str, str]]:
    """Yield the field and the sentence of everything that is wrong with a contract."""
    for field, text in (("issue", terms.issue), ("steps", terms.steps), ("success", terms.success)):
        if not SHORTEST <= len(text.strip()) <= LONGEST:
            yield field, f"Write {SHORTEST} to {LONGEST} characters."
        elif identity := find_identity(text, today):
            yield field, identity
    if terms.due_on is None or terms.due_on < today:
        yield "due_on", "Put in a day from today on."
    elif terms.due_on - today > FARTHEST:
        yield "due_on", f"That is more than {FARTHEST.days} days ahead; the trainee is paused as long."
