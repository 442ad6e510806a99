"""How long a certificate holds, what renewing it does to the date, and what is left when it has ended.

The three ways of counting are those that boards and schools use; which one holds is the pack's to say. A last day
counts: a certificate is in date on it, and not on the day after.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import Any

from ashilms.formats import MONTHS, day
from ashilms.notices.rules import BEFORE
from ashilms.plugins import Fact
from ashilms.programs.rules.calendar import months_after
from ashilms.programs.rules.proof import Standing
from ashilms.programs.rules.statements import STATEMENT

COMPLETION, PREVIOUS, FIXED = "completion", "previous_expiry", "fixed_dates"
WAYS: Mapping[str, str] = {
    COMPLETION: "From the day it was completed",
    PREVIOUS: "From the end of the one before",
    FIXED: "Until a fixed day of the year",
}
SHORTEST_MONTH = 28
"""Days that every month has."""
SOON = timedelta(days=60)
"""From so long before its last day on, a certificate is said to be expiring."""


DONE = frozenset({
    "module_completed", "credit_earned", "quiz_passed", "live_attendance", "practicum_entry", "observation", STATEMENT,
})  # fmt: skip
"""Facts of what somebody did on their day; others made the rest, by deciding, marking or reporting."""


@dataclass(frozen=True, slots=True)
class Rule:
    """How a programme counts. Months are calendar months, `dates` are months and days of any year."""

    months: int
    counted_from: str = COMPLETION
    dates: tuple[tuple[int, int], ...] = ()
    least_months: int = 0
    """Of fixed days: how long it holds at least, whichever comes next."""
    window_days: int = 90
    """So early before the end it may be renewed; counted from the end of the one before, that keeps the day."""
    grace_days: int = 60
    """So long after the end a renewal is still one."""
    reassess_months: int = 12
    """Ended longer than that: assessed in practice anew."""
    repeat_months: int = 36
    """Ended longer than that: everything anew."""


@dataclass(frozen=True, slots=True)
class Validity:
    """Until which day, that day included, and why."""

    until: date
    because: str


class Stage(StrEnum):
    """Where a certificate is between its issue and the day from which everything has to be done anew."""

    VALID = "valid"
    EXPIRING = "expiring"
    GRACE = "expired, in grace"
    LAPSED = "lapsed"
    REASSESS = "lapsed, to be assessed anew"
    REPEAT = "lapsed, to be repeated"


@dataclass(frozen=True, slots=True)
class Milestone:
    """A day on which something changes for the holder, and what."""

    on: date
    what: str


def read_rule(content: Mapping[str, Any]) -> Rule | None:
    """Return how a program's version counts; `None` of one whose certificate does not expire."""
    if content["validity_months"] is None:
        return None
    given = dict(content.get("validity", {}))
    dates = tuple(parse_day(text) for text in given.pop("dates", ()))
    return Rule(content["validity_months"], dates=dates, **given)


def parse_day(text: str) -> tuple[int, int]:
    """Return the month and the day that `MM-DD` names; raises `ValueError` for none of every year."""
    month, _, number = text.strip().partition("-")
    try:
        found = date(2001, int(month), int(number))  # a year without 29 February
    except ValueError:
        raise ValueError(f"{text} is no day of every year.") from None
    return found.month, found.day


def completed_on(standing: Standing, evidence: Iterable[Fact]) -> date | None:
    """Return the day on which the last thing was done that a standing rests on; `None` when nothing was."""
    counted = {id_ for leaf in standing.proof.leaves() if leaf.met for id_ in leaf.evidence}
    done = (fact.on for fact in evidence if fact.id in counted and fact.kind in DONE)
    return max(done, default=None)


def count(rule: Rule, completed: date, *, previous: date | None = None) -> Validity:
    """Return until when what was completed on a day holds, `previous` being the last day of the one before."""
    if rule.counted_from == FIXED:
        return _until_fixed(rule, completed)
    counted = f"{_months(rule.months)} from {day(completed)}"
    if rule.counted_from == PREVIOUS and previous is not None:
        opens, closes = window(rule, previous)
        if opens <= completed <= closes:
            until = _last_day(previous + timedelta(days=1), rule.months)
            return Validity(
                until, f"{_months(rule.months)} from the day after the one before ended, {day(previous)}."
            )
        if completed < opens:
            why = f"since it was finished more than {rule.window_days} days before the one before ended"
        else:
            why = f"since the grace of {rule.grace_days} days after the one before had ended on {day(closes)}"
    else:
        why = "as there is none before" if rule.counted_from == PREVIOUS else "the day it was completed"
    return Validity(_last_day(completed, rule.months), f"{counted}, {why}.")


def stage_on(rule: Rule, until: date, today: date) -> Stage:
    """Return where a certificate is that was valid until a day. A verifier says expired from the day after on."""
    if today <= until:
        return Stage.EXPIRING if until - today <= SOON else Stage.VALID
    return next((stage for stage, last in late_stages(rule, until) if today <= last), Stage.REPEAT)


def late_stages(rule: Rule, until: date) -> tuple[tuple[Stage, date], ...]:
    """Return what a certificate goes through after its last day, each stage with the last day of its own."""
    return (
        (Stage.GRACE, until + timedelta(days=rule.grace_days)),
        (Stage.LAPSED, months_after(until, rule.reassess_months)),
        (Stage.REASSESS, months_after(until, rule.repeat_months)),
    )


def opens_on(rule: Rule, issued: date, until: date) -> date:
    """Return the first day on which a certificate may be renewed, never the one on which it was issued."""
    return max(until - timedelta(days=rule.window_days), issued + timedelta(days=1))


def milestones(rule: Rule, until: date) -> list[Milestone]:
    """Return what happens around the last day of a certificate, in the order of the days."""
    tomorrow = timedelta(days=1)
    told = "days before the end: its holder is reminded by mail"
    found = [Milestone(until - timedelta(days=days), f"{days} {told}") for days in BEFORE]
    opens, _ = window(rule, until)
    keeps = ", which keeps the day on which this one ends" if rule.counted_from == PREVIOUS else ""
    (_, grace), (_, lapsed), (_, last) = late_stages(rule, until)
    found += [
        Milestone(opens, f"From here on it may be renewed{keeps}"),
        Milestone(until, "The last day; from the next one on whoever checks it reads “expired”"),
        Milestone(grace, "The last day on which a renewal is still one"),
        Milestone(lapsed + tomorrow, "From here on, assessed in practice anew"),
        Milestone(last + tomorrow, "From here on, the whole level anew"),
    ]
    return sorted(found, key=lambda milestone: milestone.on)


def window(rule: Rule, until: date) -> tuple[date, date]:
    """Return between which days a renewal is completed in time, both included, of what holds until a day."""
    return until - timedelta(days=rule.window_days), until + timedelta(days=rule.grace_days)


def _until_fixed(rule: Rule, completed: date) -> Validity:
    least = months_after(completed, rule.least_months)
    until = min(
        found for year in (least.year, least.year + 1) for month, number in rule.dates
        if (found := date(year, month, number)) >= least
    )  # fmt: skip
    named = " or ".join(f"{number} {MONTHS[month - 1]}" for month, number in rule.dates)
    held = f" that leaves at least {_months(rule.least_months)}" if rule.least_months else ""
    return Validity(until, f"The first {named}{held} from {day(completed)}, the day it was completed.")


def _last_day(start: date, months: int) -> date:
    return months_after(start, months) - timedelta(days=1)


def _months(number: int) -> str:
    return f"{number} month{'s' if number != 1 else ''}"
