"""Screening forms for two engines: the published vectors, and as many drawn ones as one likes, with blanks and worse.

Each is the form of somebody who is well with some answers changed, as JSON, since that is how a device sends it.
"""

import random
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from ashilms.screenings.rules.clearances import FACE_DOWN, POINTS, clearance_as_json
from ashilms.screenings.rules.coding import edges_of
from ashilms.screenings.rules.intake import Answer, Question
from tests.practicum.conftest import SHIPPED, WELL
from tests.screenings.table import RULES, TODAY, complete, fire
from tests.screenings.test_rules_vectors import VECTORS

SEED = 20261129
HOSTILE: tuple[Any, ...] = (
    "", " yes", "YES", "unsure", "none", "constructor", "__proto__", "\ud800", "\u0660", "x" * 500, True, False, 0, -1,
    -0.0, 1e308, 2**53 + 1, 10**30, 17.999999999999996, [], [[]], [""], ["none", "none"], ["unsure", "none"], [1], {},
    {"date": ""}, {"date": "2026-02-30"}, {"date": "0000-01-01"}, {"date": "1899-12-31"}, {"date": "9999-12-31"},
    {"date": "20261124"}, {"date": "2026-11-24T00:00"}, {"date": 5}, {"date": "2024-02-29"}, "2026-11-24",
)  # fmt: skip
"""What no form sends: other types, options nobody offers, days that are none, names that objects have anyway."""
DATES = [
    0,
    1,
    2,
    3,
    6,
    7,
    8,
    14,
    27,
    28,
    29,
    42,
    83,
    84,
    89,
    90,
    91,
    182,
    183,
    364,
    365,
    366,
    730,
    2000,
    8000,
    -1,
    -40,
]
DAYS = [TODAY, date(2028, 2, 29), date(2027, 3, 1), date(2027, 2, 28), date(2026, 12, 31)]


@dataclass(frozen=True)
class Case:
    """One form: what differs from somebody who is well, the day, and the clearances; `None` leaves a blank."""

    changes: dict[str, Any]
    today: date = TODAY
    clearances: dict[str, Any] | None = None

    @property
    def answers(self) -> dict[str, Any]:
        """The whole form."""
        return {id: value for id, value in {**BASE, **self.changes}.items() if value is not None}


def as_json(answers: Mapping[str, Answer | None]) -> dict[str, Any]:
    """Return answers as a device keeps them."""
    return {id: _plain(value) for id, value in answers.items() if value is not None}


def _plain(value: Answer) -> Any:
    if isinstance(value, date):
        return {"date": value.isoformat()}
    return list(value) if isinstance(value, tuple) else value


BASE = as_json(WELL)


def published() -> Iterator[Case]:
    """Yield the vectors, each row of the table alone, and the blank form."""
    for _, changes, clearances, _ in VECTORS:
        documents = {rule: clearance_as_json(found) for rule, found in clearances.items()}
        yield Case(as_json(complete({**WELL, **changes})), clearances=documents)
    for rule in RULES.values():
        yield Case(as_json(fire(rule)))
    yield Case(dict.fromkeys(BASE))


def drawn(count: int) -> Iterator[Case]:
    """Yield `count` forms: from a few changed answers to a form of which everything is chance."""
    chance = random.Random(SEED)  # noqa: S311  (the same every time)
    for _ in range(count):
        many = chance.choice((1, 2, 3, 5, 8, 13, 30, len(SHIPPED.questions)))
        today = chance.choice(DAYS)
        chosen = chance.sample(SHIPPED.questions, min(many, len(SHIPPED.questions)))
        yield Case({q.id: _value(chance, q, today) for q in chosen}, today, _clearances(chance, today))


def _value(chance: random.Random, question: Question, today: date) -> Any:
    way = chance.random()
    if way < 0.08:
        return None
    if way < 0.16:
        return chance.choice(HOSTILE)
    return _VALUES.get(question.kind, _word)(chance, question, today)


def _number(chance: random.Random, question: Question, today: date) -> float:
    edges = [question.least, question.most, *edges_of(SHIPPED, question.id)]
    near = chance.choice(edges) + chance.choice((-1, -0.5, 0, 0.5, 1))
    return near if chance.random() < 0.5 else chance.randint(int(question.least), int(question.most))


def _date(chance: random.Random, question: Question, today: date) -> dict[str, str]:
    return {"date": (today - timedelta(days=chance.choice(DATES))).isoformat()}


def _choices(chance: random.Random, question: Question, today: date) -> list[str]:
    options = [option.id for option in question.options]
    return chance.sample(options, chance.choice((1, 1, 1, 2, 2, 3)) if len(options) > 2 else 1)


def _word(chance: random.Random, question: Question, today: date) -> str:
    return chance.choice([option.id for option in question.options] or ["yes", "no", "unsure"])


_VALUES = {"number": _number, "date": _date, "choices": _choices}
CLEARABLE = [rule.id for rule in SHIPPED.rules if rule.takes_clearance]


def _clearances(chance: random.Random, today: date) -> dict[str, Any]:
    """Return documents for some rows: mostly whole ones, some too old, some that are none."""
    found: dict[str, Any] = {}
    for rule in chance.sample(CLEARABLE, chance.choice((0, 0, 0, 0, 2, 8))):
        points = [point for point in (*POINTS, FACE_DOWN) if chance.random() < 0.93]
        signed = (today - timedelta(days=chance.choice((0, 1, 50, 90, 91, -1)))).isoformat()
        found[rule] = {"signed_on": signed, "points": points, "max_score": chance.randint(1, 10)}
        if chance.random() < 0.08:
            found[rule] = chance.choice(
                (*HOSTILE, found[rule] | {"max_score": 11}, found[rule] | {"points": "all"})
            )
    return found
