"""Is a profile well formed?"""

from zoneinfo import available_timezones

from flask_wtf import FlaskForm
from wtforms import SelectField, StringField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # newer than its stubs
from wtforms.validators import InputRequired, Length, Optional

ZONES = [SelectChoice(name, name.replace("_", " ")) for name in sorted(available_timezones())]


class ProfileForm(FlaskForm):
    """How a person is addressed, how certificates print their name, and their time zone."""

    name = StringField("How we address you", [InputRequired("Tell us how to address you."), Length(max=200)])
    printed_name = StringField("Name as certificates print it", [Optional(), Length(max=200)])
    zone = SelectField("Time zone", choices=ZONES)
