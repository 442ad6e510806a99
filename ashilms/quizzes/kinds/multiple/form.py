"""The form that takes any number of several options."""

from typing import Any

from wtforms import Form, SelectMultipleField
from wtforms.widgets import CheckboxInput, ListWidget

from ashilms.plugins import Plain


def make_form(shown: Plain, data: Any) -> Form:
    """Return the form for these options; its `answer` is a list of places."""

    class MultipleForm(Form):
        answer = SelectMultipleField(
            shown["stem"],
            choices={option["place"]: option["text"] for option in shown["options"]},
            default=[option["place"] for option in shown["options"] if option["chosen"]],
            widget=ListWidget(prefix_label=False),
            option_widget=CheckboxInput(),
        )

    return MultipleForm(data)
