"""Screening: what intake answers allow on one day; every rule that fires is kept, the strictest decides.

The engine supports a trained person's decision. It does not diagnose, and it clears nobody.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from functools import reduce

from ashilms.screenings.rules.clearances import Clearances
from ashilms.screenings.rules.intake import (
    UNSURE,
    Answers,
    Truth,
    add_months,
    find_missing,
    holds,
    keep_answers,
)
from ashilms.screenings.rules.limits import LEVEL_1, POSITIONS, PRONE, Limits, spread_regions
from ashilms.screenings.rules.outcomes import PRECEDENCE, UNSURE_ACTIONS, UNSURE_OUTCOMES, Outcome
from ashilms.screenings.rules.rows import Intake, Rule

MANY_LIMITS, MANY_CLEARANCES = 3, 2
"""From so many at once the supervisor decides in person, with one foot and a low score at most."""


@dataclass(frozen=True, slots=True)
class Fired:
    """A rule that fired, and what it came to."""

    rule: str
    outcome: Outcome
    condition: str
    action: str
    reason: str
    unsure: bool = False
    until: date | None = None
    limits: Limits = field(default_factory=Limits)
    cleared: date | None = None
    """The date of the clearance that made it a limit."""
    health: bool = True


@dataclass(frozen=True, slots=True)
class Decision:
    """What the answers allow on that day, for that client, therapist, table and room, and every reason."""

    outcome: Outcome
    fired: tuple[Fired, ...] = ()
    """Strictest first; within a class in the order of the table."""
    limits: Limits = field(default_factory=Limits)
    """What foot work must keep to; means something only when it may go ahead."""
    until: date | None = None
    missing: tuple[str, ...] = ()
    """Questions without an answer."""


def screen(
    intake: Intake,
    answers: Answers,
    *,
    today: date,
    scope: Limits = LEVEL_1,
    clearances: Clearances | None = None,
) -> Decision:
    """Decide what `answers` allow on `today` for a therapist who may work within `scope`.

    No rule is skipped because another fired. A blank leads to INCOMPLETE and never to an emergency, but an
    emergency that was affirmed stands, however much is blank. A clearance that counts makes a rule that asks
    for one a limit; it changes no stop and shortens no wait. When the limits leave nothing to work on, the
    session is declined.
    """
    kept = keep_answers(intake.questions, answers)
    asking = _Asking(intake, kept, today, clearances or {})
    fired = [found for rule in intake.rules for found in asking.fire(rule)]
    blank = asking.missing | set(find_missing(intake.questions, kept, today))
    fired += _stacked(fired)
    limits = reduce(Limits.narrow, (rule.limits for rule in fired), scope)
    if limits.leaves_nothing:
        fired.append(NOTHING_LEFT)
    return combine(fired, limits, tuple(q.id for q in intake.questions if q.id in blank))


def combine(fired: Iterable[Fired], limits: Limits = LEVEL_1, missing: tuple[str, ...] = ()) -> Decision:
    """Return the decision that follows from rules that fired: the strictest class, and the latest date."""
    kept = tuple(sorted(fired, key=lambda rule: PRECEDENCE.index(rule.outcome)))
    outcomes = {rule.outcome for rule in kept} | ({Outcome.INCOMPLETE} if missing else set())
    outcome = min(outcomes, key=PRECEDENCE.index, default=Outcome.PROCEED)
    dates = [rule.until for rule in kept if rule.until is not None]
    return Decision(outcome, kept, limits, max(dates, default=None), missing)


@dataclass(slots=True)
class _Asking:
    """One form put to the table; notes the questions that a row needs and that have no answer."""

    intake: Intake
    answers: Answers
    today: date
    clearances: Clearances
    missing: set[str] = field(default_factory=set)

    def fire(self, rule: Rule) -> list[Fired]:
        truth = holds(rule.when, self.answers, self.today)
        if truth is Truth.UNSURE:
            return [self.unsure(rule)]
        if truth is not Truth.YES:
            return []
        return self.wait(rule) if rule.until else [self.settle(rule)]

    def unsure(self, rule: Rule) -> Fired:
        outcome = UNSURE_OUTCOMES[rule.outcome]
        if outcome is Outcome.CLEARANCE_REQUIRED and rule.outcome is outcome:
            fired = self.settle(rule, everywhere=True)
        else:
            fired = self.certain(rule, outcome, everywhere=True)
        return replace(fired, action=UNSURE_ACTIONS.get(fired.outcome, rule.action), unsure=True)

    def wait(self, rule: Rule) -> list[Fired]:
        """Return the rule as deferring; on the day that it names a session is allowed, or needs clearance."""
        until = rule.until or {}
        if "event" in until:
            return [self.certain(rule, Outcome.DEFER_UNTIL)]
        event = self.today if until["from"] == "today" else self.answers.get(until["from"])
        if not isinstance(event, date):
            self.missing.add(until["from"])
            return []
        days = until.get("days")
        again = event + timedelta(days=days) if days else add_months(event, until["months"])
        if self.today < again:
            return [replace(self.certain(rule, Outcome.DEFER_UNTIL), until=again)]
        return [self.settle(rule, event)] if rule.takes_clearance else []

    def settle(self, rule: Rule, event: date | None = None, *, everywhere: bool = False) -> Fired:
        """Return the rule by its class; where it asks for a clearance, as a limit if there is one that counts."""
        if not rule.takes_clearance:
            return self.certain(rule, rule.outcome)
        clearance = self.clearances.get(rule.id)
        if clearance is None or not clearance.counts(self.today, event):
            return self.certain(rule, Outcome.CLEARANCE_REQUIRED, everywhere=everywhere)
        cleared = self.certain(rule, Outcome.MODIFY, everywhere=everywhere)
        silent = rule.face_down and not clearance.names_face_down
        position = Limits(positions=frozenset(POSITIONS) - {PRONE}) if silent else Limits()
        limits = cleared.limits.narrow(clearance.limits).narrow(position)
        return replace(cleared, limits=limits, cleared=clearance.signed_on)

    def certain(self, rule: Rule, outcome: Outcome, *, everywhere: bool = False) -> Fired:
        limits = rule.limits.narrow(Limits(self.regions_of(rule.places, everywhere)))
        return Fired(
            rule.id, outcome, rule.condition, rule.action, rule.reason, limits=limits, health=rule.health
        )

    def regions_of(self, places: str, everywhere: bool) -> frozenset[str]:
        """Return the regions that the answer to `places` names; unsure where is everywhere that it might be."""
        question, chosen = self.intake.question(places), self.answers.get(places)
        if question is None:
            return frozenset()
        if isinstance(chosen, tuple):
            everywhere = UNSURE in chosen
        elif not everywhere:
            self.missing.add(places)
        named = chosen if isinstance(chosen, tuple) else ()
        options = [option for option in question.options if everywhere or option.id in named]
        return spread_regions(region for option in options for region in option.regions)


def _stacked(fired: list[Fired]) -> list[Fired]:
    asked = sum(rule.outcome is Outcome.CLEARANCE_REQUIRED or rule.cleared is not None for rule in fired)
    limited = sum(rule.outcome is Outcome.MODIFY and rule.cleared is None and rule.health for rule in fired)
    return [SEVERAL_LIMITS] if limited >= MANY_LIMITS or asked >= MANY_CLEARANCES else []


SEVERAL_LIMITS = Fired(
    "several-limits",
    Outcome.MODIFY,
    "Several limits at once",
    "Your supervisor decides in person, on the spot. One foot, client score 5 at most, or decline.",
    "Each limit by itself leaves room to work; together they ask for more judgement than a rule has.",
    limits=Limits(max_score=5, max_feet=1),
)
NOTHING_LEFT = Fired(
    "nothing-left",
    Outcome.STOP_DECLINE,
    "No place left to work",
    "No foot work. Offer gentle hands by someone trained for it, or refer.",
    "The limits together leave out every place where a foot may rest, or every position that this level uses.",
)
