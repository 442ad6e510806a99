"""Is what was typed about a mark well formed?"""

from wtforms import RadioField, StringField, TextAreaField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # newer than its stubs
from wtforms.validators import InputRequired, Length, Optional

from ashilms.appeals.rules import LONGEST, Verdict
from ashilms.forms import CHOICE, PlainForm


class AskForm(PlainForm):
    """Why a mark is to be looked at again."""

    words = TextAreaField("Why it should be looked at", [InputRequired("Say why."), Length(max=LONGEST)])


class AnswerForm(PlainForm):
    """What becomes of the mark, and why."""

    verdict = RadioField(
        "The mark", [InputRequired(CHOICE)],
        choices=[
            SelectChoice(Verdict.KEPT.value, "Is kept as it is"),
            SelectChoice(Verdict.CHANGED.value, "Is changed"),
        ],
    )  # fmt: skip
    mark = StringField("Changed to", [Optional(), Length(max=9)])
    words = TextAreaField("Your answer", [InputRequired("Say why."), Length(max=LONGEST)])
