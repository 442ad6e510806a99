"""The form that takes true or false."""

from typing import Any

from wtforms import Form, RadioField
from wtforms.validators import Optional

from ashilms.plugins import Plain
from ashilms.quizzes.kinds.fields import one_value


def make_form(shown: Plain, data: Any) -> Form:
    """Return the form for this statement; its `answer` is `true`, `false` or nothing."""

    class TrueFalseForm(Form):
        answer = RadioField(
            shown["stem"],
            [one_value, Optional()],
            choices={option["place"]: option["text"] for option in shown["options"]},
            default=next((option["place"] for option in shown["options"] if option["chosen"]), None),
        )

    return TrueFalseForm(data)
