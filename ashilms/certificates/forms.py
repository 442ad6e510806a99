"""Is a change of status well formed?"""

from flask_wtf import FlaskForm
from wtforms import TextAreaField
from wtforms.validators import DataRequired, Length


class ReasonForm(FlaskForm):
    """Why a certificate is suspended, reinstated or revoked; private to holder and school."""

    reason = TextAreaField(
        "Reason", [DataRequired("Say why. Only the holder and the school will read it."), Length(max=1000)]
    )
