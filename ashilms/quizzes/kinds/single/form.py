"""The form that takes one of several options."""

from typing import Any

from wtforms import Form, RadioField
from wtforms.validators import Optional

from ashilms.plugins import Plain


def make_form(shown: Plain, data: Any) -> Form:
    """Return the form for these options; its `answer` is a place or nothing."""

    class SingleForm(Form):
        answer = RadioField(
            shown["stem"],
            [Optional()],
            choices={option["place"]: option["text"] for option in shown["options"]},
            default=next((option["place"] for option in shown["options"] if option["chosen"]), None),
        )

    return SingleForm(data)
