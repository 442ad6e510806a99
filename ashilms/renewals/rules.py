"""How a certificate that ends stands, in words; and a path made of what its holder got wrong and no longer does.

No score is made up. A module is on the path when a question about it was not right in the holder's last whole sitting
of a quiz; a category of practicum when the last session of it that counts lies more than so many months back.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from ashilms.formats import day, plural
from ashilms.programs.rules.calendar import months_after
from ashilms.programs.rules.validity import FIXED, PREVIOUS, Rule, Stage, late_stages, window
from ashilms.quizzes.rules.sat import Sat


@dataclass(frozen=True, slots=True)
class Missed:
    """What one sitting says about a module."""

    sat: Sat
    wrong: int
    asked: int
    critical: int
    """How many of the wrong ones had to be right."""


@dataclass(frozen=True, slots=True)
class Weak:
    """A module in which something was not right the last time."""

    module: str
    missed: tuple[Missed, ...]

    @property
    def wrong(self) -> int:
        """How many questions were not right."""
        return sum(one.wrong for one in self.missed)

    @property
    def critical(self) -> int:
        """How many of these had to be right."""
        return sum(one.critical for one in self.missed)


@dataclass(frozen=True, slots=True)
class Idle:
    """A category of practicum that was practised once and not lately."""

    code: str
    last: date


def find_weak(sat: Iterable[Sat]) -> list[Weak]:
    """Return the modules in which something was not right, by the last sitting of each quiz: what matters most first.

    That is where must-pass questions were missed, and then where most questions were.
    """
    found: defaultdict[str, list[Missed]] = defaultdict(list)
    for sitting in sat:
        for module in dict.fromkeys(question.module for question in sitting.questions):
            asked = [question for question in sitting.questions if question.module == module]
            wrong = [question for question in asked if not question.right]
            critical = sum(question.critical for question in wrong)
            if wrong:
                found[module].append(Missed(sitting, len(wrong), len(asked), critical))
    weak = [Weak(module, tuple(missed)) for module, missed in found.items()]
    return sorted(weak, key=lambda one: (-one.critical, -one.wrong, one.module))


def find_idle(last: Mapping[str, date], months: int, today: date) -> list[Idle]:
    """Return the categories whose last session is more than so many months ago, the longest first.

    On the same day of the month, so many months later, it is not yet idle.
    """
    idle = [Idle(code, on) for code, on in last.items() if today > months_after(on, months)]
    return sorted(idle, key=lambda one: (one.last, one.code))


def say_early(rule: Rule, until: date) -> str:
    """Return in words what doing early what renewing takes means for how long the new certificate holds."""
    last = "the last thing that you do for it"
    if rule.counted_from == FIXED:
        return f"The new one holds until a fixed day of the year, the first that is far enough from {last}."
    if rule.counted_from == PREVIOUS:
        opens, closes = window(rule, until)
        return (
            f"The new one is counted from the end of this one where {last} falls between {day(opens)} and "
            f"{day(closes)}, else from the day of that."
        )
    return f"The new one is counted from {last}: done later, it holds longer."


def say_stage(rule: Rule, until: date, stage: Stage, today: date) -> str:
    """Return in words where a certificate is that was valid until a day, and what that means for renewing it."""
    (_, grace), (_, lapsed), (_, repeat) = late_stages(rule, until)
    tomorrow = until + timedelta(days=1)
    left = (until - today).days
    ended = f"It ended on {day(until)}, and whoever checks it reads “expired” since {day(tomorrow)}."
    return {
        Stage.VALID: f"It is valid until {day(until)}, that day included.",
        Stage.EXPIRING: f"It is valid until {day(until)}, that day included: "
        + (f"{plural(left, 'day')} from now." if left else "today."),
        Stage.GRACE: f"{ended} Until {day(grace)} you can still simply renew it.",
        Stage.LAPSED: f"{ended} It could simply be renewed until {day(grace)}. Until {day(lapsed)} more is asked.",
        Stage.REASSESS: f"{ended} After {day(lapsed)} practice is assessed anew; that is possible until {day(repeat)}.",
        Stage.REPEAT: f"{ended} Since {day(repeat)} too much time has gone by: the whole level is done anew.",
    }[stage]
