"""An essay: a text of some length, marked by a person with a rubric."""

from collections.abc import Sequence
from typing import Any

from wtforms import Form

from ashilms.plugins import Plain
from ashilms.quizzes.kinds import options
from ashilms.quizzes.kinds.essay import form, formats, rules
from ashilms.quizzes.kinds.marked import MarkedKind, marked_problems, split_marked


class Essay(MarkedKind):
    """`{stem, guide, rubric: [{id, text, critical, levels}, …], words?: {least, most}, figure?}`, a text."""

    name = "essay"
    template = "ashilms/quizzes/kinds/essay.html"

    def problems(self, item: Plain) -> list[str]:
        """Return what is wrong with the pack's item."""
        return [*marked_problems(item), *formats.words_problems(item)]

    def split(self, item: Plain) -> tuple[dict[str, Any], dict[str, Any]]:
        """Return the question with its bounds, and what a marker goes by."""
        return split_marked(item, words=formats.words_of(item))

    def shown(self, asked: Plain, order: Sequence[str], answer: str | None) -> dict[str, Any]:
        """Return the question, what was written so far how long it is, and after what rest it is saved."""
        return {
            **options.shown_stem(asked), "given": answer, "length": rules.count_words(answer),
            "wanted": rules.wanted(asked["words"]), "saves_after": rules.SAVES_AFTER,
        }  # fmt: skip

    def form(self, shown: Plain, data: Any) -> Form:
        """Return the form that takes a text."""
        return form.make_form(shown, data)

    def read(self, asked: Plain, order: Sequence[str], given: Any) -> str | None:
        """Return the text; nothing but space is an empty answer."""
        return rules.read(given)

    def told(
        self, asked: Plain, key: Plain, order: Sequence[str], answer: str | None, *, whole: bool
    ) -> dict[str, Any]:
        """Return what was written; the guide if `whole`."""
        told = self.shown(asked, order, answer) | {"lines": (answer or "").split("\n")}
        return {**told, **({"why": key["guide"]} if whole else {})}
