"""Form fields that take a place of the body map: from a list, or as a point that the page's script writes."""

from typing import Any

from wtforms import HiddenField, SelectField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # newer than its stubs
from wtforms.validators import Optional, Regexp

from ashilms.quizzes.kinds.fields import one_value
from ashilms.quizzes.kinds.spots import EXTRA, MAP, Spot, choices, chosen

NUMBER = Regexp(r"-?[0-9]{1,5}\Z", message="Place it on the map, or choose a place from the list.")


def place_field(label: str, spot: Spot | None, said: str, *, more: tuple[str, ...] = tuple(EXTRA)) -> Any:
    """Return the list of places, with one more, `said`, for what the map says; a browser's script offers that."""
    value = chosen(spot)
    offered = [
        SelectChoice("", "Choose…"), on_map(value, said),
        *(SelectChoice(place, name, {}, group) for group, place, name in choices()),
        *(SelectChoice(word, EXTRA[word], {}, "Neither") for word in more),
    ]  # fmt: skip
    return SelectField(label, [one_value], choices=offered, default=value)


def on_map(value: str, said: str) -> Any:
    """Return the choice that stands for a point on the drawing, hidden until there is one."""
    return SelectChoice(MAP, said, {} if value == MAP else {"hidden": True})


def point_fields(prefix: str, spot: Spot | None) -> dict[str, Any]:
    """Return the two fields of a point, named `…x` and `…y`."""
    x, y = spot if isinstance(spot, list) else ("", "")
    return {f"{prefix}x": number_field(x), f"{prefix}y": number_field(y)}


def number_field(value: int | str) -> Any:
    """Return a field for a whole number that the page's script writes."""
    return HiddenField("Point", [one_value, Optional(), NUMBER], default=str(value))
