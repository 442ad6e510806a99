"""Turns the rows of the shipped screening table into answers that fire them, one row at a time."""

from collections.abc import Iterator, Mapping
from datetime import date
from pathlib import Path
from typing import Any

import yaml

from ashilms.demo.doings import FIGURES
from ashilms.screenings.rules.intake import NO, YES, Answer, Question, find_missing
from ashilms.screenings.rules.rows import Rule
from tests.practicum.conftest import SHIPPED, WELL

TODAY = date(2026, 11, 24)
EXPECTED: dict[str, str] = yaml.safe_load((Path(__file__).parent / "expected-decisions.yaml").read_text())
"""By rule, and written by hand: what somebody is told who is well but for that row."""
QUESTIONS = {question.id: question for question in SHIPPED.questions}
RULES = {rule.id: rule for rule in SHIPPED.rules}


def fire(rule: Rule, on: date = TODAY) -> dict[str, Answer]:
    """Return a whole form of somebody who is well but for `rule`, whose event was `on`."""
    answers: dict[str, Answer] = {**WELL}
    for id, answer in _solve(rule.when, on):
        merge(answers, id, answer)
    return complete(answers, on)


def complete(answers: dict[str, Answer], on: date = TODAY) -> dict[str, Answer]:
    """Return the form with every question that it makes the page ask answered as mildly as can be."""
    while missing := find_missing(SHIPPED.questions, answers, TODAY):
        answers[missing[0]] = _mild(QUESTIONS[missing[0]], on)
    return answers


def merge(answers: dict[str, Answer], id: str, answer: Answer) -> None:
    """Put an answer in; options chosen before stay, but for one that excludes all others."""
    before = answers.get(id)
    if isinstance(answer, tuple) and isinstance(before, tuple):
        alone = {option.id for option in QUESTIONS[id].options if option.alone}
        answer = tuple(dict.fromkeys([*(o for o in before if o not in alone), *answer]))
    answers[id] = answer


def _mild(question: Question, on: date) -> Answer:
    """Return the mildest answer: no, none, elsewhere, later, quiet; for a date, the day of the event."""
    if question.kind == "date":
        return on
    if question.kind == "number":
        return FIGURES[question.id]
    if question.kind == "choice":
        return MILD.get(question.id, question.options[-1].id)
    if question.kind == "choices":
        alone = [option.id for option in question.options if option.alone]
        return ((alone or ["elsewhere"])[0],)
    return YES if question.id in GOOD else NO


MILD = {"birth-kind": "plain", "disc-state": "quiet", "scoliosis-kind": "mild", "diabetes-state": "steady"}
"""Choices whose mildest option is not the last."""
GOOD = {
    "leg-nerve-assessed", "sore-one-place", "signal-tested", "binder-off", "rhythm-controlled",
    "epilepsy-controlled", "contagious-small", "injection-well",
}  # fmt: skip
"""Questions to which yes is the milder answer."""


def _solve(when: Mapping[str, Any], on: date) -> Iterator[tuple[str, Answer]]:
    """Yield answers that make `when` hold: all of `all`, the first of `any`."""
    for part in (*when.get("all", ()), *when.get("any", ())[:1]):
        yield from _solve(part, on)
    if "question" in when:
        yield from _answer(QUESTIONS[when["question"]], when, on)


def _answer(question: Question, test: Mapping[str, Any], on: date) -> Iterator[tuple[str, Answer]]:
    if question.ask_when:
        yield from _solve(question.ask_when, on) if "is_not" not in question.ask_when else ()
    if "is_not" in test:
        others = [option.id for option in question.options] or [YES, NO]
        yield question.id, next(one for one in others if one != test["is_not"])
    elif question.kind == "date":
        yield question.id, on
    elif question.kind == "number":
        yield question.id, _figure(question, test)
    else:
        yield question.id, _chosen(question, test)


def _figure(question: Question, test: Mapping[str, Any]) -> float:
    if "below_sum" in test:
        return sum(FIGURES[id] for id in test["below_sum"]["of"]) * test["below_sum"].get("times", 1) - 1
    if "bmi_below" in test:
        return int(test["bmi_below"] * (FIGURES[test["height"]] / 100) ** 2)
    return test["at_least"] if "at_least" in test else test["below"] - 1


def _chosen(question: Question, test: Mapping[str, Any]) -> Answer:
    if question.kind == "choices":
        return (test["includes"] if "includes" in test else test["includes_any"][0],)
    return test["is"] if "is" in test else test["one_of"][0]
