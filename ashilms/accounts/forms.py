"""Is a profile well formed?"""

from zoneinfo import available_timezones

from flask_wtf import FlaskForm
from wtforms import SelectField, StringField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # newer than its stubs
from wtforms.validators import InputRequired, Length, Optional

ZONES = [SelectChoice(name, name.replace("_", " ")) for name in sorted(available_timezones())]

DAILY, AT_ONCE = "daily", "at-once"
MAIL = [SelectChoice(DAILY, "Together, once a day"), SelectChoice(AT_ONCE, "Each at once")]
HOURS = [SelectChoice(hour, f"{hour:02}:00") for hour in range(24)]


class ProfileForm(FlaskForm):
    """How a person is addressed, how certificates print their name, their time zone, and when mail comes."""

    name = StringField("How we address you", [InputRequired("Tell us how to address you."), Length(max=200)])
    printed_name = StringField("Name as certificates print it", [Optional(), Length(max=200)])
    zone = SelectField("Time zone", choices=ZONES)
    mail = SelectField("Mail that can wait", choices=MAIL)
    digest_hour = SelectField("When the daily mail comes", choices=HOURS, coerce=int)
