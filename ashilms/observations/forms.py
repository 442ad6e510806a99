"""Is what was typed about an observation or a remediation well formed?"""

from collections.abc import Mapping
from typing import Any

from wtforms import DateField, HiddenField, RadioField, SelectField, StringField, TextAreaField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # newer than its stubs
from wtforms.validators import InputRequired, Length, Optional

from ashilms.comments.forms import WithComments
from ashilms.forms import PlainForm
from ashilms.observations.rules.remediation import LONGEST, Terms
from ashilms.observations.services import Rated
from ashilms.practicum.forms import RatingForm
from ashilms.rubrics.rules import Result, Rubric


class ObservationForm(RatingForm):
    """What an assessor saw of a session; the code of its client where the session has none yet."""

    client = StringField("Client code", [Optional(), Length(max=10)])

    def as_rated(self, rubric: Rubric) -> Rated:
        """Return what was filled in."""
        said = Result(self.outcome.data) if self.outcome.data in set(Result) else None
        return Rated(
            self.ratings(rubric), self.auto_fails.data or [], (self.text.data or "").replace("\r\n", "\n"), said,
            self.client.data or "",
        )  # fmt: skip

    def refuse(self, name: str | None, sentence: str) -> None:
        """Put a sentence at its field, or to the form as a whole."""
        if name in ("text", "client"):
            self[name].errors = [sentence]
        else:
            self.form_errors.append(sentence)


class SecondForm(PlainForm):
    """Who is asked to rate a session too."""

    assessor = SelectField("Assessor", coerce=int, choices=[])

    def offer(self, assessors: Mapping[int, str]) -> None:
        """Offer these people."""
        self.assessor.choices = [SelectChoice(*who) for who in assessors.items()]


class ContractForm(WithComments, PlainForm):
    """What is agreed after an automatic fail."""

    number = HiddenField()
    """Which contract was seen: 0 for none."""
    issue = TextAreaField("What went wrong", [InputRequired("Say what went wrong."), Length(max=LONGEST)])
    text = TextAreaField(
        "The steps, one on each line", [InputRequired("Say what is done."), Length(max=LONGEST)]
    )
    success = TextAreaField(
        "What shows success", [InputRequired("Say what shows that it is done."), Length(max=LONGEST)]
    )
    due_on = DateField("Observed again by", [InputRequired("Put in the day.")])

    def as_terms(self) -> Terms:
        """Return what was typed."""
        issue, steps, success = (
            (field.data or "").replace("\r\n", "\n") for field in (self.issue, self.text, self.success)
        )
        return Terms(issue, steps, success, self.due_on.data)

    def refuse(self, name: str, sentence: str) -> None:
        """Put a sentence at its field."""
        field = self["text" if name == "steps" else name]
        field.errors = [*field.errors, sentence]


class AcknowledgeForm(PlainForm):
    """Nothing but the button, and which contract was read."""

    number = HiddenField()


class CloseForm(PlainForm):
    """With which observation a remediation is closed, and how it went."""

    observation = RadioField("The observation that passes", coerce=int, choices=[])
    result = TextAreaField("How it went", [InputRequired("Say how it went."), Length(max=LONGEST)])

    def offer(self, observations: Mapping[int, str]) -> None:
        """Offer these observations."""
        self.observation.choices = [SelectChoice(*seen) for seen in observations.items()]


def values_of(terms: Terms) -> dict[str, Any]:
    """Return the form's values for a contract."""
    return {"issue": terms.issue, "text": terms.steps, "success": terms.success, "due_on": terms.due_on}
