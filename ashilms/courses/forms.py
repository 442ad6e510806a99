"""Is an answer to a self-check, or a note, well formed?"""

from flask_wtf import FlaskForm
from wtforms import HiddenField, SelectMultipleField, StringField, TextAreaField
from wtforms.validators import DataRequired, InputRequired, Length, Regexp

from ashilms.courses.rules.notes import LONGEST, plain_note


class CheckForm(FlaskForm):
    """Which self-check, and what was chosen in it; the lesson says what may be chosen."""

    check = StringField("Self-check", [InputRequired(), Length(max=64)])
    answer = SelectMultipleField(
        "Answer", [InputRequired("Choose an answer, then check it.")], choices=[], validate_choice=False
    )


class NoteForm(FlaskForm):
    """What somebody notes on a lesson, and which version of it they had before them."""

    text = TextAreaField(
        "Your note",
        [
            DataRequired("Write something first. To take a note away, use Remove on your notes page."),
            Length(max=LONGEST, message=f"A note holds {LONGEST} characters; shorten it."),
        ],
        filters=[plain_note],
    )
    version = HiddenField("Version", [Regexp(r"[0-9]{1,9}\Z", message="Load the page again.")], default="0")

    @property
    def seen(self) -> int:
        """The version that was shown; 0 when there was no note."""
        return int(self.version.data or 0)


class BookmarkForm(FlaskForm):
    """Whether a lesson is to be bookmarked."""

    keep = HiddenField("Keep", [Regexp(r"[01]\Z", message="Load the page again.")])
