"""Single choice: exactly one of several options is right."""

from collections.abc import Sequence
from typing import Any

from wtforms import Form

from ashilms.plugins import Mark, Plain
from ashilms.quizzes.kinds import options
from ashilms.quizzes.kinds.single import form, formats, rules


class Single:
    """`{stem, options: [{id, text, right, rationale}, …], figure?}`; the answer is an option's id."""

    name = "single"
    template = "ashilms/quizzes/kinds/single.html"

    def problems(self, item: Plain) -> list[str]:
        """Return what is wrong with the pack's item."""
        return formats.problems(item)

    def split(self, item: Plain) -> tuple[dict[str, Any], dict[str, Any]]:
        """Return what is asked, and its key."""
        return options.split_options(item)

    def parts(self, asked: Plain) -> list[str]:
        """Return the ids of the options."""
        return options.option_ids(asked)

    def shown(self, asked: Plain, order: Sequence[str], answer: str | None) -> dict[str, Any]:
        """Return the stem and the options in their shuffled places."""
        chosen = [answer] if answer else []
        return {**options.shown_stem(asked), "options": options.shown_options(asked, order, chosen)}

    def form(self, shown: Plain, data: Any) -> Form:
        """Return the form that takes one place."""
        return form.make_form(shown, data)

    def read(self, asked: Plain, order: Sequence[str], given: Any) -> str | None:
        """Return the id of the option at the given place; nothing given is an empty answer."""
        return options.at_place(order, given) if given else None

    def grade(self, asked: Plain, key: Plain, answer: str | None) -> Mark:
        """Return one mark for the right option."""
        return rules.grade(key, answer)

    def told(
        self, asked: Plain, key: Plain, order: Sequence[str], answer: str | None, *, whole: bool
    ) -> dict[str, Any]:
        """Return the options with what may be said about them."""
        chosen = [answer] if answer else []
        return {
            **options.shown_stem(asked),
            "options": options.told_options(asked, key, order, chosen, whole=whole),
        }
