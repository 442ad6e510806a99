"""A session's draft as a device sends it, and what has changed since the device had the rules."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import time
from typing import Any

from ashilms.offline.rules.answers import read_answers, read_clearances, read_day
from ashilms.practicum.rules.checks import MAX_REFLECTION
from ashilms.practicum.rules.coding import limits_as_json
from ashilms.practicum.rules.plan import Plan
from ashilms.practicum.rules.screening import Decision
from ashilms.practicum.rules.sheet import Sheet
from ashilms.practicum.rules.wording import TITLES, limits_in_words, title_of

CLOCK = re.compile(r"[0-9]{2}:[0-9]{2}")
LARGEST = 2**31 - 1
LONGEST_CODE = 20
"""Characters of a client code as it may be typed."""


@dataclass(frozen=True, slots=True)
class Read:
    """A draft that could be read: the sheet, and what the device made of its answers."""

    sheet: Sheet
    told: Mapping[str, Any]
    """The device's own decision, as it sent it."""
    plan_number: int | None
    """By which version of the rules the device decided."""


def read_draft(body: Mapping[str, Any], plan: Plan, check_id: int | None) -> Read:
    """Return the draft in `body`; whatever in it is none of the form's values is left blank, for the form to ask."""
    data: Mapping[str, Any] = body["sheet"] if isinstance(body.get("sheet"), Mapping) else {}
    told = body.get("decision")
    return Read(
        _sheet(data, plan, check_id), told if isinstance(told, Mapping) else {}, _number(body.get("plan"))
    )


def _sheet(data: Mapping[str, Any], plan: Plan, check_id: int | None) -> Sheet:
    text = {
        name: data[name] if isinstance(data.get(name), str) else ""
        for name in ("category", "client", "reflection")
    }
    questions = {question.id for question in plan.intake.questions}
    strokes = {stroke.id for stroke in plan.own_strokes}
    return Sheet(
        category=text["category"] if text["category"] in plan.categories else "",
        day=read_day(data.get("day")),
        start=read_clock(data.get("start")),
        end=read_clock(data.get("end")),
        room_id=_number(data.get("room_id")),
        check_id=check_id,
        supervisor_id=_number(data.get("supervisor_id")),
        client=text["client"].strip().upper()[:LONGEST_CODE],
        answers=read_answers(data.get("answers"), plan.intake),
        clearances=read_clearances(data.get("clearances"), plan.intake),
        strokes=tuple(one for one in _texts(data.get("strokes")) if one in strokes),
        depth=_number(data.get("depth"), 5),
        score=_number(data.get("score"), 10),
        reflection=text["reflection"].replace("\r\n", "\n"),
        asked_again=tuple(sorted(questions & set(_texts(data.get("asked_again"))))),
    )


def is_too_long(sheet: Sheet) -> bool:
    """Return whether the reflection is longer than a session's may be."""
    return len(sheet.reflection) > MAX_REFLECTION


def read_clock(text: object) -> time | None:
    """Return the time that a text like `14:05` says, or `None`."""
    try:
        return time.fromisoformat(text) if isinstance(text, str) and CLOCK.fullmatch(text) else None
    except ValueError:
        return None


def _number(value: object, most: int = LARGEST) -> int | None:
    return value if type(value) is int and 1 <= value <= most else None


def _texts(value: object) -> Iterable[str]:
    return dict.fromkeys(one for one in value if isinstance(one, str)) if isinstance(value, list) else ()


def find_differences(read: Read, decision: Decision, number: int) -> list[str]:
    """Return what a person has to be told of a decision that was taken again here, by version `number` of the rules."""
    notes = []
    if read.plan_number != number:
        notes.append(
            "The screening rules were changed since this device had them; those that hold now decided."
        )
    if not read.told:
        return notes
    outcome = str(read.told.get("outcome"))
    if outcome != decision.outcome:
        there = TITLES.get(outcome, "something else")  # type: ignore[call-overload]
        notes.append(
            f"On this device the decision was “{there}”; here it is “{title_of(decision)}”. This one holds."
        )
    elif decision.outcome.allows_session and read.told.get("limits") != limits_as_json(decision.limits):
        notes.append(
            f"Here the limits are others, and these hold: {' '.join(limits_in_words(decision.limits))}"
        )
    return notes
