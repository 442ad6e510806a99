"""The form that takes an answer to each part of a case."""

from typing import Any

from wtforms import Form, RadioField, SelectMultipleField
from wtforms.validators import Optional
from wtforms.widgets import CheckboxInput, ListWidget

from ashilms.plugins import Plain
from ashilms.quizzes.kinds.fields import make_several, one_value


def make_form(shown: Plain, data: Any) -> Form:
    """Return the form for these parts; its `answer` is a place, or a list of places, by the part's place."""
    return make_several(shown["stem"], {part["place"]: _field(part) for part in shown["parts"]}, data)


def _field(part: Plain) -> Any:
    label = f"{part['place']}. {part['stem']}"
    choices = {option["place"]: option["text"] for option in part["options"]}
    chosen = [option["place"] for option in part["options"] if option["chosen"]]
    if part["kind"] == "single":
        return RadioField(
            label, [one_value, Optional()], choices=choices, default=chosen[0] if chosen else None
        )
    return SelectMultipleField(
        label,
        choices=choices,
        default=chosen,
        widget=ListWidget(prefix_label=False),
        option_widget=CheckboxInput(),
    )
