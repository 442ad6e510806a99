"""When a quiz may be sat, and what becomes of an answer that is sent while it is."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import Enum
from typing import Any

from ashilms.quizzes.rules.allowing import NOTHING, Allowed
from ashilms.quizzes.rules.paper import Blueprint


class State(Enum):
    """How a quiz stands for one person."""

    LOCKED = "locked"
    """Something must be done first."""
    READY = "ready"
    """An attempt may be started."""
    SITTING = "sitting"
    """An attempt is open."""
    MARKING = "marking"
    """An attempt was handed in, and answers in it are being marked by people."""
    WAITING = "waiting"
    """The last attempt failed; the next may start later."""
    USED_UP = "used up"
    """All attempts failed; an instructor has to release another."""
    PASSED = "passed"


@dataclass(frozen=True, slots=True)
class Past:
    """One attempt, for deciding about the next: `passed` is `None` while it has no grade, `ended` once handed in."""

    passed: bool | None
    ended: datetime | None = None
    retest: bool = False
    """Whether it only asked missed must-pass rules of another attempt again: that uses up none, and no wait follows."""


@dataclass(frozen=True, slots=True)
class Chance:
    """Whether and when a person may sit."""

    state: State
    left: int
    """Attempts that remain, an open one not counted."""
    at: datetime | None = None
    """From when the next may be started, while waiting, or once passed where it may be sat again."""
    used: int = 0
    """Whole attempts that count now, an open one included: none of before a pass after which it is sat again."""
    in_all: int = 0
    """How many attempts there are, those that count now included."""


def chance(
    blueprint: Blueprint, past: Sequence[Past], missing: bool, now: datetime, allowed: Allowed = NOTHING
) -> Chance:
    """Return how the quiz stands after the attempts in `past`; `missing`: something must be done first.

    An attempt that was released has no wait: whoever released it has seen to what came before.
    """
    since, again = _since_last_pass(blueprint, past, now)
    allowed = allowed.after(_count_whole(past) - _count_whole(since))
    used, in_all = _count_whole(since), allowed.attempts_in_all(blueprint.attempts)
    left = max(in_all - used, 0)

    def stands(state: State, at: datetime | None = None) -> Chance:
        return Chance(state, left, at, used, in_all)

    if any(attempt.passed for attempt in since):
        return stands(State.PASSED, again)
    if any(attempt.passed is None for attempt in since):
        sat = any(attempt.passed is None and attempt.ended is None for attempt in since)
        return stands(State.SITTING if sat else State.MARKING)
    if missing:
        return stands(State.LOCKED)
    if not left:
        return stands(State.USED_UP)
    if used >= blueprint.attempts + allowed.attempts:
        return stands(State.READY)
    at = next_start(blueprint, [one.ended for one in since if one.ended and not one.retest])
    return stands(State.WAITING, at) if at and now < at else stands(State.READY)


def _count_whole(past: Sequence[Past]) -> int:
    return sum(not attempt.retest for attempt in past)


def _since_last_pass(
    blueprint: Blueprint, past: Sequence[Past], now: datetime
) -> tuple[Sequence[Past], datetime | None]:
    """Return the attempts that count now, and from when it may be sat again after the pass among them, if ever.

    A pass that is so long ago that it may be sat again counts no more, nor does anything before it.
    """
    again: datetime | None = None
    if blueprint.again_days is None:
        return past, again
    for place in reversed(range(len(past))):
        ended = past[place].ended
        if past[place].passed and ended is not None:
            opens = ended + timedelta(days=blueprint.again_days)
            if now >= opens:
                return past[place + 1 :], again
            again = again or opens
    return past, again


def next_start(blueprint: Blueprint, ended: Sequence[datetime]) -> datetime | None:
    """Return from when another attempt may start after failed ones that ended then; `None`: at once."""
    if not ended or not blueprint.waits_hours:
        return None
    wait = blueprint.waits_hours[min(len(ended), len(blueprint.waits_hours)) - 1]
    return max(ended) + timedelta(hours=wait)


@dataclass(frozen=True, slots=True)
class Step:
    """One saving of one question: the answer, and whether it is flagged to come back to."""

    number: int
    answer: Any
    flagged: bool
    key: str
    """Names the sending of it, so that the same sending twice is one; `key-2` was sent by its page after `key-1`."""


class Placing(Enum):
    """What to do with a step that is sent."""

    NEW = "new"
    SAME = "same"
    """It is what stands already: say so, write nothing."""
    STALE = "stale"
    """Something newer stands: it was written once before, or its page sent it earlier and it was overtaken."""


def place(steps: Sequence[Step], new: Step) -> Placing:
    """Return what to do with `new`, after the steps of its attempt (at least those of its number or key).

    A sending that is repeated does nothing, and never brings an older answer back. The same key with other
    content is no repetition: a page that the browser kept was answered anew, so it counts. What a page sent
    earlier never takes the place of what it sent later, in whichever order they arrive.
    """
    mine = [step for step in steps if step.number == new.number]
    stands = _content(mine[-1]) if mine else (None, False)
    if stands == _content(new):
        return Placing.SAME
    if any(step.key == new.key and _content(step) == _content(new) for step in mine):
        return Placing.STALE
    page, turn = _sending(new.key)
    if any(other == page and later > turn for other, later in (_sending(step.key) for step in mine)):
        return Placing.STALE
    return Placing.NEW


def _sending(key: str) -> tuple[str, int]:
    """Return which page a sending came from, and its turn among those of that page."""
    page, _, turn = key.rpartition("-")
    return (page, int(turn)) if page and turn.isdecimal() else (key, 0)


def _content(step: Step) -> tuple[Any, bool]:
    return step.answer, step.flagged


def is_over(closes_at: datetime, now: datetime) -> bool:
    """Return whether an attempt takes nothing more; the closing moment itself still counts."""
    return now > closes_at


def seconds_left(deadline: datetime, now: datetime) -> int:
    """Return the whole seconds until the deadline, none after it."""
    return max(0, int((deadline - now).total_seconds()))


def tells_whole(*, right: bool, passed: bool) -> bool:
    """Return whether a review tells a question's key.

    What was answered right is known anyway. The rest stays closed until the quiz is passed: the same question
    may be drawn again in the next attempt.
    """
    return right or passed
