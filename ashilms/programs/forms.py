"""Are names, statements, marks and the reason for a move well formed?"""

from flask_wtf import FlaskForm
from wtforms import HiddenField, RadioField, SelectField, StringField, TextAreaField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]
from wtforms.validators import DataRequired, InputRequired, Length, ValidationError


class NameForm(FlaskForm):
    """The name as the certificate prints it."""

    printed_name = StringField(
        "Name as the certificate prints it",
        [InputRequired("Write your name as the certificate should print it."), Length(max=120)],
    )


class StatementForm(FlaskForm):
    """Which statement is made: its name, and what stands for the words that were shown."""

    key = HiddenField("Statement", [DataRequired("Choose what you agree to."), Length(max=64)])
    digest = HiddenField("Its words", [DataRequired("Choose what you agree to."), Length(max=64)])


class MarkForm(FlaskForm):
    """A mark for a task; one that does not pass says why."""

    task = SelectField("Task", [InputRequired("Choose a task.")])
    outcome = RadioField(
        "Mark",
        [InputRequired("Say whether it passes.")],
        choices=[SelectChoice("passed", "Passed"), SelectChoice("again", "Not yet")],
    )
    comment = TextAreaField("Comment", [Length(max=1000)])

    def validate_comment(self, field: TextAreaField) -> None:
        """Refuse a mark that does not pass and says nothing."""
        if self.outcome.data == "again" and not (field.data or "").strip():
            raise ValidationError("Say what is missing, so that they can try again.")


class MoveForm(FlaskForm):
    """Why somebody is moved to another version of their programme, and what was shown of it."""

    reason = TextAreaField(
        "Reason", [DataRequired("Say why. It stays in the record with your name."), Length(max=1000)]
    )
    seen = HiddenField("What was shown", [Length(max=64)])
