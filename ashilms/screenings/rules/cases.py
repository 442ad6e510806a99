"""One screening case as a file gives it: read strictly, so that a slip in it is told and never taken for a blank."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from ashilms.screenings.rules.clearances import FACE_DOWN, POINTS, Clearances, clearance_from_json
from ashilms.screenings.rules.intake import WORDS, Answer, Answers, Question, is_answer
from ashilms.screenings.rules.limits import scope_of
from ashilms.screenings.rules.rows import Intake
from ashilms.screenings.rules.screening import Decision, screen

WHOLE = {"points": [], "max_score": 10}
"""What a clearance says that leaves this out."""
KEYS = ("today", "level", "answers", "clearances")


class BadCase(ValueError):
    """A file that is no case; `str()` says every slip in it, a line each."""


@dataclass(frozen=True, slots=True)
class Case:
    """What one client answered for one day, for a therapist of one level."""

    today: date
    level: int
    answers: Answers
    clearances: Clearances = field(default_factory=dict)

    def decide(self, intake: Intake) -> Decision:
        """Return what the answers allow."""
        scope = scope_of(self.level)
        return screen(intake, self.answers, today=self.today, scope=scope, clearances=self.clearances)


def read_case(data: object, intake: Intake) -> Case:
    """Return the case that a file's JSON describes (docs/screening.md); raises `BadCase`."""
    if not isinstance(data, Mapping):
        raise BadCase("A case is an object with today, level, answers and clearances.")
    slips = [
        *_slips_of_the_whole(data),
        *_slips_of_answers(data, intake),
        *_slips_of_clearances(data, intake),
    ]
    if slips:
        raise BadCase("\n".join(slips))
    return Case(
        date.fromisoformat(data["today"]),
        data.get("level", 1),
        {id: _answer(intake.question(id), value) for id, value in data.get("answers", {}).items()},
        {rule: clearance_from_json(WHOLE | found) for rule, found in data.get("clearances", {}).items()},
    )


def _slips_of_the_whole(data: Mapping[str, Any]) -> Iterator[str]:
    if unknown := sorted(set(data) - set(KEYS)):
        yield f"A case has no {', '.join(unknown)}. It has: {', '.join(KEYS)}."
    if _day(data.get("today")) is None:
        yield 'today: say the day, such as "2026-11-28".'
    level = data.get("level", 1)
    if isinstance(level, bool) or not isinstance(level, int) or not 0 <= level <= 3:
        yield "level: the therapist's, 0 to 3."
    for part in ("answers", "clearances"):
        if not isinstance(data.get(part, {}), Mapping):
            yield f"{part}: an object, by id."


def _slips_of_answers(data: Mapping[str, Any], intake: Intake) -> Iterator[str]:
    answers = data.get("answers", {})
    for id, value in answers.items() if isinstance(answers, Mapping) else ():
        question = intake.question(id)
        if question is None:
            yield f"answers.{id}: there is no such question."
        elif not is_answer(question, _answer(question, value)):
            yield f"answers.{id}: {_told(question)}"


def _slips_of_clearances(data: Mapping[str, Any], intake: Intake) -> Iterator[str]:
    taken = {rule.id for rule in intake.rules if rule.takes_clearance}
    clearances = data.get("clearances", {})
    for rule, found in clearances.items() if isinstance(clearances, Mapping) else ():
        if rule not in taken:
            yield f"clearances.{rule}: no row of that id takes a clearance."
        elif not _is_clearance(found):
            points = ", ".join((*POINTS, FACE_DOWN))
            yield f"clearances.{rule}: signed_on, a day; points, some of {points}; perhaps max_score, 1 to 10."


def _is_clearance(found: object) -> bool:
    if not isinstance(found, Mapping) or _day(found.get("signed_on")) is None:
        return False
    points, score = found.get("points", []), found.get("max_score", 10)
    return (
        set(found) <= {"signed_on", "points", "max_score"}
        and isinstance(points, list)
        and set(map(str, points)) <= {*POINTS, FACE_DOWN}
        and isinstance(score, int)
        and 1 <= score <= 10
    )


def _answer(question: Question | None, value: Any) -> Answer | None:
    """Return a value as the answer to a question: a list as several options, a day's text as a day."""
    if question is not None and question.kind == "date":
        return _day(value)
    if isinstance(value, list):
        return tuple(str(one) for one in value)
    return value if isinstance(value, str | int | float) else None


def _day(text: object) -> date | None:
    try:
        return date.fromisoformat(text) if isinstance(text, str) else None
    except ValueError:
        return None


def _told(question: Question) -> str:
    if question.kind == "number":
        return f"a number from {question.least:g} to {question.most:g}, in {question.unit}."
    if question.kind == "date":
        return 'a day, such as "2026-11-28".'
    options = ", ".join(WORDS.get(question.kind) or [option.id for option in question.options])
    return f"a list of some of: {options}." if question.kind == "choices" else f"one of: {options}."
