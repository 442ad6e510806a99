"""Answers as a device sends them: JSON in which anything may stand, read so that what is no answer is blank."""

import re
from collections.abc import Mapping
from datetime import date
from typing import Any

from ashilms.screenings.rules.clearances import FACE_DOWN, POINTS, Clearance
from ashilms.screenings.rules.intake import Answer, Question, is_answer
from ashilms.screenings.rules.limits import Limits
from ashilms.screenings.rules.rows import Intake

DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


def read_answers(data: object, intake: Intake) -> dict[str, Answer]:
    """Return what answers a question of the form; everything else is left out, as if it had been left blank."""
    given: Mapping[str, Any] = data if isinstance(data, Mapping) else {}
    read = {question.id: _read(question, given.get(question.id)) for question in intake.questions}
    return {id: answer for id, answer in read.items() if answer is not None}


def _read(question: Question, value: object) -> Answer | None:
    answer: Any = value
    if isinstance(value, Mapping):
        answer = read_day(value.get("date"))
    elif isinstance(value, list):
        answer = tuple(value) if all(isinstance(one, str) for one in value) else None
    return answer if answer is not None and is_answer(question, answer) else None


def read_day(text: object) -> date | None:
    """Return the day that a text like `2026-11-28` says, or `None`."""
    try:
        return date.fromisoformat(text) if isinstance(text, str) and DAY.fullmatch(text) else None
    except ValueError:
        return None


def read_clearances(data: object, intake: Intake) -> dict[str, Clearance]:
    """Return the clearances that can be read, by the row that takes one; a slip in one leaves it out."""
    given: Mapping[str, Any] = data if isinstance(data, Mapping) else {}
    rows = [rule.id for rule in intake.rules if rule.takes_clearance]
    read = {id: _clearance(given.get(id)) for id in rows}
    return {id: clearance for id, clearance in read.items() if clearance is not None}


def _clearance(data: object) -> Clearance | None:
    if not isinstance(data, Mapping):
        return None
    signed_on, points, score = read_day(data.get("signed_on")), data.get("points"), data.get("max_score")
    if signed_on is None or not isinstance(points, list) or type(score) is not int or not 1 <= score <= 10:
        return None
    known = {point for point in points if isinstance(point, str)} & {*POINTS, FACE_DOWN}
    return Clearance(signed_on, frozenset(known), Limits(max_score=score))


LARGEST = 2**31 - 1
"""No id is larger: PostgreSQL's integers end here."""


def read_number(value: object, most: int) -> int | None:
    """Return a whole number from 1 to `most`, or `None` for anything else."""
    return value if type(value) is int and 1 <= value <= most else None


def read_id(value: object) -> int | None:
    """Return an id, or `None` for what can be none."""
    return read_number(value, LARGEST)
