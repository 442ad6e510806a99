"""Are the name to be printed, and the reason for a move, well formed?"""

from flask_wtf import FlaskForm
from wtforms import HiddenField, StringField, TextAreaField
from wtforms.validators import DataRequired, InputRequired, Length


class NameForm(FlaskForm):
    """The name as the certificate prints it."""

    printed_name = StringField(
        "Name as the certificate prints it",
        [InputRequired("Write your name as the certificate should print it."), Length(max=120)],
    )


class MoveForm(FlaskForm):
    """Why somebody is moved to another version of their programme, and what was shown of it."""

    reason = TextAreaField(
        "Reason", [DataRequired("Say why. It stays in the record with your name."), Length(max=1000)]
    )
    seen = HiddenField("What was shown", [Length(max=64)])
