"""What a sitting that is over says about what somebody knows: question by question, without what was asked."""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class Answered:
    """One question of a sitting."""

    module: str
    """The key of the module that it is about."""
    right: bool
    """Whether its answer earned everything; of what counts for nobody it did."""
    critical: bool


@dataclass(frozen=True, slots=True)
class Sat:
    """Somebody's last whole sitting of a quiz that has a grade."""

    attempt_id: int
    title: str
    on: date
    """The day in UTC on which it was handed in."""
    questions: tuple[Answered, ...]
