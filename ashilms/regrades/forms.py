"""Is what was typed about a correction, or a decision, well formed?"""

from collections.abc import Mapping, Sequence

from wtforms import HiddenField, RadioField, SelectMultipleField, TextAreaField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # newer than its stubs
from wtforms.validators import InputRequired, Length
from wtforms.widgets import CheckboxInput, ListWidget

from ashilms.forms import PlainForm
from ashilms.quizzes.models import QuestionVersion
from ashilms.quizzes.services import Correction
from ashilms.regrades.rules import DECISIONS, LONGEST

VOID, SET = "void", "set"


class _Form(PlainForm):
    def refuse(self, name: str | None, sentence: str) -> None:
        """Put a sentence at its field, or to the form as a whole."""
        if name in self:
            self[name].errors = [sentence]
        else:
            self.form_errors.append(sentence)


class CorrectionForm(_Form):
    """What is wrong with a question, and what is to hold instead."""

    way = RadioField("What is to hold", [InputRequired("Choose one.")], choices=[])
    right = SelectMultipleField(
        "Which answers are right", choices=[], widget=ListWidget(), option_widget=CheckboxInput()
    )
    reason = TextAreaField("Why", [InputRequired("Say why."), Length(max=LONGEST)])
    digest = HiddenField(validators=[Length(max=64)])
    """The digest of the preview, once there is one."""

    def offer(
        self, version: QuestionVersion, alternatives: Sequence[QuestionVersion], options: Mapping[str, str]
    ) -> None:
        """Offer what can hold for this version: other keys, options, or nothing."""
        ways = [(str(row.id), _said(row, version)) for row in alternatives]
        if options:
            ways.insert(0, (SET, "Other answers are right, namely those ticked below"))
        ways.append((VOID, "It counts for nobody: neither earned nor missed, and not drawn again"))
        self.way.choices = [SelectChoice(*way) for way in ways]
        self.right.choices = [SelectChoice(*option) for option in options.items()]

    def as_correction(self, version_id: int) -> Correction:
        """Return what was chosen."""
        if self.way.data == VOID:
            return Correction(version_id)
        if self.way.data == SET:
            return Correction(version_id, right=tuple(sorted(self.right.data or ["-"])))
        return Correction(version_id, int(self.way.data))


def _said(row: QuestionVersion, version: QuestionVersion) -> str:
    if row.id == version.id:
        return "Its own key, as it was first"
    return f"The key of version {row.number}"


class DecisionForm(_Form):
    """What a registrar decides about a certificate."""

    decision = RadioField(
        "What is decided", [InputRequired("Choose one.")],
        choices=[SelectChoice(*one) for one in DECISIONS.items()],
    )  # fmt: skip
    reason = TextAreaField("Why", [InputRequired("Say why."), Length(max=LONGEST)])
