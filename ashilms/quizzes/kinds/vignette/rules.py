"""Grading a case: each part on the right way through it earns an equal share of the mark."""

from collections.abc import Mapping
from fractions import Fraction
from typing import Any

from ashilms.plugins import Mark, Plain
from ashilms.quizzes.kinds.multiple import rules as multiple
from ashilms.quizzes.kinds.single import rules as single

STATED = (
    "Each question on this case earns an equal share of one mark. Nothing is right as a whole unless all are."
)
"""The marking as the page states it under each case."""
GRADES = {"single": single.grade, "multiple": multiple.grade}


def chosen_in(answers: Mapping[str, Any], part: str) -> list[str]:
    """Return the options that were chosen in a part; none when it was left empty."""
    answer = answers.get(part) or []
    return [answer] if isinstance(answer, str) else list(answer)


def asked_parts(parts: list[Plain], answers: Mapping[str, Any]) -> list[Plain]:
    """Return the parts that are asked after these answers: all but those that hang on another choice."""
    asked: dict[str, Plain] = {}
    for part in parts:
        after = part.get("after")
        if after is None or (
            after["part"] in asked and set(chosen_in(answers, after["part"])) & set(after["chosen"])
        ):
            asked[part["id"]] = part
    return list(asked.values())


def grade(asked: Plain, key: Plain, answer: Mapping[str, Any] | None) -> Mark:
    """Return the mark for these answers.

    The parts that somebody meets who answers everything rightly share the mark. One that a wrong choice
    leads to earns nothing, and one that it leads past earns nothing either.
    """
    answers = answer or {}
    right_way = asked_parts(asked["parts"], {part: found["right"] for part, found in key["parts"].items()})
    met = {part["id"] for part in asked_parts(asked["parts"], answers)}
    marks = [_mark(part, key, answers) for part in right_way if part["id"] in met]
    return Mark(sum(marks, Fraction(0)) / len(right_way))


def _mark(part: Plain, key: Plain, answers: Mapping[str, Any]) -> Fraction:
    return GRADES[part["kind"]](key["parts"][part["id"]], answers.get(part["id"])).earned
