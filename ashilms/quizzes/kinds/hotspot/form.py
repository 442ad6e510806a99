"""The form that takes marks: each from a list, or from the map."""

from typing import Any

from wtforms import Form, SelectField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # newer than its stubs

from ashilms.plugins import Plain
from ashilms.quizzes.kinds.fields import make_several, one_value
from ashilms.quizzes.kinds.spot_fields import on_map, place_field, point_fields
from ashilms.quizzes.kinds.spots import OUTSIDE, Spot, chosen


def make_form(shown: Plain, data: Any) -> Form:
    """Return the form for this question; its `answer` is a place for each mark, by its number."""
    fields: dict[str, Any] = {}
    for row in shown["rows"]:
        fields[row["name"]] = _field(shown, row["label"], row["saved"])
        fields |= point_fields(row["name"], row["saved"])
    return make_several(shown["stem"], fields, data)


def _field(shown: Plain, label: str, spot: Spot | None) -> Any:
    if shown["map"]:
        return place_field(label, spot, "As marked on the map", more=(OUTSIDE,))
    value = chosen(spot)
    areas = [SelectChoice(area["id"], area["label"]) for area in shown["areas"]]
    offered = [SelectChoice("", "Choose…"), on_map(value, "As marked on the figure"), *areas]
    return SelectField(
        label, [one_value], choices=[*offered, SelectChoice(OUTSIDE, "None of these")], default=value
    )
