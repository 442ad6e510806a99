"""Documents held: which kinds there are, what is wrong with one as typed, and on which days one counts."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

from ashilms.texts import problem_with_length

DOCUMENT = "document"
"""The kind of the fact."""
SHORTEST, LONGEST = 10, 1000
"""Characters of a reason."""
MOST = 100
"""Documents that one person may have sent: a life of renewals, and an end for who sends without one."""
EARLIEST = date(1950, 1, 1)


class Ends(StrEnum):
    """Whether documents of a kind have a last day."""

    ALWAYS = "always"
    SOMETIMES = "sometimes"
    NEVER = "never"


class State(StrEnum):
    """How a document stands by what was done about it; whether it has ended is read off its days."""

    SENT = "sent"
    ACCEPTED = "accepted"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"


FOLLOWS = {State.SENT: (State.ACCEPTED, State.REFUSED), State.ACCEPTED: (State.WITHDRAWN,)}
"""What may be decided on a document that stands so; on any other nothing."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where documents of a kind may hold: a code that a requirement names, and what it is called."""

    code: str
    name: str


@dataclass(frozen=True, slots=True)
class Kind:
    """One sort of document, as the course's pack says it."""

    id: str
    title: str
    what: str
    """What to send, said to its holder."""
    check: str
    """What to look at, said to whoever checks it."""
    ends: Ends = Ends.ALWAYS
    number: bool = False
    """Whether its number is asked for: only where it is looked up by it."""
    place: bool = False
    """Whether it is asked where it holds."""
    places: tuple[Place, ...] = ()
    """Where it may hold, if only there; a requirement names one by its code."""


@dataclass(frozen=True, slots=True)
class Typed:
    """What a document says, as its holder types it."""

    issuer: str
    issued_on: date
    ends_on: date | None = None
    number: str = ""
    place: str = ""


@dataclass(frozen=True, slots=True)
class Held:
    """A document by its days and what became of it: each state with the day on which it took it, the first first."""

    issued_on: date
    ends_on: date | None
    turned: Sequence[tuple[date, State]]

    def state_on(self, day: date) -> State | None:
        """Return how it stood at the end of a day; `None` before it was sent."""
        past = [state for on, state in self.turned if on <= day]
        return past[-1] if past else None

    def counts_on(self, day: date) -> bool:
        """Return whether it was accepted by the end of that day and holds on it, its first and last day included."""
        begun, over = self.issued_on <= day, self.ends_on is not None and day > self.ends_on
        return begun and not over and self.state_on(day) is State.ACCEPTED


def read_kinds(data: Iterable[Mapping[str, Any]]) -> tuple[Kind, ...]:
    """Return the kinds that a pack gives, valid by its schema."""
    return tuple(_read(one) for one in data)


def _read(data: Mapping[str, Any]) -> Kind:
    places = tuple(Place(**place) for place in data.get("places", ()))
    return Kind(
        data["id"], data["title"], data["what"], data["check"], Ends(data["ends"]),
        number=data.get("number", False), place=data.get("place", False), places=places,
    )  # fmt: skip


def find_fault(kind: Kind, typed: Typed, today: date) -> tuple[str, str] | None:
    """Return the field and a sentence of what can't be so, or `None`; `today` is the holder's."""
    return _fault_of_days(kind, typed, today) or _fault_of_words(kind, typed)


def _fault_of_days(kind: Kind, typed: Typed, today: date) -> tuple[str, str] | None:
    if not EARLIEST <= typed.issued_on <= today:
        return (
            "issued_on",
            f"It can’t have been issued on a day that hasn’t come, or before {EARLIEST.year}. Look at its date again.",
        )
    if typed.ends_on is None:
        return ("ends_on", "Put in its last day.") if kind.ends is Ends.ALWAYS else None
    if typed.ends_on < typed.issued_on:
        return "ends_on", "It can’t end before it was issued. Look at both dates again."
    if typed.ends_on < today:
        return "ends_on", "It has ended, so it would count for nothing. Send the one that holds now."
    return None


def _fault_of_words(kind: Kind, typed: Typed) -> tuple[str, str] | None:
    if not typed.issuer.strip():
        return "issuer", "Say who issued it."
    if kind.number and not typed.number.strip():
        return "number", "Put in its number: it is looked up by it."
    if kind.places and typed.place not in {place.code for place in kind.places}:
        return "place", "Choose where it holds from the list."
    if kind.place and not typed.place.strip():
        return "place", "Put in the state or country in which it holds."
    return None


def place_key(place: str) -> str:
    """Return what a place is compared by: “Florida” and “florida ” are one."""
    return " ".join(place.split()).casefold()


def kept_of(kind: Kind, typed: Typed) -> Typed:
    """Return what is kept of what was typed: nothing that the kind does not ask for."""
    return Typed(
        typed.issuer.strip(), typed.issued_on,
        None if kind.ends is Ends.NEVER else typed.ends_on,
        typed.number.strip() if kind.number else "",
        typed.place.strip() if kind.place or kind.places else "",
    )  # fmt: skip


def problem_with_reason(state: State, reason: str) -> str | None:
    """Return what is wrong with the words of a decision; accepting needs none."""
    if state is State.ACCEPTED and not reason.strip():
        return None
    return problem_with_length(reason, SHORTEST, LONGEST)
