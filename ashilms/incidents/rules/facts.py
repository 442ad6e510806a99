"""What is added to a report later, fact by fact: what it is called, what it may be, and how it reads.

A fact's value is text, empty when nobody has said; what changes is kept beside what was said before.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from ashilms.bodymap.rules import region_ids
from ashilms.formats import day as day_in_words
from ashilms.screenings.rules.clients import read_client_code
from ashilms.screenings.rules.wording import region_in_words
from ashilms.texts import find_identity

SESSION, AFTER, LESSONS = "In the session", "What followed", "What is learnt from it"
LONGEST_TEXT, LONGEST_LINE = 4000, 200
REFERENCE = re.compile(r"[A-Za-z0-9][A-Za-z0-9 /.-]{0,29}")
"""What an emergency service calls a case: digits that would be a telephone number elsewhere."""


@dataclass(frozen=True, slots=True)
class Fact:
    """One thing that a report may say. `kind`: line, text, choice, region, date, code or reference."""

    id: str
    label: str
    part: str
    kind: str = "line"
    choices: tuple[tuple[str, str], ...] = ()
    hint: str = ""


def _numbers(most: int) -> tuple[tuple[str, str], ...]:
    return tuple((str(n), str(n)) for n in range(1, most + 1))


WHERE = (("in_room", "In the room"), ("on_premises", "On the premises"), ("elsewhere", "Somewhere else"))
POSITIONS = (
    ("prone", "Face down"), ("supine", "Face up"), ("side", "On the side"), ("seated", "Seated"),
    ("moving", "Getting on or off"),
)  # fmt: skip
PARTS = (
    ("heel", "Heel"), ("arch", "Arch"), ("ball", "Ball"), ("toes", "Toes"), ("edge", "Edge"), ("sole", "Whole sole"),
)  # fmt: skip
FEET = (("1", "One foot"), ("2", "Two feet"))
PREVENTABLE = (("yes", "It could have been prevented"), ("perhaps", "Perhaps"), ("no", "It could not"))

FACTS: tuple[Fact, ...] = (
    Fact("supervisor_where", "Where the supervisor was", SESSION, "choice", WHERE),
    Fact("client", "Client code", SESSION, "code", hint="As in C-14; never a name."),
    Fact("decision", "Screening decision", SESSION, hint="As it stood that day."),
    Fact("position", "Position of the client", SESSION, "choice", POSITIONS),
    Fact("region", "Region of the body", SESSION, "region"),
    Fact("stroke", "Stroke", SESSION),
    Fact("foot_part", "Part of the foot", SESSION, "choice", PARTS),
    Fact("feet", "Feet on the client", SESSION, "choice", FEET),
    Fact("depth", "Depth applied, 1 to 5", SESSION, "choice", _numbers(5)),
    Fact("score", "Last score of the client, 1 to 10", SESSION, "choice", _numbers(10)),
    Fact("equipment", "Equipment that was part of it", SESSION, hint="What it is called on its record."),
    Fact("symptoms", "Symptoms, and how they went on", AFTER, "text"),
    Fact("action", "What was done, and at what time", AFTER, "text"),
    Fact("emergency_reference", "Reference of the emergency service", AFTER, "reference"),
    Fact(
        "witnesses", "Witnesses, by role", AFTER, hint="Such as: another trainee, the supervisor. No names."
    ),
    Fact("advised", "What the client was advised", AFTER, "text"),
    Fact("preventability", "Could it have been prevented?", LESSONS, "choice", PREVENTABLE),
    Fact("root_cause", "What it came from", LESSONS, "text"),
    Fact("corrective_action", "What is changed because of it", LESSONS, "text"),
    Fact("insurer_on", "Insurer told on", LESSONS, "date"),
    Fact("board_on", "Board told on", LESSONS, "date", hint="Where one asks for it."),
)
BY_ID = {fact.id: fact for fact in FACTS}
OWNER, DUE = "owner_id", "due_on"
LABELS = {**{fact.id: fact.label for fact in FACTS}, OWNER: "Who sees to it", DUE: "By when"}


def find_fact_problems(values: Mapping[str, str], today: date) -> Iterator[tuple[str, str]]:
    """Yield each fact that can't be so, with a sentence that says what would be right."""
    for id, value in values.items():
        if value and (sentence := _problem(BY_ID[id], value, today)):
            yield id, sentence


def _problem(fact: Fact, value: str, today: date) -> str | None:
    if fact.kind == "choice":
        return None if value in dict(fact.choices) else "Choose one from the list."
    if fact.kind == "region":
        return None if value in region_ids() else "The body map has no such region. Choose one from the list."
    if fact.kind == "code":
        return None if read_client_code(value) else "A client’s code is a letter and a number, such as C-14."
    if fact.kind == "date":
        return "That day is still to come." if date.fromisoformat(value) > today else None
    if fact.kind == "reference":
        return None if REFERENCE.fullmatch(value) else "Letters and digits, at most 30: as they gave it."
    return find_identity(value, today)


def fact_in_words(id: str, value: str) -> str:
    """Return a fact's value as a page says it."""
    fact = BY_ID.get(id)
    if not value or fact is None:
        return value
    if fact.kind == "region":
        words = region_in_words(value)
        return words[0].upper() + words[1:]
    if fact.kind == "date":
        return day_in_words(date.fromisoformat(value))
    return dict(fact.choices).get(value, value)


def changes_between(before: Mapping[str, str], after: Mapping[str, str]) -> list[list[str]]:
    """Return what changed as label, old and new, in words; values that are no facts come in words already."""
    ids = [id for id in LABELS if before.get(id, "") != after.get(id, "")]
    return [
        [LABELS[id], fact_in_words(id, before.get(id, "")), fact_in_words(id, after.get(id, ""))]
        for id in ids
    ]
