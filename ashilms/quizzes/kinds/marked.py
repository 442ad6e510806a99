"""What kinds share whose answers a person marks: the guide and the rubric, which no trainee sees beforehand."""

from fractions import Fraction
from typing import Any

from ashilms.plugins import Mark, Plain
from ashilms.quizzes.kinds.options import asked_stem
from ashilms.quizzes.rules.rubric import find_rubric_problems

RUBRIC = ("id", "text", "critical", "levels")
"""What is kept of each criterion."""


def split_marked(item: Plain, **asked: Any) -> tuple[dict[str, Any], dict[str, Any]]:
    """Return what is asked, with what else of it may be shown, and what a marker goes by."""
    rubric = [{name: criterion[name] for name in RUBRIC} for criterion in item["rubric"]]
    return {**asked_stem(item), **asked}, {"guide": item["guide"], "rubric": rubric}


def marked_problems(item: Plain) -> list[str]:
    """Return what is wrong with the rubric of an item; from elsewhere it comes without, and is not loaded so."""
    return find_rubric_problems(item["rubric"]) if item.get("rubric") else []


class MarkedKind:
    """A kind whose answers a person marks; its own module adds the rest."""

    def parts(self, asked: Plain) -> list[str]:
        """Return nothing: there is nothing to shuffle."""
        return []

    def grade(self, asked: Plain, key: Plain, answer: Any) -> Mark | None:
        """Return nothing earned for an empty answer; any other has to be marked by a person."""
        return Mark(Fraction(0)) if answer is None else None

    def marking(self, asked: Plain, key: Plain) -> Plain:
        """Return the guide and the rubric."""
        return {"guide": key["guide"], "rubric": key["rubric"]}
