"""What kinds share that are answered by typing one text: all but how it is read and what it earns."""

from collections.abc import Callable, Sequence
from typing import Any, Protocol

from wtforms import Field, Form, StringField, ValidationError
from wtforms.validators import Optional

from ashilms.plugins import Mark, Plain
from ashilms.quizzes.kinds import options
from ashilms.quizzes.kinds.fields import one_value


class Rules(Protocol):
    """What such a kind's `rules` holds."""

    LONGEST: int
    """Characters of an answer as it is typed."""

    def read(self, given: Any) -> str | None:
        """Return what was typed in the form in which it is kept; raises `ValueError` with a sentence."""

    def grade(self, key: Plain, answer: str | None) -> Mark:
        """Return the mark."""

    def accepted(self, key: Plain) -> list[dict[str, str]]:
        """Return what is accepted, each as a text and the share of the mark that it earns."""


class TypedKind:
    """A kind whose answer is one text; its own module adds the name, the template and the pack's item."""

    rules: Rules

    def parts(self, asked: Plain) -> list[str]:
        """Return nothing: there is nothing to shuffle."""
        return []

    def shown(self, asked: Plain, order: Sequence[str], answer: str | None) -> dict[str, Any]:
        """Return the question and what was given so far."""
        return {**options.shown_stem(asked), "given": answer}

    def form(self, shown: Plain, data: Any) -> Form:
        """Return the form that takes a text."""
        return make_form(shown, data, self.rules.read, longest=self.rules.LONGEST)

    def read(self, asked: Plain, order: Sequence[str], given: Any) -> str | None:
        """Return what was given as it is kept; nothing given is an empty answer."""
        return self.rules.read(given)

    def grade(self, asked: Plain, key: Plain, answer: str | None) -> Mark:
        """Return the largest share that the answer earns."""
        return self.rules.grade(key, answer)

    def told(
        self, asked: Plain, key: Plain, order: Sequence[str], answer: str | None, *, whole: bool
    ) -> dict[str, Any]:
        """Return what was given and earned; what was right, and why, if `whole`."""
        told = {**self.shown(asked, order, answer), "earned": str(self.rules.grade(key, answer).earned)}
        return told | ({"accepted": self.rules.accepted(key), "why": key["why"]} if whole else {})


def make_form(shown: Plain, data: Any, read: Callable[[Any], Any], *, longest: int) -> Form:
    """Return the form for this question; its `answer` is a text that `read` takes."""

    class TypedForm(Form):
        answer = StringField(
            shown["stem"], [one_value, Optional()], default=shown["given"], render_kw={"maxlength": longest}
        )

        def validate_answer(self, field: Field) -> None:
            """Take what can be read."""
            try:
                read(field.data)
            except ValueError as error:
                raise ValidationError(str(error)) from error

    return TypedForm(data)
