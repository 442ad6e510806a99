"""A short answer: a word or a few, compared without regard to how they are typed."""

from collections.abc import Sequence
from typing import Any

from wtforms import Form

from ashilms.plugins import Mark, Plain
from ashilms.quizzes.kinds import options
from ashilms.quizzes.kinds.short import form, formats, rules


class Short:
    """`{stem, accepted: [{text, share?}, …], rationale, figure?}`; the answer is the text as it was typed."""

    name = "short"
    template = "ashilms/quizzes/kinds/short.html"

    def problems(self, item: Plain) -> list[str]:
        """Return what is wrong with the pack's item."""
        return formats.problems(item)

    def split(self, item: Plain) -> tuple[dict[str, Any], dict[str, Any]]:
        """Return what is asked, and which texts earn how much."""
        return formats.split(item)

    def parts(self, asked: Plain) -> list[str]:
        """Return nothing: there is nothing to shuffle."""
        return []

    def shown(self, asked: Plain, order: Sequence[str], answer: str | None) -> dict[str, Any]:
        """Return the question and the text given so far."""
        return {**options.shown_stem(asked), "given": answer}

    def form(self, shown: Plain, data: Any) -> Form:
        """Return the form that takes a text."""
        return form.make_form(shown, data)

    def read(self, asked: Plain, order: Sequence[str], given: Any) -> str | None:
        """Return the text with its spaces put in order; nothing given is an empty answer."""
        return rules.read(given)

    def grade(self, asked: Plain, key: Plain, answer: str | None) -> Mark:
        """Return the share that the text earns."""
        return rules.grade(key, answer)

    def told(
        self, asked: Plain, key: Plain, order: Sequence[str], answer: str | None, *, whole: bool
    ) -> dict[str, Any]:
        """Return the text that was given; what was right, and why, if `whole`."""
        told = {**self.shown(asked, order, answer), "earned": str(rules.grade(key, answer).earned)}
        return told | ({"accepted": rules.accepted(key), "why": key["why"]} if whole else {})
