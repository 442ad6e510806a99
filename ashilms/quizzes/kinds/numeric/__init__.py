"""A number: right within a tolerance, exactly reckoned."""

from collections.abc import Sequence
from typing import Any

from wtforms import Form

from ashilms.plugins import Mark, Plain
from ashilms.quizzes.kinds import options
from ashilms.quizzes.kinds.numeric import form, formats, rules


class Numeric:
    """`{stem, answers: [{value, tolerance, share?}, …], unit?, rationale, figure?}`; the answer is a decimal text."""

    name = "numeric"
    template = "ashilms/quizzes/kinds/numeric.html"

    def problems(self, item: Plain) -> list[str]:
        """Return what is wrong with the pack's item."""
        return formats.problems(item)

    def split(self, item: Plain) -> tuple[dict[str, Any], dict[str, Any]]:
        """Return what is asked, and which numbers earn how much."""
        return formats.split(item)

    def parts(self, asked: Plain) -> list[str]:
        """Return nothing: there is nothing to shuffle."""
        return []

    def shown(self, asked: Plain, order: Sequence[str], answer: str | None) -> dict[str, Any]:
        """Return the question, its unit, and the number given so far."""
        return {**options.shown_stem(asked), "unit": asked.get("unit"), "given": answer}

    def form(self, shown: Plain, data: Any) -> Form:
        """Return the form that takes a number."""
        return form.make_form(shown, data)

    def read(self, asked: Plain, order: Sequence[str], given: Any) -> str | None:
        """Return the number as a decimal text; nothing given is an empty answer."""
        return rules.read(given)

    def grade(self, asked: Plain, key: Plain, answer: str | None) -> Mark:
        """Return the largest share that the number earns."""
        return rules.grade(key, answer)

    def told(
        self, asked: Plain, key: Plain, order: Sequence[str], answer: str | None, *, whole: bool
    ) -> dict[str, Any]:
        """Return the number that was given; what was right, and why, if `whole`."""
        told = {**self.shown(asked, order, answer), "earned": str(rules.grade(key, answer).earned)}
        return told | ({"accepted": rules.accepted(key), "why": key["why"]} if whole else {})
