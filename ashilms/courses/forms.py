"""Is an answer to a self-check well formed, and what a page says?"""

from flask_wtf import FlaskForm
from wtforms import SelectMultipleField, StringField
from wtforms.validators import AnyOf, InputRequired, Length

from ashilms.courses.rules.time import Sign


class CheckForm(FlaskForm):
    """Which self-check, and what was chosen in it; the lesson says what may be chosen."""

    check = StringField("Self-check", [InputRequired(), Length(max=64)])
    answer = SelectMultipleField(
        "Answer", [InputRequired("Choose an answer, then check it.")], choices=[], validate_choice=False
    )


class BeatForm(FlaskForm):
    """What a lesson's page says while it is read: that it is in use, or no longer. Never when, or how long."""

    sign = StringField("Sign", [AnyOf([Sign.ON, Sign.LEFT])])
