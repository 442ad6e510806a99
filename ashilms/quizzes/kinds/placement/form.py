"""The form that takes a placement: where the load lies and of what, by list and radio buttons or from the map."""

from typing import Any

from wtforms import Form, RadioField
from wtforms.validators import Optional

from ashilms.plugins import Plain
from ashilms.quizzes.kinds.fields import make_several, one_value
from ashilms.quizzes.kinds.placement.wording import CHOICES, LABELS
from ashilms.quizzes.kinds.spot_fields import number_field, place_field, point_fields

PLACED = "As placed on the map"


def make_form(shown: Plain, data: Any) -> Form:
    """Return the form for this question; its `answer` is what was given, by name."""
    saved = shown["saved"]
    fields = {
        "at": place_field(shown["labels"]["at"], saved.get("at"), PLACED),
        **point_fields("at", saved.get("at")),
    }
    if shown["stroke"]:
        fields["end"] = place_field(shown["labels"]["end"], saved.get("end"), PLACED, more=("outside",))
        fields |= point_fields("end", saved.get("end"))
    fields["turn"] = number_field(saved.get("turn", ""))
    for name in shown["controls"]:
        fields[name] = _radios(name, saved.get(name))
    return make_several(shown["stem"], fields, data)


def _radios(name: str, value: Any) -> Any:
    choices = {str(choice): label for choice, label in CHOICES[name].items()}
    default = None if value is None else str(value)
    return RadioField(LABELS[name], [one_value, Optional()], choices=choices, default=default)
