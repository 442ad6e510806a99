"""Is an answer to a self-check well formed?"""

from flask_wtf import FlaskForm
from wtforms import SelectMultipleField, StringField
from wtforms.validators import InputRequired, Length


class CheckForm(FlaskForm):
    """Which self-check, and what was chosen in it; the lesson says what may be chosen."""

    check = StringField("Self-check", [InputRequired(), Length(max=64)])
    answer = SelectMultipleField(
        "Answer", [InputRequired("Choose an answer, then check it.")], choices=[], validate_choice=False
    )
