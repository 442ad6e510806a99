"""Is the name to be printed well formed?"""

from flask_wtf import FlaskForm
from wtforms import StringField
from wtforms.validators import InputRequired, Length


class NameForm(FlaskForm):
    """The name as the certificate prints it."""

    printed_name = StringField(
        "Name as the certificate prints it",
        [InputRequired("Write your name as the certificate should print it."), Length(max=120)],
    )
