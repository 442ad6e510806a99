"""Multiple choice: two or more of several options are right, with partial marks."""

from collections.abc import Sequence
from typing import Any

from wtforms import Form

from ashilms.plugins import Mark, Plain
from ashilms.quizzes.kinds import options
from ashilms.quizzes.kinds.multiple import form, formats, rules


class Multiple:
    """`{stem, options: [{id, text, right, rationale}, …], figure?}`; the answer is a sorted list of ids."""

    name = "multiple"
    template = "ashilms/quizzes/kinds/multiple.html"

    def problems(self, item: Plain) -> list[str]:
        """Return what is wrong with the pack's item."""
        return formats.problems(item)

    def split(self, item: Plain) -> tuple[dict[str, Any], dict[str, Any]]:
        """Return what is asked, and its key."""
        return options.split_options(item)

    def parts(self, asked: Plain) -> list[str]:
        """Return the ids of the options."""
        return options.option_ids(asked)

    def shown(self, asked: Plain, order: Sequence[str], answer: list[str] | None) -> dict[str, Any]:
        """Return the stem, how it is marked, and the options in their shuffled places."""
        return {
            **options.shown_stem(asked),
            "marking": rules.STATED,
            "options": options.shown_options(asked, order, answer or []),
        }

    def form(self, shown: Plain, data: Any) -> Form:
        """Return the form that takes any number of places."""
        return form.make_form(shown, data)

    def read(self, asked: Plain, order: Sequence[str], given: Any) -> list[str] | None:
        """Return the ids of the options at the given places; none given is an empty answer."""
        return sorted({options.at_place(order, place) for place in given or ()}) or None

    def grade(self, asked: Plain, key: Plain, answer: list[str] | None) -> Mark:
        """Return the share of one mark that was earned."""
        return rules.grade(key, answer)

    def told(
        self, asked: Plain, key: Plain, order: Sequence[str], answer: list[str] | None, *, whole: bool
    ) -> dict[str, Any]:
        """Return the options with what may be said about them."""
        return {
            **options.shown_stem(asked),
            "options": options.told_options(asked, key, order, answer or [], whole=whole),
        }
