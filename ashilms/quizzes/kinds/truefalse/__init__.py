"""True or false: one statement, and a reason for either answer."""

from collections.abc import Sequence
from typing import Any

from wtforms import Form

from ashilms.plugins import Mark, Plain
from ashilms.quizzes.kinds import options
from ashilms.quizzes.kinds.truefalse import form, formats, rules


class TrueFalse:
    """`{stem, right: true|false, rationale: {true, false}, figure?}`; the answer is the text `true` or `false`."""

    name = "truefalse"
    template = "ashilms/quizzes/kinds/truefalse.html"

    def problems(self, item: Plain) -> list[str]:
        """Return what is wrong with the pack's item."""
        return formats.problems(item)

    def split(self, item: Plain) -> tuple[dict[str, Any], dict[str, Any]]:
        """Return the statement, and whether it is true and why."""
        return formats.split(item)

    def parts(self, asked: Plain) -> list[str]:
        """Return nothing: true always stands before false."""
        return []

    def shown(self, asked: Plain, order: Sequence[str], answer: str | None) -> dict[str, Any]:
        """Return the statement and the answers to choose from."""
        return {**options.shown_stem(asked), "options": rules.choices(answer)}

    def form(self, shown: Plain, data: Any) -> Form:
        """Return the form that takes one of them."""
        return form.make_form(shown, data)

    def read(self, asked: Plain, order: Sequence[str], given: Any) -> str | None:
        """Return the answer; nothing given is an empty one."""
        return rules.read(given)

    def grade(self, asked: Plain, key: Plain, answer: str | None) -> Mark:
        """Return one mark for the right answer."""
        return rules.grade(key, answer)

    def told(
        self, asked: Plain, key: Plain, order: Sequence[str], answer: str | None, *, whole: bool
    ) -> dict[str, Any]:
        """Return the answers with what may be said about them."""
        told = rules.choices(answer)
        for option in told:
            if whole or option["chosen"]:
                option |= {"right": option["place"] == key["right"], "why": key["why"][option["place"]]}
        return {**options.shown_stem(asked), "options": told}
