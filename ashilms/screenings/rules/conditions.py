"""Whether a condition in a pack can be asked at all: the questions it names exist and have such answers."""

from collections.abc import Iterator, Mapping
from typing import Any

from ashilms.screenings.rules.intake import NO, UNSURE, YES, Question, compared_with

NEEDS = {
    "is": ("yes-no", "yes-no-unsure", "choice"),
    "is_not": ("yes-no", "yes-no-unsure", "choice"),
    "one_of": ("choice",),
    "includes": ("choices",),
    "includes_any": ("choices",),
    "at_least": ("number",),
    "below": ("number",),
    "below_sum": ("number",),
    "bmi_below": ("number",),
    "within_days": ("date",),
    "within_months": ("date",),
    "age_at_least": ("date",),
    "age_below": ("date",),
}
"""Which kinds of question each comparison fits."""


def find_condition_problems(condition: Mapping[str, Any], known: Mapping[str, Question]) -> Iterator[str]:
    """Yield what makes `condition` one that can never hold, given the questions that may be looked at."""
    for part in (*condition.get("all", ()), *condition.get("any", ())):
        yield from find_condition_problems(part, known)
    if "question" not in condition:
        return
    question = known.get(condition["question"])
    if question is None:
        yield f'There is no question "{condition["question"]}". Name one that is asked.'
        return
    for name in (name for name in NEEDS if name in condition):
        if question.kind not in NEEDS[name]:
            yield f'"{question.id}" is answered by {question.kind}, so {name} never fits. Compare it otherwise.'
        else:
            yield from _strange_values(question, name, condition[name])
    yield from _strange_figures(question, condition, known)


def _strange_figures(
    question: Question, condition: Mapping[str, Any], known: Mapping[str, Question]
) -> Iterator[str]:
    for id in compared_with(condition):
        if id not in known or known[id].kind != "number":
            yield f'"{question.id}" is compared with "{id}", which asks for no number. Name one that does.'
    low, high = condition.get("at_least"), condition.get("below")
    if low is not None and high is not None and low >= high:
        yield f"No figure is at least {low} and below {high}. Put them in order."


def _strange_values(question: Question, name: str, value: Any) -> Iterator[str]:
    if name not in ("is", "is_not", "one_of", "includes", "includes_any"):
        return
    allowed = {option.id for option in question.options} - {UNSURE} or {YES, NO}
    for one in value if isinstance(value, list) else [value]:
        if one not in allowed:
            yield f'"{question.id}" is never answered by "{one}". Write one of: {", ".join(sorted(allowed))}.'


def uses(condition: Mapping[str, Any], test: str) -> bool:
    """Return whether `test` stands anywhere in `condition`."""
    parts = (*condition.get("all", ()), *condition.get("any", ()))
    return test in condition or any(uses(part, test) for part in parts)
