"""What a registrar says before somebody is erased, and the buttons that need nothing said."""

from flask_wtf import FlaskForm
from wtforms import BooleanField, TextAreaField
from wtforms.validators import DataRequired, Length


class EraseForm(FlaskForm):
    """Why somebody is erased, and that they know what becomes of their certificates."""

    reason = TextAreaField(
        "Why", [DataRequired("Say why, such as: asked for it on 3 March."), Length(max=500)]
    )
    certificates_stay = BooleanField(
        "They know that their certificates stay, with the name that is printed on them"
    )


class GoForm(FlaskForm):
    """Nothing but the button."""
