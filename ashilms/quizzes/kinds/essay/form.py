"""The form that takes an essay."""

from typing import Any

from wtforms import Field, Form, TextAreaField, ValidationError
from wtforms.validators import Optional

from ashilms.plugins import Plain
from ashilms.quizzes.kinds.essay.rules import LONGEST, read
from ashilms.quizzes.kinds.fields import one_value


def make_form(shown: Plain, data: Any) -> Form:
    """Return the form for this question; its `answer` is a text."""

    class EssayForm(Form):
        answer = TextAreaField(
            shown["stem"], [one_value, Optional(strip_whitespace=False)], default=shown["given"],
            render_kw={"maxlength": LONGEST, "rows": 12},
        )  # fmt: skip

        def validate_answer(self, field: Field) -> None:
            """Take what can be read."""
            try:
                read(field.data)
            except ValueError as error:
                raise ValidationError(str(error)) from error

    return EssayForm(data)
