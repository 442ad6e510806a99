"""Matching: to each prompt the text that belongs to it, chosen from one list."""

from collections.abc import Mapping, Sequence
from typing import Any

from wtforms import Form

from ashilms.plugins import Mark, Plain
from ashilms.quizzes.kinds import options
from ashilms.quizzes.kinds.fields import make_choices
from ashilms.quizzes.kinds.matching import formats, rules
from ashilms.quizzes.kinds.places import read_places, shown_rows, told_rows


class Matching:
    """`{stem, pairs: [{id, prompt, match}, …], distractors?, rationale, figure?}`; the answer is by the pairs' ids."""

    name = "matching"
    template = "ashilms/quizzes/kinds/matching.html"

    def problems(self, item: Plain) -> list[str]:
        """Return what is wrong with the pack's item."""
        return formats.problems(item)

    def split(self, item: Plain) -> tuple[dict[str, Any], dict[str, Any]]:
        """Return the prompts and the texts to choose from, and which belongs to which."""
        return formats.split(item)

    def parts(self, asked: Plain) -> list[str]:
        """Return the ids of the texts to choose from; the prompts keep their order."""
        return [match["id"] for match in asked["matches"]]

    def shown(self, asked: Plain, order: Sequence[str], answer: Mapping[str, str] | None) -> dict[str, Any]:
        """Return the prompts, and the texts in their shuffled places."""
        return {
            **options.shown_stem(asked),
            "marking": rules.STATED,
            "rows": shown_rows(asked["prompts"], order, answer or {}),
            "choices": formats.choices(asked, order),
        }

    def form(self, shown: Plain, data: Any) -> Form:
        """Return the form that takes a place for each prompt."""
        return make_choices(shown, data)

    def read(self, asked: Plain, order: Sequence[str], given: Any) -> dict[str, str] | None:
        """Return the chosen texts' ids by prompt; none chosen is an empty answer."""
        return read_places([prompt["id"] for prompt in asked["prompts"]], order, given) or None

    def empty_parts(self, asked: Plain, answer: Mapping[str, str]) -> int:
        """Return how many prompts have nothing chosen."""
        return len(asked["prompts"]) - len(answer)

    def grade(self, asked: Plain, key: Plain, answer: Mapping[str, str] | None) -> Mark:
        """Return the share of the prompts that got what belongs to them."""
        return rules.grade(key, answer)

    def told(
        self, asked: Plain, key: Plain, order: Sequence[str], answer: Mapping[str, str] | None, *, whole: bool
    ) -> dict[str, Any]:
        """Return what was chosen for each prompt and whether it was right; what was, and why, if `whole`."""
        texts = {match["id"]: match["text"] for match in asked["matches"]}
        rows = told_rows(asked["prompts"], texts, key["right"], answer or {}, whole=whole)
        return {**options.shown_stem(asked), "rows": rows, "why": key["why"] if whole else None}
