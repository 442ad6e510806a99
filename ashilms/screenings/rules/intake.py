"""The intake form: its questions, what counts as an answer, and whether a condition on answers holds."""

from calendar import monthrange
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import Enum
from typing import Any

Answer = str | tuple[str, ...] | int | float | date
Answers = Mapping[str, Answer | None]
"""Answers by question id; a question that is missing or `None` was left blank."""

YES, NO, UNSURE = "yes", "no", "unsure"
EARLIEST, LATEST = date(1900, 1, 1), date(2199, 12, 31)
"""Between these lies every day that anybody may mean; another one is no answer."""
WORDS = {"yes-no": (YES, NO), "yes-no-unsure": (YES, NO, UNSURE)}


class Truth(Enum):
    """Whether a condition holds, as far as the answers tell."""

    NO = "no"
    YES = "yes"
    UNSURE = "unsure"
    BLANK = "blank"


@dataclass(frozen=True, slots=True)
class Option:
    """One option of a choice; `alone` means that it excludes all others."""

    id: str
    text: str
    alone: bool = False
    regions: tuple[str, ...] = ()
    """Where on the body map it lies, for a question that asks where."""


@dataclass(frozen=True, slots=True)
class Question:
    """One question of the intake form, as the pack asks it."""

    id: str
    text: str
    kind: str
    """`yes-no`, `yes-no-unsure`, `choice`, `choices`, `number` or `date`."""
    help: str = ""
    follow_up: str = ""
    options: tuple[Option, ...] = ()
    unit: str = ""
    least: float = 0
    most: float = 0
    ask_when: Mapping[str, Any] | None = None
    section: str = ""


def read_question(data: Mapping[str, Any]) -> Question:
    """Return the question that a pack describes; `data` has passed the schema of screening.yaml."""
    return Question(
        id=data["id"],
        text=data["text"],
        kind=data["answer"],
        help=data.get("help", ""),
        follow_up=data.get("follow_up", ""),
        options=tuple(_read_option(option) for option in data.get("options", ())),
        unit=data.get("unit", ""),
        least=data.get("min", 0),
        most=data.get("max", 0),
        ask_when=data.get("ask_when"),
        section=data.get("section", ""),
    )


def _read_option(data: Mapping[str, Any]) -> Option:
    return Option(data["id"], data["text"], data.get("alone", False), tuple(data.get("regions", ())))


def is_unsure(answer: Answer | None) -> bool:
    """Return whether an answer says “unsure”, alone or beside options that were chosen."""
    return answer == UNSURE or (isinstance(answer, tuple) and UNSURE in answer)


def is_answer(question: Question, value: Answer | None) -> bool:
    """Return whether `value` answers `question`; anything else counts as left blank."""
    if question.kind == "number":
        return _is_number(value) and question.least <= value <= question.most  # type: ignore[operator]
    if question.kind == "date":
        return isinstance(value, date) and EARLIEST <= value <= LATEST
    if question.kind == "choices":
        return isinstance(value, tuple) and _is_selection(question, value)
    return value in WORDS.get(question.kind, [option.id for option in question.options])


def _is_number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _is_selection(question: Question, chosen: tuple[str, ...]) -> bool:
    if len(chosen) == 1:
        return any(option.id == chosen[0] for option in question.options)
    known = {option.id: option for option in question.options}
    if not chosen or not set(chosen) <= set(known) or len(set(chosen)) < len(chosen):
        return False
    return not any(known[id].alone for id in chosen)


def is_asked(question: Question, answers: Answers, today: date) -> bool:
    """Return whether the answers so far make `question` one that has to be answered."""
    return _is_asked(question, _told(answers), today)


def _is_asked(question: Question, told: Answers, today: date) -> bool:
    return question.ask_when is None or holds(question.ask_when, told, today) in (Truth.YES, Truth.UNSURE)


def _told(answers: Answers) -> Answers:
    """Return what was told: "not sure about one of these" asks nothing more about each, the rules take it as it is."""
    return {id: _without_unsure(answer) for id, answer in answers.items()}


def _without_unsure(answer: Answer | None) -> Answer | None:
    return tuple(one for one in answer if one != UNSURE) if isinstance(answer, tuple) else answer


def keep_answers(questions: Iterable[Question], answers: Answers) -> Answers:
    """Return only what answers a question; a figure out of range or a contradiction is as good as blank."""
    return {q.id: answers[q.id] for q in questions if is_answer(q, answers.get(q.id))}


def find_missing(questions: Iterable[Question], answers: Answers, today: date) -> tuple[str, ...]:
    """Return the ids of questions that are asked and have no answer, in the form's order."""
    told = _told(answers)
    return tuple(q.id for q in questions if q.id not in answers and _is_asked(q, told, today))


def holds(condition: Mapping[str, Any], answers: Answers, today: date) -> Truth:
    """Return whether `condition`, in the form of screening.yaml, holds for `answers` on `today`.

    Of several, `all` fails on the first no and `any` holds on the first yes; otherwise what is unknown
    stays unknown. A blank is never read as an answer; `is_not` alone holds as long as the milder answer that
    it names has not been given.
    """
    if "all" in condition:
        return _first(condition["all"], answers, today, (Truth.NO, Truth.BLANK, Truth.UNSURE, Truth.YES))
    if "any" in condition:
        return _first(condition["any"], answers, today, (Truth.YES, Truth.UNSURE, Truth.BLANK, Truth.NO))
    value = answers.get(condition["question"])
    if "is_not" in condition:
        return Truth.NO if value == condition["is_not"] else Truth.YES
    if value is None or value == () or _lacks_figures(condition, answers):
        return Truth.BLANK
    if _matches(condition, value, answers, today):
        return Truth.YES
    return Truth.UNSURE if is_unsure(value) else Truth.NO


def compared_with(condition: Mapping[str, Any]) -> list[str]:
    """Return the other questions that a comparison of figures looks at."""
    if "below_sum" in condition:
        return list(condition["below_sum"]["of"])
    return [condition["height"]] if "height" in condition else []


def _lacks_figures(condition: Mapping[str, Any], answers: Answers) -> bool:
    others = compared_with(condition)
    return bool(others) and any(answers.get(id) is None for id in others)


def _first(
    parts: Iterable[Mapping[str, Any]], answers: Answers, today: date, order: tuple[Truth, ...]
) -> Truth:
    strongest = len(order) - 1
    for part in parts:
        strongest = min(strongest, order.index(holds(part, answers, today)))
        if strongest == 0:
            break
    return order[strongest]


def _matches(condition: Mapping[str, Any], value: Answer, answers: Answers, today: date) -> bool:
    if isinstance(value, date):
        return _matches_date(condition, value, today)
    if isinstance(value, int | float):
        return _matches_number(condition, value, answers)
    if isinstance(value, tuple):
        return condition.get("includes") in value or any(
            one in value for one in condition.get("includes_any", ())
        )
    return value == condition.get("is") or value in condition.get("one_of", ())


def _matches_number(condition: Mapping[str, Any], value: float, answers: Answers) -> bool:
    others: Any = [answers[id] for id in compared_with(condition)]
    if "below_sum" in condition:
        return bool(value < sum(others) * condition["below_sum"].get("times", 1))
    if "bmi_below" in condition:
        metres = others[0] / 100
        return bool(value < condition["bmi_below"] * (metres * metres))
    return _lies_in(value, condition.get("at_least"), condition.get("below"))


def _matches_date(condition: Mapping[str, Any], value: date, today: date) -> bool:
    if "within_days" in condition:
        return today <= value + timedelta(days=condition["within_days"])
    if "within_months" in condition:
        return today <= add_months(value, condition["within_months"])
    return _lies_in(age_on(value, today), condition.get("age_at_least"), condition.get("age_below"))


def _lies_in(value: float, least: float | None, below: float | None) -> bool:
    return (least is None or value >= least) and (below is None or value < below)


def age_on(born: date, today: date) -> int:
    """Return the age in years; a person born on 29 February is a year older on 1 March in other years."""
    return today.year - born.year - ((today.month, today.day) < (born.month, born.day))


def add_months(day: date, months: int) -> date:
    """Return the same day so many calendar months later, or the month's last day where it has no such day."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))
