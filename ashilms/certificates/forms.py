"""Are a change of status and a choice of what is shown well formed?"""

from collections.abc import Mapping, Sequence
from typing import Any

from flask_wtf import FlaskForm
from wtforms import SelectMultipleField, TextAreaField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]
from wtforms.validators import DataRequired, InputRequired, Length
from wtforms.widgets import CheckboxInput, ListWidget

from ashilms.programs.rules.waivers import words_in


class ReasonForm(FlaskForm):
    """Why a certificate is suspended, reinstated or revoked; private to holder and school."""

    reason = TextAreaField(
        "Reason", [DataRequired("Say why. Only the holder and the school will read it."), Length(max=1000)]
    )


class ShowForm(FlaskForm):
    """What of a proof is shown to somebody."""

    places = SelectMultipleField(
        "What you show", coerce=int, widget=ListWidget(prefix_label=False), option_widget=CheckboxInput(),
        validators=[InputRequired("Choose what you want to show.")],
    )  # fmt: skip

    def offer(self, leaves: Sequence[Mapping[str, Any]]) -> None:
        """Offer these leaves of a proof."""
        self.places.choices = [SelectChoice(place, _label_of(leaf)) for place, leaf in enumerate(leaves)]


def _label_of(leaf: Mapping[str, Any]) -> str:
    said = [leaf["have"], words_in(leaf)]
    return f"{leaf['title']}: {', '.join(filter(None, said))}"
