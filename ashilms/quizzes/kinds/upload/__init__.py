"""An upload: a photo, a short film or a PDF, marked by a person with a rubric."""

from collections.abc import Sequence
from typing import Any

from wtforms import Form

from ashilms.plugins import Plain
from ashilms.quizzes.kinds import options
from ashilms.quizzes.kinds.marked import MarkedKind, marked_problems, split_marked
from ashilms.quizzes.kinds.upload import form, rules


class Upload(MarkedKind):
    """`{stem, guide, rubric, accept: [photo|video|pdf], figure?}`; the answer names a kept file: its hash and sort."""

    name = "upload"
    template = "ashilms/quizzes/kinds/upload.html"

    def problems(self, item: Plain) -> list[str]:
        """Return what is wrong with the pack's item."""
        return [*marked_problems(item), *rules.problems(item)]

    def split(self, item: Plain) -> tuple[dict[str, Any], dict[str, Any]]:
        """Return the question with what may be sent, and what a marker goes by."""
        return split_marked(item, accept=list(item["accept"]))

    def accepts(self, asked: Plain) -> list[str]:
        """Return what may be sent."""
        return list(asked["accept"])

    def shown(self, asked: Plain, order: Sequence[str], answer: Plain | None) -> dict[str, Any]:
        """Return the question, what may be sent and what was sent so far."""
        return {
            **options.shown_stem(asked), "accept": rules.types_of(asked["accept"]), "hint": rules.hint(asked["accept"]),
            "file": dict(answer) if answer else None,
        }  # fmt: skip

    def form(self, shown: Plain, data: Any) -> Form:
        """Return the form that takes a file."""
        return form.make_form(shown, data)

    def read(self, asked: Plain, order: Sequence[str], given: Any) -> dict[str, Any] | None:
        """Return the answer that names a file which is kept; nothing given is an empty one."""
        return rules.read(asked["accept"], given)

    def told(
        self, asked: Plain, key: Plain, order: Sequence[str], answer: Plain | None, *, whole: bool
    ) -> dict[str, Any]:
        """Return what was sent; the guide if `whole`."""
        told = self.shown(asked, order, answer)
        return {**told, **({"why": key["guide"]} if whole else {})}
