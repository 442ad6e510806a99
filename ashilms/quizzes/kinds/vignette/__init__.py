"""A case: what happened, and two to five questions that depend on it, marked as one."""

from collections.abc import Mapping, Sequence
from typing import Any

from wtforms import Form

from ashilms.plugins import Mark, Plain
from ashilms.quizzes.kinds import options
from ashilms.quizzes.kinds.vignette import form, formats, parts, rules


class Vignette:
    """`{stem, parts: [{id, kind, stem, options, after?}, …], figure?}`; the answer is by the parts' ids.

    A part is single or multiple choice. One with `after: {part, chosen}` is only asked of those who chose one
    of these options there.
    """

    name = "vignette"
    template = "ashilms/quizzes/kinds/vignette.html"

    def problems(self, item: Plain) -> list[str]:
        """Return what is wrong with the pack's item."""
        return formats.problems(item)

    def split(self, item: Plain) -> tuple[dict[str, Any], dict[str, Any]]:
        """Return the case with its parts, and their keys."""
        return formats.split(item)

    def parts(self, asked: Plain) -> list[str]:
        """Return the options of all parts, each as `part.option`; the parts themselves keep their order."""
        return [f"{part['id']}.{id_}" for part in asked["parts"] for id_ in options.option_ids(part)]

    def shown(self, asked: Plain, order: Sequence[str], answer: Mapping[str, Any] | None) -> dict[str, Any]:
        """Return the case and its parts, each with its options in shuffled places."""
        shown = [parts.shown(asked, part, order, answer or {}) for part in asked["parts"]]
        return {**options.shown_stem(asked), "marking": rules.STATED, "parts": shown}

    def form(self, shown: Plain, data: Any) -> Form:
        """Return the form that takes an answer to each part."""
        return form.make_form(shown, data)

    def read(self, asked: Plain, order: Sequence[str], given: Any) -> dict[str, Any] | None:
        """Return the answers by part, without those to parts that are not asked after the others."""
        return parts.read(asked, order, given) or None

    def empty_parts(self, asked: Plain, answer: Mapping[str, Any]) -> int:
        """Return how many parts that are asked after these answers have none."""
        return sum(part["id"] not in answer for part in rules.asked_parts(asked["parts"], answer))

    def grade(self, asked: Plain, key: Plain, answer: Mapping[str, Any] | None) -> Mark:
        """Return the share of one mark that the parts earned together."""
        return rules.grade(asked, key, answer)

    def told(
        self, asked: Plain, key: Plain, order: Sequence[str], answer: Mapping[str, Any] | None, *, whole: bool
    ) -> dict[str, Any]:
        """Return the case and its parts with what may be said about them."""
        told = [parts.told(asked, part, key, order, answer or {}, whole=whole) for part in asked["parts"]]
        return {**options.shown_stem(asked), "parts": told}
