"""A short answer: a word or a few, compared without regard to how they are typed."""

from typing import Any

from ashilms.plugins import Plain
from ashilms.quizzes.kinds.short import formats, rules
from ashilms.quizzes.kinds.typed import TypedKind


class Short(TypedKind):
    """`{stem, accepted: [{text, share?}, …], rationale, figure?}`; the answer is the text as it was typed."""

    name = "short"
    template = "ashilms/quizzes/kinds/short.html"
    rules = rules

    def problems(self, item: Plain) -> list[str]:
        """Return what is wrong with the pack's item."""
        return formats.problems(item)

    def split(self, item: Plain) -> tuple[dict[str, Any], dict[str, Any]]:
        """Return what is asked, and which texts earn how much."""
        return formats.split(item)
