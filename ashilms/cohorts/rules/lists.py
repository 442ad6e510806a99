"""What becomes of each line of a list: decided once to be shown, and once more when it is done."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from enum import StrEnum
from typing import Any

from ashilms.cohorts.rules.sheets import Line
from ashilms.formats import plural
from ashilms.notices.rules import mail_address


class Verdict(StrEnum):
    """What becomes of a line."""

    ENROL = "enrol"
    """Somebody who is here is enrolled."""
    INVITE = "invite"
    """An account is made, an invitation mailed, and the person enrolled."""
    ALREADY = "already"
    PROBLEM = "problem"


GOOD = frozenset({Verdict.ENROL, Verdict.INVITE})


@dataclass(frozen=True, slots=True)
class Known:
    """Somebody who is here, as far as a list is concerned."""

    person_id: int
    name: str
    active: bool = True
    trainee: bool = True
    enrolled: bool = False
    place: str = ""
    """The cohort of this course in which they have a place; empty: in none."""


@dataclass(frozen=True, slots=True)
class Target:
    """What a list enrols onto: a course alone, or a cohort of it with so many places left."""

    cohort: str = ""
    places: int = 0
    instructor_id: int | None = None
    invites: bool = False
    """Whether an account can be made here for an address that nobody has."""


@dataclass(frozen=True, slots=True)
class Decision:
    """One line, what becomes of it, and a sentence that says why."""

    number: int
    email: str
    name: str
    printed_name: str
    verdict: Verdict
    sentence: str
    person_id: int | None = None

    @property
    def is_good(self) -> bool:
        """Whether something is done about it."""
        return self.verdict in GOOD

    def as_json(self) -> dict[str, Any]:
        """Return it as it is kept."""
        return {**asdict(self), "verdict": self.verdict.value}

    @classmethod
    def from_json(cls, kept: Mapping[str, Any]) -> "Decision":
        """Return what was kept."""
        return cls(**{**kept, "verdict": Verdict(kept["verdict"])})


def decide(lines: Iterable[Line], known: Mapping[str, Sequence[Known]], target: Target) -> list[Decision]:
    """Return what becomes of each line; `known` holds the people of each address, folded.

    Places are given in the order of the list, as long as there are any.
    """
    decided, places = [], target.places
    for line in lines:
        one = _decide(line, known.get(line.email.casefold(), ()), target)
        if one.is_good and target.cohort:
            if places <= 0:
                one = replace(one, verdict=Verdict.PROBLEM, sentence=_full(target))
            places -= one.is_good
        decided.append(one)
    return decided


def _full(target: Target) -> str:
    return f"No place is left in “{target.cohort}”. Give it more places, or use another cohort."


def _decide(line: Line, people: Sequence[Known], target: Target) -> Decision:
    def said(verdict: Verdict, sentence: str, person: Known | None = None) -> Decision:
        name = person.name if person else line.name
        found = person.person_id if person else None
        return Decision(line.number, line.email, name, line.printed_name, verdict, sentence, found)

    if line.fault:
        return said(Verdict.PROBLEM, line.fault)
    if len(people) > 1:
        return said(Verdict.PROBLEM, "Several people here have this address. Enrol the right one by name.")
    if people:
        return said(*_about(people[0], target), people[0])
    return said(*_about_unknown(line, target))


def _about(person: Known, target: Target) -> tuple[Verdict, str]:
    if not person.active:
        return Verdict.PROBLEM, "Their account is closed. Open it again first."
    if not person.trainee:
        return Verdict.PROBLEM, "They are here, and no trainee. Place them in that role on their page first."
    if target.cohort and person.person_id == target.instructor_id:
        return Verdict.PROBLEM, "They teach this cohort, so they can’t have a place in it."
    return _about_place(person, target) if target.cohort else _about_course(person)


def _about_course(person: Known) -> tuple[Verdict, str]:
    if person.enrolled:
        return Verdict.ALREADY, "Takes the course already; nothing changes."
    return Verdict.ENROL, "Will be enrolled."


def _about_place(person: Known, target: Target) -> tuple[Verdict, str]:
    if person.place == target.cohort:
        return Verdict.ALREADY, "Has a place in the cohort already; nothing changes."
    if person.place:
        return Verdict.PROBLEM, f"Has a place in “{person.place}”. Remove them there first."
    if person.enrolled:
        return Verdict.ENROL, "Takes the course already; will get a place in the cohort."
    return Verdict.ENROL, "Will be enrolled and get a place in the cohort."


def _about_unknown(line: Line, target: Target) -> tuple[Verdict, str]:
    try:
        mail_address(line.email.casefold())
    except ValueError:
        return Verdict.PROBLEM, "That is no e-mail address. Write it as in ana@example.org."
    if not target.invites:
        return Verdict.PROBLEM, "No such person here; they need an account first."
    if not line.name:
        return Verdict.PROBLEM, "Nobody here has this address. Add a name, so that an account can be made."
    return Verdict.INVITE, "New here: an account is made, an invitation mailed, and they are enrolled."


def compare(shown: Iterable[Decision], fresh: Iterable[Decision]) -> tuple[list[Decision], list[Decision]]:
    """Return the lines to be done, those that were good when shown and still are, and those that have changed.

    What was no good when it was shown is not done now, whatever it is: nobody has agreed to it.
    """
    now = {one.number: one for one in fresh}
    good = [one for one in shown if one.is_good]
    same = [one for one in good if _alike(one, now[one.number])]
    return same, [now[one.number] for one in good if not _alike(one, now[one.number])]


def _alike(one: Decision, other: Decision) -> bool:
    return (one.verdict, one.person_id) == (other.verdict, other.person_id)


def counted(decisions: Iterable[Decision]) -> dict[str, int]:
    """Return how many lines are good, already so, and problems."""
    found = list(decisions)
    return {
        "good": sum(one.is_good for one in found),
        "already": sum(one.verdict is Verdict.ALREADY for one in found),
        "problem": sum(one.verdict is Verdict.PROBLEM for one in found),
    }


def name_button(good: int) -> str:
    """Return what the button says that does what was shown."""
    return "Enrol the one good line" if good == 1 else f"Enrol the {plural(good, 'good line')}"
