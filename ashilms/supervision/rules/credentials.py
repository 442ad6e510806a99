"""Whether somebody may supervise on a day: a licence and a programme level, both verified and current on it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from ashilms.formats import day

LICENCE, LEVEL = "licence", "level"
KINDS = {LICENCE: "Licence to practise", LEVEL: "Level in this programme"}
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
    """Return what entitles somebody to supervise on a day at that level: a licence, and a level that suffices."""
    licence, held = _licence(credentials, on), _level(credentials, on, level)
    if licence is None:
        return Entitlement(reason=_explain_licence(credentials, on))
    if held is None:
        return Entitlement(reason=_explain_level(credentials, on, level))
    return Entitlement((licence.id, held.id))


def entitled_until(credentials: Sequence[Credential], on: date, *, level: int = 1) -> date | None:
    """Return the last day of the stretch on which they are entitled without a gap from `on`; `None`: no end.

    Raises `ValueError` when they are not entitled on `on` itself.
    """
    if not entitle(credentials, on, level=level):
        raise ValueError("Nobody is entitled on that day.")
    while entitle(credentials, on, level=level):
        end = _next_end(credentials, on, level)
        if end is None:
            return None
        on = end + timedelta(days=1)
    return on - timedelta(days=1)


def find_fault(typed: Credential, today: date) -> tuple[str, str] | None:
    """Return the field and the sentence that say what is wrong with a credential to be recorded."""
    if typed.kind == LEVEL and typed.level not in LEVELS:
        return "level", "Choose the level that they hold in this programme."
    if typed.valid_from > today:
        return "valid_from", "A paper is recorded from its first day on. This day lies ahead."
    if typed.kind == LICENCE and typed.valid_until is None:
        return "valid_until", "Put in until when the licence holds, as its register says."
    if typed.valid_until is None:
        return None
    if typed.valid_until < typed.valid_from:
        return "valid_until", "It ends on its first day or after."
    if (typed.valid_until - typed.valid_from).days > LONGEST_DAYS:
        return "valid_until", "That is more than ten years. Look at the year again."
    return None


def _licence(credentials: Iterable[Credential], on: date) -> Credential | None:
    return _best(c for c in credentials if c.kind == LICENCE and c.counts(on))


def _level(credentials: Iterable[Credential], on: date, level: int) -> Credential | None:
    return _best(c for c in credentials if c.kind == LEVEL and c.counts(on) and (c.level or 0) >= level)


def _best(credentials: Iterable[Credential]) -> Credential | None:
    """Return the credential that holds the longest, the one recorded first of several."""
    return max(credentials, key=lambda c: (c.last_day or date.max, -c.id), default=None)


def _next_end(credentials: Sequence[Credential], on: date, level: int) -> date | None:
    """Return when the first of the two, licence or level, ends that count on `on`; `None` for no end."""
    licence, held = _licence(credentials, on), _level(credentials, on, level)
    return min((found.last_day for found in (licence, held) if found and found.last_day), default=None)


def _explain_licence(credentials: Iterable[Credential], on: date) -> str:
    licences = [c for c in credentials if c.kind == LICENCE]
    if any(c.holds(on) for c in licences):
        return f"{{whose}} licence for {day(on)} waits for a registrar to verify it."
    if any(c.withdrawn_from and c.withdrawn_from <= on and _held(c, on) for c in licences):
        return f"{{whose}} licence turned out to have lapsed by {day(on)}."
    past = [c.last_day for c in licences if c.last_day and c.valid_from <= c.last_day < on]
    if past:
        return f"{{whose}} licence ended on {day(max(past))}."
    ahead = [c.valid_from for c in licences if c.valid_from > on]
    return f"{{whose}} licence begins on {day(min(ahead))}." if ahead else "{whose} licence isn't on record."


def _held(credential: Credential, on: date) -> bool:
    """Return whether it would hold on that day, had it not been withdrawn."""
    return credential.valid_from <= on and (credential.valid_until is None or on <= credential.valid_until)


def _explain_level(credentials: Iterable[Credential], on: date, level: int) -> str:
    levels = [c for c in credentials if c.kind == LEVEL]
    enough = [c for c in levels if (c.level or 0) >= level]
    if any(c.holds(on) for c in enough):
        return f"{{whose}} level for {day(on)} waits for a registrar to verify it."
    held = max((c.level or 0 for c in levels if c.counts(on)), default=0)
    if held:
        return (
            f"{{whose}} level in this programme was {held} on {day(on)}; this category needs level {level}."
        )
    return f"{{whose}} record holds no level in this programme for {day(on)}."
