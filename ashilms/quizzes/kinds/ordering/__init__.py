"""Ordering: steps that are put in the order in which they are done."""

from collections.abc import Mapping, Sequence
from typing import Any

from wtforms import Form

from ashilms.plugins import Mark, Plain
from ashilms.quizzes.kinds import options
from ashilms.quizzes.kinds.fields import make_choices
from ashilms.quizzes.kinds.ordering import formats, rules
from ashilms.quizzes.kinds.places import read_places, shown_rows, told_rows


class Ordering:
    """`{stem, steps: [{id, text}, …] in the right order, rationale, figure?}`; the answer is a place by step's id."""

    name = "ordering"
    template = "ashilms/quizzes/kinds/ordering.html"

    def problems(self, item: Plain) -> list[str]:
        """Return what is wrong with the pack's item."""
        return formats.problems(item)

    def split(self, item: Plain) -> tuple[dict[str, Any], dict[str, Any]]:
        """Return the steps, sorted by their texts, and their right order."""
        return formats.split(item)

    def parts(self, asked: Plain) -> list[str]:
        """Return the ids of the steps."""
        return [step["id"] for step in asked["steps"]]

    def shown(self, asked: Plain, order: Sequence[str], answer: Mapping[str, str] | None) -> dict[str, Any]:
        """Return the steps in their shuffled order, and the places to choose from."""
        ranks = rules.ranks(len(order))
        return {
            **options.shown_stem(asked),
            "marking": rules.STATED,
            "rows": shown_rows(formats.in_order(asked, order), ranks, answer or {}),
            "choices": [{"place": rank, "text": rank} for rank in ranks],
        }

    def form(self, shown: Plain, data: Any) -> Form:
        """Return the form that takes a place for each step."""
        return make_choices(shown, data)

    def read(self, asked: Plain, order: Sequence[str], given: Any) -> dict[str, str] | None:
        """Return the places by step; none given is an empty answer. A place given twice stays, and earns nothing."""
        return read_places(list(order), rules.ranks(len(order)), given) or None

    def empty_parts(self, asked: Plain, answer: Mapping[str, str]) -> int:
        """Return how many steps have no place."""
        return len(asked["steps"]) - len(answer)

    def grade(self, asked: Plain, key: Plain, answer: Mapping[str, str] | None) -> Mark:
        """Return the share of the steps that are at their places."""
        return rules.grade(key, answer)

    def told(
        self, asked: Plain, key: Plain, order: Sequence[str], answer: Mapping[str, str] | None, *, whole: bool
    ) -> dict[str, Any]:
        """Return the place given to each step and whether it was right; what was, and why, if `whole`."""
        texts, given = {rank: rank for rank in rules.ranks(len(order))}, answer or {}
        rows = told_rows(formats.in_order(asked, order), texts, rules.right_places(key), given, whole=whole)
        return {**options.shown_stem(asked), "rows": rows, "why": key["why"] if whole else None}
