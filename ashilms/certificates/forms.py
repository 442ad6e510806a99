"""Are a change of status, a choice of what is shown, and what the list is asked for well formed?"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from flask_wtf import FlaskForm
from wtforms import SelectField, SelectMultipleField, StringField, TextAreaField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]
from wtforms.validators import DataRequired, InputRequired, Length, Optional
from wtforms.widgets import CheckboxInput, ListWidget

from ashilms.certificates.rules.reviewing import LONGEST_REPLY
from ashilms.certificates.rules.searching import NEWEST, ORDERS, SHOWN, Wanted
from ashilms.certificates.services import Candidate
from ashilms.forms import AskingForm
from ashilms.programs.rules.waivers import words_in


class ListForm(AskingForm):
    """Which certificates a registrar looks for, and in which order; it is sent in the address."""

    q = StringField("Number or name", [Length(max=120)])
    status = SelectField(
        "Status",
        [Optional()],
        choices=[SelectChoice("", "Any"), *(SelectChoice(*one) for one in SHOWN.items())],
    )
    program = SelectField("Programme", [Optional()])
    order = SelectField("Order", choices=[SelectChoice(*one) for one in ORDERS.items()], default=NEWEST)

    def offer(self, programs: Iterable[tuple[int, str]]) -> None:
        """Offer these programmes."""
        self.program.choices = [
            SelectChoice("", "All"),
            *(SelectChoice(str(id_), name) for id_, name in programs),
        ]

    def as_wanted(self) -> Wanted:
        """Return what is asked for."""
        program = int(self.program.data) if self.program.data else None
        return Wanted(self.q.data or "", self.status.data or "", program, self.order.data or NEWEST)


class ReasonForm(FlaskForm):
    """Why a certificate is suspended, reinstated or revoked; private to holder and school."""

    reason = TextAreaField(
        "Reason", [DataRequired("Say why. Only the holder and the school will read it."), Length(max=1000)]
    )


class ReplyForm(FlaskForm):
    """What a holder wants considered while their certificate is set aside."""

    words = TextAreaField(
        "What should be considered?",
        [DataRequired("Say what should be considered."), Length(max=LONGEST_REPLY)],
    )


class RunForm(FlaskForm):
    """For whom of a cohort somebody approves at once."""

    people = SelectMultipleField(
        "For whom", coerce=int, widget=ListWidget(prefix_label=False), option_widget=CheckboxInput(),
        validators=[InputRequired("Choose somebody.")],
    )  # fmt: skip

    def offer(self, ready: Sequence[Candidate]) -> None:
        """Offer these people."""
        self.people.choices = [
            SelectChoice(one.person_id, f"{one.printed} ({one.counts[0]} of {one.counts[1]} met)")
            for one in ready
        ]


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
