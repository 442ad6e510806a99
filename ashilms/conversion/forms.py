"""The forms of the page that converts questions."""

from flask_wtf.file import FileField, FileRequired
from wtforms import HiddenField, SelectField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]
from wtforms.validators import Length

from ashilms.conversion.rules import LONGEST, WAYS
from ashilms.forms import PlainForm


class ConvertForm(PlainForm):
    """A file, and which way it goes."""

    way = SelectField(
        "Which way",
        choices=[
            SelectChoice(name, said, optgroup=group)
            for group, ways in WAYS.items()
            for name, said in ways.items()
        ],
    )
    file = FileField("File of questions", [FileRequired("Choose a file.")])


class TakeForm(PlainForm):
    """The new file as it was shown, signed by the site."""

    made = HiddenField(validators=[Length(max=LONGEST)])
