"""A number: right within a tolerance, exactly reckoned."""

from collections.abc import Sequence
from typing import Any

from ashilms.plugins import Plain
from ashilms.quizzes.kinds.numeric import formats, rules
from ashilms.quizzes.kinds.typed import TypedKind


class Numeric(TypedKind):
    """`{stem, answers: [{value, tolerance, share?}, …], unit?, rationale, figure?}`; the answer is a decimal text."""

    name = "numeric"
    template = "ashilms/quizzes/kinds/numeric.html"
    rules = rules

    def problems(self, item: Plain) -> list[str]:
        """Return what is wrong with the pack's item."""
        return formats.problems(item)

    def split(self, item: Plain) -> tuple[dict[str, Any], dict[str, Any]]:
        """Return what is asked, and which numbers earn how much."""
        return formats.split(item)

    def shown(self, asked: Plain, order: Sequence[str], answer: str | None) -> dict[str, Any]:
        """Return the question, its unit, and the number given so far."""
        return {**super().shown(asked, order, answer), "unit": asked.get("unit")}
