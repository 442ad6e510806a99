"""What somebody asks or answers."""

from wtforms import TextAreaField
from wtforms.validators import InputRequired, Length

from ashilms.forms import PlainForm
from ashilms.threads.rules import LONGEST


class RemarkForm(PlainForm):
    """A question or an answer."""

    text = TextAreaField(
        "Your question", [InputRequired("Write what you want to know, or your answer."), Length(max=LONGEST)]
    )
