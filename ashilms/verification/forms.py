"""What an employer asks with and reports, the link that a holder makes, and what a registrar answers."""

from flask_wtf import FlaskForm
from flask_wtf.file import FileField, FileRequired
from wtforms import SelectField, StringField, TextAreaField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # newer than its stubs
from wtforms.validators import DataRequired, Length, Optional

from ashilms.formats import plural
from ashilms.forms import PlainForm
from ashilms.verification.rules.reporting import LONGEST
from ashilms.verification.rules.sharing import DAYS, LONGEST_PURPOSE


class NumberForm(FlaskForm):
    """The two things printed on a certificate."""

    number = StringField(
        "Certificate number", [DataRequired("Type the number from the certificate."), Length(max=80)]
    )
    surname = StringField(
        "Holder’s surname", [DataRequired("Type the holder’s surname as printed."), Length(max=120)]
    )


class FileForm(FlaskForm):
    """The PDF, or the digital badge, that somebody was given."""

    pdf = FileField("The certificate’s PDF", [FileRequired("Choose the PDF file first.")])


class ProofForm(FlaskForm):
    """The file that shows something of a certificate."""

    proof = FileField("A proof of single lines", [FileRequired("Choose the proof’s file first.")])


class LinkForm(PlainForm):
    """What a link is for, and how long it is open."""

    purpose = StringField(
        "What it is for",
        [DataRequired("Say what the link is for. Only you see it."), Length(max=LONGEST_PURPOSE)],
    )
    days = SelectField(
        "Open for", coerce=int, default=30, choices=[SelectChoice(days, plural(days, "day")) for days in DAYS]
    )


class ReportForm(PlainForm):
    """What is wrong with a certificate."""

    number = StringField("Certificate number", [Optional(), Length(max=80)])
    text = TextAreaField("What is wrong?", [DataRequired("Say what is wrong."), Length(max=LONGEST)])


class AnswerForm(PlainForm):
    """What the school answers."""

    answer = TextAreaField("Answer", [DataRequired("Write an answer."), Length(max=LONGEST)])
