"""Is what is sent about a lesson well formed: an answer, a note, what its page says; and what a review is told as?"""

from flask_wtf import FlaskForm
from wtforms import DateField, HiddenField, SelectMultipleField, StringField, TextAreaField
from wtforms.validators import AnyOf, DataRequired, InputRequired, Length, Regexp

from ashilms.courses.rules.notes import LONGEST, plain_note
from ashilms.courses.rules.playing import Playing
from ashilms.courses.rules.time import Sign


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


class BeatForm(FlaskForm):
    """What a lesson's page says while it is read: that it is in use, or no longer. Never when, or how long."""

    sign = StringField("Sign", [AnyOf([Sign.ON, Sign.LEFT])])


class PlayForm(FlaskForm):
    """What is said of a recording: that it began, was played to its end, or that its transcript was read instead."""

    what = StringField("What", [AnyOf(list(Playing))])


class SignOffForm(FlaskForm):
    """That somebody has reviewed a module, as they have told the registrar."""

    name = StringField("Reviewer’s name", [DataRequired("Put in who has reviewed it."), Length(max=200)])
    profession = StringField(
        "Profession and registration",
        [DataRequired("Put in what makes them fit to review it, with their registration."), Length(max=300)],
    )
    reviewed_on = DateField("Reviewed on", [InputRequired("Put in the day of the review.")])
    note = TextAreaField("What was looked at, and what was agreed", [Length(max=2000)])
    digest = HiddenField("Text", [InputRequired(), Length(max=64)])


class WithdrawForm(FlaskForm):
    """Why a review stands no longer."""

    reason = TextAreaField("Reason", [DataRequired("Say why. It is kept with the review."), Length(max=1000)])
