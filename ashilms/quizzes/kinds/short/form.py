"""The form that takes a short text."""

from typing import Any

from wtforms import Field, Form, StringField, ValidationError
from wtforms.validators import Optional

from ashilms.plugins import Plain
from ashilms.quizzes.kinds.fields import one_value
from ashilms.quizzes.kinds.short import rules


def make_form(shown: Plain, data: Any) -> Form:
    """Return the form for this question; its `answer` is a text."""

    class ShortForm(Form):
        answer = StringField(shown["stem"], [one_value, Optional()], default=shown["given"])

        def validate_answer(self, field: Field) -> None:
            """Take what can be read and is not too long."""
            try:
                rules.read(field.data)
            except ValueError as error:
                raise ValidationError(str(error)) from error

    return ShortForm(data)
