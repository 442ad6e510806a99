"""Whether somebody may supervise on a day: licence, first aid and a programme level, verified and current on it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from ashilms.formats import day

LICENCE, FIRST_AID, LEVEL = "licence", "first-aid", "level"
KINDS = {
    LICENCE: "Licence to practise",
    FIRST_AID: "First aid and CPR",
    LEVEL: "Level in this programme",
}
"""What entitles somebody, all of them together, in the order in which what is missing is said."""
CALLED = {LICENCE: "licence", FIRST_AID: "first-aid certificate"}
"""How the kinds that always have a last day are called in a sentence."""
LEVELS = (1, 2, 3)
"""The levels of the credential ladder; a category names the one that its supervisor needs, 1 unless it says else."""

SOON_DAYS = 30
"""How many days ahead the registrar is told that something ends."""
LONGEST_DAYS = 3660
"""A paper that holds for more than ten years is more likely a slip of the pen."""


@dataclass(frozen=True, slots=True)
class Credential:
    """One paper: what it is, from when until when it holds (`None`: without an end), and what became of it."""

    id: int
    kind: str
    level: int | None
    valid_from: date
    valid_until: date | None
    verified: bool = True
    withdrawn_from: date | None = None
    """From which day on it counts for nothing, since it turned out to have lapsed."""

    @property
    def last_day(self) -> date | None:
        """The last day on which it holds, `None` without an end; before its first day if it never held."""
        cut = self.withdrawn_from - timedelta(days=1) if self.withdrawn_from else None
        return min((end for end in (self.valid_until, cut) if end), default=None)

    def holds(self, on: date) -> bool:
        """Return whether it holds on that day, verified or not."""
        return self.valid_from <= on and (self.last_day is None or on <= self.last_day)

    def counts(self, on: date) -> bool:
        """Return whether it was verified and holds on that day."""
        return self.verified and self.holds(on)


@dataclass(frozen=True, slots=True)
class Entitlement:
    """What entitles somebody on a day: the ids of the credentials, or why there are none."""

    credentials: tuple[int, ...] = ()
    reason: str = ""
    """A sentence with `{whose}` in it: "{whose} licence ended on 3 November 2026."; empty for who is entitled."""

    def __bool__(self) -> bool:
        """Return whether they are entitled."""
        return not self.reason

    def explain(self, whose: str) -> str:
        """Return the reason with whose it is, such as "Bea's" or "Your"."""
        return self.reason.replace("{whose}", whose)


def entitle(credentials: Sequence[Credential], on: date, *, level: int = 1) -> Entitlement:
    """Return what entitles somebody to supervise on a day: a paper of each kind, and a level that suffices."""
    found = {kind: _current(credentials, kind, on, level) for kind in KINDS}
    missing = next((kind for kind, paper in found.items() if paper is None), None)
    if missing is not None:
        return Entitlement(reason=_explain(credentials, missing, on, level))
    return Entitlement(tuple(paper.id for paper in found.values() if paper))


def entitled_until(credentials: Sequence[Credential], on: date, *, level: int = 1) -> date | None:
    """Return the last day of the stretch on which they are entitled without a gap from `on`; `None`: no end.

    Raises `ValueError` when they are not entitled on `on` itself.
    """
    if not entitle(credentials, on, level=level):
        raise ValueError("Nobody is entitled on that day.")
    ends = (held_until(credentials, kind, on, level=level) for kind in KINDS)
    return min((end for end in ends if end), default=None)


def held_until(credentials: Sequence[Credential], kind: str, on: date, *, level: int = 1) -> date | None:
    """Return the last day of the stretch on which papers of one kind hold without a gap from `on`.

    `None` for no end, and the day before `on` where none holds on it.
    """
    while paper := _current(credentials, kind, on, level):
        if paper.last_day is None:
            return None
        on = paper.last_day + timedelta(days=1)
    return on - timedelta(days=1)


def find_fault(typed: Credential, today: date) -> tuple[str, str] | None:
    """Return the field and the sentence that say what is wrong with a credential to be recorded."""
    if typed.kind == LEVEL and typed.level not in LEVELS:
        return "level", "Choose the level that they hold in this programme."
    if typed.valid_from > today:
        return "valid_from", "A paper is recorded from its first day on. This day lies ahead."
    if typed.kind in CALLED and typed.valid_until is None:
        return "valid_until", f"Put in until when the {CALLED[typed.kind]} holds, as whoever issued it says."
    if typed.valid_until is None:
        return None
    if typed.valid_until < typed.valid_from:
        return "valid_until", "It ends on its first day or after."
    if (typed.valid_until - typed.valid_from).days > LONGEST_DAYS:
        return "valid_until", "That is more than ten years. Look at the year again."
    return None


def _current(credentials: Iterable[Credential], kind: str, on: date, level: int) -> Credential | None:
    """Return what counts of a kind on a day: the one that holds the longest, the one recorded first of several."""
    fit = (c for c in credentials if c.kind == kind and c.counts(on) and _suffices(c, level))
    return max(fit, key=lambda c: (c.last_day or date.max, -c.id), default=None)


def _suffices(credential: Credential, level: int) -> bool:
    return credential.kind != LEVEL or (credential.level or 0) >= level


def _explain(credentials: Sequence[Credential], kind: str, on: date, level: int) -> str:
    """Return why nothing of a kind counts on a day."""
    own = [c for c in credentials if c.kind == kind]
    return _explain_level(own, on, level) if kind == LEVEL else _explain_dated(own, CALLED[kind], on)


def _explain_dated(papers: Sequence[Credential], called: str, on: date) -> str:
    if any(c.holds(on) for c in papers):
        return f"{{whose}} {called} for {day(on)} waits for a registrar to verify it."
    if any(c.withdrawn_from and c.withdrawn_from <= on and _held(c, on) for c in papers):
        return f"{{whose}} {called} turned out to have lapsed by {day(on)}."
    past = [c.last_day for c in papers if c.last_day and c.valid_from <= c.last_day < on]
    if past:
        return f"{{whose}} {called} ended on {day(max(past))}."
    ahead = [c.valid_from for c in papers if c.valid_from > on]
    return (
        f"{{whose}} {called} begins on {day(min(ahead))}."
        if ahead
        else f"{{whose}} {called} isn't on record."
    )


def _held(credential: Credential, on: date) -> bool:
    """Return whether it would hold on that day, had it not been withdrawn."""
    return credential.valid_from <= on and (credential.valid_until is None or on <= credential.valid_until)


def _explain_level(levels: Sequence[Credential], on: date, level: int) -> str:
    if any(c.holds(on) and _suffices(c, level) for c in levels):
        return f"{{whose}} level for {day(on)} waits for a registrar to verify it."
    held = max((c.level or 0 for c in levels if c.counts(on)), default=0)
    if held:
        return (
            f"{{whose}} level in this programme was {held} on {day(on)}; this category needs level {level}."
        )
    return f"{{whose}} record holds no level in this programme for {day(on)}."
